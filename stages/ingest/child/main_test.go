package child

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// TestMain lets the test binary be a child, well-behaved ("work") or not.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 {
		switch os.Args[1] {
		case "work":
			unix.Exit(Serve(os.Stdin, os.Stdout, work)) // os.Exit waits a second under the race detector
		case "orphan":
			orphan()
		case "stopped":
			stopped()
		case "hang":
			hang()
		case "silent":
			unix.Exit(0)
		case "crash":
			fmt.Fprintln(os.Stderr, "fatal error: 1\nmore")
			unix.Exit(2)
		case "babble":
			fmt.Println("this is no answer")
			hang()
		case "noise":
			_, _ = os.Stdout.Write([]byte{framePiece, 0xFF, 0xFF, 0xFF, 0xFF})
			hang()
		case "torn":
			_, _ = os.Stdout.Write([]byte{framePiece, 0, 0, 0, 9, 'x'})
			unix.Exit(0)
		case "flood":
			forever([]byte(strings.Repeat("x", 1000)))
		case "pieces":
			forever(append(appendHead(nil, framePiece, 1000), make([]byte, 1000)...))
		case "mute":
			_, _, _ = os.Stdin.Close(), os.Stdout.Close(), os.Stderr.Close()
			hang()
		case "deaf":
			_ = os.Stdin.Close()
			hang()
		}
	}
	goleak.VerifyTestMain(m)
}

func hang() {
	never := make(chan os.Signal, 1)
	signal.Notify(never, syscall.SIGUSR1)
	<-never
}

func forever(b []byte) {
	for {
		if _, err := os.Stdout.Write(b); err != nil {
			unix.Exit(0)
		}
	}
}

// work does what the request says.
func work(request []byte, w io.Writer) []byte {
	what, rest, _ := bytes.Cut(request, []byte(" "))
	switch string(what) {
	case "echo":
		_, _ = w.Write(rest)
	case "refuse":
		_, _ = w.Write(make([]byte, 3*pieceMost)) // what was sent before is void
		return rest
	case "pid":
		fmt.Fprint(w, os.Getpid())
	case "procs":
		fmt.Fprint(w, runtime.GOMAXPROCS(0), os.Environ())
	case "escape":
		fmt.Fprint(w, escape(string(rest)))
	case "panic":
		panic("at the disco")
	case "deep":
		fmt.Fprint(w, deep(0))
	case "spin":
		for n := uint64(1); n != 0; n++ { // for centuries
		}
	case "grow":
		var all [][]byte
		for len(all) < 1<<20 {
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			all = append(all, b)
		}
		fmt.Fprint(w, len(all))
	case "hang":
		hang()
	case "kill":
		signalSelf(unix.SIGKILL)
	case "stop":
		signalSelf(unix.SIGSTOP)
	case "low":
		untilLow()
	case "late":
		<-time.After(200 * time.Millisecond)
		_, _ = w.Write(make([]byte, 500_000)) // more than a pipe holds
	}
	return nil
}

func deep(n int) int {
	if n < 0 {
		return 0
	}
	return deep(n+1) + 1
}

func signalSelf(s syscall.Signal) {
	_ = unix.Kill(os.Getpid(), s)
	hang()
}

// untilLow works until the process is of low priority. The system call returns 20 less the
// nice value.
func untilLow() {
	for {
		if p, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err != nil || p <= 20-lowered {
			return
		}
	}
}
