package child

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Limited says that this system can bound the memory and the processor time of a child.
// Elsewhere documents are better read in this process: a child would cost its start and
// protect from nothing.
const Limited = true

// Attributes are those of a process that leads a process group of its own and is killed
// when this process ends. (Linux looks at the thread that started it; threads of Go last as
// long as the program, but for those a goroutine is locked to, and none of ours is.)
func Attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// Expend has Linux end the process before any other where memory is short: a document can
// be read again, and whoever waits for it goes on.
func Expend(pid int) {
	// It fails where the process has ended, or the system has no such choice.
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("1000"), 0)
}

// limitTime allows the child as much processor time, on top of what it used so far. At the
// limit the child says so and ends.
func (c *process) limitTime(most time.Duration) error {
	pid := c.cmd.Process.Pid
	used, err := processorTime(pid)
	if err != nil {
		return err
	}
	var now unix.Rlimit
	err = unix.Prlimit(pid, unix.RLIMIT_CPU, nil, &now)
	if err == nil {
		now.Cur = min(now.Max, uint64(used.Seconds())+uint64(most.Seconds())+1)
		err = unix.Prlimit(pid, unix.RLIMIT_CPU, &now, nil)
	}
	if err != nil {
		return fmt.Errorf("limiting the child: %w", err)
	}
	return nil
}

// processorTime is how much of the processors a process has used.
func processorTime(pid int) (time.Duration, error) {
	var used unix.Timespec
	// The clock of a process: its number inverted, and 2 for what the scheduler counted.
	if err := unix.ClockGettime(int32(^pid<<3|2), &used); err != nil {
		return 0, fmt.Errorf("the child's processor time: %w", err)
	}
	return time.Duration(used.Nano()), nil
}

// giveWay lowers the priority of a process group. It fails where the group has ended.
func giveWay(pgid int) {
	const most = 19
	raw, err := unix.Getpriority(unix.PRIO_PGRP, pgid) // the system call answers 20 less the nice value
	if err != nil {
		return
	}
	_ = unix.Setpriority(unix.PRIO_PGRP, pgid, min(20-raw+lowered, most))
}

// lowered is what is added to the nice value of a child that has to: it gets a tenth of what
// others get of a processor that they want, and all of one that nobody wants.
const lowered = 10

// AddressSpace is how many bytes of it this process has (proc_pid_statm(5)).
func AddressSpace() (uint64, error) {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, fmt.Errorf("reading my own size: %w", err)
	}
	first, _, _ := bytes.Cut(statm, []byte(" "))
	pages, err := strconv.ParseUint(string(first), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading my own size: %w", err)
	}
	return pages * uint64(os.Getpagesize()), nil
}

// limitMemory limits the address space of this process to Memory beyond what is in use.
func limitMemory() error {
	size, err := AddressSpace()
	if err != nil {
		return err
	}
	most := size + Memory
	if err := unix.Setrlimit(unix.RLIMIT_AS, &unix.Rlimit{Cur: most, Max: most}); err != nil {
		return fmt.Errorf("limiting my own memory: %w", err)
	}
	return nil
}
