// Package flow is gouji's own stream: which function each stage runs, which messages its
// result becomes, how a report is judged with its neighbours out of the ledger, and how the
// rules in force are delivered, replaced and replayed.
package flow

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// Flow is what the stages need besides their input.
type Flow struct {
	Checker *check.Checker
	// Conn is where the ledger is, and the reports that verdicts refer to.
	Conn *pipeline.Conn
	// Publish stores the verdicts; nil where this process does not run that stage.
	Publish *publish.Publisher
	Metrics *metrics.Metrics
	// Raw fetches the bytes of a document, to verify evidence; nil leaves that out.
	Raw func(ctx context.Context, doc string) ([]byte, error)
	// Clock gives the time of the marks of reports to be judged again, default time.Now.
	Clock func() time.Time
	// Received says when a document was taken in, where its message does not say so; nil leaves
	// that out.
	Received func(ctx context.Context, doc string) (time.Time, error)
	// Judged are the reports that were judged in this process; nil keeps none.
	Judged *Judged
	// Upstream says whether other verdicts are about to come, where publish runs in the process that
	// judges; nil says that none are.
	Upstream *Upstream
}

// Stages is the one list of stages, in order: each with its function and the messages that
// its result becomes.
func (f Flow) Stages() []pipeline.Stage {
	return []pipeline.Stage{
		pipeline.BindRaw(pipeline.StageIngest, report.DocumentID, f.ingest, f.ingested).AtMost(ingest.DefaultLimits().Bytes).Completing(Complete),
		pipeline.Bind(pipeline.StageParse, f.parse, f.parsed),
		pipeline.BindPlaced(pipeline.StageValidate, f.validate, f.validated),
		pipeline.BindPlaced(pipeline.StagePublish, f.publish, f.published),
	}
}

// ingest returns a report.Document as it was written where it was read; the parse stage decodes
// it strictly.
func (f Flow) ingest(ctx context.Context, raw pipeline.Raw) ([]byte, error) {
	src, year, notes := source(raw.Producer, raw.Header)
	src.Revision = raw.Revision
	in := ingest.Input{Data: raw.Data, Source: src, ContentType: raw.Header["Content-Type"]}
	in.Note(notes...)
	in.StateYear(year)
	return f.Checker.Ingest(ctx, in)
}

func (f Flow) ingested(d pipeline.Delivery, doc []byte) ([]pipeline.Effect, error) {
	return rawEffect(pipeline.Hop{Partition: d.Partition, Kind: pipeline.KindIngested, Doc: d.Doc}, doc)
}

func (f Flow) parse(ctx context.Context, doc report.Document) (report.Report, error) {
	defer f.Upstream.enter()()
	rep, err := f.Checker.Parse(ctx, doc)
	if err == nil {
		f.countCells(rep.Tables)
	}
	return rep, err
}

func (f Flow) parsed(d pipeline.Delivery, rep report.Report) ([]pipeline.Effect, error) {
	return effect(hop(d, pipeline.KindParsed, rep), rep)
}

func (f Flow) publish(ctx context.Context, d pipeline.Delivery, m verdict) (publish.Receipt, error) {
	v, err := f.whole(ctx, m)
	if err != nil {
		return publish.Receipt{}, err
	}
	set, err := pipeline.Token(v.Rules.Set)
	if err != nil {
		return publish.Receipt{}, err
	}
	f.verify(ctx, &v.Report)
	in := publish.Input{
		Key:     publish.Key{Doc: v.Report.ID, Parser: readingOf(v.Report), Rules: set, Basis: v.Basis},
		Verdict: v, Submitted: d.Submitted, Followed: f.Upstream.any(),
	}
	if at := f.Checker.Members().Of(v.Report); len(at) > 0 {
		in.Region = at[0].Region.Name
	}
	if in.Submitted.IsZero() && f.Received != nil { // a verdict that was written by a settler
		// Lists show the time; a record that cannot be read keeps no verdict from being stored.
		if at, err := f.Received(ctx, v.Report.ID); err == nil {
			in.Submitted = at
		}
	}
	r, err := f.Publish.Publish(ctx, in)
	if len(r.Differs) > 0 {
		f.Metrics.Nondeterminism.WithLabelValues(pipeline.StagePublish).Inc()
	}
	return r, err
}

// published leaves the receipt with the check object beside it. One that is too large for that is
// a message of its own, and comes first: whoever sees a receipt finds the result.
func (f Flow) published(d pipeline.Delivery, r publish.Receipt) ([]pipeline.Effect, error) {
	results, receipt := d.Hop, d.Hop
	results.Kind, receipt.Kind = pipeline.KindResults, pipeline.KindReceipt
	payload, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing the receipt of %s: %w", d.Doc, err)
	}
	out, err := rawEffect(receipt, payload)
	if err != nil {
		return nil, err
	}
	if pipeline.GoesBeside(r.JSON) {
		out[0].Beside = r.JSON
		return out, nil
	}
	before, err := rawEffect(results, r.JSON)
	return append(before, out...), err
}

// readingOf names the reading that a report is: the parser's version, and the revision of what is
// said of the document. It is part of all keys, so that what came before the revision stays.
func readingOf(rep report.Report) string {
	return pipeline.RevisedToken(rep.Parser, rep.Source.Revision)
}

// hop is the subject of a report's message, with what tells reports apart.
func hop(d pipeline.Delivery, kind pipeline.Kind, rep report.Report) pipeline.Hop {
	h := pipeline.Hop{
		Partition: d.Partition, Kind: kind, Doc: d.Doc, Parser: readingOf(rep),
		Year: pipeline.YearToken(0), Agency: pipeline.AgencyToken(""),
	}
	if rep.Year != nil {
		h.Year = pipeline.YearToken(*rep.Year)
	}
	if rep.Agency != nil {
		h.Agency = pipeline.AgencyToken(*rep.Agency)
	}
	return h
}

// effect is a message that a later stage reads; what producers read is JSON.
func effect(h pipeline.Hop, payload any) ([]pipeline.Effect, error) {
	b, err := codec.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("writing the %s message of %s: %w", h.Kind, h.Doc, err)
	}
	return rawEffect(h, b)
}

func rawEffect(h pipeline.Hop, payload []byte) ([]pipeline.Effect, error) {
	subject, err := h.Subject()
	if err != nil {
		return nil, err
	}
	return []pipeline.Effect{{Subject: subject, Payload: payload}}, nil
}
