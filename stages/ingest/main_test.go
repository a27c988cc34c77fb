package ingest_test

import (
	"io"
	"os"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/ingest/child"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// TestMain lets the test binary be the child that reads PDF or documents, or one that does
// not do its work.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "extract":
			unix.Exit(ingest.ServeMain(os.Stdin, os.Stdout))
		case "hang", "eat", "panic", "kill", "flood", "riddle":
			unix.Exit(child.Serve(os.Stdin, os.Stdout, misbehave(os.Args[1])))
		}
	}
	goleak.VerifyTestMain(m)
}

// misbehave is what a child does with a document instead of reading it.
func misbehave(how string) func([]byte, io.Writer) []byte {
	return func(_ []byte, w io.Writer) []byte {
		switch how {
		case "hang":
			never := make(chan int)
			go func() { _, _ = io.Copy(io.Discard, os.Stdin) }() // or the program ends for want of work
			<-never
		case "eat":
			for all := [][]byte{}; ; {
				all = append(all, make([]byte, 8<<20))
			}
		case "panic":
			panic("no such table")
		case "kill":
			_ = unix.Kill(os.Getpid(), unix.SIGKILL)
		case "flood":
			for {
				if _, err := w.Write(make([]byte, 1<<20)); err != nil {
					return nil
				}
			}
		}
		return []byte("a class that is none\nwhat")
	}
}

func reader() *ingest.Reader {
	return ingest.New(ingest.Options{})
}

// isolated reads in children that run the test binary in this mode.
func isolated(t testing.TB, mode string, lim ingest.Limits) *ingest.Isolated {
	r := ingest.New(ingest.Options{Limits: lim})
	i := ingest.NewIsolated(r, []string{os.Args[0], mode}, true)
	t.Cleanup(func() { _ = i.Close() })
	return i
}
