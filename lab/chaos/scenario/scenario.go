// Package scenario is what every scenario is and has: a name and a size, a laboratory to run in,
// and a result that goes into the table.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/machine"
)

// Scenario is one way to break things.
type Scenario struct {
	// Name is what the command line calls it.
	Name string
	// Doc says what is done.
	Doc string
	// Short and Full are the numbers of documents and faults.
	Short, Full Size
	// Bound is how long the full form may take.
	Bound time.Duration
	// Do does it in a laboratory; see Run for the error.
	Do func(context.Context, *Lab) (Result, error)
}

// Size is how much a scenario does.
type Size struct{ Docs, Faults int }

// Run runs a scenario in a laboratory of its own. The error is the laboratory's; that the
// guarantee does not hold is in Result.Failures.
func (s Scenario) Run(ctx context.Context, o Options) (Result, error) {
	size := s.Full
	if o.Short {
		size = s.Short
	}
	if o.Docs == 0 {
		o.Docs = size.Docs
	}
	if o.Faults == 0 {
		o.Faults = size.Faults
	}
	l, err := NewLab(o)
	if err != nil {
		return Result{}, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.Bound, fmt.Errorf("scenario %s took longer than %s", s.Name, s.Bound))
	defer cancel()
	begun := time.Now()
	l.Logf("%s: %d documents, %d faults, seed %d", s.Name, o.Docs, o.Faults, o.Seed)
	r, err := s.Do(ctx, l)
	r.Scenario = s.Name
	if r.Took == 0 {
		r.Took = time.Since(begun)
	}
	if errors.Is(err, machine.ErrSkipped) {
		r.Skipped, err = strings.TrimPrefix(err.Error(), machine.ErrSkipped.Error()+": "), nil
	}
	return r, errors.Join(err, l.close())
}
