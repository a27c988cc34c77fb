package flow

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// When marked reports are judged again.
const (
	// DefaultQuiet is how long nothing has to come to a neighbourhood.
	DefaultQuiet = 2 * time.Second
	// DefaultLongest is how long a report waits at most where something always comes.
	DefaultLongest = 30 * time.Second
)

// lease is how long a settler may be at one neighbourhood before another one takes it over:
// the 30 s that judging may take, and time to write.
const lease = check.DocumentTime + 30*time.Second

// noteTime bounds the note of what was done, also of a process that ends.
const noteTime = 5 * time.Second

// Settler judges the marked reports again, once their neighbourhood is quiet: the versions of
// one report, its year after, its region. Any number of them may run; a mark is claimed before
// it is worked on, and taken over where its owner was killed. A mark stays until the receipts
// of the verdicts are there, so that who finds no mark finds the last word.
type Settler struct {
	Flow Flow
	// Name tells settlers apart; each has its own.
	Name string
	// Quiet and Longest say when, see the defaults.
	Quiet, Longest time.Duration
	// Clock is what marks are compared with.
	Clock func() time.Time
	Log   zerolog.Logger

	// compare takes the place of the book's in tests.
	compare func(context.Context, validate.Input) (report.Verdict, error)
}

// Run settles until ctx ends and returns nil. A broker that is away is waited for.
func (s *Settler) Run(ctx context.Context) error {
	t := time.NewTicker(min(max(s.Quiet/4, 20*time.Millisecond), time.Second))
	defer t.Stop()
	told := false // an outage is told once
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
		_, err := s.Once(ctx)
		if err != nil && ctx.Err() == nil && !told {
			s.Log.Warn().Err(err).Msg("reports could not be judged again; the marks stay")
		}
		told = err != nil
	}
}

// Once settles what is due and returns how many marks there were. One neighbourhood that cannot
// be settled keeps none of the others waiting.
func (s *Settler) Once(ctx context.Context) (marks int, err error) {
	pending := state.NewPending(s.Flow.Conn)
	keys, err := pending.Keys(ctx)
	if err != nil {
		return 0, err
	}
	s.Flow.Metrics.Unsettled.Set(float64(len(keys)))
	slices.Sort(keys)
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	errs := make([]error, len(keys))
	for i, key := range keys {
		group.Go(func() error {
			if errs[i] = s.settle(ctx, pending, key); errs[i] != nil {
				errs[i] = fmt.Errorf("neighbourhood %s: %w", key, errs[i])
			}
			return nil
		})
	}
	_ = group.Wait() // no function of the group fails
	return len(keys), errors.Join(errs...)
}

// settle takes one mark a step on: claims it and judges its reports where they are due, and
// removes it where all that came of it is published.
func (s *Settler) settle(ctx context.Context, pending *state.Pending, key string) error {
	m, revision, err := pending.Get(ctx, key)
	if err != nil || revision == 0 {
		return err
	}
	now := s.Clock()
	switch {
	case m.Owner != "" && m.Owner != s.Name && now.UnixMilli() < m.Until:
		return nil
	case len(m.Docs) == 0:
		done, err := s.published(ctx, m, now)
		if err != nil || !done {
			return err
		}
		return pending.Remove(ctx, key, revision)
	case now.Before(m.Due(s.Quiet, s.Longest)):
		return nil
	}
	claimed, err := s.claim(ctx, pending, key)
	if err != nil || claimed.Count == 0 {
		return err
	}
	r := s.judge(ctx, key, claimed.Docs)
	// What was written is noted also where something failed.
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteTime)
	defer cancel()
	err = pending.Change(last, key, func(m *state.Mark) error {
		if m.Owner != s.Name {
			return state.ErrLeave // it took too long, and somebody else is at it
		}
		m.Owner, m.Until = "", 0
		if m.Count == claimed.Count {
			m.Docs = r.left
		}
		m.Since = s.Clock().UnixMilli()
		if len(r.receipts) > 0 {
			m.Receipts, m.Judged, m.Written = append(m.Receipts, r.receipts...), append(m.Judged, r.docs...), s.Clock().UnixMilli()
		}
		return nil
	})
	if errors.Is(err, state.ErrLeave) {
		err = nil
	}
	return errors.Join(r.err, err)
}

// claim takes a mark for this settler. Its count is 0 where another one was faster.
func (s *Settler) claim(ctx context.Context, pending *state.Pending, key string) (claimed state.Mark, err error) {
	err = pending.Change(ctx, key, func(m *state.Mark) error {
		claimed = state.Mark{}
		now := s.Clock()
		if len(m.Docs) == 0 || now.Before(m.Due(s.Quiet, s.Longest)) || m.Owner != "" && m.Owner != s.Name && now.UnixMilli() < m.Until {
			return state.ErrLeave
		}
		m.Owner, m.Until = s.Name, now.Add(lease).UnixMilli()
		claimed = *m
		return nil
	})
	if errors.Is(err, state.ErrLeave) {
		return state.Mark{}, nil
	}
	return claimed, err
}

// published reports whether the receipts of a mark are there. A verdict that has not become
// one within Longest has a dead letter or waits for a sink; the mark does not wait for it.
func (s *Settler) published(ctx context.Context, m state.Mark, now time.Time) (bool, error) {
	if now.Sub(time.UnixMilli(m.Written)) > s.Longest {
		return true, nil
	}
	for _, subject := range m.Receipts {
		there, err := client.Exists(ctx, s.Flow.Conn, subject)
		if err != nil || !there {
			return false, err
		}
	}
	return true, nil
}

