package worker

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

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
	// Revision is how often Header was added to by later submissions of the same bytes.
	Revision int
}

// RawStage is the stage that reads submissions.
type RawStage struct {
	name string
	id   func([]byte) string
	most int // bytes of a submission, 0 for any number
	add  Completion
	call func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error)
}

// BindRaw makes the stage that reads submissions. id derives the document's id from the
// bytes, so that no producer can make another's document vanish by guessing its id.
func BindRaw[Out any](name string, id func([]byte) string, fn func(context.Context, Raw) (Out, error), emit func(Delivery, Out) ([]wire.Effect, error)) RawStage {
	return RawStage{name: name, id: id, call: func(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error) {
		raw := *d.Raw
		raw.Data = payload
		out, err := fn(ctx, raw)
		if err != nil {
			return nil, err
		}
		return emit(d, out)
	}}
}

// AtMost returns the stage with a limit for the bytes of a submission. One that is longer
// is poison of class too_large before anything of it is stored, and its dead letter has its
// digest and size only: nobody would read the bytes, and 20 MB that are fsynced for nothing
// keep everybody else from the disk.
func (s RawStage) AtMost(bytes int) RawStage {
	s.most = bytes
	return s
}

// Completion says what a later submission of the same bytes adds to what is said of the document:
// the headers of both together, and the names of those that were added. Nothing may be added for
// ever: repeated with its own result, it adds nothing.
type Completion func(have, more map[string]string) (all map[string]string, added []string)

// Completing returns the stage with a completion. What a later submission adds is taken into the
// accepted record, and the document goes its way once more with it.
func (s RawStage) Completing(c Completion) RawStage {
	s.add = c
	return s
}

// Name is the name that the stage was bound under.
func (s RawStage) Name() string { return s.name }

// maxRawBatch bounds one pull of submissions, which are up to 32 MB each where hops are at
// most some 64 KiB.
const maxRawBatch = 4

func (s RawStage) batch() int { return maxRawBatch }

func (s RawStage) describe(h *held, wk *work) {
	wk.d.Doc = s.id(h.msg.Data())
	wk.d.Submitted = h.meta.Timestamp
	wk.d.Subject, wk.replayOf = wk.d.flow.SubmittedOn(h.msg.Subject(), h.msg.Headers())
}

// exclusive: submissions of one document are taken in one after the other.
func (s RawStage) exclusive(wk *work) string { return wk.d.Doc }

// address reads whose a submission is and what its headers say.
func (s RawStage) address(h *held, wk *work) error {
	data := h.msg.Data()
	wk.d.Digest, wk.d.Size = wire.DigestOf(data), int64(len(data))
	header, err := wire.ProducerHeader(h.msg.Headers())
	producer, subjectErr := wk.d.flow.ParseSubmit(wk.d.Subject)
	if err = errors.Join(err, subjectErr); err != nil {
		wk.misaddressed = true
		return err
	}
	wk.d.Raw = &Raw{ID: wk.d.Doc, Producer: producer, Header: header}
	return nil
}

// open records a submission in the log. Bytes that do not go beside the record are stored
// first. It is known where such a record stands there. The record is looked for before it is
// written: nearly every one is there, because a door wrote it. Where there is none, or that of
// another submission, the document may have been erased, or is being erased at this moment:
// nothing of it is stored then, a dead letter neither.
func (s RawStage) open(ctx context.Context, w *Worker, h *held, wk *work) (payload []byte, known bool, err error) {
	data := h.msg.Data()
	if !wire.ValidToken(wk.d.Doc) || wk.d.Doc == wire.NoToken {
		return nil, false, fault.Poisonf(fault.BadSubjectToken, "document id %.40q is no token", wk.d.Doc)
	}
	subject, err := w.topo.Accepted(wk.d.Doc)
	if err != nil {
		return nil, false, err
	}
	there, err := w.conn.LastIfAny(ctx, w.topo.LogStream(), subject)
	if err != nil {
		return nil, false, err
	}
	if !isOf(there, wk) {
		erased, err := history.Erased(ctx, w.conn, wk.d.Doc)
		if err != nil {
			return nil, false, err
		}
		if erased {
			w.log.Debug().Str("doc", wk.d.Doc).Str("producer", wk.d.Raw.Producer).Msg("a document that was erased came again and was let go")
			return nil, false, fault.ErrSkip
		}
	}
	if !s.keeps(data) {
		return nil, false, fault.Poisonf(fault.TooLarge, "the document has %d bytes, at most %d are read; submit the report without its attachments", len(data), s.most)
	}
	if !wire.GoesBeside(data) {
		if err := w.putBlob(ctx, wk.d.Digest, data); err != nil {
			return nil, false, err
		}
	}
	if there == nil {
		rec := wire.Accepted{Digest: wk.d.Digest, Size: wk.d.Size, Producer: wk.d.Raw.Producer, Header: wk.d.Raw.Header, Received: wk.d.Submitted.UTC()}
		if err = s.record(ctx, w, wk, rec, 0, data); !errors.Is(err, broker.ErrKeyTaken) {
			return data, false, err
		}
		if there, err = w.conn.LastIfAny(ctx, w.topo.LogStream(), subject); err != nil {
			return nil, true, err
		}
	}
	return data, true, s.again(ctx, w, wk, there, data)
}

