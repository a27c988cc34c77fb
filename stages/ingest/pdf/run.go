package pdf

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/child"
)

// Limits bound what a PDF may hold and cost.
type Limits struct {
	// Pages is how many pages there may be; more are refused as limit_pages.
	Pages int
	// Words is how many words there may be; more are refused as limit_cells.
	Words int
	// Text is the longest line in bytes; longer ones are refused as limit_token.
	Text int
	// Output is how many bytes a child may write; more are refused as limit_cells.
	Output int
	// Time is how long a child may take on the clock, Processor how much of a processor, in
	// whole seconds; zero is as much as Time. Longer is refused as limit_time.
	Time, Processor time.Duration
	// Memory is the address space of a child in bytes; more is refused as limit_memory.
	Memory uint64
}

// Words finds the words of a PDF, page by page.
type Words interface {
	Words(ctx context.Context, data []byte) ([][]Word, error)
}

// Command finds words with a child process that reads the PDF from standard input and
// writes poppler's bbox-layout to standard output.
type Command struct {
	// Argv is the program and its arguments.
	Argv []string
	// Limits must be set.
	Limits Limits
}

// Find returns the Command to use: pdftotext if it is on the PATH, otherwise child, the
// command line that runs ChildMain in our own binary.
func Find(child []string, lim Limits) Command {
	if path, err := exec.LookPath("pdftotext"); err == nil {
		return Command{Argv: Poppler(path, lim), Limits: lim}
	}
	return Command{Argv: child, Limits: lim}
}

// Open returns the Words to use: pdftotext if it is on the PATH, which is started for each
// document, with a Warm of the command line child behind it (see Either); only the Warm
// where pdftotext is missing, only pdftotext where child is empty.
func Open(child []string, lim Limits) Words {
	first := Find(child, lim)
	switch {
	case len(child) == 0:
		return first
	case first.foreign():
		return &Either{First: first, Second: NewWarm(child, lim)}
	}
	return NewWarm(child, lim)
}

// Poppler returns the command line for a pdftotext. One page more than allowed is read, so
// that a longer document is noticed.
func Poppler(path string, lim Limits) []string {
	return []string{path, "-bbox-layout", "-enc", "UTF-8", "-l", strconv.Itoa(lim.Pages + 1), "-", "-"}
}

// ErrNoReader says that this machine cannot read PDF.
var ErrNoReader = errors.New("no reader of PDF: install poppler-utils, or name the child command")

// Exit codes of ChildMain. Those of pdftotext are 1 for a file that cannot be opened and 3
// for missing permissions.
const (
	exitMalformed = 1
	exitEncrypted = 3
)

// Words runs the child. See Read for the errors.
func (c Command) Words(ctx context.Context, data []byte) ([][]Word, error) {
	pages, _, err := c.find(ctx, data)
	return pages, err
}

// find runs the child and returns also what it wrote to standard error, at most 4 KB. If
// somebody else kills the child, another decides about the document.
func (c Command) find(ctx context.Context, data []byte) (pages [][]Word, said string, err error) {
	pages, said, err = c.once(ctx, data)
	if errors.Is(err, errKilled) {
		pages, said, err = c.once(ctx, data)
	}
	return pages, said, err
}

var errKilled = errors.New("the child was killed")

func (c Command) once(ctx context.Context, data []byte) (pages [][]Word, said string, err error) {
	if len(c.Argv) == 0 {
		return nil, "", ErrNoReader
	}
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	out := &capped{most: c.Limits.Output, full: func() { cancel(nil) }}
	complaint := &capped{most: 4096}
	cmd := exec.CommandContext(limited, c.Argv[0], c.Argv[1:]...)
	cmd.Env = []string{"LC_ALL=C.UTF-8"}
	cmd.Stdout, cmd.Stderr = out, complaint
	// The child leads a process group of its own, and all of it is killed with it.
	cmd.SysProcAttr = child.Attributes()
	cmd.Cancel = func() error { return killGroup(cmd) }
	cmd.WaitDelay = time.Second
	err = c.run(cmd, data, func() { cancel(errTooLong) })
	said = complaint.buf.String()
	switch {
	case ctx.Err() != nil:
		return nil, said, ctx.Err()
	case out.over:
		return nil, said, tooMuch(c.Limits)
	case errors.Is(context.Cause(limited), errTooLong):
		return nil, said, tooLong(c.Limits)
	case err != nil:
		return nil, said, explain(c.Limits, c.Argv[0], err, said)
	}
	pages, err = ParseWords(out.buf.Bytes(), c.Limits)
	return pages, said, err
}

