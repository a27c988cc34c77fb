package pdf

import (
	"cmp"
	"errors"
	"fmt"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/stages/ingest/child"
)

// limit bounds the child's processor time and, for foreign programs, its memory: ChildMain
// limits its own, because the address space of a Go program is large from the start. At the
// first limit of processor time SIGXCPU comes; SIGKILL comes at the second.
func (c Command) limit(pid int) error {
	seconds := uint64(cmp.Or(c.Limits.Processor, c.Limits.Time).Seconds()) + 1
	if err := unix.Prlimit(pid, unix.RLIMIT_CPU, &unix.Rlimit{Cur: seconds, Max: seconds + 1}, nil); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("pdf: limiting the child: %w", err)
	}
	if !c.foreign() {
		return nil
	}
	if err := unix.Prlimit(pid, unix.RLIMIT_AS, &unix.Rlimit{Cur: c.Limits.Memory, Max: c.Limits.Memory}, nil); err != nil && !errors.Is(err, unix.ESRCH) {
		return fmt.Errorf("pdf: limiting the child: %w", err)
	}
	return nil
}

// killGroup ends the child and all that it has started.
func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// overTime reports that the child reached its limit of processor time.
func overTime(end error) bool { return child.EndedBy(end, syscall.SIGXCPU) }
