package witness

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// namedKey holds a Named of what was accepted last.
const namedKey = "accepted"

// Named is what is gone by name, as an audit finds it that has read everything. The marks count
// and know no names, so that they cannot tell later which loss somebody has accepted.
type Named struct {
	Schema string `json:"schema"`
	// Blobs are names in the object store that something refers to.
	Blobs []string `json:"blobs,omitempty"`
	// Removed are sequences of the log that was made at Created. Those of another log are others.
	Created time.Time  `json:"created"`
	Removed []wire.Run `json:"removed,omitempty"`
	// Faults say the same in numbers, for whoever reads of the loss later.
	Faults []Fault `json:"-"`
}

func (n Named) same(o Named) bool {
	return slices.Equal(n.Blobs, o.Blobs) && slices.Equal(n.Removed, o.Removed) && (len(n.Removed) == 0 || n.Created.Equal(o.Created))
}

// Accepted is what was accepted by name, as of the last acceptance. It is empty where the bucket
// of the marks is gone: then that is to be accepted, too.
func Accepted(ctx context.Context, c *broker.Conn) (Named, error) {
	n, _, err := accepted(ctx, c)
	return n, err
}

func accepted(ctx context.Context, c *broker.Conn) (n Named, revision uint64, err error) {
	bucket, err := measure(ctx, c, wire.KVStream(c.Topology().Flow.WitnessBucket()))
	if err != nil || bucket.Missing {
		return n, 0, err
	}
	var kept Named
	revision, there, err := read(ctx, c, namedKey, &kept)
	if err == nil && there && kept.Schema == Schema {
		n = kept
	}
	return n, revision, err
}

// name notes what is accepted by name. It is new where the last acceptance did not name all of it.
func name(ctx context.Context, c *broker.Conn, n Named) (fresh bool, err error) {
	before, revision, err := accepted(ctx, c)
	if err != nil || n.same(before) {
		return false, err
	}
	n.Schema = Schema
	if err := write(ctx, c, namedKey, n, revision); err != nil {
		return false, fmt.Errorf("accept a loss: %w", err)
	}
	return len(n.Faults) > 0, nil
}

// NamedFault is a fault of what an audit names: of a stream there were so many and are so many.
func NamedFault(t wire.Topology, kind Kind, stream string, was, is uint64, since time.Time) Fault {
	f := Fault{Kind: kind, What: stream, Was: was, Is: is, Since: since.UTC().Truncate(time.Second)}
	for _, s := range watched(t) {
		if s.name == stream {
			return f.worded(s.role)
		}
	}
	return f
}
