package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
)

// ErrNoDead says that there is no dead letter of that id.
var ErrNoDead = errors.New("no such dead letter")

// GetDead returns the dead letter of an id, or ErrNoDead.
func GetDead(ctx context.Context, c *Conn, id string) (Dead, error) {
	d, _, err := getDead(ctx, c, id)
	return d, err
}

// trustedDead is getDead for one who acts on what the letter says.
func trustedDead(ctx context.Context, c *Conn, id string) (Dead, uint64, error) {
	d, m, err := getDead(ctx, c, id)
	if err != nil {
		return d, 0, err
	}
	return d, m.Sequence, d.fits(m.Subject, c.Topology())
}

// fits refuses a letter that does not say what its place says. Its place is what the stage
// that wrote it may write to; what it says of its origin is anything, and whoever puts it
// back may write to the subjects of other stages too.
func (d Dead) fits(subject string, t Topology) error {
	want, err := d.subject().Subject()
	if err == nil && (want != subject || d.ID != d.subject().ID()) {
		err = fault.Poisonf(fault.SchemaInvalid, "the dead letter on %s says that it is %s of %s", subject, d.ID, want)
	}
	if err != nil {
		return err
	}
	stream, filter, err := t.stageStream(d.Stage)
	if err == nil && (stream != d.Origin.Stream || !server.SubjectMatchesFilter(d.Origin.Subject, filter)) {
		err = fmt.Errorf("stage %s reads no %.200s of %.60s", d.Stage, d.Origin.Subject, d.Origin.Stream)
	}
	if err != nil {
		return fault.Poison(fault.SchemaInvalid, fmt.Errorf("the dead letter on %s: %w", subject, err))
	}
	return nil
}

func getDead(ctx context.Context, c *Conn, id string) (Dead, *jetstream.RawStreamMsg, error) {
	stream, origin, err := parseDeadID(id)
	if err != nil {
		return Dead{}, nil, fmt.Errorf("%w: %w", ErrNoDead, err)
	}
	m, err := c.lastIfAny(ctx, DeadStream, "gouji.dead.*.*."+stream+"."+strconv.FormatUint(origin, 10)+".*")
	if err != nil {
		return Dead{}, nil, err
	}
	if m == nil {
		return Dead{}, nil, fmt.Errorf("%w: %s", ErrNoDead, id)
	}
	d, err := decodeDead(m)
	return d, m, err
}

// Replay puts the message of a dead letter back where it came from and then removes the
// dead letter. It is processed again, and a new dead letter is written if it fails again.
// Where the document went on meanwhile, or another replay was faster, the dead letter is
// only removed. An interrupted replay can be repeated.
func Replay(ctx context.Context, c *Conn, id string) error {
	d, seq, err := trustedDead(ctx, c, id)
	if err != nil {
		return err
	}
	return replayLetter(ctx, c, d, seq)
}

// replayLetter replays a letter that fits its place.
func replayLetter(ctx context.Context, c *Conn, d Dead, seq uint64) error {
	id := d.ID
	if d.Class == ClassDropped {
		return fmt.Errorf("replay %s: it was dropped, its data are gone; submit the document again", id)
	}
	done, err := wentOn(ctx, c, d)
	if err == nil && !done {
		boundary("replay.before", d.Stage)
		err = putBack(ctx, c, d)
		boundary("replay.after", d.Stage)
	}
	if err != nil {
		return fmt.Errorf("replay %s: %w", id, err)
	}
	if err := c.removeDead(ctx, seq); err != nil {
		return fmt.Errorf("replay %s: the message is back, its dead letter is still there: %w", id, err)
	}
	return nil
}

// gone reports that a message is not there: another replay has deleted it.
func gone(ctx context.Context, s jetstream.Stream, seq uint64) bool {
	_, err := s.GetMsg(ctx, seq)
	return errors.Is(err, jetstream.ErrMsgNotFound)
}

