package chaos

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// fleet is worker processes of the public binary. Like an orchestrator it starts a
// process again when it has ended.
type fleet struct {
	spawn *spawner
	dir   string // of the logs
	logf  func(format string, a ...any)
	cmd   func(slot int) *exec.Cmd

	mu       sync.Mutex
	slots    []*process
	stopping bool
	crashes  int // ends that we did not cause
	starts   int
	killed   map[*process]bool
	keepers  sync.WaitGroup
}

// startFleet starts a process for each slot; cmd gives its command. The logs worker-SLOT.log are in
// dir, and logf is told of processes that end by themselves.
func startFleet(spawn *spawner, dir string, logf func(format string, a ...any), slots int, cmd func(slot int) *exec.Cmd) (*fleet, error) {
	f := &fleet{spawn: spawn, dir: dir, logf: logf, cmd: cmd, slots: make([]*process, slots), killed: map[*process]bool{}}
	for i := range slots {
		if err := f.start(i); err != nil {
			f.close()
			return nil, err
		}
		f.keepers.Go(func() { f.keep(i) })
	}
	return f, nil
}

func (f *fleet) start(i int) error {
	p, err := f.spawn.start(f.cmd(i), filepath.Join(f.dir, fmt.Sprintf("worker-%d.log", i)))
	if err != nil {
		return err
	}
	f.mu.Lock()
	late := f.stopping
	f.slots[i] = p
	f.starts++
	f.mu.Unlock()
	if late { // whoever stops the fleet has passed this slot already and waits for its keeper
		p.kill()
	}
	return nil
}

// restartPause is what lies between two starts of a slot.
const restartPause = 200 * time.Millisecond

func (f *fleet) keep(i int) {
	for {
		p := f.at(i)
		<-p.done
		f.mu.Lock()
		if !f.killed[p] && !f.stopping {
			f.crashes++
			f.logf("worker %d ended by itself: %v", i, p.cmd.ProcessState)
		}
		stopping := f.stopping
		f.mu.Unlock()
		if stopping || !pass(context.Background(), restartPause) {
			return
		}
		if err := f.start(i); err != nil {
			f.logf("worker %d cannot be started: %v", i, err)
			return
		}
	}
}

func (f *fleet) at(i int) *process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.slots[i]
}

// expect says that a slot's process is about to end by our doing.
func (f *fleet) expect(i int) *process {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.killed[f.slots[i]] = true
	return f.slots[i]
}

// kill ends a slot's process with SIGKILL; it is started again.
func (f *fleet) kill(i int) {
	f.expect(i).kill()
}

// stop drains all processes and waits for them.
func (f *fleet) stop() error {
	f.mu.Lock()
	f.stopping = true
	f.mu.Unlock()
	var first error
	for i := range f.slots {
		if p := f.at(i); p != nil {
			if err := p.stop(); err != nil && first == nil {
				first = err
			}
		}
	}
	f.keepers.Wait()
	return first
}

// close ends all processes at once.
func (f *fleet) close() {
	f.mu.Lock()
	f.stopping = true
	f.mu.Unlock()
	for i := range f.slots {
		if p := f.at(i); p != nil {
			p.kill()
		}
	}
	f.keepers.Wait()
}

// crashed is how many processes ended without our doing.
func (f *fleet) crashed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.crashes
}
