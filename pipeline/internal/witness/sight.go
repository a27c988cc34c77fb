package witness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// State is a stream as it was found. It is read before anything else of the same look.
type State struct {
	// Missing says that there is no such stream; all else is zero then.
	Missing               bool
	Created               time.Time
	First, Last, Messages uint64
	// kept is how many messages there are of those that never leave, where they were counted.
	kept  uint64
	known bool // kept is
	taken *Taken
}

// gone is how many messages have left the stream since it was made.
func (s State) gone() uint64 { return s.Last - min(s.Messages, s.Last) }

// Sight is what one look has found.
type Sight struct {
	streams  map[string]State
	removals uint64 // announced ones of dead letters
	counted  bool   // removals is known
}

// State returns a stream as it was found.
func (s Sight) State(stream string) State { return s.streams[stream] }

// counts remembers what was counted in a stream, until the stream changes.
type counts map[string]State

// look measures every stream. What cannot be measured at present is an error and no fault.
func look(ctx context.Context, c *broker.Conn, known counts) (Sight, error) {
	s := Sight{streams: map[string]State{}}
	t := c.Topology()
	for _, w := range watched(t) {
		st, err := measure(ctx, c, w.name)
		if err != nil {
			return s, fmt.Errorf("witness: %w", err)
		}
		if w.role == submissions && !st.Missing {
			if st.taken, err = taken(ctx, c, w.name, st); err != nil {
				return s, fmt.Errorf("witness: %w", err)
			}
		}
		if filters := keptFilters(t, w.role); len(filters) > 0 && !st.Missing {
			if err := known.count(ctx, c, w.name, &st, filters); err != nil {
				return s, fmt.Errorf("witness: %w", err)
			}
		}
		s.streams[w.name] = st
	}
	if s.streams[wire.KVStream(t.Flow.WitnessBucket())].Missing {
		return s, nil
	}
	// Behind the stream of dead letters: a removal is announced first.
	var err error
	if s.removals, err = c.Removals(ctx); err != nil {
		return s, fmt.Errorf("witness: %w", err)
	}
	s.counted = true
	return s, nil
}

func measure(ctx context.Context, c *broker.Conn, stream string) (State, error) {
	h, err := c.JS.Stream(ctx, stream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return State{Missing: true}, nil
	}
	if err != nil {
		return State{}, fmt.Errorf("stream %s: %w", stream, err)
	}
	i := h.CachedInfo()
	return State{Created: i.Created, First: i.State.FirstSeq, Last: i.State.LastSeq, Messages: i.State.Msgs}, nil
}

// keptFilters are the subjects of what never leaves a stream, where that is not everything.
func keptFilters(t wire.Topology, r role) []string {
	switch r {
	case blobs:
		return []string{t.Flow.BlobMetas() + ">"}
	case logged:
		var out []string
		for _, k := range t.Flow.Lasting() {
			out = append(out, t.Flow.Prefix+"."+t.Partition+"."+string(k)+".>")
		}
		return out
	}
	return nil
}

// count counts what never leaves a stream. It asks again only where something has left the
// stream, or for the first time; of the blobs where anything has come, too.
func (k counts) count(ctx context.Context, c *broker.Conn, stream string, s *State, filters []string) error {
	last, ok := k[stream]
	logged := stream == c.Topology().LogStream() // of which the index counts what comes
	if ok && last.Created.Equal(s.Created) && last.gone() == s.gone() && (last.Last == s.Last || logged) {
		s.kept, s.known = last.kept, last.Last == s.Last
		return nil
	}
	for _, f := range filters {
		n, err := broker.Pending(ctx, c, stream, f)
		if err != nil {
			return err
		}
		s.kept += n
	}
	s.known = true
	k[stream] = *s
	return nil
}

// taken is how far the consumer of the submissions is, nil where that cannot be said. The
// stream was read before it: what had left the stream had been delivered by then.
func taken(ctx context.Context, c *broker.Conn, stream string, s State) (*Taken, error) {
	cons, err := c.JS.Consumer(ctx, stream, c.Topology().Flow.First())
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, nil // its worker makes it anew
	}
	if err != nil {
		return nil, fmt.Errorf("consumer %s: %w", c.Topology().Flow.First(), err)
	}
	i := cons.CachedInfo()
	out := &Taken{Server: c.NC.ConnectedServerId(), Created: i.Created}
	if cl := i.Cluster; cl != nil && cl.Leader != "" {
		if cl.LeaderSince == nil {
			return nil, nil // it may have been killed in between
		}
		out.Leader = cl.Leader + " " + cl.LeaderSince.UTC().Format(time.RFC3339Nano)
	}
	passed := i.Delivered.Stream
	if s.First > 0 {
		passed = max(passed, s.First-1)
	}
	out.Surplus = int64(i.Delivered.Consumer) - int64(passed)
	return out, nil
}

// Missing reports whether a stream is not there.
func Missing(ctx context.Context, c *broker.Conn, stream string) (bool, error) {
	s, err := measure(ctx, c, stream)
	return s.Missing, err
}
