package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
)

// DeadSchema is the schema of a dead letter.
const DeadSchema = "gouji.dead/v1"

// maxReason bounds the reason of a dead letter in bytes.
const maxReason = 2 << 10

// Origin is where the message stood that failed.
type Origin struct {
	Stream   string    `json:"stream"`
	Subject  string    `json:"subject"`
	Sequence uint64    `json:"sequence"`
	Time     time.Time `json:"time"`
}

// Dead is a dead letter: why, whence, by whom, and the message itself, so that it can be
// replayed when the origin is gone.
type Dead struct {
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

// unkept reports that the bytes of a submission were not kept, see Stage.AtMost.
func (d Dead) unkept() bool {
	return (d.Class == fault.TooLarge || d.Was == fault.TooLarge) && d.Size > 0 && len(d.Data) == 0 && d.Ref == ""
}

// deadPattern matches every dead letter of a document, at one stage or, with *, at any.
func deadPattern(stage, doc string) string {
	return "gouji.dead." + stage + ".*.*.*." + doc
}

// deadTimeout bounds the writing of one dead letter, beyond the time its data take.
const deadTimeout = 3 * time.Second

// writeDead writes the dead letter of a message. It reports false when the message has its
// end already: an effect of its own (see done), or a dead letter, at ingest one of the same
// document, so that a resubmission makes no second one. The worker's shutdown does not cut
// it short.
func (w *Worker) writeDead(h *held, wk *work, v verdict) (written bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadTimeout+attemptTimeout(len(h.msg.Data())))
	defer cancel()
	if done, err := w.done(ctx, h, wk); err != nil || done {
		return false, err
	}
	if again, err := w.replayedSince(ctx, h, wk); err != nil || again {
		return false, err
	}
	letter := w.deadLetter(h, wk, v)
	subject, err := letter.subject().Subject()
	if err != nil {
		return false, err
	}
	switch {
	case w.stage.most > 0 && len(h.msg.Data()) > w.stage.most: // see Stage.AtMost
	case len(h.msg.Data()) > InlineLimit:
		boundary("dead.blob.before", w.stage.name)
		if letter.Ref, err = w.conn.Blobs.putAs(ctx, letter.Digest, h.msg.Data()); err != nil {
			return false, err
		}
		boundary("dead.blob.after", w.stage.name)
	default:
		letter.Data = h.msg.Data()
	}
	m := nats.NewMsg(subject)
	if m.Data, err = json.Marshal(letter); err != nil {
		return false, fmt.Errorf("dead letter: %w", err)
	}
	// One key for the message, whatever the class; at ingest one for the document.
	key := deadKey(letter)
	if w.stage.id != nil && letter.Doc != "" {
		key = deadPattern(letter.Stage, wk.d.Doc)
	}
	return w.publishDead(ctx, m, key, letter.subject().ID(), wk.replayOf)
}

// replayedSince reports that a replay has put the message back meanwhile: this delivery of
// the first one, which was not ended in time, says nothing any more, and a letter of it
// would stand beside the end that the replay comes to.
func (w *Worker) replayedSince(ctx context.Context, h *held, wk *work) (bool, error) {
	subject := h.msg.Subject()
	if w.stage.id != nil {
		var err error
		if subject, err = (Hop{Partition: w.topo.Partition, Kind: KindAccepted, Doc: wk.d.Doc}).Subject(); err != nil {
			return false, nil // never accepted under an id
		}
	}
	m, err := w.conn.lastIfAny(ctx, w.topo.LogStream(), subject)
	if err != nil || m == nil {
		return false, err
	}
	last := m.Sequence
	if w.stage.id != nil { // the record points to the submission that counts
		_, last, _ = parseCause(m.Header.Get(headerCause))
	}
	return last > h.meta.Sequence.Stream, nil
}

// publishDead publishes under the expectation that no message stands under key but the
// one that is being replayed, or the record of one that was dropped: the document was
// submitted again, and its bytes are in no other letter. The replay removes its letter at
// its leisure, so a failed expectation is looked into and not believed. id is the letter's.
func (w *Worker) publishDead(ctx context.Context, m *nats.Msg, key, id, replayOf string) (written bool, err error) {
	for {
		old, err := w.conn.lastIfAny(ctx, DeadStream, key)
		if err != nil {
			return false, err
		}
		x := expectation{filter: key}
		if old != nil {
			ds, err := ParseDead(old.Subject)
			if err != nil {
				return false, err
			}
			if ds.ID() == id || ds.ID() != replayOf && ds.Class != ClassDropped {
				return false, nil
			}
			x.last = old.Sequence
		}
		boundary("dead.before", w.stage.name)
		_, _, err = publish(ctx, w.conn.JS, m, w.retried, x.option())
		boundary("dead.after", w.stage.name)
		if !errors.Is(err, errKeyTaken) {
			return err == nil, err
		}
		if !sleep(ctx, 25*time.Millisecond) {
			return false, fmt.Errorf("dead letter: %w", ctx.Err())
		}
	}
}

func (w *Worker) deadLetter(h *held, wk *work, v verdict) Dead {
	data := h.msg.Data()
	digest := wk.d.Digest
	if w.stage.id == nil || digest == "" { // that of a hop is its payload's, not the message's
		digest = digestOf(data)
	}
	d := Dead{
		Schema: DeadSchema, Stage: w.stage.name, Class: v.class, Reason: clip(v.err.Error(), maxReason),
		Origin:   Origin{Stream: h.meta.Stream, Subject: wk.d.Subject, Sequence: h.meta.Sequence.Stream, Time: h.meta.Timestamp.UTC()},
		Attempts: wk.d.Attempt, Time: w.o.Clock().UTC(), Stack: wk.stack,
		Header: ownHeader(h.msg.Headers(), w.stage.id != nil), Digest: digest, Size: int64(len(data)),
	}
	if ValidToken(wk.d.Doc) && !wk.misaddressed {
		d.Doc = wk.d.Doc
	}
	if v.class == ClassParked {
		d.Due = d.Time.Add(v.delay)
		d.Header[headerAttempts] = strconv.FormatUint(v.attempts, 10)
	}
	d.ID = d.subject().ID()
	return d
}

// ownHeader is the header that a dead letter keeps: of a submission what a producer may
// say, of a hop our own headers.
func ownHeader(h nats.Header, submission bool) map[string]string {
	if submission {
		out, _ := producerHeader(h) // the usable ones
		return out
	}
	out := map[string]string{}
	for _, k := range []string{headerCause, headerDigest, headerSubmitted, headerAgain} {
		if v := h.Get(k); v != "" && utf8.ValidString(v) && len(v) < 256 {
			out[k] = v
		}
	}
	return out
}

func (d Dead) subject() DeadSubject {
	return DeadSubject{Stage: d.Stage, Class: d.Class, Stream: d.Origin.Stream, Sequence: d.Origin.Sequence, Doc: d.Doc}
}

// decodeDead reads a dead letter as it stands in the stream.
func decodeDead(m *jetstream.RawStreamMsg) (Dead, error) {
	var d Dead
	dec := json.NewDecoder(bytes.NewReader(m.Data))
	if err := dec.Decode(&d); err != nil {
		return Dead{}, fault.Poison(fault.SchemaInvalid, fmt.Errorf("dead letter at %d: %w", m.Sequence, err))
	}
	if d.Schema != DeadSchema {
		return Dead{}, fault.Poisonf(fault.SchemaVersion, "dead letter at %d: schema %.60q, want %s", m.Sequence, d.Schema, DeadSchema)
	}
	return d, nil
}

// clip cuts s to at most n bytes of valid UTF-8.
func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}
