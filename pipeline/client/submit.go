package client

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Submitted is the answer to a submission.
type Submitted struct {
	ID string
	// Duplicate says that the document was known before. It was submitted all the same and
	// ends as a duplicate at ingest. A producer who may not look at the log never hears of it.
	Duplicate bool
	// Known is what producers said of a document that was known before, not nil then where its
	// record can be read.
	Known map[string]string
}

// Submit publishes raw bytes as a document of a producer and waits for JetStream's
// acknowledgement, which means that they are fsynced. id is the document's id, which
// ingest derives from the bytes anew. A stall is repeated until ctx ends: doors give it
// 10 s. A refusal (fault.RefusedError: the disk is nearly full, or a stage is far behind)
// comes back at once; Hold waits it out. Bytes that were erased are poison of class erased. There is no Nats-Msg-Id: deduplication is ingest's, by content.
func Submit(ctx context.Context, c *broker.Conn, producer, id string, raw []byte, header map[string]string) (Submitted, error) {
	t := c.Topology()
	subject, err := t.Flow.SubmitSubject(producer)
	if err != nil {
		return Submitted{}, err
	}
	accepted, err := t.Accepted(id)
	if err != nil {
		return Submitted{}, err
	}
	m := nats.NewMsg(subject)
	m.Data = raw
	for k, v := range header {
		m.Header.Set(k, v)
	}
	clean, err := wire.ProducerHeader(m.Header)
	if err != nil {
		return Submitted{}, err
	}
	m.Header = nats.Header{}
	for k, v := range clean {
		m.Header.Set(k, v)
	}
	if int64(len(raw))+int64(wire.MaxHeaders) > c.NC.MaxPayload() {
		return Submitted{}, fault.Poisonf(fault.TooLarge, "%d bytes, the broker takes %d with headers", len(raw), c.NC.MaxPayload())
	}
	if tracer := c.Options().Tracer; tracer != nil {
		var span trace.Span
		ctx, span = tracer.Start(ctx, "submit", trace.WithSpanKind(trace.SpanKindProducer), trace.WithAttributes(
			attribute.String("messaging.system", "nats"), attribute.String("messaging.destination.name", subject), attribute.String("gouji.document", id)))
		defer span.End()
	}
	wire.InjectTrace(ctx, m.Header)
	known, looked, err := c.AcceptedBefore(ctx, producer, accepted)
	if err != nil {
		return Submitted{}, fmt.Errorf("submit: %w", err)
	}
	if looked && known == nil {
		erased, err := history.Erased(ctx, c, id)
		if err != nil {
			return Submitted{}, fmt.Errorf("submit: %w", err)
		}
		if erased {
			return Submitted{}, fault.Poisonf(fault.Erased, "the document %s was erased and is not taken in again", id)
		}
	}
	broker.Boundary("submit.before", producer)
	ack, _, err := broker.Publish(ctx, c.JS, m, nil)
	broker.Boundary("submit.after", producer)
	if err != nil {
		return Submitted{}, fmt.Errorf("submit: %w", admission.WithReason(ctx, c, err))
	}
	if looked && known == nil {
		rec := wire.Accepted{Digest: wire.DigestOf(raw), Size: int64(len(raw)), Producer: producer, Header: clean, Received: time.Now().UTC()}
		recordAccepted(ctx, c, t, id, wire.Cause{Subject: subject, Stream: ack.Stream, Sequence: ack.Sequence}, rec, raw)
	}
	out := Submitted{ID: id, Duplicate: known != nil}
	if known != nil {
		if old, _, err := wire.DecodeAccepted(known); err == nil { // damaged, which the audit tells
			if out.Known = old.Header; out.Known == nil {
				out.Known = map[string]string{}
			}
		}
	}
	return out, nil
}

// recordAccepted writes the accepted record at the door, so that the document is known
// from now on and not only when ingest gets to it. The document goes beside it where it is not
// too large, as it does in the record that ingest writes. If it fails, ingest writes it.
func recordAccepted(ctx context.Context, c *broker.Conn, t wire.Topology, doc string, cause wire.Cause, rec wire.Accepted, raw []byte) {
	m, err := wire.AcceptedMessage(ctx, t, doc, cause, rec, raw)
	if err != nil {
		return
	}
	actx, cancel := context.WithTimeout(ctx, broker.AttemptTimeout(0))
	defer cancel()
	broker.Boundary("submit.accepted.before", rec.Producer)
	_, _ = c.JS.PublishMsg(actx, m, broker.Expectation{}.Option())
	broker.Boundary("submit.accepted.after", rec.Producer)
}
