// Package dead is for dead letters: what one holds, and how an operator lists, replays and
// drops them. A parked message is one that goes back by itself when it is due.
package dead

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Schema is the schema of a dead letter.
const Schema = "gouji.dead/v1"

// Origin is where the message stood that failed.
type Origin struct {
	Stream   string    `json:"stream"`
	Subject  string    `json:"subject"`
	Sequence uint64    `json:"sequence"`
	Time     time.Time `json:"time"`
}

// Letter is a dead letter: why, whence, by whom, and the message itself, so that it can be
// replayed when the origin is gone.
type Letter struct {
	Schema string `json:"schema"`
	// ID names the dead letter: <origin stream>-<origin sequence> in lower case.
	ID    string      `json:"id"`
	Stage string      `json:"stage"`
	Class fault.Class `json:"class"`
	// Was is the class of a dead letter before it was dropped.
	Was      fault.Class `json:"was,omitempty"`
	Reason   string      `json:"reason"`
	Origin   Origin      `json:"origin"`
	Attempts uint64      `json:"attempts"`
	// Doc is empty where it is not known.
	Doc  string    `json:"doc,omitempty"`
	Time time.Time `json:"time"`
	// Due is when a parked message goes back where it came from; zero for a dead letter.
	Due time.Time `json:"due,omitzero"`
	// Stack is set for panics.
	Stack string `json:"stack,omitempty"`
	// Header holds the origin's Gouji-* headers and Content-Type.
	Header map[string]string `json:"header,omitempty"`
	// Digest is the SHA-256 of the original message's data in hex, Size its length. Data is
	// set up to InlineLimit, above that Ref names the data in the object store. Neither is
	// set of a submission beyond Stage.AtMost, whose bytes are not kept.
	Digest string `json:"digest"`
	Size   int64  `json:"size"`
	Data   []byte `json:"data,omitempty"`
	Ref    string `json:"ref,omitempty"`
}

// Unkept reports that the bytes of a submission were not kept, see Stage.AtMost.
func (d Letter) Unkept() bool {
	return (d.Class == fault.TooLarge || d.Was == fault.TooLarge) && d.Size > 0 && len(d.Data) == 0 && d.Ref == ""
}

// Place is the tokens of the letter's subject.
func (d Letter) Place() wire.DeadSubject {
	return wire.DeadSubject{Stage: d.Stage, Class: d.Class, Stream: d.Origin.Stream, Sequence: d.Origin.Sequence, Doc: d.Doc}
}

// Decode reads a dead letter as it stands in the stream.
func Decode(m *jetstream.RawStreamMsg) (Letter, error) {
	var d Letter
	dec := json.NewDecoder(bytes.NewReader(m.Data))
	if err := dec.Decode(&d); err != nil {
		return Letter{}, fault.Poison(fault.SchemaInvalid, fmt.Errorf("dead letter at %d: %w", m.Sequence, err))
	}
	if d.Schema != Schema {
		return Letter{}, fault.Poisonf(fault.SchemaVersion, "dead letter at %d: schema %.60q, want %s", m.Sequence, d.Schema, Schema)
	}
	return d, nil
}

// Remove deletes a message of the dead letters; that it is gone already is no error. It is
// announced first, so that the witness tells it from a letter that somebody else removed.
func Remove(ctx context.Context, c *broker.Conn, seq uint64) error {
	return remove(ctx, c, seq, func(ctx context.Context, s jetstream.Stream) error {
		err := s.DeleteMsg(ctx, seq)
		if err != nil && gone(ctx, s, seq) {
			return nil
		}
		return err
	})
}

// Erase is Remove, and has the server write over the letter on the disk.
func Erase(ctx context.Context, c *broker.Conn, seq uint64) error {
	return remove(ctx, c, seq, func(ctx context.Context, s jetstream.Stream) error {
		_, err := broker.Overwrite(ctx, s, seq)
		return err
	})
}

func remove(ctx context.Context, c *broker.Conn, seq uint64, by func(context.Context, jetstream.Stream) error) error {
	s, err := c.Stream(ctx, c.Topology().Flow.DeadStream())
	if err != nil {
		return err
	}
	if err := c.AnnounceRemoval(ctx); err != nil {
		return fmt.Errorf("remove the dead letter at %d: %w", seq, err)
	}
	broker.Boundary("remove.before", "dead")
	err = by(ctx, s)
	broker.Boundary("remove.after", "dead")
	if err != nil {
		return fmt.Errorf("remove the dead letter at %d: %w", seq, err)
	}
	return nil
}
