package worker

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// HopStage is a stage that reads what an earlier stage left in the log.
type HopStage struct {
	name string
	call func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error)
}

// Bind makes a stage of a function from one type to another. The envelope's payload, CBOR or
// JSON (package codec), is decoded strictly into In: an unknown field or a trailing byte is poison of class
// schema_invalid. emit says which messages result; they are committed in that order, and
// the document's own message to the next stage, or its receipt, comes last: it tells that
// the stage is through.
func Bind[In, Out any](name string, fn func(context.Context, In) (Out, error), emit func(Delivery, Out) ([]wire.Effect, error)) HopStage {
	return BindPlaced(name, func(ctx context.Context, _ Delivery, in In) (Out, error) { return fn(ctx, in) }, emit)
}

// BindPlaced is Bind for a function that has to know where its message stands.
func BindPlaced[In, Out any](name string, fn func(context.Context, Delivery, In) (Out, error), emit func(Delivery, Out) ([]wire.Effect, error)) HopStage {
	return HopStage{name: name, call: func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error) {
		in, err := codec.Unmarshal[In](payload)
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

// Name is the name that the stage was bound under.
func (s HopStage) Name() string { return s.name }

// maxBatch bounds one pull; a pull of 1,000 with messages of 100 KB gets the client
// disconnected.
const maxBatch = 64

func (s HopStage) batch() int { return maxBatch }

func (s HopStage) describe(h *held, wk *work) {
	header := h.msg.Headers()
	wk.d.Hop, _ = wk.d.flow.ParseHop(h.msg.Subject())
	wk.d.Doc = wk.d.Hop.Doc
	wk.d.Submitted, _ = time.Parse(time.RFC3339Nano, header.Get(wire.HeaderSubmitted))
	before, _ := strconv.ParseUint(header.Get(wire.HeaderAttempts), 10, 32) // 0 for none
	wk.d.Attempt += before
	wk.resubmission = header.Get(wire.HeaderAgain)
}

func (s HopStage) exclusive(*work) string { return "" }

func (s HopStage) address(*held, *work) error { return nil }

// open decodes a hop's envelope and fetches its payload.
func (s HopStage) open(ctx context.Context, w *Worker, h *held, wk *work) ([]byte, bool, error) {
	hop, err := w.topo.Flow.ParseHop(h.msg.Subject())
	if err != nil {
		return nil, false, err
	}
	env, err := wire.DecodeEnvelope(h.msg.Data())
	if err != nil {
		return nil, false, err
	}
	if env.Doc != hop.Doc {
		return nil, false, fault.Poisonf(fault.SchemaInvalid, "envelope of document %s on a subject of %s", env.Doc, hop.Doc)
	}
	wk.d.Digest, wk.d.Size = env.Digest, env.Size
	payload, err := w.conn.PayloadOf(ctx, env)
	return payload, false, err
}

func (s HopStage) run(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error) {
	return s.call(ctx, d, payload)
}

// letterHeader is our own headers.
func (s HopStage) letterHeader(h nats.Header) map[string]string {
	out := map[string]string{}
	for _, k := range []string{wire.HeaderCause, wire.HeaderDigest, wire.HeaderSubmitted, wire.HeaderAgain, wire.HeaderRevision} {
		if v := h.Get(k); v != "" && utf8.ValidString(v) && len(v) < 256 {
			out[k] = v
		}
	}
	return out
}

// letterDigest is that of the message: the digest known of a hop is its payload's.
func (s HopStage) letterDigest(h *held, _ *work) string { return wire.DigestOf(h.msg.Data()) }

func (s HopStage) keeps([]byte) bool { return true }
