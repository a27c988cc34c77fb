package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// maxReason bounds the reason of a dead letter in bytes.
const maxReason = 2 << 10

// deadTimeout bounds the writing of one dead letter, beyond the time its data take.
const deadTimeout = 3 * time.Second

// writeDead writes the dead letter of a message. It reports false when the message has its
// end already: an effect of its own (see done), or a dead letter, at ingest one of the same
// document, so that a resubmission makes no second one. The worker's shutdown does not cut
// it short.
func (w *Worker) writeDead(h *held, wk *work, v verdict) (written bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadTimeout+broker.AttemptTimeout(len(h.msg.Data())))
	defer cancel()
	if done, err := w.effectExists(ctx, h, wk); err != nil || done {
		return false, err
	}
	if again, err := w.replayedSince(ctx, h, wk); err != nil || again {
		return false, err
	}
	letter := w.deadLetter(h, wk, v)
	subject, err := letter.Subject().Subject()
	if err != nil {
		return false, err
	}
	switch {
	case w.stage.most > 0 && len(h.msg.Data()) > w.stage.most: // see Stage.AtMost
	case len(h.msg.Data()) > wire.InlineLimit:
		broker.Boundary("dead.blob.before", w.stage.name)
		if letter.Ref, err = w.conn.Blobs.PutAs(ctx, letter.Digest, h.msg.Data()); err != nil {
			return false, err
		}
		broker.Boundary("dead.blob.after", w.stage.name)
	default:
		letter.Data = h.msg.Data()
	}
	m := nats.NewMsg(subject)
	if m.Data, err = json.Marshal(letter); err != nil {
		return false, fmt.Errorf("dead letter: %w", err)
	}
	// One key for the message, whatever the class; at ingest one for the document.
	key := dead.Key(letter)
	if w.stage.id != nil && letter.Doc != "" {
		key = dead.Pattern(letter.Stage, wk.d.Doc)
	}
	return w.publishDead(ctx, m, key, letter.Subject().ID(), wk.replayOf)
}

// replayedSince reports that a replay has put the message back meanwhile: this delivery of
// the first one, which was not ended in time, says nothing any more, and a letter of it
// would stand beside the end that the replay comes to.
func (w *Worker) replayedSince(ctx context.Context, h *held, wk *work) (bool, error) {
	subject := h.msg.Subject()
	if w.stage.id != nil {
		var err error
		if subject, err = (wire.Hop{Partition: w.topo.Partition, Kind: wire.KindAccepted, Doc: wk.d.Doc}).Subject(); err != nil {
			return false, nil // never accepted under an id
		}
	}
	m, err := w.conn.LastIfAny(ctx, w.topo.LogStream(), subject)
	if err != nil || m == nil {
		return false, err
	}
	last := m.Sequence
	if w.stage.id != nil { // the record points to the submission that counts
		_, last, _ = wire.ParseCause(m.Header.Get(wire.HeaderCause))
	}
	return last > h.meta.Sequence.Stream, nil
}

// publishDead publishes under the expectation that no message stands under key but the
// one that is being replayed, or the record of one that was dropped: the document was
// submitted again, and its bytes are in no other letter. The replay removes its letter at
// its leisure, so a failed expectation is looked into and not believed. id is the letter's.
func (w *Worker) publishDead(ctx context.Context, m *nats.Msg, key, id, replayOf string) (written bool, err error) {
	for {
		old, err := w.conn.LastIfAny(ctx, wire.DeadStream, key)
		if err != nil {
			return false, err
		}
		x := broker.Expectation{Filter: key}
		if old != nil {
			ds, err := wire.ParseDead(old.Subject)
			if err != nil {
				return false, err
			}
			if ds.ID() == id || ds.ID() != replayOf && ds.Class != dead.ClassDropped {
				return false, nil
			}
			x.Last = old.Sequence
		}
		broker.Boundary("dead.before", w.stage.name)
		_, _, err = broker.Publish(ctx, w.conn.JS, m, w.retried, x.Option())
		broker.Boundary("dead.after", w.stage.name)
		if !errors.Is(err, broker.ErrKeyTaken) {
			return err == nil, err
		}
		if !broker.Sleep(ctx, 25*time.Millisecond) {
			return false, fmt.Errorf("dead letter: %w", ctx.Err())
		}
	}
}

func (w *Worker) deadLetter(h *held, wk *work, v verdict) dead.Letter {
	data := h.msg.Data()
	digest := wk.d.Digest
	if w.stage.id == nil || digest == "" { // that of a hop is its payload's, not the message's
		digest = wire.DigestOf(data)
	}
	d := dead.Letter{
		Schema: dead.Schema, Stage: w.stage.name, Class: v.class, Reason: clip(v.err.Error(), maxReason),
		Origin:   dead.Origin{Stream: h.meta.Stream, Subject: wk.d.Subject, Sequence: h.meta.Sequence.Stream, Time: h.meta.Timestamp.UTC()},
		Attempts: wk.d.Attempt, Time: w.o.Clock().UTC(), Stack: wk.stack,
		Header: ownHeader(h.msg.Headers(), w.stage.id != nil), Digest: digest, Size: int64(len(data)),
	}
	if wire.ValidToken(wk.d.Doc) && !wk.misaddressed {
		d.Doc = wk.d.Doc
	}
	if v.class == dead.ClassParked {
		d.Due = d.Time.Add(v.delay)
		d.Header[wire.HeaderAttempts] = strconv.FormatUint(v.attempts, 10)
	}
	d.ID = d.Subject().ID()
	return d
}

// ownHeader is the header that a dead letter keeps: of a submission what a producer may
// say, of a hop our own headers.
func ownHeader(h nats.Header, submission bool) map[string]string {
	if submission {
		out, _ := wire.ProducerHeader(h) // the usable ones
		return out
	}
	out := map[string]string{}
	for _, k := range []string{wire.HeaderCause, wire.HeaderDigest, wire.HeaderSubmitted, wire.HeaderAgain} {
		if v := h.Get(k); v != "" && utf8.ValidString(v) && len(v) < 256 {
			out[k] = v
		}
	}
	return out
}

// clip cuts s to at most n bytes of valid UTF-8.
func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.ToValidUTF8(s, "")
}
