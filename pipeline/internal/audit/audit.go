// Package audit says where every document is and what is damaged, repairs what can be
// repaired, and collects blobs that nothing refers to.
package audit

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
)

// Schema is the schema of an AuditReport.
const Schema = "gouji.audit/v1"

// Report is what an audit found in streams and blobs.
type Report struct {
	Schema string `json:"schema"`
	// The sum of Status.
	Accepted    int `json:"accepted"`
	Published   int `json:"published"`
	Dead        int `json:"dead"`
	InFlight    int `json:"in_flight"`
	Unaccounted int `json:"unaccounted"`
	Unread      int `json:"unread"`
	// Archived are documents that went into an archive and out of the log.
	Archived int `json:"archived,omitempty"`
	// Erased are documents that were erased.
	Erased int `json:"erased,omitempty"`
	// UnaccountedIDs are the documents that were accepted and are nowhere.
	UnaccountedIDs []string `json:"unaccounted_ids"`
	// Holes are sequences that should be there and are not.
	Holes []Hole `json:"holes"`
	// Unfit are messages of the log that can be read and do not fit their own digest.
	Unfit []Place    `json:"unfit"`
	Blobs BlobReport `json:"blobs"`
}

// Hole is a run of sequences of a stream.
type Hole struct {
	Stream string `json:"stream"`
	First  uint64 `json:"first"`
	Last   uint64 `json:"last"`
	// Kind is HoleUnreadable or HoleRemoved.
	Kind string `json:"kind"`
	// Accepted says that somebody has accepted this loss: it is named, and no fault any more.
	Accepted bool `json:"accepted,omitempty"`
}

// The kinds of holes: the server counts the messages and cannot read them, or somebody has
// removed them from a stream from which nobody should.
const (
	HoleUnreadable = "unreadable"
	HoleRemoved    = "removed"
)

// Place is a message of a stream.
type Place struct {
	Stream   string `json:"stream"`
	Sequence uint64 `json:"sequence"`
	Subject  string `json:"subject"`
}

// Clean reports whether nothing is wrong. Orphans are litter and no fault, and what was accepted
// as lost is one no more.
func (r Report) Clean() bool {
	told := slices.ContainsFunc(r.Holes, func(h Hole) bool { return !h.Accepted })
	return r.Unaccounted == 0 && !told && len(r.Unfit) == 0 && len(r.Blobs.Missing) == len(r.Blobs.Accepted) && len(r.Blobs.Damaged) == 0
}

// Options configures an audit.
type Options struct {
	// Quick looks whether blobs are there and does not read them.
	Quick bool
}

// Audit reads every message of the log and every blob once, and says where each document
// is and what is damaged. It changes nothing.
func Audit(ctx context.Context, c *broker.Conn, o Options) (Report, error) {
	r, _, err := inspect(ctx, c, o)
	if err == nil {
		err = r.settleAccepted(ctx, c)
	}
	return r, err
}

// settleAccepted marks what somebody has accepted as lost.
func (r *Report) settleAccepted(ctx context.Context, c *broker.Conn) error {
	n, err := witness.Accepted(ctx, c)
	if err != nil {
		return err
	}
	for _, ref := range r.Blobs.Missing {
		if _, known := slices.BinarySearch(n.Blobs, ref); known {
			r.Blobs.Accepted = append(r.Blobs.Accepted, ref)
		}
	}
	if len(n.Removed) == 0 || len(r.Holes) == 0 {
		return nil
	}
	log := c.Topology().LogStream()
	s, err := c.JS.Stream(ctx, log)
	if err != nil {
		return fmt.Errorf("stream %s: %w", log, err)
	}
	if !s.CachedInfo().Created.Equal(n.Created) {
		return nil // it was made anew, and its sequences are others
	}
	ofLog := func(h Hole) bool { return h.Stream == log }
	others := slices.DeleteFunc(slices.Clone(r.Holes), ofLog)
	covered, left := split(slices.DeleteFunc(r.Holes, func(h Hole) bool { return !ofLog(h) }), n.Removed)
	for i := range covered {
		covered[i].Accepted = true
	}
	r.Holes = slices.Concat(left, covered, others)
	return nil
}

// inspection is what an audit keeps for what may follow it, a repair or a collection.
type inspection struct {
	index logIndex
	refs  references
	blobs map[string]blobInfo
}

