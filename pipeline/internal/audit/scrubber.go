package audit

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// blobsPerLook is how many blobs the standing audit reads each time, one after the other
// for ever: at one look each 5 s all of a nation-year in two and a half days.
const blobsPerLook = 4

// blobWatch is the standing audit's way through the object store.
type blobWatch struct {
	next  uint64 // sequence of the next record
	bad   map[string]struct{}
	blind bool // this connection may not read them
}

// lookForDamage sets the gauges of holes and damaged blobs. What it cannot see leaves them
// as they are.
func (a *Auditor) lookForDamage(ctx context.Context, r StatusReport) {
	holes := uint64(0)
	for _, d := range r.Damaged {
		holes += d.Messages
	}
	t := a.conn.Topology()
	if t.HopTTL == 0 { // then nobody removes messages from the log
		s, err := a.conn.JS.Stream(ctx, t.LogStream())
		if err != nil {
			return
		}
		gone := uint64(s.CachedInfo().State.NumDeleted)
		holes += gone - min(gone, a.index.removedAll)
	}
	a.o.Metrics.StreamHoles.Set(float64(holes))
	if !a.blobs.blind {
		a.readBlobs(ctx)
		a.o.Metrics.DamagedBlobs.Set(float64(len(a.blobs.bad)))
	}
}

func (a *Auditor) readBlobs(ctx context.Context) {
	w := &a.blobs
	if w.bad == nil {
		w.bad = map[string]struct{}{}
	}
	s, err := a.conn.Stream(ctx, a.conn.Topology().Flow.BlobStream())
	for n := 0; err == nil && n < blobsPerLook; n++ {
		var m *jetstream.RawStreamMsg
		m, err = s.GetMsg(ctx, max(w.next, 1), jetstream.WithGetMsgSubject(a.conn.Topology().Flow.BlobMetas()+">"))
		if err != nil {
			break
		}
		w.next = m.Sequence + 1
		var b jetstream.ObjectInfo
		if json.Unmarshal(m.Data, &b) != nil {
			continue
		}
		var wrong error
		if !b.Deleted {
			wrong = readable(ctx, a.conn, b.Name, b.Size)
		}
		_, before := w.bad[b.Name]
		switch {
		case ctx.Err() != nil:
			return
		case wrong == nil || errors.Is(wrong, jetstream.ErrObjectNotFound): // removed just now
			delete(w.bad, b.Name)
		case !before:
			w.bad[b.Name] = struct{}{}
			a.o.Log.Error().Err(wrong).Str("blob", b.Name).Msg("a blob is damaged; `gouji audit` lists all of them")
		}
	}
	var refused *broker.PermissionError
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound):
		w.next = 1
	case errors.As(err, &refused):
		w.blind = true
	}
}
