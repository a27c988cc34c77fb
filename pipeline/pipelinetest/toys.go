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

func (b *Broken) Hook(context.Context, string) error {
	if b.Mended.Load() {
		return nil
	}
	return fault.Poisonf(fault.Malformed, "our defect")
}

func ToyID(data []byte) string {
	sum := sha256.Sum256(data)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:26]
}

// ToyDoc, toyReport and toyVerdict are what the toy stages hand on.
type ToyDoc struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

type ToyReport struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Year int    `json:"year"`
}

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

func (y *Toys) Stages() []worker.Stage {
	return []worker.Stage{y.Ingest(), y.Parse(), y.Validate(), y.Publish()}
}

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

func (y *Toys) Ingest() worker.RawStage {
	return worker.BindRaw(wire.StageIngest, ToyID, func(ctx context.Context, r worker.Raw) (ToyDoc, error) {
		return ToyDoc{ID: r.ID, Text: string(r.Data)}, hook(ctx, &y.Ingested, y.OnIngest, string(r.Data))
	}, func(d worker.Delivery, out ToyDoc) ([]wire.Effect, error) {
		return Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindIngested, Doc: d.Doc}}, out)
	})
}

func (y *Toys) Parse() worker.Stage {
	return worker.Bind(wire.StageParse, func(ctx context.Context, in ToyDoc) (ToyReport, error) {
		return ToyReport{ID: in.ID, Text: in.Text, Year: 2023}, hook(ctx, &y.Parsed, y.OnParse, in.Text)
	}, func(d worker.Delivery, out ToyReport) ([]wire.Effect, error) {
		return Effects([]wire.Hop{{Partition: d.Partition, Kind: wire.KindParsed, Parser: "1", Year: wire.YearToken(out.Year), Agency: wire.AgencyToken("市政府"), Doc: d.Doc}}, out)
	})
}

func (y *Toys) Validate() worker.Stage {
	return worker.Bind(wire.StageValidate, func(ctx context.Context, in ToyReport) (ToyVerdict, error) {
		return ToyVerdict{Report: in, Findings: []string{"T4-01"}}, hook(ctx, &y.Validated, y.OnValidate, in.Text)
	}, func(d worker.Delivery, out ToyVerdict) ([]wire.Effect, error) {
		h := d.Hop
		h.Kind, h.RuleSet, h.Basis = wire.KindValidated, "2026_1", wire.NoToken
		return Effects([]wire.Hop{h}, out)
	})
}

func (y *Toys) Publish() worker.Stage {
	return worker.Bind(wire.StagePublish, func(ctx context.Context, in ToyVerdict) (ToyVerdict, error) {
		return in, hook(ctx, &y.Published, y.OnPublish, in.Report.Text)
	}, func(d worker.Delivery, out ToyVerdict) ([]wire.Effect, error) {
		results, receipt := d.Hop, d.Hop
		results.Kind, receipt.Kind = wire.KindResults, wire.KindReceipt
		return Effects([]wire.Hop{results, receipt}, out)
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

// Digest is the SHA-256 of data in hex, as envelopes and blobs are named by it.
func Digest(data []byte) string { return wire.DigestOf(data) }
