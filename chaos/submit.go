package chaos

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// submission is one document on its way in.
type submission struct {
	id     string
	data   []byte
	header nats.Header
	// subject is gouji.submit.chaos unless set.
	subject string
}

// samples makes n generated reports; those that are PDF files are left out, because they
// are read in a child process of their own, which is another thing to break.
func samples(n int, seed uint64) iter.Seq[submission] {
	return func(yield func(submission) bool) {
		made := 0
		for s := range generate.Many(2*n+10, seed) {
			if made == n {
				return
			}
			if s.Layout == generate.PDF {
				continue
			}
			made++
			one := submission{id: report.DocumentID(s.Data), data: s.Data, header: nats.Header{"Gouji-Filename": {s.Name}}}
			if !yield(one) {
				return
			}
		}
	}
}

// attempt bounds one publish; a stall is repeated.
const attempt = 2 * time.Second

// submitter is a producer: it repeats each document until the door acknowledges it.
type submitter struct {
	ledger *ledger
	// hand gives a document to the door and returns the sequence that the acknowledgement
	// named, 0 where the door names none.
	hand func(context.Context, submission) (seq uint64, err error)
	// window is how many submissions wait for an acknowledgement at once.
	window int
	// refusals counts publishes that failed; each was repeated.
	refusals atomic.Int64
}

// run submits until docs end or ctx does.
func (s *submitter) run(ctx context.Context, docs iter.Seq[submission]) error {
	jobs := make(chan submission)
	errs := make(chan error, s.window)
	var wg sync.WaitGroup
	for range s.window {
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
func (s *submitter) one(ctx context.Context, d submission) error {
	s.ledger.send(d.id)
	for {
		actx, cancel := context.WithTimeout(ctx, attempt)
		seq, err := s.hand(actx, d)
		cancel()
		if err == nil {
			return s.ledger.add(Ack{ID: d.id, Seq: seq})
		}
		s.refusals.Add(1)
		if !pass(ctx, 100*time.Millisecond) {
			return context.Cause(ctx)
		}
	}
}

// natsDoor publishes the raw bytes to gouji.submit.chaos.
func natsDoor(js jetstream.JetStream) func(context.Context, submission) (uint64, error) {
	return func(ctx context.Context, d submission) (uint64, error) {
		m := &nats.Msg{Subject: "gouji.submit.chaos", Data: d.data, Header: d.header}
		if d.subject != "" {
			m.Subject = d.subject
		}
		ack, err := js.PublishMsg(ctx, m, jetstream.WithRetryAttempts(0))
		if err != nil {
			return 0, err
		}
		return ack.Sequence, nil
	}
}
