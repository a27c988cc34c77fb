package witness

import (
	"maps"
	"reflect"
	"slices"
)

// against holds one stream against its mark.
func (x comparison) against(s watchedStream, m Mark) []Fault {
	now := x.sight.streams[s.name]
	found := func(k Kind, was, is uint64) []Fault { return []Fault{{Kind: k, What: s.name, Was: was, Is: is}} }
	switch {
	case now.Missing:
		return found(StreamMissing, m.Messages, 0)
	case s.role == keyed: // it may be deleted and filled again
		if now.Messages < m.Messages {
			return found(KeysMissing, m.Messages, now.Messages)
		}
		return nil
	case !now.Created.Equal(m.Created) || now.Last < m.Last:
		return found(StreamRecreated, m.Messages, now.Messages)
	}
	if missing := x.missing(s.role, m, now); missing > 0 {
		if s.role == blobs {
			return found(BlobsMissing, now.kept+missing, now.kept)
		}
		return found(MessagesRemoved, now.Messages+missing, now.Messages)
	}
	return nil
}

// missing is how many messages have left a stream that should not have.
func (x comparison) missing(r role, m Mark, now State) uint64 {
	switch r {
	case submissions:
		if m.Taken != nil && now.taken != nil && m.Taken.comparable(*now.taken) {
			return uint64(max(0, m.Taken.Surplus-now.taken.Surplus))
		}
	case logged:
		if m.Expires || x.docs.Expires {
			if now.known {
				return over(x.living(m), now.kept)
			}
			return 0
		}
		return over(now.gone(), m.Gone+x.docs.Removed)
	case letters:
		if x.sight.counted {
			return over(now.gone(), m.Gone+x.sight.removals)
		}
	case blobs:
		if !now.known {
			return 0
		}
		missing := over(m.Kept, now.kept)
		if x.counted {
			missing = max(missing, over(x.docs.Stored, now.kept+m.Short))
		}
		return missing
	case own:
		return over(m.Messages, now.Messages)
	}
	return 0
}

// living is how many messages the log must have of those that never leave it but into an archive.
func (x comparison) living(m Mark) uint64 { return over(m.Kept, over(x.docs.RemovedKept, m.Archived)) }

// over is by how much a is more than b.
func over(a, b uint64) uint64 { return a - min(a, b) }

// next is the marks as they should be after the look. The mark of a stream with a fault stays
// as it is, so that the fault does.
func (x comparison) next(streams []watchedStream) Marks {
	n := x.marks
	n.Schema, n.Streams = Schema, map[string]Mark{}
	n.Faults = slices.DeleteFunc(slices.Clone(x.faults), func(f Fault) bool { return !f.Kind.lasting() })
	for _, s := range streams {
		mark, marked := x.marks.Streams[s.name]
		now := x.sight.streams[s.name]
		wrong := slices.ContainsFunc(x.faults, func(f Fault) bool { return f.What == s.name })
		switch {
		case wrong && marked:
			n.Streams[s.name] = mark
		case now.Missing: // never seen
		case marked:
			n.Streams[s.name] = x.moved(s.role, mark, now)
		default:
			n.Streams[s.name] = x.begin(s.role, now)
		}
	}
	n.Removals = max(n.Removals, x.sight.removals)
	if x.counted {
		n.Documents, n.Receipts = max(n.Documents, x.docs.Accepted), max(n.Receipts, x.docs.Receipts)
	}
	return n
}

// begin is the first mark of a stream: what is missing by then was nobody's to notice.
func (x comparison) begin(r role, now State) Mark {
	m := x.moved(r, Mark{Gone: now.gone()}, now)
	switch {
	case r == letters:
		m.Gone = over(now.gone(), x.sight.removals)
	case r == logged:
		m.Gone = over(now.gone(), x.docs.Removed)
	case r == blobs && x.counted:
		m.Short = over(x.docs.Stored, now.kept)
	}
	return m
}

// moved is a mark that was brought up to date.
func (x comparison) moved(r role, m Mark, now State) Mark {
	m.Created, m.Last, m.Messages, m.Taken = now.Created, max(m.Last, now.Last), now.Messages, now.taken
	switch {
	case r == logged && x.counted:
		// The index alone: what an archive is removing at this moment is there, and no more its.
		m.Kept, m.Archived, m.Expires = max(x.living(m), x.docs.Kept), x.docs.RemovedKept, m.Expires || x.docs.Expires
	case r != logged && now.known:
		m.Kept = max(m.Kept, now.kept)
	}
	return m
}

// equal reports whether two marks say the same, but for when they were written: a write moves
// the last sequence of their own stream, which is no reason for another one.
func equal(a, b Marks, own string) bool {
	a.Streams, b.Streams = maps.Clone(a.Streams), maps.Clone(b.Streams)
	x, y := a.Streams[own], b.Streams[own]
	y.Last = x.Last
	b.Streams[own] = y
	a.Time, a.Writes = b.Time, b.Writes
	return reflect.DeepEqual(a, b)
}
