package fault

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// TestNetwork holds the network to what the scenario rests on: cuts are silent, as they are
// asked for, and found out where they are not; programs in it are our own children.
func TestNetwork(t *testing.T) {
	dir := t.TempDir()
	w, err := NewNetwork(t.Context(), dir)
	if errors.Is(err, machine.ErrSkipped) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()

	oneWay := []Link{{"n0", "n1"}}
	if err := errors.Join(w.Cut(t.Context(), oneWay), w.Verify(t.Context(), oneWay)); err != nil {
		t.Error(err)
	}
	if err := w.Cut(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Verify(t.Context(), oneWay); err == nil || !strings.Contains(err.Error(), "pass from n0 to n1") {
		t.Errorf("a cut that is none was not found out: %v", err)
	}

	log := filepath.Join(dir, "sleep.log")
	// The main thread never ends, so it must not be the one that the child dies with.
	tid := 0
	mortal := process.NewSpawner()
	mortal.Do(func() { tid = unix.Gettid() })
	if tid == os.Getpid() {
		defer mortal.Close() // it keeps the main thread meanwhile
		mortal = process.NewSpawner()
	}
	p, err := mortal.Start(process.Command(w.Prefix("n0"), "sleep", "1000"), log)
	if err != nil {
		t.Fatal(err)
	}
	proc := filepath.Join("/proc", strconv.Itoa(p.Cmd.Process.Pid))
	err = wait.Until(t.Context(), "ip has become the program", 10*time.Second, func(context.Context) bool {
		name, err := os.ReadFile(filepath.Join(proc, "comm"))
		return err == nil && strings.TrimSpace(string(name)) == "sleep"
	})
	if err != nil {
		t.Error(err)
	}
	// Not /proc/self, the main thread: the socket of an end may have been opened on that one,
	// which then stays in the end's namespace.
	own, err1 := os.Readlink("/proc/thread-self/ns/net")
	its, err2 := os.Readlink(filepath.Join(proc, "ns/net"))
	if own == its || err1 != nil || err2 != nil {
		t.Errorf("the program is in namespace %s and we are in %s: %v, %v", its, own, err1, err2)
	}
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		t.Error(err)
	}
	if err := wait.Until(t.Context(), "it is stopped", 10*time.Second, func(context.Context) bool { return p.Stopped() }); err != nil {
		t.Error(err)
	}
	mortal.Close() // the thread ends that it dies with
	select {
	case <-p.Done:
	case <-time.After(10 * time.Second):
		t.Error("the program outlived who started it")
		p.Kill()
	}
}

func TestSweepTakesWhatTheDeadLeft(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("network namespaces need root")
	}
	dead := networkPlan{pid: 4194305} // larger than any process id
	name := dead.netns("n0")
	if out, err := machine.Tool(t.Context(), "ip", "netns", "add", name); err != nil {
		t.Skipf("ip netns: %v: %s", err, out)
	}
	sweep(t.Context(), networkPlan{pid: os.Getpid()})
	if _, err := os.Stat(filepath.Join(netnsDir, name)); !os.IsNotExist(err) {
		t.Errorf("%s is still there: %v", name, err)
	}
}
