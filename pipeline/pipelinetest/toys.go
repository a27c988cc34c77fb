package pipelinetest

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"strings"
	"sync/atomic"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
)

// Broken is a hook that fails for good until it is mended.
type Broken struct{ Mended atomic.Bool }

// Hook is for one of the toys.
func (b *Broken) Hook(context.Context, string) error {
	if b.Mended.Load() {
		return nil
	}
	return fault.Poisonf(fault.Malformed, "our defect")
}

// ToyID is the document id of the toy stages.
func ToyID(data []byte) string {
	sum := sha256.Sum256(data)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
}

// ToyDoc is what the toy ingest hands on.
type ToyDoc struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// ToyReport is what the toy parse hands on.
type ToyReport struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Year int    `json:"year"`
}

// ToyVerdict is what the toy validate and publish hand on.
type ToyVerdict struct {
	Report   ToyReport `json:"report"`
	Findings []string  `json:"findings"`
}

// Toys is the four stages with hooks that tests set before they start them.
type Toys struct {
	OnIngest, OnParse, OnValidate, OnPublish func(ctx context.Context, text string) error

	Ingested, Parsed, Validated, Published atomic.Int64
}

func hook(ctx context.Context, n *atomic.Int64, f func(context.Context, string) error, text string) error {
	n.Add(1)
	if f == nil {
		return nil
	}
	return f(ctx, text)
}

// Stages are all four, in their order.
func (y *Toys) Stages() []worker.Stage {
	return []worker.Stage{y.Ingest(), y.Parse(), y.Validate(), y.Publish()}
}

// Effects gives every hop the same payload.
func Effects(hops []wire.Hop, payload any) ([]wire.Effect, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	var out []wire.Effect
	for _, h := range hops {
		s, err := h.Subject()
		if err != nil {
			return nil, err
		}
		out = append(out, wire.Effect{Subject: s, Payload: data})
	}
	return out, nil
}

// Settled puts results beside their receipt where they are not too large.
func Settled(results, receipt wire.Effect) []wire.Effect {
	if !wire.GoesBeside(results.Payload) {
		return []wire.Effect{results, receipt}
	}
	receipt.Payload, receipt.Beside = []byte(`{}`), results.Payload
	return []wire.Effect{receipt}
}

// Ingest hands on the text of a submission.
func (y *Toys) Ingest() worker.RawStage {
	return worker.BindRaw(wire.StageIngest, ToyID, func(ctx context.Context, r worker.Raw) (ToyDoc, error) {
		return ToyDoc{ID: r.ID, Text: string(r.Data)}, hook(ctx, &y.Ingested, y.OnIngest, string(r.Data))
	}, func(d worker.Delivery, out ToyDoc) ([]wire.Effect, error) {
		return Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindIngested, Doc: d.Doc}}, out)
	})
}

// Parse calls every text a report of 2023.
func (y *Toys) Parse() worker.Stage {
	return worker.Bind(wire.StageParse, func(ctx context.Context, in ToyDoc) (ToyReport, error) {
		return ToyReport{ID: in.ID, Text: in.Text, Year: 2023}, hook(ctx, &y.Parsed, y.OnParse, in.Text)
	}, func(d worker.Delivery, out ToyReport) ([]wire.Effect, error) {
		return Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindParsed, Parser: "1", Year: wire.YearToken(out.Year), Agency: wire.AgencyToken("市政府"), Doc: d.Doc}}, out)
	})
}

// Validate finds one fault with every report.
func (y *Toys) Validate() worker.Stage {
	return worker.Bind(wire.StageValidate, func(ctx context.Context, in ToyReport) (ToyVerdict, error) {
		return ToyVerdict{Report: in, Findings: []string{"T4-01"}}, hook(ctx, &y.Validated, y.OnValidate, in.Text)
	}, func(d worker.Delivery, out ToyVerdict) ([]wire.Effect, error) {
		h := d.Hop
		h.Kind, h.RuleSet, h.Basis = wire.KindValidated, "2026_1", wire.NoToken
		return Effects([]wire.Hop{h}, out)
	})
}

// Publish writes a receipt with the results beside it, or behind them where they are too large.
func (y *Toys) Publish() worker.Stage {
	return worker.Bind(wire.StagePublish, func(ctx context.Context, in ToyVerdict) (ToyVerdict, error) {
		return in, hook(ctx, &y.Published, y.OnPublish, in.Report.Text)
	}, func(d worker.Delivery, out ToyVerdict) ([]wire.Effect, error) {
		results, receipt := d.Hop, d.Hop
		results.Kind, receipt.Kind = wire.KindResults, wire.KindReceipt
		both, err := Effects([]wire.Hop{results, receipt}, out)
		if err != nil {
			return nil, err
		}
		return Settled(both[0], both[1]), nil
	})
}

// PoisonOn fails for good on texts that hold word.
func PoisonOn(word string) func(context.Context, string) error {
	return func(_ context.Context, text string) error {
		if strings.Contains(text, word) {
			return fault.Poisonf(fault.NotAReport, "no report")
		}
		return nil
	}
}

// Large is a text that takes more than InlineLimit also when it is packed.
func Large() string {
	var b strings.Builder
	for i := 0; b.Len() < 3*wire.InlineLimit; i++ {
		b.WriteString(Digest([]byte{byte(i), byte(i >> 8)}))
	}
	return b.String()
}

// TooLargeBeside is a text around another one that is stored apart from its accepted record. It
// packs well, so that it is inline in every hop.
func TooLargeBeside(text string) string {
	return text + strings.Repeat(" ", wire.BesideLimit) + text
}

// Digest is the SHA-256 of data in hex, as envelopes and blobs are named by it.
func Digest(data []byte) string { return wire.DigestOf(data) }
