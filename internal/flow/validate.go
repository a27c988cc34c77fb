package flow

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/internal/state"
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

// validate judges a report, with what is known now, and leaves a mark where it changes the
// verdicts on others: a report whose year before it is, a later version of it, or one that it
// is otherwise held against. Those are judged again when their neighbourhood is quiet, see
// Settler. Every report enters the ledger before others are looked up, so of two that concern
// each other at least one sees the other, and the verdict that rests on both is written
// whichever came first. The mark is written before the report's own verdict: where that one
// stands, a worker that was killed has left the mark too.
func (f Flow) validate(ctx context.Context, d pipeline.Delivery, rep report.Report) ([]judgement, error) {
	defer f.Upstream.enter()()
	book := f.Checker.Rules.Now()
	e, err := f.judgeEarly(ctx, book, d, &rep)
	if err != nil {
		return nil, err
	}
	early := e.near != nil
	if !early {
		if e.near, err = f.enter(ctx, d, &rep); err != nil {
			return nil, err
		}
	}
	if err := f.supersede(ctx, e.near, &rep); err != nil {
		return nil, err
	}
	if err := f.mark(ctx, e.near, &rep); err != nil {
		return nil, err
	}
	if !early {
		e.own, e.err = f.judge(ctx, book, e.near, &rep)
	}
	if e.err != nil {
		return nil, e.err
	}
	f.countRules(e.own)
	if d.Size <= judgedLargest && f.Conn.Topology().HopTTL == 0 { // with that the verdict takes its report along
		f.Judged.add(d.Subject, rep)
	}
	return []judgement{{d.Hop, e.own}}, nil
}

// judge judges a report with what is known around it.
func (f Flow) judge(ctx context.Context, book *validate.Validator, near *neighbour.Neighbours, rep *report.Report) (report.Verdict, error) {
	in, err := check.Input(ctx, near, rep)
	if err != nil {
		return report.Verdict{}, err
	}
	return check.Timed(ctx, func(ctx context.Context) (report.Verdict, error) { return book.Compare(ctx, in) })
}

// early is what is known around a report, nil where it could not be judged early, and its verdict
// or why there is none.
type early struct {
	near *neighbour.Neighbours
	own  report.Verdict
	err  error
}

// judgeEarly enters a report and judges it while the disk is written. It can where the ledger has
// one key for it: its record is known before it is written, and is written if it still is what it
// was. Where somebody else wrote first, the verdict is of no use: nobody may be judged by a record
// that lacks what came before.
func (f Flow) judgeEarly(ctx context.Context, book *validate.Validator, d pipeline.Delivery, rep *report.Report) (early, error) {
	puts := f.slots(d, rep)
	if len(puts) != 1 || f.Conn.Topology().HopTTL > 0 {
		return early{}, nil
	}
	record, write, err := state.NewLedger(f.Conn).Propose(ctx, puts[0])
	if err != nil {
		return early{}, err
	}
	within, stop := context.WithCancel(ctx)
	defer stop()
	var wrote bool
	var group errgroup.Group // a panic of a rule is this goroutine's, which the worker sees to
	group.Go(func() (err error) {
		if wrote, err = write(ctx); !wrote {
			stop()
		}
		return err
	})
	out := early{near: f.around()}
	out.near.Know(puts[0].Key, record)
	out.own, out.err = f.judge(within, book, out.near, rep)
	if err := group.Wait(); err != nil || !wrote {
		return early{}, err
	}
	return out, nil
}

// around finds what is known around a report.
func (f Flow) around() *neighbour.Neighbours {
	ledger := Ledger{f.Conn, f.Metrics}
	return neighbour.NewNeighbours(f.Checker.Members(), neighbour.Source{Record: ledger.Current, Prior: ledger.Prior})
}

// slots are the places of the ledger that a report is entered in.
func (f Flow) slots(d pipeline.Delivery, rep *report.Report) []neighbour.Slot {
	puts := neighbour.Slots(f.Checker.Members(), rep)
	for i := range puts {
		e := &puts[i].Entry
		e.Subject, e.Sequence, e.Digest = d.Subject, d.Sequence, d.Digest
	}
	return puts
}

// enter puts a report into the ledger, under its issuer and under each region that the list has
// it in, and returns what is known around it. Its figures are kept first where the report leaves
// the log in time; otherwise whoever needs them first reads the report and keeps them (see
// Ledger.Prior), since most reports are nobody's year before. Where there are several
// keys they are read once more behind the last put: of two reports the one that is put last
// under any key then sees the other under all of them.
func (f Flow) enter(ctx context.Context, d pipeline.Delivery, rep *report.Report) (*neighbour.Neighbours, error) {
	ledger, near, puts := Ledger{f.Conn, f.Metrics}, f.around(), f.slots(d, rep)
	if len(puts) > 0 && f.Conn.Topology().HopTTL > 0 {
		if err := ledger.keep(ctx, neighbour.FiguresOf(rep, d.Sequence)); err != nil {
			return nil, err
		}
	}
	for i, at := range puts {
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
