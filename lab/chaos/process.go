package chaos

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// process is a child that the laboratory started. Nothing else is ever signalled.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// spawner starts children on one thread that lives as long as the laboratory, because
// Linux ends a child with the thread that started it (PR_SET_PDEATHSIG), not the process.
type spawner struct {
	jobs chan func()
}

func newSpawner() *spawner {
	s := &spawner{jobs: make(chan func())}
	go func() {
		runtime.LockOSThread()
		beNice()
		for job := range s.jobs {
			job()
		}
	}()
	return s
}

// do runs a function on the thread of the children and waits for it.
func (s *spawner) do(f func()) {
	done := make(chan struct{})
	s.jobs <- func() {
		defer close(done)
		f()
	}
	<-done
}

func (s *spawner) close() { close(s.jobs) }

// command is a program with its arguments, behind a prefix that may be empty.
func command(prefix []string, program string, args ...string) *exec.Cmd {
	line := append(append(slices.Clone(prefix), program), args...)
	return exec.Command(line[0], line[1:]...)
}

// start starts a child whose output goes to the file log, appended. It dies with us.
func (s *spawner) start(cmd *exec.Cmd, log string) (*process, error) {
	f, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	defer f.Close()
	if cmd.Stdout == nil {
		cmd.Stdout = f
	}
	cmd.Stderr = f
	dieWithParent(cmd)
	s.do(func() { err = cmd.Start() })
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended stands in cmd.ProcessState
		close(p.done)
	}()
	return p, nil
}

// signal sends a signal; that the process has ended already is no error.
func (p *process) signal(sig syscall.Signal) error {
	err := p.cmd.Process.Signal(sig)
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// kill ends the process as a crash would, and waits.
func (p *process) kill() {
	_ = p.signal(syscall.SIGKILL) // can only fail when it has ended
	<-p.done
}

// stopWait is how long a process may take to end when asked; `gouji work` drains for up
// to 25 s.
const stopWait = 30 * time.Second

// stop asks the process to end, waits, and kills it if it does not.
func (p *process) stop() error {
	_ = p.signal(sigCont)
	_ = p.signal(syscall.SIGTERM)
	t := time.NewTimer(stopWait)
	defer t.Stop()
	select {
	case <-p.done:
		return nil
	case <-t.C:
		p.kill()
		return fmt.Errorf("%s did not end within %s and was killed", p.cmd.Path, stopWait)
	}
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}
