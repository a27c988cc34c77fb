package dead

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ErrNotFound says that there is no dead letter of that id.
var ErrNotFound = errors.New("no such dead letter")

// Get returns the dead letter of an id, or ErrNotFound.
func Get(ctx context.Context, c *broker.Conn, id string) (Letter, error) {
	d, _, err := get(ctx, c, id)
	return d, err
}

// trusted is get for one who acts on what the letter says.
func trusted(ctx context.Context, c *broker.Conn, id string) (Letter, uint64, error) {
	d, m, err := get(ctx, c, id)
	if err != nil {
		return d, 0, err
	}
	return d, m.Sequence, d.fits(m.Subject, c.Topology())
}

// fits refuses a letter that does not say what its place says. Its place is what the stage
// that wrote it may write to; what it says of its origin is anything, and whoever puts it
// back may write to the subjects of other stages too.
func (d Letter) fits(subject string, t wire.Topology) error {
	want, err := t.Flow.DeadSubject(d.Place())
	if err == nil && (want != subject || d.ID != d.Place().ID()) {
		err = fault.Poisonf(fault.SchemaInvalid, "the dead letter on %s says that it is %s of %s", subject, d.ID, want)
	}
	if err != nil {
		return err
	}
	stream, filter, err := t.StageStream(d.Stage)
	if err == nil && (stream != d.Origin.Stream || !server.SubjectMatchesFilter(d.Origin.Subject, filter)) {
		err = fmt.Errorf("stage %s reads no %.200s of %.60s", d.Stage, d.Origin.Subject, d.Origin.Stream)
	}
	if err != nil {
		return fault.Poison(fault.SchemaInvalid, fmt.Errorf("the dead letter on %s: %w", subject, err))
	}
	return nil
}

func get(ctx context.Context, c *broker.Conn, id string) (Letter, *jetstream.RawStreamMsg, error) {
	stream, origin, err := wire.ParseDeadID(id)
	if err != nil {
		return Letter{}, nil, fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	f := c.Topology().Flow
	m, err := c.LastIfAny(ctx, f.DeadStream(), f.DeadPattern(wire.DeadSubject{Stream: stream, Sequence: origin}))
	if err != nil {
		return Letter{}, nil, err
	}
	if m == nil {
		return Letter{}, nil, fmt.Errorf("%w: %s", ErrNotFound, id)
	}
	d, err := Decode(m)
	return d, m, err
}

// Replay puts the message of a dead letter back where it came from and then removes the
// dead letter. It is processed again, and a new dead letter is written if it fails again.
// Where the document went on meanwhile, or another replay was faster, the dead letter is
// only removed. An interrupted replay can be repeated.
func Replay(ctx context.Context, c *broker.Conn, id string) error {
	d, seq, err := trusted(ctx, c, id)
	if err != nil {
		return err
	}
	_, err = putBackIfOpen(ctx, c, d, seq, history.Attempt{Event: history.Replay})
	return err
}

// putBackIfOpen does what history says about a letter that fits its place: it puts the
// message back and removes the letter, or only removes it. done is false for a parked
// message that is not due.
func putBackIfOpen(ctx context.Context, c *broker.Conn, d Letter, seq uint64, a history.Attempt) (done bool, err error) {
	a.Letter, a.Unkept = d.Class, d.Unkept()
	what := history.Next(history.History{}, a, nil)
	if what.Action == history.Look {
		h, err := history.Read(ctx, c, d.message(c.Topology()))
		if err != nil {
			return false, fmt.Errorf("replay %s: %w", d.ID, err)
		}
		what = history.Next(h, a, nil)
	}
	switch what.Action {
	case history.Wait:
		return false, nil
	case history.Refuse:
		return false, fmt.Errorf("replay %s: %w", d.ID, what.Err)
	case history.PutBack:
		broker.Boundary("replay.before", d.Stage)
		err = putBack(ctx, c, d)
		broker.Boundary("replay.after", d.Stage)
		if err != nil {
			return false, fmt.Errorf("replay %s: %w", d.ID, err)
		}
	}
	if err := Remove(ctx, c, seq); err != nil {
		return false, fmt.Errorf("replay %s: the message is back, its dead letter is still there: %w", d.ID, err)
	}
	return true, nil
}

// message is the message that the letter is of.
func (d Letter) message(t wire.Topology) history.Message {
	m := history.Of(t, d.Stage, d.Origin.Stream, d.Origin.Subject, d.Origin.Sequence)
	m.Doc, m.Resubmission = d.Doc, d.Header[wire.HeaderAgain]
	return m
}

// gone reports that a message is not there: another replay has deleted it.
func gone(ctx context.Context, s jetstream.Stream, seq uint64) bool {
	_, err := s.GetMsg(ctx, seq)
	return errors.Is(err, jetstream.ErrMsgNotFound)
}

// putBack publishes the message of a letter where it stood.
func putBack(ctx context.Context, c *broker.Conn, d Letter) error {
	m := nats.NewMsg(d.Origin.Subject)
	m.Data = d.Data
	if d.Ref != "" {
		data, err := c.Blobs.Get(ctx, d.Ref)
		if err != nil {
			return err
		}
		m.Data = data
	}
	if wire.DigestOf(m.Data) != d.Digest {
		return fault.Poisonf(fault.DigestMismatch, "the dead letter's data do not match its digest")
	}
	for k, v := range d.Header {
		if k == "Content-Type" || strings.HasPrefix(k, "Gouji-") { // and no order to the server
			m.Header.Set(k, v)
		}
	}
	m.Header.Set(wire.HeaderReplay, d.ID)
	if tracer := c.Options().Tracer; tracer != nil {
		before := wire.ParseTrace(d.Header[wire.HeaderTrace])
		var span trace.Span
		ctx, span = tracer.Start(ctx, "replay", trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindProducer), trace.WithLinks(trace.Link{SpanContext: before}),
			trace.WithAttributes(attribute.String("gouji.dead_letter", d.ID), attribute.String("gouji.stage", d.Stage), attribute.String("gouji.document", d.Doc)))
		defer span.End()
	}
	wire.InjectTrace(ctx, m.Header)
	if f := c.Topology().Flow; d.Origin.Stream == f.SubmitStream() {
		m.Subject = f.SubmitPrefix() + wire.ReplayProducer
		m.Header.Set(wire.HeaderProducer, strings.TrimPrefix(d.Origin.Subject, f.SubmitPrefix()))
		return Resubmit(ctx, c, m, d.Doc, d.Stage)
	}
	return republish(ctx, c, m, d.Origin.Stream, d.Origin.Sequence)
}
