package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
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
func (w wiring) validate(ctx context.Context, d pipeline.Delivery, rep report.Report) ([]judgement, error) {
	book := w.core.validator.now()
	near, err := w.enter(ctx, d, &rep)
	if err != nil {
		return nil, err
	}
	in, err := near.input(ctx, &rep)
	if err != nil {
		return nil, err
	}
	own, err := timed(ctx, func(ctx context.Context) (report.Verdict, error) { return book.Compare(ctx, in) })
	if err != nil {
		return nil, err
	}
	var out []judgement
	next, err := near.affected(ctx, &rep)
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
		w.countRules(j.verdict)
	}
	return out, nil
}

// enter puts a report into the ledger, under its issuer and under each region that the list
// has it in, and returns what is known around it. Where there are several keys they are
// read once more behind the last put: of two reports the one that is put last under any key
// then sees the other under all of them.
func (w wiring) enter(ctx context.Context, d pipeline.Delivery, rep *report.Report) (*around, error) {
	ledger := pipeline.NewLedger(w.conn)
	near := &around{
		list: w.core.list, get: ledger.Current, known: map[string]pipeline.LedgerRecord{},
		load: func(ctx context.Context, e pipeline.LedgerEntry) ([]report.Report, error) {
			return neighbour(ctx, w.conn, e)
		},
	}
	puts := placesIn(w.core.list, rep)
	for i, at := range puts {
		at.Entry.Subject, at.Entry.Sequence, at.Entry.Digest = d.Subject, d.Sequence, d.Digest
		r, err := ledger.PutAt(ctx, at)
		if err != nil {
			return nil, err
		}
		if i == len(puts)-1 { // the others are read again when they are needed
			near.known[at.Key] = r
		}
	}
	return near, nil
}

// judgeAgain judges a report of the ledger with what is known now.
func judgeAgain(ctx context.Context, book *validate.Validator, near *around, e pipeline.LedgerEntry) ([]judgement, error) {
	reps, err := near.load(ctx, e)
	if err != nil || len(reps) == 0 {
		return nil, err
	}
	hop, err := pipeline.ParseHop(e.Subject)
	if err != nil {
		return nil, err
	}
	in, err := near.input(ctx, &reps[0])
	if err != nil {
		return nil, err
	}
	v, err := book.Compare(ctx, in)
	return []judgement{{hop, v}}, err
}

// neighbour loads a report of the ledger: one, or none where it has left the log or
// cannot be read, for which the report at hand is not to blame.
func neighbour(ctx context.Context, conn *pipeline.Conn, e pipeline.LedgerEntry) ([]report.Report, error) {
	data, err := conn.Payload(ctx, e.Subject)
	if _, poison := fault.ClassOf(err); poison || errors.Is(err, pipeline.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("loading the neighbouring report %s: %w", e.Doc, err)
	}
	var rep report.Report
	if err := json.Unmarshal(data, &rep); err != nil {
		return nil, nil
	}
	return []report.Report{rep}, nil
}

func (w wiring) validated(d pipeline.Delivery, js []judgement) ([]pipeline.Effect, error) {
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

func newLedger(a *app) *cobra.Command {
	cmd := &cobra.Command{Use: "ledger", Short: "台账:各机关各年度的报告 · the ledger: which reports there are of each issuer"}
	cmd.AddCommand(&cobra.Command{
		Use:   "rebuild",
		Short: "由日志重建台账 · rebuild the ledger from the log",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := membersOf(a.conf.Members)
			if err != nil {
				return err
			}
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				n, err := pipeline.NewLedger(conn).RebuildAll(ctx, func(payload []byte) []pipeline.LedgerPlace {
					var rep report.Report
					if json.Unmarshal(payload, &rep) != nil {
						return nil
					}
					return placesIn(list, &rep)
				})
				if err != nil {
					return err
				}
				fmt.Fprintln(a.Stdout, a.say("ledger.rebuilt", n))
				return nil
			})
		},
	})
	return cmd
}
