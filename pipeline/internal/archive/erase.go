package archive

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

var (
	// ErrUnknown says that there is nothing of a document.
	ErrUnknown = errors.New("nobody knows a document of this id")
	// ErrMoving says that a document has not come to rest.
	ErrMoving = errors.New("the document is on its way; wait until it is published or dead")
)

// Erasure says who erases a document, and why.
type Erasure struct {
	By     string
	Reason wire.Reason
	Now    func() time.Time
	// Known says that somebody else has something of the document, so that it is recorded as
	// erased although the streams have nothing of it.
	Known bool
	// Of reports whether bytes of a SHA-256 in hex are the document's, and Told whether what a
	// producer was told is of it, or of one of the dead letters whose ids are named.
	Of   func(digest string) bool
	Told func(message []byte, letters []string) bool
}

// Erased is what Erase removed.
type Erased struct {
	Messages int `json:"messages"`
	Letters  int `json:"letters"`
	Results  int `json:"results"`
	Blobs    int `json:"blobs"`
	// Again says that the document had been erased before.
	Again bool `json:"again"`
}

// Erase overwrites and removes all that the streams hold of a document: its messages in the log,
// its dead letters, what its producer was told, and its blobs. A record of the sequences, without
// a word of what the document was, is written into the log before anything is removed, so that an
// erasure that was interrupted may be repeated and no crash looks like a loss. It fails with
// ErrUndeletable, ErrMoving and ErrUnknown before anything is touched.
func Erase(ctx context.Context, c *broker.Conn, doc string, o Erasure) (out Erased, err error) {
	if !wire.ValidToken(doc) || doc == wire.NoToken {
		return out, fmt.Errorf("erase %.40q: %w", doc, ErrUnknown)
	}
	e := erasing{c: c, o: o, doc: doc, blobs: map[string]bool{}, letters: map[uint64]string{}}
	for _, step := range []func(context.Context) error{e.allowed, e.find, e.record, e.removeResults, e.removeLetters, e.removeMessages, e.removeBlobs} {
		if err := step(ctx); err != nil {
			return e.out, fmt.Errorf("erase %s: %w", doc, err)
		}
	}
	return e.out, nil
}

// erasing is an erasure under way.
type erasing struct {
	c   *broker.Conn
	o   Erasure
	doc string
	out Erased

	held *held
	// letters are the ids of the dead letters by their sequences, results the sequences of what
	// was told, blobs the names of what the messages refer to.
	letters map[uint64]string
	results []uint64
	blobs   map[string]bool
	// named are the blobs that the record of an earlier erasure names.
	named int
}

// allowed fails where one of the streams lets nobody delete.
func (e *erasing) allowed(ctx context.Context) error {
	t := e.c.Topology()
	for _, name := range []string{t.LogStream(), t.Flow.ResultsStream(), t.Flow.BlobStream()} {
		s, err := e.c.JS.Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			continue // of a topology without it
		}
		if err != nil {
			return fmt.Errorf("stream %s: %w", name, err)
		}
		if s.CachedInfo().Config.DenyDelete {
			return fmt.Errorf("stream %s: %w", name, ErrUndeletable)
		}
	}
	return nil
}

// find looks for all that there is.
func (e *erasing) find(ctx context.Context) error {
	log, err := readLog(ctx, e.c)
	if err != nil {
		return err
	}
	if e.held = log[e.doc]; e.held == nil {
		e.held = &held{}
	}
	if n := len(e.held.messages); n > 0 && e.held.record < e.held.messages[n-1].seq { // else an earlier erasure has begun
		resting, err := audit.Resting(ctx, e.c)
		if err != nil {
			return err
		}
		if !resting[e.doc] {
			return ErrMoving
		}
	}
	if err := e.findBlobs(ctx); err != nil {
		return err
	}
	if err := e.findLetters(ctx); err != nil {
		return err
	}
	if err := e.findResults(ctx); err != nil {
		return err
	}
	e.out.Again = e.held.erased
	if len(e.held.messages)+len(e.letters)+len(e.results) == 0 && e.held.record == 0 && !e.o.Known {
		return ErrUnknown
	}
	return nil
}

