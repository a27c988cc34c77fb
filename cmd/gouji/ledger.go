package main

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/identity"
)

// place is where a report stands in the ledger.
type place struct {
	issuer identity.Issuer
	year   int
}

// placeOf says where a report belongs; false for one whose issuer or year is not known,
// which has no neighbours.
func placeOf(rep *report.Report) (place, bool) {
	p := place{issuer: identity.Of(*rep)}
	if rep.Year != nil {
		p.year = *rep.Year
	}
	return p, p.issuer.Key != "" && p.year != 0
}

// key is the ledger's token of an issuer; a name never enters a subject.
func (p place) key() string {
	sum := sha256.Sum256([]byte(p.issuer.Key))
	return "i" + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16]))
}

func (p place) entry(rep *report.Report) pipeline.LedgerEntry {
	e := pipeline.LedgerEntry{Doc: rep.ID, Parser: rep.Parser, Label: p.issuer.Place.String()}
	if rep.Published != nil {
		e.Published = *rep.Published
	}
	return e
}

// before returns the report of the year before that a report at p is held against: among
// the versions of the same issuer the one of the greatest basis, which is the one
// published last. false if there is none.
func (p place) before(r pipeline.LedgerRecord) (pipeline.LedgerEntry, bool) {
	var best pipeline.LedgerEntry
	found := false
	for _, e := range r[p.year-1] {
		other := identity.Issuer{Key: p.issuer.Key, Place: identity.ParsePlace(e.Label)}
		if identity.Same(p.issuer, other) && (!found || basisOf(e) > basisOf(best)) {
			best, found = e, true
		}
	}
	return best, found
}

func basisOf(e pipeline.LedgerEntry) string {
	return validate.Basis([]report.Report{{ID: e.Doc, Published: &e.Published}})
}

// after returns the reports of the year after that are held against the report doc at p.
func (p place) after(r pipeline.LedgerRecord, doc string) []pipeline.LedgerEntry {
	var out []pipeline.LedgerEntry
	for _, e := range r[p.year+1] {
		next := place{issuer: identity.Issuer{Key: p.issuer.Key, Place: identity.ParsePlace(e.Label)}, year: p.year + 1}
		if last, ok := next.before(r); ok && last.Doc == doc {
			out = append(out, e)
		}
	}
	return out
}

// judgement is a verdict and the parsed hop of the report it is on.
type judgement struct {
	hop     pipeline.Hop
	verdict report.Verdict
}

// validate judges a report and, where it is the year before of reports that came earlier,
// those again. Every report enters the ledger before its neighbours are looked up, so of
// two neighbours at least one sees the other, and the verdict that rests on both is
// written whichever came first.
func (w wiring) validate(ctx context.Context, d pipeline.Delivery, rep report.Report) ([]judgement, error) {
	book := w.core.validator.now()
	var last []report.Report
	var next []pipeline.LedgerEntry
	if at, ok := placeOf(&rep); ok {
		e := at.entry(&rep)
		e.Subject, e.Sequence, e.Digest = d.Subject, d.Sequence, d.Digest
		r, _, err := pipeline.NewLedger(w.conn).Put(ctx, at.key(), at.year, e)
		if err != nil {
			return nil, err
		}
		if before, ok := at.before(r); ok {
			if last, err = neighbour(ctx, w.conn, before); err != nil {
				return nil, err
			}
		}
		next = at.after(r, rep.ID)
	}
	own, err := book.Compare(ctx, validate.Input{Report: rep, Neighbours: last})
	if err != nil {
		return nil, err
	}
	out := []judgement{{d.Hop, own}}
	for _, e := range next {
		again, err := w.judgeAgain(ctx, book, e, rep)
		if err != nil {
			return nil, err
		}
		out = append(out, again...)
	}
	for _, j := range out {
		w.countRules(j.verdict)
	}
	return out, nil
}

// judgeAgain judges a report of the year after with its new neighbour.
func (w wiring) judgeAgain(ctx context.Context, book *validate.Validator, e pipeline.LedgerEntry, last report.Report) ([]judgement, error) {
	reps, err := neighbour(ctx, w.conn, e)
	if err != nil || len(reps) == 0 {
		return nil, err
	}
	hop, err := pipeline.ParseHop(e.Subject)
	if err != nil {
		return nil, err
	}
	v, err := book.Compare(ctx, validate.Input{Report: reps[0], Neighbours: []report.Report{last}})
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
			return a.withClient(cmd.Context(), func(ctx context.Context, conn *pipeline.Conn) error {
				n, err := pipeline.NewLedger(conn).Rebuild(ctx, describe)
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

// describe says where the payload of a parsed message belongs in the ledger.
func describe(payload []byte) (key string, year int, e pipeline.LedgerEntry, ok bool) {
	var rep report.Report
	if json.Unmarshal(payload, &rep) != nil {
		return "", 0, pipeline.LedgerEntry{}, false
	}
	at, ok := placeOf(&rep)
	if !ok {
		return "", 0, pipeline.LedgerEntry{}, false
	}
	return at.key(), at.year, at.entry(&rep), true
}
