package child

import (
	"errors"
	"os/exec"
	"strings"
	"syscall"
)

// What a request can break: the limits of time and of the answer's length, and Memory.
var (
	ErrTime   = errors.New("the child took too long")
	ErrOutput = errors.New("the child wrote more than it may")
	ErrMemory = errors.New("the child ran out of memory")
)

// Refusal is what a child answered that does not answer the request.
type Refusal struct {
	// Why is what the function given to Serve returned, at most 4 KB of it.
	Why []byte
}

// Error says why.
func (r *Refusal) Error() string { return "refused: " + string(r.Why) }

// Crash is the end of a new child that broke down over a request with a complaint.
type Crash struct {
	// Said is the beginning of what it wrote, at most 4 KB: the trace of a panic.
	Said string
	// How is how it ended, such as "exit status 2".
	How string
}

// Error says how it ended and the first line of what it said.
func (c *Crash) Error() string { return c.How + ": " + c.Line() }

// Line is the first line of what it said.
func (c *Crash) Line() string {
	line, _, _ := strings.Cut(strings.TrimSpace(c.Said), "\n")
	return line
}

// errAgain says that a child ended and that this says nothing about the request.
var errAgain = errors.New("a child ended without an answer")

// has reports whether the words, whatever their case, hold one of those given in lower case.
func (w *words) has(any ...string) bool {
	said := strings.ToLower(w.said)
	for _, s := range any {
		if strings.Contains(said, s) {
			return true
		}
	}
	return false
}

// byItself reports that a process ended with a failure of its own: it was not killed, and
// did not end as if all were well.
func byItself(end error) bool {
	var exit *exec.ExitError
	return errors.As(end, &exit) && !EndedBy(end, syscall.SIGKILL)
}

// EndedBy reports that a process was ended by the signal. SIGKILL no program sends to
// itself: it came from us, or from somebody who has nothing to do with the document, such as
// a system that is short of memory.
func EndedBy(end error, by syscall.Signal) bool {
	var exit *exec.ExitError
	if !errors.As(end, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == by
}
