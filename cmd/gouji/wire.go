package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// wiring is what the stages need besides their input. The store behind publish is
// nil where this process does not run that stage.
type wiring struct {
	core    *core
	conn    *pipeline.Conn // of the ledger
	publish *publish.Publisher
	metrics *metrics.Metrics
	// raw fetches the bytes of a document, to verify evidence; nil leaves that out.
	raw func(ctx context.Context, doc string) ([]byte, error)
}

// stages is the one list of stages: the function, and the messages its result becomes.
func (w wiring) stages() []pipeline.Stage {
	return []pipeline.Stage{
		pipeline.BindRaw(pipeline.StageIngest, report.DocumentID, w.ingest, w.ingested).AtMost(ingest.DefaultLimits().Bytes),
		pipeline.Bind(pipeline.StageParse, w.parse, w.parsed),
		pipeline.BindPlaced(pipeline.StageValidate, w.validate, w.validated),
		pipeline.Bind(pipeline.StagePublish, w.publishVerdict, w.published),
	}
}

// ingest returns the JSON of a report.Document as a child wrote it; parse decodes it strictly.
func (w wiring) ingest(ctx context.Context, raw pipeline.Raw) (json.RawMessage, error) {
	src, err := source(raw.Producer, raw.Header)
	if err != nil {
		return nil, err
	}
	return w.core.isolated.Read(ctx, ingest.Input{Data: raw.Data, Source: src, ContentType: raw.Header["Content-Type"]})
}

func (w wiring) ingested(d pipeline.Delivery, doc json.RawMessage) ([]pipeline.Effect, error) {
	return rawEffect(pipeline.Hop{Partition: d.Partition, Kind: pipeline.KindIngested, Doc: d.Doc}, doc)
}

func (w wiring) parse(ctx context.Context, doc report.Document) (report.Report, error) {
	rep, err := timed(ctx, func(ctx context.Context) (report.Report, error) { return w.core.parser.Parse(ctx, doc) })
	if err == nil {
		w.countCells(rep.Tables)
	}
	return rep, err
}

func (w wiring) parsed(d pipeline.Delivery, rep report.Report) ([]pipeline.Effect, error) {
	return effect(hop(d, pipeline.KindParsed, rep), rep)
}

func (w wiring) publishVerdict(ctx context.Context, v report.Verdict) (publish.Receipt, error) {
	set, err := pipeline.Token(v.Rules.Set)
	if err != nil {
		return publish.Receipt{}, err
	}
	w.verify(ctx, &v.Report)
	r, err := w.publish.Publish(ctx, publish.Input{
		Key:     publish.Key{Doc: v.Report.ID, Parser: v.Report.Parser, Rules: set, Basis: v.Basis},
		Verdict: v,
	})
	if len(r.Differs) > 0 {
		w.metrics.Nondeterminism.WithLabelValues(pipeline.StagePublish).Inc()
	}
	return r, err
}

// published leaves the check object first and the receipt last, so that whoever sees
// a receipt finds the result.
func (w wiring) published(d pipeline.Delivery, r publish.Receipt) ([]pipeline.Effect, error) {
	results, receipt := d.Hop, d.Hop
	results.Kind, receipt.Kind = pipeline.KindResults, pipeline.KindReceipt
	out, err := rawEffect(results, r.JSON)
	if err != nil {
		return nil, err
	}
	last, err := effect(receipt, r)
	return append(out, last...), err
}

// hop is the subject of a report's message, with what tells reports apart.
func hop(d pipeline.Delivery, kind pipeline.Kind, rep report.Report) pipeline.Hop {
	h := pipeline.Hop{
		Partition: d.Partition, Kind: kind, Doc: d.Doc, Parser: rep.Parser,
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

func effect(h pipeline.Hop, payload any) ([]pipeline.Effect, error) {
	b, err := json.Marshal(payload)
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
