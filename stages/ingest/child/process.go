package child

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// process is a running child that calls Serve. What it writes to standard error comes
// through out as well.
type process struct {
	cmd    *exec.Cmd
	in     *os.File
	out    *os.File
	buf    *bufio.Reader
	served int
	timer  *time.Timer
}

// startProcess starts a child that ends when this process does: its standard input ends,
// and Linux kills it. It is in namespaces of its own where the kernel allows that.
func startProcess(argv []string, a *apart) (*process, error) {
	c, err := startWith(argv, a.attributes())
	if err != nil && a.give(err) {
		c, err = startWith(argv, a.attributes())
	}
	return c, err
}

func startWith(argv []string, attr *syscall.SysProcAttr) (*process, error) {
	hisIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, hisOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, hisIn.Close(), in.Close())
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	// One thread works and one collects its garbage, however many processors there are:
	// each would take memory of its own, and a document is to be read alike everywhere.
	cmd.Env = []string{"LC_ALL=C.UTF-8", "GOMAXPROCS=2"}
	// Files and not buffers: os/exec starts no goroutines for them.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = hisIn, hisOut, hisOut
	cmd.SysProcAttr = attr
	err = errors.Join(cmd.Start(), hisIn.Close(), hisOut.Close())
	if err == nil {
		Expend(cmd.Process.Pid)
	}
	c := &process{cmd: cmd, in: in, out: out, buf: bufio.NewReaderSize(out, pieceMost)}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("starting %s: %w", argv[0], err), c.in.Close(), c.out.Close())
	}
	return c, nil
}

// ask sends a request and reads the answer. See readAnswer for the errors.
func (c *process) ask(request [][]byte, lim Limits) ([]byte, error) {
	if err := c.limitTime(cmp.Or(lim.Processor, lim.Time)); err != nil {
		return nil, err
	}
	// A child that is gone takes no request; what it wrote last says why.
	_ = writeRequest(c.in, request)
	return readAnswer(c.buf, lim.Output)
}

// stop ends the child and waits for its end, which it returns.
func (c *process) stop() error {
	_ = c.in.Close()
	_ = c.cmd.Process.Kill()
	_ = c.out.Close()
	return c.cmd.Wait()
}
