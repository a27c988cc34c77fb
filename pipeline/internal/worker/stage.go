package worker

import (
	"context"
	"time"

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
	// Submitted is when the document reached the log, zero if unknown.
	Submitted time.Time
	// Raw is set for stages made by BindRaw, without its Data.
	Raw *Raw
}

// Raw is a submission as a producer sent it.
type Raw struct {
	// ID is the document's id, derived from Data.
	ID       string
	Producer string
	Data     []byte
	// Header holds the producer's Gouji-* headers and Content-Type, nothing else: every
	// Nats-* header is stripped, because ids and expectations are shared by all producers
	// of a stream.
	Header map[string]string
}

// Stage is a function bound to its messages. Make one with Bind, BindPlaced or BindRaw.
type Stage struct {
	name string
	id   func([]byte) string // not nil for a raw stage
	most int                 // bytes of a submission, 0 for any number
	run  func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error)
}

// Name is the name that Bind or BindRaw was given; the durable consumer is called so too.
func (s Stage) Name() string { return s.name }

// Bind makes a stage of a function from one JSON type to another. The envelope's payload
// is decoded strictly into In: an unknown field or a trailing byte is poison of class
// schema_invalid. emit says which messages result; they are committed in that order, and
// the document's own message to the next stage, or its receipt, comes last: it tells that
// the stage is through.
func Bind[In, Out any](name string, fn func(context.Context, In) (Out, error), emit func(Delivery, Out) ([]wire.Effect, error)) Stage {
	return BindPlaced(name, func(ctx context.Context, _ Delivery, in In) (Out, error) { return fn(ctx, in) }, emit)
}

// BindPlaced is Bind for a function that has to know where its message stands.
func BindPlaced[In, Out any](name string, fn func(context.Context, Delivery, In) (Out, error), emit func(Delivery, Out) ([]wire.Effect, error)) Stage {
	return Stage{name: name, run: func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error) {
		in, err := wire.DecodePayload[In](payload)
		if err != nil {
			return nil, err
		}
		out, err := fn(ctx, d, in)
		if err != nil {
			return nil, err
		}
		return emit(d, out)
	}}
}

// BindRaw makes the stage that reads submissions. id derives the document's id from the
// bytes, so that no producer can make another's document vanish by guessing its id.
func BindRaw[Out any](name string, id func([]byte) string, fn func(context.Context, Raw) (Out, error), emit func(Delivery, Out) ([]wire.Effect, error)) Stage {
	return Stage{name: name, id: id, run: func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error) {
		raw := *d.Raw
		raw.Data = payload
		out, err := fn(ctx, raw)
		if err != nil {
			return nil, err
		}
		return emit(d, out)
	}}
}

// AtMost returns the raw stage with a limit for the bytes of a submission. One that is
// longer is poison of class too_large before anything of it is stored, and its dead letter
// has its digest and size only: nobody would read the bytes, and 20 MB that are fsynced for
// nothing keep everybody else from the disk.
func (s Stage) AtMost(bytes int) Stage {
	s.most = bytes
	return s
}
