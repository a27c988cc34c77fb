package child

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// children are the process ids of the children that a process has.
func children(t testing.TB, parent int) []int {
	t.Helper()
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if err != nil || len(paths) == 0 {
		t.Skip("skipped: the system does not list children")
	}
	var pids []int
	for _, path := range paths {
		list, _ := os.ReadFile(path)
		for _, f := range strings.Fields(string(list)) {
			pid, _ := strconv.Atoi(f)
			pids = append(pids, pid)
		}
	}
	return pids
}

func awaitChild(t testing.TB, known int) int {
	t.Helper()
	return awaitChildOf(t, os.Getpid(), known)
}

// awaitChildOf waits until a process has a living child other than one that is known, and
// returns it.
func awaitChildOf(t testing.TB, parent, known int) int {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for t.Context().Err() == nil {
		for _, pid := range children(t, parent) {
			stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
			if _, state, ok := strings.Cut(string(stat), ") "); ok && pid != known && state[0] != 'Z' {
				return pid
			}
		}
		<-tick.C
	}
	t.Fatal("no child came")
	return 0
}

// orphan is a process that has a request answered, says so, and is then ended.
func orphan() {
	p := NewPool([]string{os.Args[0], "work"}, limits())
	_, err := p.Ask(context.Background(), []byte("echo 1"))
	fmt.Println(err)
	_, _ = os.Stdin.Read(make([]byte, 1))
}

// TestChildEndsWithParent kills a process whose child waits.
func TestChildEndsWithParent(t *testing.T) {
	cmd := exec.Command(os.Args[0], "orphan")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || said != "<nil>\n" {
		t.Errorf("the parent says %q, %v", said, err)
	}
	var ends []unix.PollFd
	for _, pid := range children(t, cmd.Process.Pid) {
		fd, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(fd)
		ends = append(ends, unix.PollFd{Fd: int32(fd), Events: unix.POLLIN})
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if len(ends) != 1 {
		t.Fatalf("%d children", len(ends))
	}
	if n, err := unix.Poll(ends, 20_000); n != 1 || err != nil {
		t.Errorf("the child outlives its parent: %d, %v", n, err)
	}
}

// stopped is a process that has a request answered, and says what came of it.
func stopped() {
	p := NewPool([]string{os.Args[0], "work"}, Limits{Time: time.Second, Output: 1 << 20})
	fmt.Println("asking")
	_, err := p.Ask(context.Background(), []byte("late"))
	fmt.Println(err)
	_ = p.Close()
	unix.Exit(0)
}

// TestStoppedParent stops a process for longer than its child may take: what the child has
// done meanwhile counts when the process goes on.
func TestStoppedParent(t *testing.T) {
	cmd := exec.Command(os.Args[0], "stopped")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	lines.Scan()
	awaitChildOf(t, cmd.Process.Pid, 0)
	_ = cmd.Process.Signal(unix.SIGSTOP)
	<-time.After(1500 * time.Millisecond)
	_ = cmd.Process.Signal(unix.SIGCONT)
	if !lines.Scan() || lines.Text() != "<nil>" {
		t.Errorf("a process that was stopped says %q", lines.Text())
	}
	_ = cmd.Wait()
}