// wentOn reports whether the next hop is there. Only ingest and publish know its subject
// before the stage has run; for the others the effect's key sees to it.
func wentOn(ctx context.Context, c *Conn, d Dead) (bool, error) {
	var next Hop
	switch d.Stage {
	case StageIngest:
		next = Hop{Partition: c.Topology().Partition, Kind: KindIngested, Doc: d.Doc}
	case StagePublish:
		hop, err := ParseHop(d.Origin.Subject)
		if err != nil {
			return false, nil // it will fail again, and say so
		}
		next = hop
		next.Kind = KindReceipt
	default:
		return false, nil
	}
	subject, err := next.Subject()
	if err != nil {
		return false, nil
	}
	m, err := c.lastIfAny(ctx, c.Topology().LogStream(), subject)
	return m != nil, err
}

func putBack(ctx context.Context, c *Conn, d Dead) error {
	m := nats.NewMsg(d.Origin.Subject)
	if d.unkept() {
		return fmt.Errorf("dead letter %s: its %d bytes were not kept; submit the document again", d.ID, d.Size)
	}
	m.Data = d.Data
	if d.Ref != "" {
		data, err := c.Blobs.Get(ctx, d.Ref)
		if err != nil {
			return err
		}
		m.Data = data
	}
	if digestOf(m.Data) != d.Digest {
		return fault.Poisonf(fault.DigestMismatch, "the dead letter's data do not match its digest")
	}
	for k, v := range d.Header {
		if k == "Content-Type" || strings.HasPrefix(k, "Gouji-") { // and no order to the server
			m.Header.Set(k, v)
		}
	}
	m.Header.Set(headerReplay, d.ID)
	if d.Origin.Stream == SubmitStream {
		m.Subject = submitPrefix + ReplayProducer
		m.Header.Set(headerProducer, strings.TrimPrefix(d.Origin.Subject, submitPrefix))
		return resubmit(ctx, c, m, d)
	}
	return republish(ctx, c, m, d)
}

// republish puts a hop back on its subject, expecting the dead origin to be the last one
// there, so that two replays never make two.
func republish(ctx context.Context, c *Conn, m *nats.Msg, d Dead) error {
	for {
		last, err := c.lastIfAny(ctx, d.Origin.Stream, m.Subject)
		if err != nil {
			return err
		}
		x := expectation{}
		if last != nil {
			x.last = last.Sequence
		}
		if x.last > d.Origin.Sequence {
			return nil // replayed before
		}
		_, _, err = publish(ctx, c.JS, m, nil, x.option())
		if !errors.Is(err, errKeyTaken) {
			return err
		}
		if !sleep(ctx, 25*time.Millisecond) {
			return ctx.Err()
		}
	}
}

// resubmit puts a submission back and has the accepted record point to it, before the
// dead letter goes: so the audit never sees the document nowhere.
func resubmit(ctx context.Context, c *Conn, m *nats.Msg, d Dead) error {
	ack, _, err := publish(ctx, c.JS, m, nil)
	if err != nil {
		return err
	}
	subject, err := Hop{Partition: c.Topology().Partition, Kind: KindAccepted, Doc: d.Doc}.Subject()
	if err != nil {
		return nil // never accepted under an id
	}
	old, err := c.lastIfAny(ctx, c.Topology().LogStream(), subject)
	if err != nil || old == nil {
		return err
	}
	env, err := DecodeEnvelope(old.Data)
	if err != nil {
		return err
	}
	origin, _ := submittedOn(m.Subject, m.Header)
	env.Cause = Cause{Subject: origin, Stream: ack.Stream, Sequence: ack.Sequence}
	again, err := hopMessage(ctx, subject, env)
	if err != nil {
		return err
	}
	boundary("replay.accepted.before", d.Stage)
	_, _, err = publish(ctx, c.JS, again, nil, expectation{last: old.Sequence}.option())
	boundary("replay.accepted.after", d.Stage)
	if errors.Is(err, errKeyTaken) {
		return nil // another replay points to its own
	}
	return err
}
