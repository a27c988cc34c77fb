package bench

import (
	"fmt"
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
	for _, pid := range livingChildren("self") {
		var t unix.Timespec
		// The clock of a process: its number inverted, and 2 for what the scheduler counted.
		if err := unix.ClockGettime(int32(^pid<<3|2), &t); err == nil {
			all += time.Duration(t.Nano())
		}
	}
	return all
}

// livingChildren are the process ids of all that a process has started, and of all that those have
// started, where the system lists them.
func livingChildren(of string) []int {
	lists, _ := filepath.Glob("/proc/" + of + "/task/*/children")
	var pids []int
	for _, path := range lists {
		list, err := os.ReadFile(path)
		if err != nil {
			continue // the thread has ended
		}
		for _, f := range strings.Fields(string(list)) {
			if pid, err := strconv.Atoi(f); err == nil {
				pids = append(append(pids, pid), livingChildren(f)...)
			}
		}
	}
	return pids
}

// writtenBytes is what this process and its living children have caused to be written to disk so
// far (proc(5), write_bytes): pages of files and not what the file system writes of its own.
func writtenBytes() int64 {
	all := number("/proc/self/io", "write_bytes:")
	for _, pid := range livingChildren("self") {
		all += number(fmt.Sprintf("/proc/%d/io", pid), "write_bytes:")
	}
	return all
}

// number is the first one behind a name in a file of the kernel, 0 where there is none.
func number(file, name string) int64 {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "\n"+name)
	line, _, _ := strings.Cut(rest, "\n")
	n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(line, "kB")), 10, 64)
	return n
}

// forgetPeak makes peakMemory count from now on (proc(5), clear_refs 5).
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peakMemory is the most memory that this process has had since, in bytes; 0 is not known.
func peakMemory() int64 { return number("/proc/self/status", "VmHWM:") << 10 }

// peakOf is the most memory that a process has had, in bytes.
func peakOf(pid int) int64 { return number(fmt.Sprintf("/proc/%d/status", pid), "VmHWM:") << 10 }
