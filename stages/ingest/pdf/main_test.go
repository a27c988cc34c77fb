package pdf_test

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/gouji/gouji/stages/ingest/pdf"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"
)

// TestMain lets the test binary be its own child, well-behaved or not.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 || len(os.Args) == 3 && os.Args[2] == pdf.ServeFlag {
		switch os.Args[1] {
		case "pdf-extract":
			main := pdf.ChildMain
			if len(os.Args) == 3 {
				main = pdf.ServeMain
			}
			unix.Exit(main(os.Stdin, os.Stdout)) // os.Exit waits a second under the race detector
		case "orphan":
			orphan()
		case "hang":
			never := make(chan os.Signal, 1)
			signal.Notify(never, syscall.SIGUSR1)
			<-never
		case "flood":
			for {
				if _, err := io.WriteString(os.Stdout, strings.Repeat("<page>", 1000)); err != nil {
					os.Exit(0)
				}
			}
		case "crash":
			fmt.Fprintln(os.Stderr, "Segmentation fault")
			os.Exit(139)
		case "silent":
			os.Exit(0)
		case "killed":
			_ = unix.Kill(os.Getpid(), unix.SIGKILL)
		case "low":
			untilLow()
			fmt.Println("<doc><page></page></doc>")
			os.Exit(0)
		case "deaf":
			_ = os.Stdin.Close()
			fmt.Println("<doc><page></page></doc>")
			os.Exit(0)
		}
	}
	goleak.VerifyTestMain(m)
}
