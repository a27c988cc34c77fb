// Package load makes documents and submits them: what a producer does, at the doors of the program.
package load

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/lab/chaos/ledger"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// attemptFor bounds one publish of so many bytes, as the program's own doors do: a lost
// answer must not look like a slow server. A stall is repeated.
func attemptFor(bytes int) time.Duration {
	return 500*time.Millisecond + time.Duration(bytes)*time.Second/(4<<20)
}

// Submitter is a producer: it repeats each document until the door acknowledges it.
type Submitter struct {
	// Ledger takes the acknowledgements of Hand.
	Ledger *ledger.Ledger
	Hand   Door
	// Window is how many submissions wait for an acknowledgement at once.
	Window int
	// Pace, where it is not nil, is called before each document and may hold it back.
	Pace func(context.Context)
	// Acks tells of acknowledgements that are waited for.
	Acks Acks
	// Refusals counts publishes that failed; each was repeated.
	Refusals atomic.Int64
}

// Run submits until docs end or ctx does.
func (s *Submitter) Run(ctx context.Context, docs iter.Seq[Submission]) error {
	jobs := make(chan Submission)
	errs := make(chan error, s.Window)
	var wg sync.WaitGroup
	for range s.Window {
		wg.Go(func() {
			for d := range jobs {
				if err := s.one(ctx, d); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	var err error
feed:
	for d := range docs {
		if s.Pace != nil {
			s.Pace(ctx)
		}
		select {
		case jobs <- d:
		case err = <-errs:
			break feed
		case <-ctx.Done():
			err = context.Cause(ctx)
			break feed
		}
	}
	close(jobs)
	wg.Wait()
	select {
	case e := <-errs:
		return e
	default:
		return err
	}
}

// one submits a document until it is acknowledged and in the ledger.
func (s *Submitter) one(ctx context.Context, d Submission) error {
	s.Ledger.Send(d.ID)
	for {
		begun := time.Now()
		actx, cancel := context.WithTimeout(ctx, attemptFor(len(d.Data)))
		seq, err := s.Hand(actx, d)
		cancel()
		if err == nil {
			s.Acks.heard(begun)
			return s.Ledger.Add(ledger.Ack{ID: d.ID, Seq: seq})
		}
		s.Refusals.Add(1)
		if !wait.For(ctx, 50*time.Millisecond) {
			return context.Cause(ctx)
		}
	}
}
