package child

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// escape tries to leave the cage and says how that ended, "" where it could.
func escape(how string) string {
	var err error
	switch how {
	case "read":
		_, err = os.ReadFile("/etc/passwd")
	case "write":
		err = os.WriteFile("/tmp/gouji-escaped", []byte("x"), 0o600)
	case "remove":
		err = os.Remove("/tmp/gouji-escaped")
	case "list":
		_, err = os.ReadDir("/")
	case "connect":
		_, err = net.Dial("tcp", "127.0.0.1:1")
		if err != nil && strings.Contains(err.Error(), "refused") {
			err = nil // it came as far as the network
		}
	case "listen":
		_, err = net.Listen("tcp", "127.0.0.1:0")
	case "unix":
		_, err = unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	case "exec":
		err = exec.Command("/bin/true").Run()
	case "fork":
		_, _, e := syscall.RawSyscall(unix.SYS_CLONE3, 0, 0, 0)
		if e != 0 {
			err = e
		}
	case "signal":
		err = unix.Kill(os.Getppid(), 0)
	case "trace":
		err = unix.PtraceAttach(os.Getppid())
	case "limits":
		err = unix.Prlimit(os.Getppid(), unix.RLIMIT_CPU, nil, &unix.Rlimit{})
	case "unshare":
		err = unix.Unshare(unix.CLONE_NEWNS)
	case "chmod":
		err = os.Chmod("/tmp", 0o777)
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestTheCageHolds(t *testing.T) {
	if underRace {
		t.Skip("skipped: a child built with the race detector has no cage")
	}
	p := pool(t, "work", limits())
	cage, err := p.Cage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !cage.Closed() {
		t.Skipf("skipped: this kernel does not confine a child: %s", cage)
	}
	t.Logf("the cage: %s", cage)
	if !cage.Limits {
		t.Error("a running child has no limit of memory or of processor time")
	}
	for _, how := range []string{"read", "write", "remove", "list", "connect", "listen", "unix", "exec", "fork", "signal", "trace", "limits", "unshare", "chmod"} {
		out, err := p.Ask(t.Context(), []byte("escape "+how))
		if err != nil || !strings.Contains(string(out), "not permitted") && !strings.Contains(string(out), "not implemented") {
			t.Errorf("%s: the child answers %q, %v; want that it is not permitted", how, out, err)
		}
	}
	if out, err := p.Ask(t.Context(), []byte("echo still here")); err != nil || string(out) != "still here" {
		t.Errorf("behind all that: %q, %v", out, err)
	}
}

func TestCageNamesItsWalls(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Cage{
		"none": {},
		"no_new_privs, seccomp; missing: no network, no capabilities, rlimits": {NoNewPrivs: true, Syscalls: true},
		"no_new_privs, seccomp, no network, no capabilities, rlimits":          {true, true, true, true, true},
	} {
		if got := fmt.Sprint(c); got != want {
			t.Errorf("%+v is %q, want %q", c, got, want)
		}
	}
	if (Cage{NoNewPrivs: true, Network: true}).Closed() {
		t.Error("a cage without a filter of system calls counts as closed")
	}
}
