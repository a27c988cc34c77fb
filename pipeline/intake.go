package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/textproto"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/fault"
)

// Accepted is the log's record of a document that was taken in, the payload of
// gouji.<p>.accepted.<doc>.
type Accepted struct {
	// Digest is the SHA-256 of the raw bytes in hex, under which they are in the object
	// store, Size their length.
	Digest   string `json:"digest"`
	Size     int64  `json:"size"`
	Producer string `json:"producer"`
	// Header holds the producer's Gouji-* headers and Content-Type.
	Header map[string]string `json:"header,omitempty"`
	// Received is when the submission reached the log.
	Received time.Time `json:"received"`
}

// maxHeaders bounds the producer's headers in bytes.
const maxHeaders = 8 << 10

// producerHeader picks what a producer may say about a submission: Gouji-* and
// Content-Type. Everything else is stripped, above all every Nats-* header, and the
// Gouji-* headers that are ours. An unusable header is of class bad_header, and the
// usable ones come back beside the error.
func producerHeader(h map[string][]string) (map[string]string, error) {
	out := map[string]string{}
	var bad error
	size := 0
	for name, values := range h {
		key := textproto.CanonicalMIMEHeaderKey(name)
		switch key {
		case headerCause, headerDigest, headerSubmitted, headerReplay, headerProducer, headerAgain, headerAttempts:
			continue
		}
		if key != "Content-Type" && !strings.HasPrefix(key, "Gouji-") {
			continue
		}
		value := strings.Join(values, "")
		size += len(key) + len(value)
		_, twice := out[key]
		if twice || len(values) != 1 || !utf8.ValidString(value) || !utf8.ValidString(key) {
			bad = fmt.Errorf("header %.60q stands there twice or is not UTF-8", key)
			continue
		}
		out[key] = value
	}
	if size > maxHeaders {
		return map[string]string{}, fault.Poisonf(fault.BadHeader, "headers of %d bytes, at most %d", size, maxHeaders)
	}
	return out, fault.Poison(fault.BadHeader, bad)
}

// submittedOn is the subject that a submission's producer wrote to, and for a replay the
// dead letter that it comes from. What the headers say of it counts on the subject of the
// replays only.
func submittedOn(subject string, h nats.Header) (origin, replayOf string) {
	if p := h.Get(headerProducer); subject == submitPrefix+ReplayProducer && p != "" {
		return submitPrefix + p, h.Get(headerReplay)
	}
	return subject, ""
}

// address reads whose a submission is and what its headers say. It comes before all else,
// because a dead letter of one that is misaddressed goes under no document.
func (w *Worker) address(h *held, wk *work) error {
	data := h.msg.Data()
	wk.d.Digest, wk.d.Size = digestOf(data), int64(len(data))
	header, err := producerHeader(h.msg.Headers())
	producer, subjectErr := ParseSubmit(wk.d.Subject)
	if err = errors.Join(err, subjectErr); err != nil {
		wk.misaddressed = true
		return err
	}
	wk.d.Raw = &Raw{ID: wk.d.Doc, Producer: producer, Header: header}
	return nil
}

// takeIn records a submission: the bytes into the object store, then the accepted record
// into the log. It reports a duplicate when the document is through already: it was
// accepted before, and either its ingested hop or a dead letter of it exists, and this is
// not the replay of that dead letter. Accepted and neither means that somebody stopped
// half way, or is at it now; the effect has a key, so carrying on is right.
func (w *Worker) takeIn(ctx context.Context, h *held, wk *work) (duplicate bool, err error) {
	data := h.msg.Data()
	if !ValidToken(wk.d.Doc) || wk.d.Doc == NoToken {
		return false, fault.Poisonf(fault.BadSubjectToken, "document id %.40q is no token", wk.d.Doc)
	}
	if w.stage.most > 0 && len(data) > w.stage.most {
		return false, fault.Poisonf(fault.TooLarge, "the document has %d bytes, at most %d are read; submit the report without its attachments", len(data), w.stage.most)
	}
	if err := w.putBlob(ctx, wk.d.Digest, data); err != nil {
		return false, err
	}
	rec := Accepted{Digest: wk.d.Digest, Size: wk.d.Size, Producer: wk.d.Raw.Producer, Header: wk.d.Raw.Header, Received: wk.d.Submitted.UTC()}
	cause := Cause{Subject: wk.d.Subject, Stream: wk.d.Stream, Sequence: wk.d.Sequence}
	m, err := acceptedMessage(ctx, w.topo, wk.d.Doc, cause, rec)
	if err != nil {
		return false, err
	}
	boundary("accepted.before", w.stage.name)
	_, _, err = publish(ctx, w.conn.JS, m, w.retried, expectation{}.option())
	boundary("accepted.after", w.stage.name)
	if err == nil || !errors.Is(err, errKeyTaken) {
		return false, err
	}
	return w.settledBefore(ctx, wk)
}

// settledBefore reports whether an accepted document is through ingest, well or badly.
func (w *Worker) settledBefore(ctx context.Context, wk *work) (bool, error) {
	if ingested, err := w.ingestedBefore(ctx, wk.d.Doc); err != nil || ingested {
		return ingested, err
	}
	letter, err := w.conn.lastIfAny(ctx, DeadStream, deadPattern(w.stage.name, wk.d.Doc))
	if err != nil || letter == nil {
		return false, err
	}
	ds, err := ParseDead(letter.Subject)
	// What was dropped and comes again gets another chance.
	return ds.Class != ClassDropped && ds.ID() != wk.replayOf, err
}

func acceptedMessage(ctx context.Context, t Topology, doc string, cause Cause, rec Accepted) (*nats.Msg, error) {
	payload, err := json.Marshal(rec)
	if err != nil {
		return nil, fmt.Errorf("accepted record: %w", err)
	}
	env, _, err := NewEnvelope(doc, cause, payload) // bounded by maxHeaders, so always inline
	if err != nil {
		return nil, err
	}
	subject, err := Hop{Partition: t.Partition, Kind: KindAccepted, Doc: doc}.Subject()
	if err != nil {
		return nil, err
	}
	return hopMessage(ctx, subject, env)
}
