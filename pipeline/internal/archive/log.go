package archive

import (
	"context"
	"errors"
	"slices"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// message is a message of the log, as its headers tell.
type message struct {
	seq  uint64
	kind wire.Kind
}

// held is what the log holds about a document.
type held struct {
	// year is that of the newest message that names one.
	year     string
	messages []message
	// named are the sequences that records of earlier removals name, and record is the sequence
	// of the newest of them.
	named  []wire.Run
	record uint64
	// erased says that this record is one of an erasure.
	erased bool
}

// names reports whether a record names a sequence.
func (h *held) names(seq uint64) bool {
	return slices.ContainsFunc(h.named, func(r wire.Run) bool { return r.First <= seq && seq <= r.Last })
}

// unnamed puts into a record the messages that no earlier record names.
func (h *held) unnamed(f wire.Flow, rec *wire.Archived) {
	for _, m := range h.messages {
		if h.names(m.seq) {
			continue
		}
		rec.Removed = append(rec.Removed, m.seq)
		if m.kind == wire.KindAccepted || slices.Contains(f.Lasting(), m.kind) {
			rec.Kept++
		}
	}
}

// readLog reads the headers of the whole log. Damage is for the audit to tell; an archive of
// such a log is refused, because it would lack what cannot be read.
func readLog(ctx context.Context, c *broker.Conn) (map[string]*held, error) {
	t, out := c.Topology(), map[string]*held{}
	s := broker.Scan{Stream: t.LogStream(), HeadersOnly: true, Filters: []string{t.LogFilter()}}
	err := s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		hop, err := t.Flow.ParseHop(m.Subject())
		if err != nil {
			return nil // nobody's
		}
		h := out[hop.Doc]
		if h == nil {
			h = &held{}
			out[hop.Doc] = h
		}
		if hop.Kind == wire.KindArchived {
			removed, _ := wire.ParseArchived(m.Headers())
			h.named, h.record = append(h.named, removed...), meta.Sequence.Stream
			h.erased = m.Headers().Get(wire.HeaderErased) != ""
			return nil
		}
		if hop.Year != "" {
			h.year = hop.Year
		}
		h.messages = append(h.messages, message{meta.Sequence.Stream, hop.Kind})
		return nil
	})
	return out, err
}

// letters returns the dead letters of a document, its dropped records too.
func letters(ctx context.Context, c *broker.Conn, doc string) ([]*jetstream.RawStreamMsg, error) {
	f := c.Topology().Flow
	places, err := dead.OfDocument(ctx, c, doc)
	if errors.Is(err, dead.ErrNotFound) {
		return nil, nil
	}
	var out []*jetstream.RawStreamMsg
	for _, p := range places {
		subject, err := f.DeadSubject(p)
		if err != nil {
			return nil, err
		}
		m, err := c.LastIfAny(ctx, f.DeadStream(), subject)
		if err != nil {
			return nil, err
		}
		if m != nil {
			out = append(out, m)
		}
	}
	return out, err
}

// collect reads all that there is about a document.
func collect(ctx context.Context, c *broker.Conn, doc string, h *held) (document, error) {
	d, t := document{id: doc}, c.Topology()
	s, err := c.Stream(ctx, t.LogStream())
	if err != nil {
		return d, err
	}
	refs := audit.NewReferences(t.Flow)
	for _, m := range h.messages {
		raw, err := s.GetMsg(ctx, m.seq)
		if err != nil {
			return d, err
		}
		d.messages = append(d.messages, lineOf(inLog, raw))
		refs.Log(raw.Subject, raw.Data)
	}
	found, err := letters(ctx, c, doc)
	if err != nil {
		return d, err
	}
	for _, m := range found {
		d.dead = append(d.dead, lineOf(inDead, m))
		refs.Letter(m.Data)
	}
	for _, ref := range refs.Names() {
		data, err := c.Blobs.Get(ctx, ref)
		if err != nil {
			return d, err
		}
		d.blobs = append(d.blobs, line{In: inBlob, Subject: ref, Data: data})
	}
	return d, nil
}

func lineOf(in string, m *jetstream.RawStreamMsg) line {
	return line{In: in, Subject: m.Subject, Sequence: m.Sequence, Time: m.Time.UTC(), Header: m.Header, Data: m.Data}
}
