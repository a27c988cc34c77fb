package pdf

import (
	"context"
	"errors"
	"slices"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/child"
)

// Warm finds words with children of our own binary that call ServeMain, kept for further
// documents: see child.Pool. It is safe for concurrent use.
type Warm struct {
	pool *child.Pool
	lim  Limits
}

// NewWarm returns a Warm whose children have the command line argv and ServeFlag. It starts
// none. Close ends those that wait; they also end after half a minute without a document,
// and when this process does.
func NewWarm(argv []string, lim Limits) *Warm {
	argv = append(slices.Clone(argv), ServeFlag)
	return &Warm{pool: child.NewPool(argv, child.Limits{Time: lim.Time, Processor: lim.Processor, Output: lim.Output}), lim: lim}
}

// Close ends the children that wait, and those that work when they are done. Words fails
// from then on.
func (w *Warm) Close() error { return w.pool.Close() }

// Words has a child read the document. See Read for the errors.
func (w *Warm) Words(ctx context.Context, data []byte) ([][]Word, error) {
	out, err := w.pool.Ask(ctx, data)
	if err != nil {
		return nil, w.explain(err)
	}
	return ParseWords(out, w.lim)
}

// explain turns what a child broke, or how it ended, into a rejection.
func (w *Warm) explain(err error) error {
	var refused *child.Refusal
	var crash *child.Crash
	switch {
	case errors.Is(err, child.ErrTime):
		return tooLong(w.lim)
	case errors.Is(err, child.ErrMemory):
		return tooLarge(child.Memory)
	case errors.Is(err, child.ErrOutput):
		return tooMuch(w.lim)
	case errors.As(err, &crash):
		return fault.Poison(fault.Malformed, unreadable(crash.How, crash.Line()))
	case errors.As(err, &refused) && len(refused.Why) > 0:
		return refusal(w.lim, int(refused.Why[0]), "refused", string(refused.Why[1:]))
	}
	return err
}
