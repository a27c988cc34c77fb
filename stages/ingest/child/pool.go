package child

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"
)

const (
	// servedMost is how many requests a child answers before another takes its place.
	servedMost = 200
	// idleMost is how long a child waits for its next request.
	idleMost = 30 * time.Second
	// idleEach is how many may wait for each processor: as many as two stages with two
	// documents a processor have at work at once, for they end together and begin together.
	idleEach = 4
	// spareFrom is how many requests come before one is answered with a spare child behind it:
	// whoever reads a few documents and ends needs none.
	spareFrom = 10
)

// Limits bound what a request may cost, beside Memory.
type Limits struct {
	// Time is how long a child may take on the clock, Processor how much of a processor, in
	// whole seconds; zero is as much as Time.
	Time, Processor time.Duration
	// Output is the longest answer in bytes.
	Output int
}

// Pool has requests answered by children of our own binary that call Serve. They are
// started when they are needed and kept for further requests, because the start of the
// program takes longer than reading a report. Up to four a processor wait, and from the
// tenth request on one more is started whenever the last that waits is taken. A child
// that crashes, breaks a limit or takes longer than Patience is ended, and answers no other;
// one that refuses a request in good order has answered it. A Pool is safe for concurrent
// use.
type Pool struct {
	argv     []string
	lim      Limits
	patience time.Duration
	spares   bool
	apart    apart

	mu     sync.Mutex
	idle   []*process
	asked  int // requests so far
	closed bool

	spare    sync.WaitGroup // the start of a child that nobody waits for
	starting bool           // it is going on
}

// NewPool returns a Pool whose children have the command line argv. It starts none. Close
// ends those that wait; they also end after half a minute without a request, and when this
// process does.
func NewPool(argv []string, lim Limits) *Pool {
	return &Pool{argv: argv, lim: lim, patience: Patience, spares: true}
}

// Close ends the children that wait, and those that work when they are done. Ask fails
// from then on.
func (p *Pool) Close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	p.spare.Wait()
	for _, c := range idle {
		c.timer.Stop()
		_ = c.stop()
	}
	return nil
}

// Ask has a child answer the request, which is handed to it in one piece. These errors say
// something about the request: a *Refusal, ErrTime, ErrMemory, ErrOutput, a *Crash. All
// others, such as the context's, say nothing about it.
//
// A child that answered other requests before may have less memory left than a new one, and
// one that ends without a word may have been ended by anybody: then a new one decides, and
// if that has no word either, nothing is said about the request.
func (p *Pool) Ask(ctx context.Context, request ...[]byte) ([]byte, error) {
	out, err := p.ask(ctx, false, request)
	if errors.Is(err, errAgain) {
		out, err = p.ask(ctx, true, request)
	}
	return out, err
}

// Cage starts a child, has it refuse a request that is none, and asks the kernel which walls
// stand around it.
func (p *Pool) Cage(ctx context.Context) (Cage, error) {
	if err := ctx.Err(); err != nil {
		return Cage{}, err
	}
	c, err := p.take(true)
	if err != nil {
		return Cage{}, err
	}
	release := context.AfterFunc(ctx, func() { _ = c.cmd.Process.Kill() })
	_, err = c.ask(nil, p.lim)
	var refused *Refusal
	if !release() || err != nil && !errors.As(err, &refused) {
		return Cage{}, errors.Join(err, c.stop())
	}
	cage, err := cageOf(c.cmd.Process.Pid)
	p.put(c)
	return cage, err
}

func (p *Pool) ask(ctx context.Context, fresh bool, request [][]byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := p.take(fresh)
	if err != nil {
		return nil, err
	}
	kill := func() { _ = c.cmd.Process.Kill() }
	release := context.AfterFunc(ctx, kill)
	stop := Watch(p.lim.Time, cmp.Or(p.lim.Processor, p.lim.Time), p.patience, c.cmd.Process.Pid, kill)
	out, err := c.ask(request, p.lim)
	late, slow := stop()
	var refused *Refusal
	if release() && !late && !slow && (err == nil || errors.As(err, &refused)) {
		p.put(c)
		return out, err
	}
	used := c.served > 0
	end := c.stop()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil:
		return out, nil
	case errors.Is(err, ErrOutput):
		return nil, ErrOutput
	case late:
		return nil, ErrTime
	}
	return nil, p.judge(err, end, used)
}

// take returns a child that waits, or starts one.
func (p *Pool) take(fresh bool) (*process, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errors.New("the pool of children is closed")
	}
	var c *process
	if last := len(p.idle) - 1; last >= 0 && !fresh {
		c, p.idle = p.idle[last], p.idle[:last]
		c.timer.Stop()
	}
	switch {
	case fresh: // the same request again
	case len(p.idle) > 0:
		p.idle[0].timer.Reset(idleMost) // the spare stays as long as requests come
	case p.spares && p.asked >= spareFrom && !p.starting:
		p.starting = true
		p.spare.Go(p.startSpare)
	}
	p.asked++
	if c == nil {
		return startProcess(p.argv, &p.apart)
	}
	return c, nil
}

// startSpare starts a child for which nobody waits. If it cannot, the request that needs
// one will say why.
func (p *Pool) startSpare() {
	c, err := startProcess(p.argv, &p.apart)
	p.mu.Lock()
	p.starting = false
	keep := err == nil && !p.closed
	if keep {
		p.idle = slices.Insert(p.idle, 0, c)
		p.rest(c)
	}
	p.mu.Unlock()
	if err == nil && !keep {
		_ = c.stop()
	}
}

// rest has a child that waits end after idleMost.
func (p *Pool) rest(c *process) {
	c.timer = time.AfterFunc(idleMost, func() { p.retire(c) })
}

// put has a child wait that answered.
func (p *Pool) put(c *process) {
	c.served++
	p.mu.Lock()
	keep := !p.closed && c.served < servedMost && len(p.idle) < idleEach*runtime.GOMAXPROCS(0)
	if keep {
		p.idle = append(p.idle, c)
		p.rest(c)
	}
	p.mu.Unlock()
	if !keep {
		_ = c.stop()
	}
}

// retire ends a child that waited in vain, unless it was taken at the last moment.
func (p *Pool) retire(c *process) {
	p.mu.Lock()
	i := slices.Index(p.idle, c)
	if i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		_ = c.stop()
	}
}

// judge says what it means that a child gave no answer: err is what came instead, and end
// is how it ended.
func (p *Pool) judge(err, end error, used bool) error {
	var refused *Refusal
	var last *words
	switch {
	case errors.As(err, &refused):
		return refused
	case !errors.As(err, &last) || !byItself(end):
		return fmt.Errorf("%w: %s (%v): %w", errAgain, p.argv[0], end, err)
	case last.has("cpu limit exceeded"):
		return ErrTime // counted for each request, whatever was before
	case used:
		return fmt.Errorf("%w: %s (%v): %w", errAgain, p.argv[0], end, err)
	case last.has("out of memory", "cannot allocate", "pthread_create failed", "failed to create new os thread"):
		return ErrMemory
	}
	return &Crash{Said: last.said, How: end.Error()}
}
