package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Removal says who removes what an archive holds.
type Removal struct {
	By  string
	Now func() time.Time
	// Told is told how many documents are through, and of how many.
	Told func(done, of int)
}

// Removed is what Remove did.
type Removed struct {
	// Documents were removed, by this call or an earlier one that was interrupted.
	Documents int `json:"documents"`
	// Messages, Letters and Blobs were removed by this call.
	Messages int `json:"messages"`
	Letters  int `json:"letters"`
	Blobs    int `json:"blobs"`
	// Young are blobs that nothing refers to and that are too young to be removed; a later
	// `gouji audit --collect` takes them.
	Young int `json:"young"`
	// Kept are documents that stay, because something of them is not in the archive or on its
	// way.
	Kept []string `json:"kept"`
}

// Remove removes from the streams what an archive holds, and nothing else. It verifies the
// whole file first, and each document again with what stands in the log. A record of the
// document and of the sequences is written into the log before anything of it is removed, so
// that an interrupted removal may be repeated and no crash looks like a loss. It fails with
// ErrDamaged, and with ErrUndeletable before anything is touched.
func Remove(ctx context.Context, c *broker.Conn, path string, o Removal) (Removed, error) {
	out := Removed{Kept: []string{}}
	t := c.Topology()
	x, err := Verify(path, t.Flow)
	if err != nil {
		return out, err
	}
	s, err := c.JS.Stream(ctx, t.LogStream())
	if err != nil {
		return out, fmt.Errorf("archive: %w", err)
	}
	if s.CachedInfo().Config.DenyDelete {
		return out, fmt.Errorf("archive: stream %s: %w", t.LogStream(), ErrUndeletable)
	}
	r := removing{c: c, x: x, o: o, log: s, refs: map[string]bool{}}
	if r.held, err = readLog(ctx, c); err != nil {
		return out, fmt.Errorf("archive: %w", err)
	}
	if r.resting, err = audit.Resting(ctx, c); err != nil {
		return out, err
	}
	f, err := os.Open(path)
	if err != nil {
		return out, fmt.Errorf("archive: %w", err)
	}
	defer f.Close()
	done, known := 0, x.byID()
	_, err = read(f, t.Flow, func(e Entry, d document) error {
		if known[e.ID] != e {
			return damaged("document %s has changed since the file was verified", e.ID)
		}
		gone, err := r.document(ctx, d, &out)
		switch {
		case err != nil:
			return fmt.Errorf("document %s: %w", d.id, err)
		case gone:
			out.Documents++
		default:
			out.Kept = append(out.Kept, d.id)
		}
		done++
		o.Told(done, len(x.Documents))
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("archive: %w", err)
	}
	if out.Blobs, out.Young, err = audit.CollectOf(ctx, c, r.refs, broker.MinOrphanAge, o.Now()); err != nil {
		return out, fmt.Errorf("archive: %w", err)
	}
	return out, nil
}

// removing is a removal under way.
type removing struct {
	c       *broker.Conn
	x       Index
	o       Removal
	log     jetstream.Stream
	held    map[string]*held
	resting map[string]bool
	// refs are the blobs of the documents that are gone.
	refs map[string]bool
}

// document removes one document. It is false where the document stays.
func (r *removing) document(ctx context.Context, d document, out *Removed) (gone bool, err error) {
	h := r.held[d.id]
	if h == nil {
		h = &held{}
	}
	there, err := letters(ctx, r.c, d.id)
	if err != nil {
		return false, err
	}
	if n := len(h.messages); n > 0 && h.record < h.messages[n-1].seq && !r.resting[d.id] {
		return false, nil // what an earlier removal has begun is at rest
	}
	fits, err := r.fits(ctx, d, h, there)
	if err != nil || !fits {
		return false, err
	}
	if err := r.record(ctx, d.id, h); err != nil {
		return false, err
	}
	for _, m := range there {
		if err := dead.Remove(ctx, r.c, m.Sequence); err != nil {
			return false, err
		}
		out.Letters++
	}
	for _, m := range h.messages {
		err := r.log.DeleteMsg(ctx, m.seq)
		if err != nil {
			if _, get := r.log.GetMsg(ctx, m.seq); !errors.Is(get, jetstream.ErrMsgNotFound) {
				return false, err
			}
		}
		out.Messages++
	}
	for _, b := range d.blobs {
		r.refs[b.Subject] = true
	}
	return true, nil
}

// fits reports whether all that the streams hold of a document is in the archive, byte by byte.
func (r *removing) fits(ctx context.Context, d document, h *held, there []*jetstream.RawStreamMsg) (bool, error) {
	in := map[uint64]line{}
	for _, l := range d.messages {
		in[l.Sequence] = l
	}
	for _, m := range h.messages {
		l, ok := in[m.seq]
		if !ok {
			return false, nil
		}
		now, err := r.log.GetMsg(ctx, m.seq)
		if err != nil {
			return false, err
		}
		if !now.Time.Equal(l.Time) || now.Subject != l.Subject || !bytes.Equal(now.Data, l.Data) {
			return false, nil
		}
	}
	for _, m := range there {
		if !slices.ContainsFunc(d.dead, func(l line) bool { return l.Subject == m.Subject && bytes.Equal(l.Data, m.Data) }) {
			return false, nil
		}
	}
	return true, nil
}

// record says in the log which messages are about to be removed. What an earlier record names
// is not named again.
func (r *removing) record(ctx context.Context, doc string, h *held) error {
	rec := wire.Archived{Archive: r.x.Digest, Year: r.x.Year, By: r.o.By, At: r.o.Now().UTC()}
	t := r.c.Topology()
	h.unnamed(t.Flow, &rec)
	if len(rec.Removed) == 0 {
		return nil
	}
	m, err := wire.ArchivedMessage(ctx, t, doc, rec)
	if err != nil {
		return err
	}
	_, _, err = broker.Publish(ctx, r.c.JS, m, nil, broker.Expectation{Last: h.record}.Option())
	return err
}
