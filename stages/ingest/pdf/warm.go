package pdf

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// warmDocuments is how many documents a child reads before another takes its place.
	warmDocuments = 200
	// warmIdle is how long a child waits for its next document.
	warmIdle = 30 * time.Second
)

// Warm finds words with children of our own binary that call ServeMain. They are started
// when they are needed and kept for further documents, because the start of the program
// takes longer than reading a report. As many wait as there are processors. A child that
// refuses a document, crashes or breaks a limit is ended, and reads no other. It is safe for
// concurrent use.
type Warm struct {
	argv []string
	lim  Limits

	mu     sync.Mutex
	idle   []*child
	closed bool
}

// NewWarm returns a Warm whose children have the command line argv and ServeFlag. It starts
// none. Close ends those that wait; they also end after half a minute without a document,
// and when this process does.
func NewWarm(argv []string, lim Limits) *Warm {
	return &Warm{argv: append(slices.Clone(argv), ServeFlag), lim: lim}
}

// Close ends the children that wait, and those that work when they are done. Words fails
// from then on.
func (w *Warm) Close() error {
	w.mu.Lock()
	idle := w.idle
	w.idle, w.closed = nil, true
	w.mu.Unlock()
	for _, c := range idle {
		c.timer.Stop()
		_ = c.stop()
	}
	return nil
}

// Words has a child read the document. See Read for the errors. A child that read other
// documents before may have less memory left than a new one: when it breaks down, a new one
// decides, so that no verdict depends on what was read before.
func (w *Warm) Words(ctx context.Context, data []byte) ([][]Word, error) {
	out, err := w.ask(ctx, data, false)
	if errors.Is(err, errUsed) {
		out, err = w.ask(ctx, data, true)
	}
	if err != nil {
		return nil, err
	}
	return ParseWords(out, w.lim)
}

// errUsed says that a child broke down which had read other documents before.
var errUsed = errors.New("a child broke down that was not new")

func (w *Warm) ask(ctx context.Context, data []byte, fresh bool) ([]byte, error) {
	c, err := w.take(fresh)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeoutCause(ctx, w.lim.Time, errTooLong)
	defer cancel()
	release := context.AfterFunc(limited, func() { _ = c.cmd.Process.Kill() })
	out, refused, lastWords, err := c.read(data, w.lim)
	if release() && err == nil && refused == nil {
		w.put(c)
		return out, nil
	}
	used := c.served > 0
	end := c.stop()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, errTooMuch):
		return nil, tooMuch(w.lim)
	case limited.Err() != nil:
		return nil, tooLong(w.lim)
	case refused != nil:
		return nil, refusal(w.lim, int(refused[0]), "refused", string(refused[1:]))
	case used:
		return nil, errUsed
	case len(lastWords) == 0 || end == nil:
		// No answer and no complaint: whatever ended it, nothing says that it was the document.
		return nil, fmt.Errorf("pdf: the child %s ended without an answer (%v): %w", w.argv[0], end, err)
	}
	return nil, explain(w.lim, w.argv[0], end, string(lastWords))
}

// take returns a child that waits, or starts one.
func (w *Warm) take(fresh bool) (*child, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, errors.New("pdf: the reader is closed")
	}
	last := len(w.idle) - 1
	if fresh || last < 0 {
		return startChild(w.argv, w.lim)
	}
	c := w.idle[last]
	w.idle = w.idle[:last]
	c.timer.Stop()
	return c, nil
}

// put has a child wait that answered.
func (w *Warm) put(c *child) {
	c.served++
	w.mu.Lock()
	keep := !w.closed && c.served < warmDocuments && len(w.idle) < runtime.GOMAXPROCS(0)
	if keep {
		w.idle = append(w.idle, c)
		c.timer = time.AfterFunc(warmIdle, func() { w.retire(c) })
	}
	w.mu.Unlock()
	if !keep {
		_ = c.stop()
	}
}

// retire ends a child that waited in vain, unless it was taken at the last moment.
func (w *Warm) retire(c *child) {
	w.mu.Lock()
	i := slices.Index(w.idle, c)
	if i >= 0 {
		w.idle = slices.Delete(w.idle, i, i+1)
	}
	w.mu.Unlock()
	if i >= 0 {
		_ = c.stop()
	}
}

// child is a running process that calls ServeMain. What it writes to standard error comes
// through out as well.
type child struct {
	cmd    *exec.Cmd
	in     *os.File
	out    *os.File
	buf    *bufio.Reader
	served int
	timer  *time.Timer
}

// startChild starts a child that ends when this process does: its standard input ends, and
// Linux kills it.
func startChild(argv []string, lim Limits) (*child, error) {
	hisIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, hisOut, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, hisIn.Close(), in.Close())
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = []string{"LC_ALL=C.UTF-8"}
	// Files and not buffers: os/exec starts no goroutines for them.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = hisIn, hisOut, hisOut
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	err = errors.Join(cmd.Start(), hisIn.Close(), hisOut.Close())
	c := &child{cmd: cmd, in: in, out: out, buf: bufio.NewReaderSize(out, 64<<10)}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("pdf: starting %s: %w", argv[0], err), c.in.Close(), c.out.Close())
	}
	return c, nil
}

// read sends a document and reads the answer.
func (c *child) read(data []byte, lim Limits) (out, refused, lastWords []byte, err error) {
	if err := c.limitTime(lim); err != nil {
		return nil, nil, nil, err
	}
	// A child that is gone takes no document; what it wrote last says why.
	_ = writeFile(c.in, data)
	var b bytes.Buffer
	refused, lastWords, err = readAnswer(c.buf, &b, lim.Output)
	return b.Bytes(), refused, lastWords, err
}

// limitTime allows the child as much processor time, on top of what it used so far, as a
// document may take. At the limit the child says so and ends.
func (c *child) limitTime(lim Limits) error {
	pid := c.cmd.Process.Pid
	var used unix.Timespec
	// The clock of a process: its number inverted, and 2 for what the scheduler counted.
	if err := unix.ClockGettime(int32(^pid<<3|2), &used); err != nil {
		return fmt.Errorf("pdf: the child's processor time: %w", err)
	}
	var now unix.Rlimit
	err := unix.Prlimit(pid, unix.RLIMIT_CPU, nil, &now)
	if err == nil {
		now.Cur = min(now.Max, uint64(used.Sec)+uint64(lim.Time.Seconds())+2)
		err = unix.Prlimit(pid, unix.RLIMIT_CPU, &now, nil)
	}
	if err != nil {
		return fmt.Errorf("pdf: limiting the child: %w", err)
	}
	return nil
}

// stop ends the child and waits for its end, which it returns.
func (c *child) stop() error {
	_ = c.in.Close()
	_ = c.cmd.Process.Kill()
	_ = c.out.Close()
	return c.cmd.Wait()
}
