package flow

import (
	"context"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
)

// judgement is a verdict and the parsed hop of the report it is on.
type judgement struct {
	hop     pipeline.Hop
	verdict report.Verdict
}

// validate judges a report, with what is known now, and leaves a mark where it changes the
// verdicts on others: a report whose year before it is, a later version of it, or one that it
// is otherwise held against. Those are judged again when their neighbourhood is quiet, see
// Settler. Every report enters the ledger before others are looked up, so of two that concern
// each other at least one sees the other, and the verdict that rests on both is written
// whichever came first. The mark is written before the report's own verdict: where that one
// stands, a worker that was killed has left the mark too.
func (f Flow) validate(ctx context.Context, d pipeline.Delivery, rep report.Report) ([]judgement, error) {
	book := f.Checker.Rules.Now()
	near, err := f.enter(ctx, d, &rep)
	if err != nil {
		return nil, err
	}
	if err := f.supersede(ctx, near, &rep); err != nil {
		return nil, err
	}
	if err := f.mark(ctx, near, &rep); err != nil {
		return nil, err
	}
	in, err := check.Input(ctx, near, &rep)
	if err != nil {
		return nil, err
	}
	own, err := check.Timed(ctx, func(ctx context.Context) (report.Verdict, error) { return book.Compare(ctx, in) })
	if err != nil {
		return nil, err
	}
	f.countRules(own)
	return []judgement{{d.Hop, own}}, nil
}

// enter puts a report into the ledger, under its issuer and under each region that the list has
// it in, and returns what is known around it. Its figures are kept first where the report leaves
// the log in time; otherwise whoever needs them first reads the report and keeps them (see
// Ledger.Prior), since most reports are nobody's year before. Where there are several
// keys they are read once more behind the last put: of two reports the one that is put last
// under any key then sees the other under all of them.
func (f Flow) enter(ctx context.Context, d pipeline.Delivery, rep *report.Report) (*neighbour.Neighbours, error) {
	ledger := Ledger{f.Conn, f.Metrics}
	near := neighbour.NewNeighbours(f.Checker.Members(), neighbour.Source{Record: ledger.Current, Prior: ledger.Prior})
	puts := neighbour.Slots(f.Checker.Members(), rep)
	if len(puts) > 0 && f.Conn.Topology().HopTTL > 0 {
		if err := ledger.keep(ctx, neighbour.FiguresOf(rep, d.Sequence)); err != nil {
			return nil, err
		}
	}
	for i, at := range puts {
		at.Entry.Subject, at.Entry.Sequence, at.Entry.Digest = d.Subject, d.Sequence, d.Digest
		r, err := ledger.Put(ctx, at)
		if err != nil {
			return nil, err
		}
		if i == len(puts)-1 { // the others are read again when they are needed
			near.Know(at.Key, r)
		}
	}
	return near, nil
}

// mark marks the reports whose verdicts rest on this one.
func (f Flow) mark(ctx context.Context, near *neighbour.Neighbours, rep *report.Report) error {
	touched, err := near.Affected(ctx, rep)
	if err != nil {
		return err
	}
	return f.markTouched(ctx, touched)
}

func (f Flow) markTouched(ctx context.Context, touched []neighbour.Touched) error {
	pending := state.NewPending(f.Conn)
	for key, list := range byKey(touched) {
		if err := pending.Add(ctx, key, list, f.now()); err != nil {
			return err
		}
	}
	return nil
}

// byKey are the documents of each record.
func byKey(touched []neighbour.Touched) map[string][]string {
	docs := map[string][]string{}
	for _, t := range touched {
		docs[t.Key] = append(docs[t.Key], t.Entry.Doc)
	}
	return docs
}

func (f Flow) now() time.Time {
	if f.Clock == nil {
		return time.Now()
	}
	return f.Clock()
}

func (f Flow) validated(d pipeline.Delivery, js []judgement) ([]pipeline.Effect, error) {
	var out []pipeline.Effect
	for _, j := range js {
		e, err := j.effect(f.Conn.Topology())
		if err != nil {
			return nil, err
		}
		out = append(out, e...)
	}
	return out, nil
}

// effect is the validated message, keyed by rule set and basis beside what the report's
// own hop has.
func (j judgement) effect(t pipeline.Topology) ([]pipeline.Effect, error) {
	h, err := judged(j.hop, j.verdict.Rules.Set, j.verdict.Basis)
	if err != nil {
		return nil, err
	}
	m, err := verdictOn(j.hop, j.verdict, t)
	if err != nil {
		return nil, err
	}
	return effect(h, m)
}

// judged is the hop of a verdict.
func judged(h pipeline.Hop, rules, basis string) (pipeline.Hop, error) {
	set, err := pipeline.Token(rules)
	h.Kind, h.RuleSet, h.Basis = pipeline.KindValidated, set, basis
	return h, err
}