// findBlobs reads which blobs the messages refer to, and which an earlier record names.
func (e *erasing) findBlobs(ctx context.Context) error {
	s, err := e.c.Stream(ctx, e.c.Topology().LogStream())
	if err != nil {
		return err
	}
	if e.held.erased {
		m, err := s.GetMsg(ctx, e.held.record)
		if err != nil {
			return err
		}
		rec, err := wire.DecodeArchived(m.Data)
		if err != nil {
			return err
		}
		for _, ref := range rec.Blobs {
			e.blobs[ref] = true
		}
		e.named = len(e.blobs)
	}
	refs := audit.NewReferences(e.c.Topology().Flow)
	for _, m := range e.held.messages {
		raw, err := s.GetMsg(ctx, m.seq)
		if err != nil {
			return err
		}
		refs.Log(raw.Subject, raw.Data)
	}
	e.refer(refs)
	return nil
}

func (e *erasing) refer(refs *audit.References) {
	for _, ref := range refs.Names() {
		e.blobs[ref] = true
	}
}

// findLetters finds the dead letters of the document, and those of its bytes that died before
// anybody knew which document they are.
func (e *erasing) findLetters(ctx context.Context) error {
	f := e.c.Topology().Flow
	refs := audit.NewReferences(f)
	for _, of := range []string{e.doc, wire.NoToken} {
		s := broker.Scan{Stream: f.DeadStream(), Filters: []string{f.DeadPattern(wire.DeadSubject{Doc: of})}}
		err := s.Run(ctx, e.c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
			at, err := f.ParseDead(m.Subject())
			if err != nil {
				return nil // nobody's
			}
			if of == wire.NoToken {
				d, err := dead.Decode(&jetstream.RawStreamMsg{Sequence: meta.Sequence.Stream, Data: m.Data()})
				if err != nil || !e.o.Of(d.Digest) {
					return nil
				}
			}
			e.letters[meta.Sequence.Stream] = at.ID()
			refs.Letter(m.Data())
			return nil
		})
		if err != nil {
			return err
		}
	}
	e.refer(refs)
	return nil
}

// findResults finds what the producer of the document was told.
func (e *erasing) findResults(ctx context.Context) error {
	t := e.c.Topology()
	ids := slices.Collect(maps.Values(e.letters))
	s := broker.Scan{Stream: t.Flow.ResultsStream(), Filters: []string{t.ResultsFilter()}}
	err := s.Run(ctx, e.c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if e.o.Told(m.Data(), ids) {
			e.results = append(e.results, meta.Sequence.Stream)
		}
		return nil
	})
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil
	}
	return err
}

// record says in the log which messages are about to be removed.
func (e *erasing) record(ctx context.Context) error {
	rec := wire.Archived{Erased: e.o.Reason, By: e.o.By, At: e.o.Now().UTC(), Blobs: slices.Sorted(maps.Keys(e.blobs))}
	e.held.unnamed(e.c.Topology().Flow, &rec)
	if e.held.erased && len(rec.Removed) == 0 && len(rec.Blobs) == e.named {
		return nil
	}
	m, err := wire.ArchivedMessage(ctx, e.c.Topology(), e.doc, rec)
	if err != nil {
		return err
	}
	_, _, err = broker.Publish(ctx, e.c.JS, m, nil, broker.Expectation{Last: e.held.record}.Option())
	return err
}

func (e *erasing) removeResults(ctx context.Context) error {
	n, err := e.overwrite(ctx, e.c.Topology().Flow.ResultsStream(), e.results)
	e.out.Results = n
	return err
}

func (e *erasing) removeLetters(ctx context.Context) error {
	for _, seq := range slices.Sorted(maps.Keys(e.letters)) {
		if err := dead.Erase(ctx, e.c, seq); err != nil {
			return err
		}
		e.out.Letters++
	}
	return nil
}

func (e *erasing) removeMessages(ctx context.Context) error {
	var all []uint64
	for _, m := range e.held.messages {
		all = append(all, m.seq)
	}
	n, err := e.overwrite(ctx, e.c.Topology().LogStream(), all)
	e.out.Messages = n
	return err
}

// overwrite removes messages of a stream and has the server write over them on the disk. That
// one is gone already is no error.
func (e *erasing) overwrite(ctx context.Context, stream string, sequences []uint64) (n int, err error) {
	if len(sequences) == 0 {
		return 0, nil
	}
	s, err := e.c.Stream(ctx, stream)
	if err != nil {
		return 0, err
	}
	return broker.Overwrite(ctx, s, sequences...)
}

func (e *erasing) removeBlobs(ctx context.Context) (err error) {
	e.out.Blobs, err = audit.EraseBlobs(ctx, e.c, e.blobs)
	return err
}
