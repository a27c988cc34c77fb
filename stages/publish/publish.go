package publish

import (
	"context"
	"fmt"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Sink keeps verdicts. Put may be called by several goroutines and processes at once,
// and with the same record any number of times.
type Sink interface {
	// Name is the name the receipt has for the sink, such as "sqlite".
	Name() string
	// Put keeps r, unless there is one with the same key: the first one stays. When it
	// returns without an error, the record is safe against a crash. A plain error may
	// pass and is to be tried again.
	Put(ctx context.Context, r Record) (Stored, error)
}

// Stored says what Put found.
type Stored struct {
	// Duplicate is true if the key was there already and nothing was written.
	Duplicate bool
	// Differs is true if what was there has another digest: the same key came to two
	// results, so something in front of the sink is not deterministic. Never without
	// Duplicate.
	Differs bool
}

// ReceiptSchema names the wire form of Receipt.
const ReceiptSchema = "gouji.receipt/v1"

// Receipt says that a verdict is in its sinks. Its JSON depends on the input and the
// sinks' names only, so that a repeated run gives the same bytes.
type Receipt struct {
	Schema string `json:"schema"`
	Key
	// Sinks are the names of the sinks that hold a verdict under the key, in order.
	Sinks []string `json:"sinks"`
	// Digest is the SHA-256 of the check object in lower-case hexadecimal.
	Digest string `json:"sha256"`
	// Brief is what the check object says in a few words; nil in a receipt of an older version.
	Brief *report.Brief `json:"brief,omitempty"`
	// Differs are the sinks that hold another check object under the key than the one
	// of Digest; absent as it should be.
	Differs []string `json:"differs,omitempty"`

	// Check is the check object, JSON its bytes; neither is part of the receipt's JSON.
	Check report.Check `json:"-"`
	JSON  []byte       `json:"-"`
	// Duplicate is true if there are sinks and all of them had the verdict already.
	Duplicate bool `json:"-"`
}

// Publisher writes verdicts to sinks. It may be used by several goroutines.
type Publisher struct{ sinks []Sink }

// New returns a publisher that writes to the sinks in the given order.
func New(sinks ...Sink) *Publisher { return &Publisher{sinks: sinks} }

// sinkError says whose fault a failed Put is: the document's where the sink calls it
// poison, nobody's where we were stopped, else the sink's.
func sinkError(ctx context.Context, sink string, err error) error {
	if _, poison := fault.ClassOf(err); poison || ctx.Err() != nil {
		return fmt.Errorf("%s: %w", sink, err)
	}
	return &fault.SinkError{Sink: sink, Err: err}
}

// Publish writes the verdict to every sink and returns the receipt. It stops at the
// first sink that fails; what is written by then is found as a duplicate when the
// input comes again.
func (p *Publisher) Publish(ctx context.Context, in Input) (Receipt, error) {
	rec, err := NewRecord(in)
	if err != nil {
		return Receipt{}, err
	}
	brief := report.Summary("published", rec.Check.Findings)
	out := Receipt{
		Schema: ReceiptSchema, Key: rec.Key, Sinks: make([]string, 0, len(p.sinks)), Digest: rec.Digest,
		Brief: &brief, Check: rec.Check, JSON: rec.JSON, Duplicate: len(p.sinks) > 0,
	}
	for _, s := range p.sinks {
		stored, err := s.Put(ctx, rec)
		if err != nil {
			return Receipt{}, fmt.Errorf("publish %s: %w", rec.Key, sinkError(ctx, s.Name(), err))
		}
		out.Sinks = append(out.Sinks, s.Name())
		out.Duplicate = out.Duplicate && stored.Duplicate
		if stored.Differs {
			out.Differs = append(out.Differs, s.Name())
		}
	}
	return out, nil
}
