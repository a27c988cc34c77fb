package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
)

// supersede keeps earlier readings of a document out of the ledger once what is said of it was
// added to: it may have another issuer or region by now. Two readings may be judged at the same
// time and in any order. The later one notes its revision before it looks for earlier ones in the
// log; an earlier one enters the ledger before it looks for the note. So one of them sees the
// other, and what the earlier one entered goes. Reports whose verdicts rested on any reading get a
// new generation, by which a verdict without it counts more than those with it, and a mark. All
// of it comes before the report's own verdict, and is done again after a crash.
func (f Flow) supersede(ctx context.Context, near *neighbour.Neighbours, rep *report.Report) error {
	own, ledger := rep.Source.Revision, state.NewLedger(f.Conn)
	newest, err := ledger.Revision(ctx, rep.ID)
	if err != nil || max(own, newest) == 0 {
		return err
	}
	if own > newest {
		newest = own
		if err := ledger.Revise(ctx, rep.ID, own); err != nil {
			return err
		}
	}
	touched, err := Ledger{f.Conn, f.Metrics}.release(ctx, f.Checker.Members(), rep.ID, newest)
	if err != nil {
		return err
	}
	now, err := near.Affected(ctx, rep)
	if err != nil {
		return err
	}
	touched = append(touched, now...)
	generation, err := client.LastSequence(ctx, f.Conn)
	if err != nil {
		return err
	}
	for key, docs := range byKey(touched) {
		if err := ledger.Raise(ctx, key, docs, generation); err != nil {
			return err
		}
	}
	return f.markTouched(ctx, touched)
}

// release takes the readings of a document before a revision out of the ledger, and returns the
// reports whose verdicts rested on them, also where they are out already. Where a reading stood
// is told by the report, which is read from the log: the ledger's figures are kept of few.
func (l Ledger) release(ctx context.Context, list *members.List, doc string, revision int) ([]neighbour.Touched, error) {
	readings, err := l.readings(ctx, doc, revision)
	if err != nil {
		return nil, err
	}
	var touched []neighbour.Touched
	for _, rep := range readings {
		near := neighbour.NewNeighbours(list, neighbour.Source{Record: l.Current})
		slots := neighbour.Slots(list, &rep)
		for _, at := range slots { // as if it stood there still
			r, err := l.Current(ctx, at.Key)
			if err != nil {
				return nil, err
			}
			r, _ = r.WithoutOlder(at.Year, doc, math.MaxInt)
			r, _ = r.With(at.Year, at.Entry, at.Group)
			near.Know(at.Key, r)
		}
		affected, err := near.Affected(ctx, &rep)
		if err != nil {
			return nil, err
		}
		touched = append(touched, affected...)
		for _, at := range slots {
			if err := state.NewLedger(l.Conn).Release(ctx, at, revision); err != nil {
				return nil, err
			}
		}
	}
	return touched, nil
}

// readings are the reports that were read of a document before a revision: as parse left them, or
// where those have left the log, as they were published.
func (l Ledger) readings(ctx context.Context, doc string, before int) ([]report.Report, error) {
	var out []report.Report
	seen := map[string]bool{}
	for _, kind := range []pipeline.Kind{pipeline.KindParsed, pipeline.KindReceipt} {
		hops, err := client.Hops(ctx, l.Conn, pipeline.Hop{Kind: kind, Doc: doc})
		if err != nil {
			return nil, err
		}
		slices.SortFunc(hops, func(a, b pipeline.Hop) int { return compareHops(a, b) })
		for _, h := range hops {
			_, revision := pipeline.SplitRevision(h.Parser)
			reading := h.Parser + " " + h.Year + " " + h.Agency
			if revision >= before || seen[reading] {
				continue
			}
			rep, ok, err := l.reading(ctx, h)
			if err != nil {
				return nil, err
			}
			if seen[reading] = ok; ok {
				out = append(out, rep)
			}
		}
	}
	return out, nil
}

func compareHops(a, b pipeline.Hop) int {
	return slices.Compare([]string{a.Parser, a.Year, a.Agency, a.Basis}, []string{b.Parser, b.Year, b.Agency, b.Basis})
}

// reading loads one report, false where it has left the log or cannot be read.
func (l Ledger) reading(ctx context.Context, h pipeline.Hop) (rep report.Report, ok bool, err error) {
	subject, err := h.Subject()
	if err != nil {
		return rep, false, err
	}
	var data []byte
	if h.Kind == pipeline.KindParsed {
		data, err = l.Conn.Payload(ctx, subject)
	} else {
		data, err = l.results(ctx, subject)
	}
	if _, poison := fault.ClassOf(err); poison || errors.Is(err, pipeline.ErrGone) || errors.Is(err, client.ErrNoResults) {
		return rep, false, nil
	}
	if err != nil {
		return rep, false, fmt.Errorf("an earlier reading of %s: %w", h.Doc, err)
	}
	if h.Kind == pipeline.KindParsed {
		return rep, codec.Peek(data, &rep) == nil, nil
	}
	var published report.Check
	if json.Unmarshal(data, &published) != nil || published.Report == nil {
		return rep, false, nil
	}
	return *published.Report, true, nil
}

// results is the check object of a receipt.
func (l Ledger) results(ctx context.Context, receipt string) ([]byte, error) {
	m, ok, err := client.LastMessage(ctx, l.Conn, receipt)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("%s: there is no such message", receipt) // it has just been listed
	}
	return m.Results(ctx)
}