func inspect(ctx context.Context, c *broker.Conn, o Options) (Report, *inspection, error) {
	in := &inspection{refs: references{flow: c.Topology().Flow, digests: map[string]bool{}}}
	r := Report{Schema: Schema, UnaccountedIDs: []string{}, Holes: []Hole{}, Unfit: []Place{}}
	var err error
	// The blobs are listed before the log is read: one that is written later is not among
	// them, and one that is among them has its reference by then, or never.
	if in.blobs, err = listBlobs(ctx, c); err != nil {
		return r, in, err
	}
	s, counted, err := documentsOf(ctx, c, &in.index)
	if err != nil {
		return r, in, err
	}
	r.Accepted, r.Published, r.Dead, r.InFlight, r.Unaccounted, r.Unread = s.Accepted, s.Published, s.Dead, s.InFlight, s.Unaccounted, s.Unread
	r.Archived, r.Erased = s.Archived, s.Erased
	r.UnaccountedIDs = append(r.UnaccountedIDs, slices.Sorted(maps.Keys(counted.unaccounted))...)
	t := c.Topology()
	holes, err := findHoles(ctx, c, broker.Scan{Stream: t.LogStream(), Filters: []string{t.LogFilter()}}, t.HopTTL == 0, in.readHop(&r))
	if err != nil {
		return r, in, err
	}
	r.Holes = append(r.Holes, in.index.unexplained(holes)...)
	if holes, err = findHoles(ctx, c, broker.Scan{Stream: t.Flow.DeadStream(), Filters: []string{t.DeadFilter()}}, false, in.readDead); err != nil {
		return r, in, err
	}
	r.Holes = append(r.Holes, holes...)
	if holes, err = waitingHoles(ctx, c); err != nil {
		return r, in, err
	}
	r.Holes = append(r.Holes, holes...)
	r.Blobs, err = auditBlobs(ctx, c, in, o)
	return r, in, err
}

// readHop notes what a message of the log refers to, and checks it against its digest.
func (in *inspection) readHop(r *Report) func(jetstream.Msg, *jetstream.MsgMetadata) error {
	return func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if err := in.refs.note(m.Subject(), m.Data(), meta.Sequence.Stream); err != nil {
			r.Unfit = append(r.Unfit, Place{meta.Stream, meta.Sequence.Stream, m.Subject()})
		}
		return nil
	}
}

func (in *inspection) readDead(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
	in.refs.noteDead(m.Data(), meta.Sequence.Stream)
	return nil // a letter that cannot be read is told by `gouji dead show`
}

// references is what the messages read so far refer to, by name in the object store.
type references struct {
	flow     wire.Flow
	digests  map[string]bool
	next     uint64 // the first sequence of the log not read yet
	nextDead uint64 // of the dead letters
}

// noteDead takes one dead letter.
func (f *references) noteDead(data []byte, seq uint64) {
	f.nextDead = seq + 1
	d, err := dead.Decode(&jetstream.RawStreamMsg{Sequence: seq, Data: data})
	switch {
	case err != nil:
	case d.Ref != "":
		f.digests[d.Ref] = true
	case d.Unkept(): // whatever the accepted record of a door says
		delete(f.digests, wire.RefOf(d.Digest))
	}
}

// note takes one message of the log. A subject that is none of ours holds no reference.
func (f *references) note(subject string, data []byte, seq uint64) error {
	f.next = seq + 1
	hop, err := f.flow.ParseHop(subject)
	if err != nil {
		return nil
	}
	if hop.Kind == wire.KindAccepted {
		rec, raw, err := wire.DecodeAccepted(data)
		if err == nil && raw == nil { // it is not beside the record
			f.digests[wire.RefOf(rec.Digest)] = true
		}
		return err
	}
	env, err := wire.DecodeEnvelope(data)
	if err == nil && env.Ref != "" {
		f.digests[env.Ref] = true
	}
	return err
}

// catchUp reads what has come into the log and to the dead letters since.
func (f *references) catchUp(ctx context.Context, c *broker.Conn) error {
	t := c.Topology()
	for _, part := range []struct {
		scan broker.Scan
		note func(jetstream.Msg, uint64)
	}{
		{broker.Scan{Stream: t.LogStream(), From: max(f.next, 1), Filters: []string{t.LogFilter()}},
			func(m jetstream.Msg, seq uint64) { _ = f.note(m.Subject(), m.Data(), seq) }}, // told by the audit
		{broker.Scan{Stream: t.Flow.DeadStream(), From: max(f.nextDead, 1), Filters: []string{t.DeadFilter()}},
			func(m jetstream.Msg, seq uint64) { f.noteDead(m.Data(), seq) }},
	} {
		err := part.scan.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
			part.note(m, meta.Sequence.Stream)
			return nil
		})
		if d := (*broker.DamagedError)(nil); err != nil && !errors.As(err, &d) {
			return err
		}
	}
	return nil
}

