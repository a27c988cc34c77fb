package worker

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Delivery is what a stage's emit function may know about the message it answers.
type Delivery struct {
	// Stage is the stage's name, Partition the token of the hops' subjects, for example p0.
	Stage, Partition string
	// Doc is the document's id.
	Doc string
	// Subject, Stream and Sequence say where the message stands.
	Subject, Stream string
	Sequence        uint64
	// Attempt counts deliveries, from 1.
	Attempt uint64
	// Hop holds the tokens of Subject; its Kind is KindUnknown for a submission.
	Hop wire.Hop
	// Digest is the SHA-256 of the payload in hex, Size its length in bytes.
	Digest string
	Size   int64
	// Submitted is when the document was first taken in, as its accepted record says, zero if
	// unknown.
	Submitted time.Time
	// Raw is set for stages made by BindRaw, without its Data.
	Raw *Raw

	flow wire.Flow
}

// Effect is a message of a kind that results from the delivery. It takes the tokens of the
// message that it answers; change sets those that the stage adds, and may be nil.
func (d Delivery) Effect(kind wire.Kind, payload any, change func(*wire.Hop)) (wire.Effect, error) {
	hop := d.Hop
	hop.Partition, hop.Kind, hop.Doc = d.Partition, kind, d.Doc
	if change != nil {
		change(&hop)
	}
	subject, err := d.flow.Subject(hop)
	if err != nil {
		return wire.Effect{}, err
	}
	data, err := json.Marshal(payload)
	if err != nil {
		return wire.Effect{}, fmt.Errorf("effect of kind %s: %w", kind, err)
	}
	return wire.Effect{Subject: subject, Payload: data}, nil
}

// Stage is a function bound to its messages: a RawStage made by BindRaw, or a HopStage made
// by Bind or BindPlaced.
type Stage interface {
	// Name is the name that the stage was bound under; the durable consumer is called so too.
	Name() string

	// batch bounds one pull.
	batch() int
	// describe says what the message itself tells, without judging it.
	describe(h *held, wk *work)
	// exclusive is the key under which one message at a time is worked on, empty for none.
	exclusive(wk *work) string
	// address judges whose message it is. It comes before all else, because a dead letter of
	// one that is misaddressed goes under no document.
	address(h *held, wk *work) error
	// open returns what the stage is run on. known reports that the document was taken in
	// before, so that its history has to be looked at first.
	open(ctx context.Context, w *Worker, h *held, wk *work) (payload []byte, known bool, err error)
	// run calls the function and returns what results.
	run(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error)
	// letterHeader is what a dead letter keeps of the message's header, letterDigest the digest
	// of its data, and keeps reports whether it keeps the data.
	letterHeader(nats.Header) map[string]string
	letterDigest(h *held, wk *work) string
	keeps(data []byte) bool
}
