package bench

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ProcessorTime is what this process and its children, those that have ended and those that
// still wait for PDF files, have used of processors so far, user and system.
func ProcessorTime() time.Duration {
	var all time.Duration
	for _, who := range []int{unix.RUSAGE_SELF, unix.RUSAGE_CHILDREN} {
		var u unix.Rusage
		if err := unix.Getrusage(who, &u); err == nil { // it fails for neither
			all += time.Duration(u.Utime.Nano() + u.Stime.Nano())
		}
	}
	for _, pid := range livingChildren() {
		var t unix.Timespec
		// The clock of a process: its number inverted, and 2 for what the scheduler counted.
		if err := unix.ClockGettime(int32(^pid<<3|2), &t); err == nil {
			all += time.Duration(t.Nano())
		}
	}
	return all
}

// livingChildren are the process ids of the children of this process, where the system
// lists them.
func livingChildren() []int {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	var pids []int
	for _, path := range lists {
		list, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		for _, f := range strings.Fields(string(list)) {
			if pid, err := strconv.Atoi(f); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// forgetPeak makes peakMemory count from now on (proc(5), clear_refs 5).
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMemory is the most memory that this process has had since, in bytes; 0 is not known.
func peakMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	line, _, _ := strings.Cut(rest, "kB")
	kb, err := strconv.ParseInt(strings.TrimSpace(line), 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}
