package flow

import (
	"context"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// judgement is a verdict and the parsed hop of the report it is on.
type judgement struct {
	hop     pipeline.Hop
	verdict report.Verdict
}

// validate judges a report and, where it is the year before of reports that came earlier, a
// version before them, or another report that they are held against, those again. Every
// report enters the ledger before others are looked up, so of two that concern each other
// at least one sees the other, and the verdict that rests on both is written whichever came
// first.
func (f Flow) validate(ctx context.Context, d pipeline.Delivery, rep report.Report) ([]judgement, error) {
	book := f.Checker.Rules.Now()
	near, err := f.enter(ctx, d, &rep)
	if err != nil {
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
	var out []judgement
	next, err := near.Affected(ctx, &rep)
	if err != nil {
		return nil, err
	}
	for _, e := range next {
		again, err := judgeAgain(ctx, book, near, e)
		if err != nil {
			return nil, err
		}
		out = append(out, again...)
	}
	// Its own comes last: where that one stands, a worker that was killed has left the others
	// too, and the message is through.
	out = append(out, judgement{d.Hop, own})
	for _, j := range out {
		f.countRules(j.verdict)
	}
	return out, nil
}

// enter puts a report into the ledger, under its issuer and under each region that the list
// has it in, and returns what is known around it. Where there are several keys they are
// read once more behind the last put: of two reports the one that is put last under any key
// then sees the other under all of them.
func (f Flow) enter(ctx context.Context, d pipeline.Delivery, rep *report.Report) (*neighbour.Neighbours, error) {
	ledger := Ledger{f.Conn}
	near := neighbour.NewNeighbours(f.Checker.Members(), neighbour.Source{Record: ledger.Current, Report: ledger.Report})
	puts := neighbour.Slots(f.Checker.Members(), rep)
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

// judgeAgain judges a report of the ledger with what is known now.
func judgeAgain(ctx context.Context, book *validate.Validator, near *neighbour.Neighbours, e neighbour.Entry) ([]judgement, error) {
	reps, err := near.Load(ctx, e)
	if err != nil || len(reps) == 0 {
		return nil, err
	}
	hop, err := pipeline.ParseHop(e.Subject)
	if err != nil {
		return nil, err
	}
	in, err := check.Input(ctx, near, &reps[0])
	if err != nil {
		return nil, err
	}
	v, err := book.Compare(ctx, in)
	return []judgement{{hop, v}}, err
}

func (f Flow) validated(d pipeline.Delivery, js []judgement) ([]pipeline.Effect, error) {
	var out []pipeline.Effect
	for _, j := range js {
		e, err := j.effect()
		if err != nil {
			return nil, err
		}
		out = append(out, e...)
	}
	return out, nil
}

// effect is the validated message, keyed by rule set and basis beside what the report's
// own hop has.
func (j judgement) effect() ([]pipeline.Effect, error) {
	set, err := pipeline.Token(j.verdict.Rules.Set)
	if err != nil {
		return nil, err
	}
	h := j.hop
	h.Kind, h.RuleSet, h.Basis = pipeline.KindValidated, set, j.verdict.Basis
	return effect(h, j.verdict)
}
