package audit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/witness"
)

// Standing is the faults of the last look, for whoever asks while the next one is under way.
// The zero value has none.
type Standing struct {
	mu     sync.Mutex
	faults []witness.Fault
}

// Faults is what was destroyed, nil for nothing.
func (s *Standing) Faults() []witness.Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

// Err is nil where nothing was destroyed.
func (s *Standing) Err() error {
	var all []error
	for _, f := range s.Faults() {
		all = append(all, f)
	}
	return errors.Join(all...)
}

// Set replaces the faults and sets their gauge.
func (s *Standing) Set(faults []witness.Fault, m *metrics.Metrics) {
	s.mu.Lock()
	s.faults = faults
	s.mu.Unlock()
	n := map[witness.Kind]int{}
	for _, f := range faults {
		n[f.Kind]++
	}
	for _, k := range witness.Kinds() {
		m.WitnessFaults.WithLabelValues(string(k)).Set(float64(n[k]))
	}
}

// counted brings an index up to date and counts for the witness. An index of a log that was
// made anew, or from which messages were taken, begins again: it would go on telling of
// documents that are no more.
func (x *logIndex) counted(ctx context.Context, c *broker.Conn, log witness.State, then func(StatusReport, surroundings)) (witness.Documents, bool, error) {
	if !log.Missing && x.outlived(log) {
		*x = logIndex{}
	}
	x.created, x.gone = log.Created, log.Last-min(log.Last, log.Messages)
	r, s, err := statusOf(ctx, c, x)
	if err != nil {
		return witness.Documents{}, false, err
	}
	if then != nil {
		then(r, s)
	}
	return x.documents(log.Last), true, nil
}

// outlived reports whether the log is not the one that the index was read from.
func (x *logIndex) outlived(log witness.State) bool {
	if x.created.IsZero() {
		return false
	}
	gone := log.Last - min(log.Last, log.Messages)
	taken := gone != x.gone && gone > x.removedAll
	return !log.Created.Equal(x.created) || log.Last+1 < x.next || taken && !x.expires
}

// documents is what the index has counted. Those whose raw bytes must be among the blobs are the ones that
// had left something by the sequence last: the blobs were counted behind it and before the index.
func (x *logIndex) documents(last uint64) witness.Documents {
	d := witness.Documents{Receipts: x.receipts, Kept: x.kept, Expires: x.expires, Removed: x.removedAll, RemovedKept: x.removedKept}
	for _, t := range x.docs {
		if t.accepted {
			d.Accepted++
		}
		if t.beside {
			continue // counted with the log
		}
		there := func(seq uint64) bool { return seq > 0 }
		by := func(seq uint64) bool { return there(seq) && seq <= last }
		if slices.ContainsFunc(t.hops, by) || t.receipt && !slices.ContainsFunc(t.hops, there) {
			d.Stored++ // ingest stores the bytes before it leaves anything
		}
	}
	return d
}

// Destroyed compares the streams with the marks that the standing audit keeps, and returns what
// was destroyed. It moves no mark. What the store of results lacks is told as the process that
// has the store saw it last.
func Destroyed(ctx context.Context, c *broker.Conn) ([]witness.Fault, error) {
	return witness.New(c, witness.Options{}).Compare(ctx, counted(c))
}

// AcceptLoss begins the marks anew with what is there, so that what is missing by now is told
// no more, and notes the names of what is gone, which an audit then names and finds no fault with.
// What is damaged and what is nowhere is no loss yet: a repair may bring it back. It returns what
// was accepted.
func AcceptLoss(ctx context.Context, c *broker.Conn, by string, now time.Time) ([]witness.Fault, error) {
	var n witness.Named
	// Looked at before the marks are begun anew: what goes in between is told by its name.
	r, in, err := inspect(ctx, c, Options{Quick: true})
	if err == nil {
		n, err = named(ctx, c, r, len(in.refs.digests), now)
	}
	if err != nil && !missing(ctx, c) { // else the witness says which stream is to be made anew
		return nil, err
	}
	return witness.Accept(ctx, c, counted(c), n, by, now)
}

// named is what an audit finds to be gone, of so many blobs that something refers to.
func named(ctx context.Context, c *broker.Conn, r Report, wanted int, now time.Time) (witness.Named, error) {
	n := witness.Named{Blobs: r.Blobs.Missing}
	t := c.Topology()
	if missing := len(n.Blobs); missing > 0 {
		n.Faults = append(n.Faults, witness.NamedFault(t, witness.BlobsMissing, t.Flow.BlobStream(), uint64(wanted), uint64(wanted-missing), now))
	}
	gone := uint64(0)
	for _, h := range r.Holes {
		if h.Stream == t.LogStream() && h.Kind == HoleRemoved {
			n.Removed = append(n.Removed, wire.Run{First: h.First, Last: h.Last})
			gone += h.Last - h.First + 1
		}
	}
	if gone == 0 {
		return n, nil
	}
	s, err := c.JS.Stream(ctx, t.LogStream())
	if err != nil {
		return n, fmt.Errorf("stream %s: %w", t.LogStream(), err)
	}
	is := s.CachedInfo().State.Msgs
	n.Created = s.CachedInfo().Created
	n.Faults = append(n.Faults, witness.NamedFault(t, witness.MessagesRemoved, t.LogStream(), is+gone, is, now))
	return n, nil
}

// counted counts once, by an index of its own.
func counted(c *broker.Conn) witness.Count {
	return func(ctx context.Context, log witness.State) (witness.Documents, bool, error) {
		if log.Missing {
			return witness.Documents{}, false, nil
		}
		d, ok, err := (&logIndex{}).counted(ctx, c, log, nil)
		if err != nil && missing(ctx, c) {
			return d, false, nil // that is the fault, and not that nobody can count
		}
		return d, ok, err
	}
}

// missing reports whether one of the streams is not there that are read to count.
func missing(ctx context.Context, c *broker.Conn) bool {
	t := c.Topology()
	for _, name := range []string{t.Flow.SubmitStream(), t.LogStream(), t.Flow.DeadStream()} {
		if gone, err := witness.Missing(ctx, c, name); err == nil && gone {
			return true
		}
	}
	return false
}