// findHoles reads a stream to its end and returns the sequences that did not come: those that
// the server cannot read, and with removed those that are not there any more.
func findHoles(ctx context.Context, c *broker.Conn, s broker.Scan, removed bool, each func(jetstream.Msg, *jetstream.MsgMetadata) error) ([]Hole, error) {
	x := logIndex{next: 1}
	err := s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		x.skipTo(meta.Sequence.Stream)
		x.next = meta.Sequence.Stream + 1
		return each(m, meta)
	})
	if d := (*broker.DamagedError)(nil); errors.As(err, &d) {
		x.skipTo(d.Last + 1)
		err = nil
	}
	if err != nil || len(x.gaps) == 0 {
		return nil, err
	}
	gone, err := removedFrom(ctx, c, s.Stream)
	if err != nil {
		return nil, err
	}
	var out []Hole
	for _, g := range x.gaps {
		for seq := g.first; seq <= g.last; seq++ {
			kind := HoleUnreadable
			if gone.has(seq) {
				kind = HoleRemoved
			}
			if kind == HoleUnreadable || removed {
				out = extend(out, Hole{Stream: s.Stream, First: seq, Last: seq, Kind: kind})
			}
		}
	}
	return out, nil
}

// extend adds a hole, to the last one where it follows it.
func extend(holes []Hole, h Hole) []Hole {
	if n := len(holes); n > 0 && holes[n-1].Kind == h.Kind && holes[n-1].Stream == h.Stream && holes[n-1].Last+1 == h.First {
		holes[n-1].Last = h.Last
		return holes
	}
	return append(holes, h)
}

// removal is what is not in a stream any more: what stood before its first message, and what was taken out
// behind that.
type removal struct {
	first   uint64
	deleted map[uint64]struct{}
}

// has reports that the message of a sequence was removed.
func (r removal) has(seq uint64) bool {
	_, deleted := r.deleted[seq]
	return deleted || seq < r.first
}

// removedFrom is what is not in a stream any more.
func removedFrom(ctx context.Context, c *broker.Conn, stream string) (removal, error) {
	s, err := c.Stream(ctx, stream)
	if err != nil {
		return removal{}, err
	}
	info, err := s.Info(ctx, jetstream.WithDeletedDetails(true))
	if err != nil {
		return removal{}, fmt.Errorf("stream %s: %w", stream, err)
	}
	out := removal{first: info.State.FirstSeq, deleted: make(map[uint64]struct{}, len(info.State.Deleted))}
	for _, seq := range info.State.Deleted {
		out.deleted[seq] = struct{}{}
	}
	return out, nil
}

// waitingLook is how many submissions are looked at. One that cannot be read is never
// delivered, and so is soon among the oldest.
const waitingLook = 200

// waitingHoles looks whether the oldest submissions can be read. A work queue has one
// consumer, so they are asked for one by one.
func waitingHoles(ctx context.Context, c *broker.Conn) ([]Hole, error) {
	stream := c.Topology().Flow.SubmitStream()
	gone, err := removedFrom(ctx, c, stream)
	if err != nil {
		return nil, err
	}
	s, err := c.JS.Stream(ctx, stream)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", stream, err)
	}
	var out []Hole
	looked := 0
	for seq := gone.first; seq <= s.CachedInfo().State.LastSeq && looked < waitingLook; seq++ {
		if gone.has(seq) {
			continue
		}
		looked++
		if _, err := s.GetMsg(ctx, seq); err == nil {
			continue
		} else if ctx.Err() != nil {
			return nil, err
		}
		// A submission that ingest settles meanwhile is gone, and at the stream's beginning that is told by
		// its first sequence alone.
		if now, err := removedFrom(ctx, c, stream); err != nil {
			return nil, err
		} else if now.has(seq) {
			continue
		}
		out = extend(out, Hole{Stream: stream, First: seq, Last: seq, Kind: HoleUnreadable})
	}
	return out, nil
}
