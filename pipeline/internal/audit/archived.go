package audit

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/history"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// applyArchived takes the record of a document that went into an archive or was erased. What the log said of
// it before counts no more, whether it is removed by now or not.
func (x *logIndex) applyArchived(subject string, h nats.Header) {
	hop, err := x.flow.ParseHop(subject)
	if err != nil || hop.Kind != wire.KindArchived {
		return
	}
	d := x.docs[hop.Doc]
	x.receipts -= uint64(d.receipts)
	x.kept -= uint64(d.kept)
	*d = docTrace{hops: make([]uint64, len(x.passing)), archived: true, erased: h.Get(wire.HeaderErased) != ""}
	removed, kept := wire.ParseArchived(h)
	for _, r := range removed {
		x.removedAll += r.Last - r.First + 1
	}
	x.removed, x.removedKept = append(x.removed, removed...), x.removedKept+kept
}

// unexplained are the holes, and parts of them, that no archive took the place of.
func (x *logIndex) unexplained(holes []Hole) []Hole {
	_, out := split(holes, x.removed)
	return out
}

// split parts the holes of what was removed into what runs cover and all else.
func split(holes []Hole, runs []wire.Run) (covered, left []Hole) {
	runs = slices.Clone(runs)
	slices.SortFunc(runs, func(a, b wire.Run) int { return cmp.Compare(a.First, b.First) })
	for _, h := range holes {
		if h.Kind != HoleRemoved {
			left = append(left, h)
			continue
		}
		part := func(first, last uint64) Hole { return Hole{Stream: h.Stream, First: first, Last: last, Kind: h.Kind} }
		from := h.First
		at, _ := slices.BinarySearchFunc(runs, h.First, func(r wire.Run, seq uint64) int { return cmp.Compare(r.Last, seq) })
		for ; at < len(runs) && runs[at].First <= h.Last; at++ {
			if from < runs[at].First {
				left = append(left, part(from, runs[at].First-1))
				from = runs[at].First
			}
			if to := min(runs[at].Last, h.Last); from <= to {
				covered = append(covered, part(from, to))
				from = to + 1
			}
		}
		if from <= h.Last {
			left = append(left, part(from, h.Last))
		}
	}
	return covered, left
}

// Resting returns the documents that have come to an end and of which no stage, and no parked
// message, has anything before it.
func Resting(ctx context.Context, c *broker.Conn) (map[string]bool, error) {
	var x logIndex
	s, _, err := lookAndCount(ctx, c, c.Topology(), &x)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for doc, d := range x.docs {
		at := history.Document{Accepted: d.accepted, Receipt: d.receipt, Dead: in(s.dead, doc)}
		end := at.Whereabouts()
		if (end == history.Published || end == history.Dead) && !in(s.parked, doc) && !x.moves(d, s) {
			out[doc] = true
		}
	}
	return out, nil
}

// References gathers the names of the blobs that the messages of a document refer to. The zero
// value is not ready; see NewReferences.
type References struct{ found references }

// NewReferences gathers for a flow.
func NewReferences(f wire.Flow) *References {
	return &References{references{flow: f, digests: map[string]bool{}}}
}

// Log takes a message of the log. What cannot be decoded refers to nothing that can be found.
func (r *References) Log(subject string, data []byte) { _ = r.found.note(subject, data, 0) }

// Letter takes a dead letter. Letters come behind the messages of the log.
func (r *References) Letter(data []byte) { r.found.noteDead(data, 0) }

// Names are the names in the object store, sorted.
func (r *References) Names() []string { return slices.Sorted(maps.Keys(r.found.digests)) }
