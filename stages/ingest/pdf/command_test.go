package pdf_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/child"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"golang.org/x/sys/unix"
)

// TestKilledIsNoVerdict has a child that is ended by SIGKILL, as by a system that is short
// of memory.
func TestKilledIsNoVerdict(t *testing.T) {
	cmd := pdf.Command{Argv: []string{os.Args[0], "killed"}, Limits: limits()}
	_, err := cmd.Words(t.Context(), []byte("x"))
	if class, ok := fault.ClassOf(err); ok || err == nil {
		t.Errorf("got %v of class %q, want an error without class", err, class)
	}
}

// TestProcessorTime has a child that is ended for it, as pdftotext is, without a word.
func TestProcessorTime(t *testing.T) {
	cmd := pdf.Command{Argv: []string{"/bin/sh", "-c", "kill -XCPU $$"}, Limits: limits()}
	_, err := cmd.Words(t.Context(), []byte("x"))
	if class, _ := fault.ClassOf(err); class != fault.LimitTime {
		t.Errorf("got %v, want class %s", err, fault.LimitTime)
	}
}

// untilLow works until this process is of low priority. The system call returns 20 less the
// nice value.
func untilLow() {
	for {
		if p, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err != nil || p <= 10 {
			return
		}
	}
}

// TestSlowCommandGivesWay has a child that ends when its priority has been lowered, which it
// is after child.Patience.
func TestSlowCommandGivesWay(t *testing.T) {
	t.Parallel()
	lim := limits()
	lim.Time = 4 * child.Patience
	cmd := pdf.Command{Argv: []string{os.Args[0], "low"}, Limits: lim}
	if pages, err := cmd.Words(t.Context(), []byte("x")); err != nil || len(pages) != 1 {
		t.Errorf("%d pages, %v", len(pages), err)
	}
}

// orphan is a process that has a child read a document that never ends.
func orphan() {
	cmd := pdf.Command{Argv: []string{os.Args[0], "hang"}, Limits: limits()}
	_, err := cmd.Words(context.Background(), []byte("x"))
	fmt.Println(err)
}

// TestCommandEndsWithParent kills a process whose child reads.
func TestCommandEndsWithParent(t *testing.T) {
	cmd := exec.Command(os.Args[0], "orphan")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := awaitChild(t, cmd.Process.Pid)
	end, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(end)
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if n, err := unix.Poll([]unix.PollFd{{Fd: int32(end), Events: unix.POLLIN}}, 15_000); n != 1 || err != nil {
		t.Errorf("the child outlives its parent: %d, %v", n, err)
	}
}

// awaitChild waits until a process has a child that runs its own program, and returns it.
func awaitChild(t *testing.T, parent int) int {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for t.Context().Err() == nil {
		for _, pid := range children(t, parent) {
			if line, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); len(line) > 5 && string(line[len(line)-5:]) == "hang\x00" {
				return pid
			}
		}
		<-tick.C
	}
	t.Fatal("no child came")
	return 0
}
