package process

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/gouji/gouji/lab/chaos/wait"
)

// Fleet is worker processes of the public binary. Like an orchestrator it starts a
// process again when it has ended.
type Fleet struct {
	spawn *Spawner
	dir   string // of the logs
	logf  func(format string, a ...any)
	cmd   func(slot int) *exec.Cmd

	mu       sync.Mutex
	slots    []*Process
	stopping bool
	crashes  int // ends that we did not cause
	starts   int
	killed   map[*Process]bool
	keepers  sync.WaitGroup
}

// StartFleet starts a process for each slot; cmd gives its command. The logs worker-SLOT.log are in
// dir, and logf is told of processes that end by themselves.
func StartFleet(spawn *Spawner, dir string, logf func(format string, a ...any), slots int, cmd func(slot int) *exec.Cmd) (*Fleet, error) {
	f := &Fleet{spawn: spawn, dir: dir, logf: logf, cmd: cmd, slots: make([]*Process, slots), killed: map[*Process]bool{}}
	for i := range slots {
		if err := f.start(i); err != nil {
			f.Close()
			return nil, err
		}
		f.keepers.Go(func() { f.keep(i) })
	}
	return f, nil
}

func (f *Fleet) start(i int) error {
	p, err := f.spawn.Start(f.cmd(i), filepath.Join(f.dir, fmt.Sprintf("worker-%d.log", i)))
	if err != nil {
		return err
	}
	f.mu.Lock()
	late := f.stopping
	f.slots[i] = p
	f.starts++
	f.mu.Unlock()
	if late { // whoever stops the fleet has passed this slot already and waits for its keeper
		p.Kill()
	}
	return nil
}

// restartPause is what lies between two starts of a slot.
const restartPause = 200 * time.Millisecond

func (f *Fleet) keep(i int) {
	for {
		p := f.At(i)
		<-p.Done
		f.mu.Lock()
		if !f.killed[p] && !f.stopping {
			f.crashes++
			f.logf("worker %d ended by itself: %v", i, p.Cmd.ProcessState)
		}
		stopping := f.stopping
		f.mu.Unlock()
		if stopping || !wait.For(context.Background(), restartPause) {
			return
		}
		if err := f.start(i); err != nil {
			f.logf("worker %d cannot be started: %v", i, err)
			return
		}
	}
}

// At is the process that a slot has now.
func (f *Fleet) At(i int) *Process {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.slots[i]
}

// Expect says that a slot's process is about to end by our doing.
func (f *Fleet) Expect(i int) *Process {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.killed[f.slots[i]] = true
	return f.slots[i]
}

// Kill ends a slot's process with SIGKILL; it is started again.
func (f *Fleet) Kill(i int) {
	f.Expect(i).Kill()
}

// Stop drains all processes and waits for them.
func (f *Fleet) Stop() error {
	f.mu.Lock()
	f.stopping = true
	f.mu.Unlock()
	var first error
	for i := range f.slots {
		if p := f.At(i); p != nil {
			if err := p.Stop(); err != nil && first == nil {
				first = err
			}
		}
	}
	f.keepers.Wait()
	return first
}

// Close ends all processes at once.
func (f *Fleet) Close() {
	f.mu.Lock()
	f.stopping = true
	f.mu.Unlock()
	for i := range f.slots {
		if p := f.At(i); p != nil {
			p.Kill()
		}
	}
	f.keepers.Wait()
}

// Crashed is how many processes ended without our doing.
func (f *Fleet) Crashed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.crashes
}