// again is what became of the reports of a mark.
type again struct {
	// docs have a verdict that rests on all of their neighbours, whose receipts will be these.
	docs, receipts []string
	// left are those that are still to be judged.
	left []string
	err  error
}

// judge judges reports of a record, all of them within check.DocumentTime. What is left when
// that is over is judged in the next round; a report that takes all of it by itself, or whose
// judging fails for good, keeps the verdict that it has.
func (s *Settler) judge(ctx context.Context, key string, docs []string) (out again) {
	ledger := Ledger{s.Flow.Conn, s.Flow.Metrics}
	near := neighbour.NewNeighbours(s.Flow.Checker.Members(), neighbour.Source{Record: ledger.Current, Prior: ledger.Prior})
	record, err := ledger.Current(ctx, key)
	if err != nil {
		return again{left: docs, err: err}
	}
	near.Know(key, record)
	round := judging{s: s, book: s.Flow.Checker.Rules.Now(), near: near, left: check.DocumentTime}
	for i, doc := range docs {
		e, ok := record.Find(doc)
		if !ok {
			continue
		}
		begun := round.left
		receipt, result, err := round.one(ctx, e)
		class, poison := fault.ClassOf(err)
		switch {
		case class == fault.LimitTime && begun < check.DocumentTime:
			out.left = docs[i:]
			return out
		case poison:
			s.Log.Debug().Str("doc", doc).Str("class", string(class)).Msg("a report could not be judged again; its verdict stays")
			s.Flow.Metrics.JudgedAgain.WithLabelValues("failed").Inc()
			if class == fault.LimitTime {
				out.left = docs[i+1:]
				return out
			}
		case err != nil:
			out.left, out.err = docs[i:], err
			return out
		default:
			s.Flow.Metrics.JudgedAgain.WithLabelValues(result).Inc()
			if receipt != "" {
				out.docs, out.receipts = append(out.docs, doc), append(out.receipts, receipt)
			}
		}
	}
	return out
}

// judging is one round, under one book.
type judging struct {
	s    *Settler
	book *validate.Validator
	near *neighbour.Neighbours
	// left is how long judging may still take in this round; reading and writing is not
	// judging.
	left time.Duration
}

// one judges one report with what is known now, and returns the subject of the receipt that
// its verdict leaves. A verdict on the same neighbours that stands there is not made again. A
// rule that panics, or takes what is left of the time, is poison.
func (r *judging) one(ctx context.Context, e neighbour.Entry) (receipt, result string, err error) {
	defer func() {
		if p := recover(); p != nil {
			receipt, err = "", fault.Poisonf(fault.Panic, "judging %s again panicked: %.500s", e.Doc, fmt.Sprint(p))
		}
	}()
	conn := r.s.Flow.Conn
	msg, rep, err := r.s.load(ctx, e)
	if err != nil || rep == nil {
		return "", "gone", err
	}
	in, err := check.Input(ctx, r.near, rep)
	if err != nil {
		return "", "", err
	}
	receipt, subject, err := subjects(msg.Hop, r.book.Set(), in.Basis())
	if err != nil {
		return "", "", err
	}
	for _, there := range []string{receipt, subject} { // the second may have left the log by its time
		if yes, err := client.Exists(ctx, conn, there); err != nil || yes {
			return receipt, "same", err
		}
	}
	v, err := r.compare(ctx, in)
	if err != nil {
		return "", "", err
	}
	effects, err := judgement{msg.Hop, v}.effect(conn.Topology())
	if err != nil {
		return "", "", err
	}
	if _, err := msg.Commit(ctx, effects[0]); err != nil {
		return "", "", err
	}
	r.s.Flow.countRules(v)
	return receipt, "written", nil
}

// compare judges within what is left of the time.
func (r *judging) compare(ctx context.Context, in validate.Input) (report.Verdict, error) {
	begun := r.s.Clock()
	compare := r.book.Compare
	if r.s.compare != nil {
		compare = r.s.compare
	}
	within, cancel := context.WithTimeout(ctx, r.left)
	defer cancel()
	v, err := compare(within, in)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		err = fault.Poison(fault.LimitTime, err)
	}
	r.left = max(r.left-r.s.Clock().Sub(begun), time.Millisecond)
	return v, err
}

// subjects are those of a verdict's receipt and of the verdict.
func subjects(parsed pipeline.Hop, rules, basis string) (receipt, verdict string, err error) {
	h, err := judged(parsed, rules, basis)
	if err != nil {
		return "", "", err
	}
	if verdict, err = h.Subject(); err != nil {
		return "", "", err
	}
	h.Kind = pipeline.KindReceipt
	receipt, err = h.Subject()
	return receipt, verdict, err
}

// load reads the report of an entry; none where it has left the log or cannot be read.
func (s *Settler) load(ctx context.Context, e neighbour.Entry) (client.Message, *report.Report, error) {
	msg, ok, err := client.LastMessage(ctx, s.Flow.Conn, e.Subject)
	if err != nil || !ok {
		return msg, nil, err
	}
	s.Flow.Metrics.NeighbourReads.WithLabelValues("again").Inc()
	payload, err := msg.Payload(ctx)
	if _, poison := fault.ClassOf(err); poison {
		return msg, nil, nil
	}
	if err != nil {
		return msg, nil, err
	}
	var rep report.Report
	if codec.Peek(payload, &rep) != nil {
		return msg, nil, nil
	}
	return msg, &rep, nil
}