var errTooLong = errors.New("the child took too long")

// run starts the child, limits it before it has seen a byte of the document, and waits. It
// calls late when the time is over.
func (c Command) run(cmd *exec.Cmd, data []byte, late func()) error {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	child.Expend(cmd.Process.Pid)
	err = c.limit(cmd.Process.Pid)
	stop := child.Watch(c.Limits.Time, cmp.Or(c.Limits.Processor, c.Limits.Time), child.Patience, cmd.Process.Pid, late)
	defer stop()
	if err == nil {
		// A child that needs no more of its input closes it: no failure of ours.
		_, _ = stdin.Write(data)
	}
	_ = stdin.Close()
	return errors.Join(cmd.Wait(), err)
}

// foreign reports that the child is pdftotext and not our own binary.
func (c Command) foreign() bool { return len(c.Argv) > 0 && filepath.Base(c.Argv[0]) == "pdftotext" }

func tooMuch(lim Limits) error {
	return fault.Poisonf(fault.LimitCells, "the PDF has more than %d bytes of text; submit one report at a time", lim.Output)
}

func tooLong(lim Limits) error {
	return fault.Poisonf(fault.LimitTime, "reading the PDF took more than %v, or %v of a processor; print it to PDF again and submit that", lim.Time, cmp.Or(lim.Processor, lim.Time))
}

func tooLarge(memory uint64) error {
	return fault.Poisonf(fault.LimitMemory, "reading the PDF took more than %d MiB of memory; print it to PDF again and submit that", memory>>20)
}

func unreadable(how, complaint string) error {
	return fmt.Errorf("the PDF cannot be read (%s: %.200s); print it to PDF again and submit that", how, complaint)
}

// explain turns the end of a child into a rejection where the document is at fault.
func explain(lim Limits, program string, err error, complaint string) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("pdf: running %s: %w", program, err)
	}
	switch {
	case child.EndedBy(exit, syscall.SIGKILL):
		return fmt.Errorf("pdf: %w: %s", errKilled, program)
	case overTime(exit):
		return tooLong(lim)
	}
	return refusal(lim, exit.ExitCode(), exit.Error(), complaint)
}

// refusal is the rejection for the exit code of a child, how it ended and what it said.
func refusal(lim Limits, code int, how, complaint string) error {
	says := func(s string) bool { return strings.Contains(strings.ToLower(complaint), s) }
	first, _, _ := strings.Cut(strings.TrimSpace(complaint), "\n")
	switch {
	case code == exitEncrypted, says("incorrect password"):
		return fault.Poisonf(fault.Encrypted, "the PDF has a password; submit it without one")
	case says("out of memory"), says("bad_alloc"), says("cannot allocate"):
		return tooLarge(lim.Memory)
	case says("cpu limit exceeded"):
		return tooLong(lim)
	}
	return fault.Poison(fault.Malformed, unreadable(how, first))
}

// capped collects output up to a size, and calls full beyond it.
type capped struct {
	buf  bytes.Buffer // a field: embedded, its ReadFrom would go round Write
	most int
	over bool
	full func()
}

func (c *capped) Write(p []byte) (int, error) {
	room := c.most - c.buf.Len()
	if len(p) <= room {
		return c.buf.Write(p)
	}
	c.buf.Write(p[:room])
	if !c.over && c.full != nil {
		c.full()
	}
	c.over = true
	return len(p), nil
}
