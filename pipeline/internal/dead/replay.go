package dead

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// ErrNotFound says that there is no dead letter of that id.
var ErrNotFound = errors.New("no such dead letter")

// Get returns the dead letter of an id, or ErrNoDead.
func Get(ctx context.Context, c *broker.Conn, id string) (Letter, error) {
	d, _, err := get(ctx, c, id)
	return d, err
}

// trusted is getDead for one who acts on what the letter says.
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
	want, err := d.Subject().Subject()
	if err == nil && (want != subject || d.ID != d.Subject().ID()) {
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
	m, err := c.LastIfAny(ctx, wire.DeadStream, "gouji.dead.*.*."+stream+"."+strconv.FormatUint(origin, 10)+".*")
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
	return replayLetter(ctx, c, d, seq)
}

// replayLetter replays a letter that fits its place.
func replayLetter(ctx context.Context, c *broker.Conn, d Letter, seq uint64) error {
	id := d.ID
	if d.Class == ClassDropped {
		return fmt.Errorf("replay %s: it was dropped, its data are gone; submit the document again", id)
	}
	done, err := wentOn(ctx, c, d)
	if err == nil && !done {
		broker.Boundary("replay.before", d.Stage)
		err = putBack(ctx, c, d)
		broker.Boundary("replay.after", d.Stage)
	}
	if err != nil {
		return fmt.Errorf("replay %s: %w", id, err)
	}
	if err := remove(ctx, c, seq); err != nil {
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
func wentOn(ctx context.Context, c *broker.Conn, d Letter) (bool, error) {
	var next wire.Hop
	switch d.Stage {
	case wire.StageIngest:
		next = wire.Hop{Partition: c.Topology().Partition, Kind: wire.KindIngested, Doc: d.Doc}
	case wire.StagePublish:
		hop, err := wire.ParseHop(d.Origin.Subject)
		if err != nil {
			return false, nil // it will fail again, and say so
		}
		next = hop
		next.Kind = wire.KindReceipt
	default:
		return false, nil
	}
	subject, err := next.Subject()
	if err != nil {
		return false, nil
	}
	m, err := c.LastIfAny(ctx, c.Topology().LogStream(), subject)
	return m != nil, err
}

func putBack(ctx context.Context, c *broker.Conn, d Letter) error {
	m := nats.NewMsg(d.Origin.Subject)
	if d.Unkept() {
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
	if wire.DigestOf(m.Data) != d.Digest {
		return fault.Poisonf(fault.DigestMismatch, "the dead letter's data do not match its digest")
	}
	for k, v := range d.Header {
		if k == "Content-Type" || strings.HasPrefix(k, "Gouji-") { // and no order to the server
			m.Header.Set(k, v)
		}
	}
	m.Header.Set(wire.HeaderReplay, d.ID)
	if d.Origin.Stream == wire.SubmitStream {
		m.Subject = wire.SubmitPrefix + wire.ReplayProducer
		m.Header.Set(wire.HeaderProducer, strings.TrimPrefix(d.Origin.Subject, wire.SubmitPrefix))
		return Resubmit(ctx, c, m, d)
	}
	return republish(ctx, c, m, d)
}