// isOf reports that a record is of this very submission.
func isOf(record *jetstream.RawStreamMsg, wk *work) bool {
	if record == nil {
		return false
	}
	stream, sequence, ok := wire.ParseCause(record.Header.Get(wire.HeaderCause))
	return ok && stream == wk.d.Stream && sequence == wk.d.Sequence
}

// record writes an accepted record with the document beside it, in the place of the one at last,
// 0 for none. It fails with broker.ErrKeyTaken where another one stands there.
func (s RawStage) record(ctx context.Context, w *Worker, wk *work, rec wire.Accepted, last uint64, data []byte) error {
	cause := wire.Cause{Subject: wk.d.Subject, Stream: wk.d.Stream, Sequence: wk.d.Sequence}
	m, err := wire.AcceptedMessage(ctx, w.topo, wk.d.Doc, cause, rec, data)
	if err != nil {
		return err
	}
	broker.Boundary("accepted.before", s.name)
	_, _, err = broker.Publish(ctx, w.conn.JS, m, w.retried, broker.Expectation{Last: last}.Option())
	broker.Boundary("accepted.after", s.name)
	return err
}

// again takes in a submission of a document that has its record. The bytes have to stand where a
// reader of the record looks for them: a door writes records too, and one of an earlier version,
// or one that somebody made up, has no bytes beside it. What cannot be read here has none: bytes
// too many do no harm. Then the record takes what the submission adds.
func (s RawStage) again(ctx context.Context, w *Worker, wk *work, there *jetstream.RawStreamMsg, data []byte) error {
	said := wk.d.Raw.Header
	for {
		var rec wire.Accepted
		var beside []byte
		sound := false
		if there != nil {
			var err error
			rec, beside, err = wire.DecodeAccepted(there.Data)
			sound = err == nil && rec.Digest == wk.d.Digest
		}
		if (!sound || beside == nil || !bytes.Equal(beside, data)) && wire.GoesBeside(data) { // what is larger was stored before the record
			if err := w.putBlob(ctx, wk.d.Digest, data); err != nil {
				return err
			}
		}
		if sound && !rec.Received.IsZero() {
			wk.d.Submitted = rec.Received // of a replay or a duplicate as well: when the document first came
		}
		if !sound || s.add == nil {
			return nil
		}
		all, added := s.add(rec.Header, said)
		if len(added) == 0 || rec.Revision >= wire.MaxRevision {
			wk.d.Raw.Producer, wk.d.Raw.Header, wk.d.Raw.Revision = rec.Producer, rec.Header, rec.Revision
			return nil
		}
		rec.Header, rec.Revision = all, rec.Revision+1
		taken, err := s.revise(ctx, w, wk, there.Sequence, rec, data)
		if taken || err != nil {
			return err
		}
		if there, err = w.conn.LastIfAny(ctx, w.topo.LogStream(), there.Subject); err != nil {
			return err
		}
	}
}

// revise writes a record in the place of the one at a sequence. It is not taken where another
// submission was faster. The work that it asks for is that of this submission, which is given again
// to somebody if this worker is killed: as long as no effect of the stage has the record's revision
// the document is not through, see history.History.
func (s RawStage) revise(ctx context.Context, w *Worker, wk *work, last uint64, rec wire.Accepted, data []byte) (taken bool, err error) {
	broker.Boundary("revise.before", s.name)
	err = s.record(ctx, w, wk, rec, last, data)
	broker.Boundary("revise.after", s.name)
	switch {
	case errors.Is(err, broker.ErrKeyTaken) && broker.Sleep(ctx, 25*time.Millisecond):
		return false, nil
	case err != nil:
		return false, err
	}
	wk.d.Raw.Producer, wk.d.Raw.Header, wk.d.Raw.Revision = rec.Producer, rec.Header, rec.Revision
	return true, nil
}

func (s RawStage) run(ctx context.Context, d Delivery, payload []byte) ([]wire.Effect, error) {
	return s.call(ctx, d, payload)
}

// letterHeader is what a producer may say, as far as it is usable.
func (s RawStage) letterHeader(h nats.Header) map[string]string {
	out, _ := wire.ProducerHeader(h)
	return out
}

func (s RawStage) letterDigest(h *held, wk *work) string {
	if wk.d.Digest != "" {
		return wk.d.Digest
	}
	return wire.DigestOf(h.msg.Data())
}

// keeps reports that the submission is not beyond AtMost.
func (s RawStage) keeps(data []byte) bool { return s.most == 0 || len(data) <= s.most }
