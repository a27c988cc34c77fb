// Package process starts and ends children: single ones, and fleets that are started again as an
// orchestrator would. Only processes that it started are ever signalled.
package process

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

// Process is a child that the laboratory started. Nothing else is ever signalled.
type Process struct {
	Cmd  *exec.Cmd     // as it was started
	Done chan struct{} // closed when it has ended
}

// Spawner starts children on one thread that lives as long as the laboratory, because
// Linux ends a child with the thread that started it (PR_SET_PDEATHSIG), not the process.
type Spawner struct {
	jobs chan func()
}

// NewSpawner starts the thread; Close ends it.
func NewSpawner() *Spawner {
	s := &Spawner{jobs: make(chan func())}
	go func() {
		runtime.LockOSThread()
		beNice()
		for job := range s.jobs {
			job()
		}
	}()
	return s
}

// Do runs a function on the thread of the children and waits for it.
func (s *Spawner) Do(f func()) {
	done := make(chan struct{})
	s.jobs <- func() {
		defer close(done)
		f()
	}
	<-done
}

// Close ends the thread, and on Linux with it every child that is left.
func (s *Spawner) Close() { close(s.jobs) }

// Command is a program with its arguments, behind a prefix that may be empty.
func Command(prefix []string, program string, args ...string) *exec.Cmd {
	line := append(append(slices.Clone(prefix), program), args...)
	return exec.Command(line[0], line[1:]...)
}

// Start starts a child whose output goes to the file log, appended. It dies with us.
func (s *Spawner) Start(cmd *exec.Cmd, log string) (*Process, error) {
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
	s.Do(func() { err = cmd.Start() })
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", cmd.Path, err)
	}
	p := &Process{Cmd: cmd, Done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended stands in cmd.ProcessState
		close(p.Done)
	}()
	return p, nil
}

// Signal sends a signal; that the process has ended already is no error.
func (p *Process) Signal(sig syscall.Signal) error {
	err := p.Cmd.Process.Signal(sig)
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// Kill ends the process as a crash would, and waits.
func (p *Process) Kill() {
	_ = p.Signal(syscall.SIGKILL) // can only fail when it has ended
	<-p.Done
}

// stopWait is how long a process may take to end when asked; `gouji work` drains for up
// to 25 s.
const stopWait = 30 * time.Second

// Stop asks the process to end, waits, and kills it if it does not.
func (p *Process) Stop() error {
	_ = p.Signal(SigCont)
	_ = p.Signal(syscall.SIGTERM)
	t := time.NewTimer(stopWait)
	defer t.Stop()
	select {
	case <-p.Done:
		return nil
	case <-t.C:
		p.Kill()
		return fmt.Errorf("%s did not end within %s and was killed", p.Cmd.Path, stopWait)
	}
}

// Ended reports whether the process has ended.
func (p *Process) Ended() bool {
	select {
	case <-p.Done:
		return true
	default:
		return false
	}
}
