package datafolder_test

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/internal/datafolder"
)

// heldEnv makes the test binary a process that owns a folder until its standard input ends.
const heldEnv = "GOUJI_TEST_OWNS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(heldEnv); dir != "" {
		hold(dir)
		return
	}
	os.Exit(m.Run())
}

func hold(dir string) {
	if _, err := datafolder.Own(dir, datafolder.Owner{PID: os.Getpid(), Command: "gouji up", NATS: "nats://127.0.0.1:1"}); err != nil {
		os.Stdout.WriteString(err.Error() + "\n")
		return
	}
	os.Stdout.WriteString("owned\n")
	_, _ = os.Stdin.Read(make([]byte, 1))
}

// owner starts a process that owns dir and returns when it does.
func owner(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), heldEnv+"="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); _ = cmd.Wait() })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "owned\n" {
		t.Fatalf("the owner says %q, %v", line, err)
	}
	return cmd
}

func TestASecondProcessIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	cmd := owner(t, dir)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, link} {
		for name, open := range map[string]func() (*datafolder.Folder, error){
			"own":   func() (*datafolder.Folder, error) { return datafolder.Own(path, datafolder.Owner{}) },
			"share": func() (*datafolder.Folder, error) { return datafolder.Share(path) },
		} {
			begun := time.Now()
			_, err := open()
			var busy *datafolder.BusyError
			if !errors.As(err, &busy) {
				t.Fatalf("%s %s: %v, want a BusyError", name, path, err)
			}
			if busy.Owner.PID != cmd.Process.Pid || busy.Owner.NATS != "nats://127.0.0.1:1" {
				t.Errorf("%s: owner %+v, want that of process %d", name, busy.Owner, cmd.Process.Pid)
			}
			// It takes less than 1 ms. The bound only tells a refusal from waiting for the lock.
			if took := time.Since(begun); took > 15*time.Second {
				t.Errorf("%s: refused after %s", name, took)
			}
		}
	}
}

func TestAKilledOwnerLeavesTheFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := owner(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	f, err := datafolder.Own(dir, datafolder.Owner{PID: os.Getpid()})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestWorkersShareAndAnOwnerDoesNot(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	one, err := datafolder.Share(dir)
	if err != nil {
		t.Fatal(err)
	}
	two, err := datafolder.Share(dir)
	if err != nil {
		t.Fatalf("a second that shares: %v", err)
	}
	var busy *datafolder.BusyError
	if _, err := datafolder.Own(dir, datafolder.Owner{}); !errors.As(err, &busy) {
		t.Fatalf("owning a shared folder: %v, want a BusyError", err)
	}
	for _, f := range []*datafolder.Folder{one, two} {
		if err := f.Release(); err != nil {
			t.Fatal(err)
		}
	}
	f, err := datafolder.Own(dir, datafolder.Owner{PID: 1})
	if err != nil {
		t.Fatalf("after both have gone: %v", err)
	}
	if err := f.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestTheOwnersFolderIsClosedToOthers(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("skipped: Windows has no such modes")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := datafolder.Own(dir, datafolder.Owner{PID: os.Getpid()})
	if err != nil {
		t.Fatal(err)
	}
	i, err := os.Stat(dir)
	if err != nil || i.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v", i.Mode(), err)
	}
	if err := f.Release(); err != nil {
		t.Error(err)
	}
}

// TestAFullDiskKeepsNobodyOut: the lock is what counts. The words of an owner that has gone do not
// stay, since the token is shown to the address that stands there, and the new ones come once there
// is room.
func TestAFullDiskKeepsNobodyOut(t *testing.T) {
	const full = "/dev/full" // every write to it finds no room
	if _, err := os.Stat(full); err != nil {
		t.Skipf("skipped: this system has no %s", full)
	}
	dir := t.TempDir()
	said := filepath.Join(dir, "gouji.owner.json")
	if err := os.WriteFile(said, []byte(`{"pid":1,"nats":"nats://127.0.0.1:1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	fill := func() {
		t.Helper()
		if err := os.Symlink(full, said+".new"); err != nil {
			t.Fatal(err)
		}
	}
	fill()
	f, err := datafolder.Own(dir, datafolder.Owner{PID: os.Getpid(), Command: "gouji up"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(said); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the words of the owner that has gone: %v", err)
	}
	fill()
	o := f.Owner()
	o.NATS = "nats://127.0.0.1:2"
	if err := f.Announce(o); !errors.Is(err, datafolder.ErrFull) {
		t.Errorf("announced on a full disk: %v", err)
	}
	if err := f.Announce(o); err != nil {
		t.Errorf("with room: %v", err)
	}
	if b, err := os.ReadFile(said); err != nil || !strings.Contains(string(b), "127.0.0.1:2") {
		t.Errorf("%s, %v", b, err)
	}
	if err := f.Release(); err != nil {
		t.Error(err)
	}
}
