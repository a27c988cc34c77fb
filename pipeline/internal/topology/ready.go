package topology

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// Ready returns nil when what is handed in can be stored, would survive a power cut and is
// worked on: the broker answers and lets us hear its answers, streams, buckets and consumers
// are there, have a leader with a majority behind it and are not paused, streams are on
// disk, and every server that holds them runs sync_interval: always. The error says what is
// missing.
//
// A closed stream of submissions, a full one and a stage without workers do not make it red. All doors would leave their load
// balancer at once, and producers would hear its bare 503 in place of ours, which has the
// reason and a Retry-After; lookups and /v1/check, which go on, would go with them; and no
// worker could be rolled out, which may be what takes the backlog away. Readiness names
// them beside.
func Ready(ctx context.Context, c *broker.Conn) error {
	_, err := Readiness(ctx, c)
	return err
}

// Readiness is Ready that also returns what waits or is full meanwhile, as far as the broker
// shows it.
func Readiness(ctx context.Context, c *broker.Conn) (waits []Wait, err error) {
	if !c.NC.IsConnected() {
		return nil, fmt.Errorf("no connection to the broker (%s)", c.NC.Status())
	}
	if err := c.Refused(); err != nil {
		return nil, err
	}
	t := c.Topology()
	var on []*jetstream.ClusterInfo
	for _, name := range Streams(t) {
		s, err := c.JS.Stream(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("stream %s: %w", name, err)
		}
		waits = append(waits, streamWaits(t, s.CachedInfo())...)
		cfg := s.CachedInfo().Config
		if cfg.Storage != jetstream.FileStorage {
			return nil, fmt.Errorf("stream %s is not on disk", name)
		}
		// The server drops sync_interval: always for streams in this mode.
		if cfg.PersistMode == jetstream.AsyncPersistMode {
			return nil, fmt.Errorf("stream %s persists asynchronously", name)
		}
		if err := quorum(s.CachedInfo().Cluster); err != nil {
			return nil, fmt.Errorf("stream %s: %w", name, err)
		}
		on = append(on, s.CachedInfo().Cluster)
	}
	for _, stage := range t.Flow.StageNames() {
		stream, _, err := t.StageStream(stage)
		if err != nil {
			return nil, err
		}
		cons, err := c.JS.Consumer(ctx, stream, stage)
		if err == nil {
			err = quorum(cons.CachedInfo().Cluster)
		}
		if err != nil {
			return nil, fmt.Errorf("consumer %s on %s: %w", stage, stream, err)
		}
		if i := cons.CachedInfo(); i.Paused { // by somebody's hand: nothing of ours pauses
			return nil, fmt.Errorf("consumer %s on %s is paused for another %s", stage, stream, i.PauseRemaining.Round(time.Second))
		}
		waits = append(waits, stageWaits(cons.CachedInfo())...)
	}
	return waits, durable(ctx, c, on)
}

// silentAfter is how long a replica may say nothing before it counts as away. A leader
// sends a heartbeat each second and steps down after ten without a majority.
const silentAfter = 5 * time.Second

// quorum judges the replicas of a stream or consumer, nil for a server without a cluster.
// It says so a few seconds before the leader itself gives up.
func quorum(i *jetstream.ClusterInfo) error {
	if i == nil || i.Name == "" && i.Leader == "" && len(i.Replicas) == 0 {
		return nil
	}
	if i.Leader == "" {
		return errors.New("there is no leader")
	}
	there := 1
	for _, r := range i.Replicas {
		if present(r) {
			there++
		}
	}
	if of := len(i.Replicas) + 1; there <= of/2 {
		return fmt.Errorf("%d of %d replicas are there, which is no majority", there, of)
	}
	return nil
}

// Current is how many replicas have all of a stream, the leader too; nil is a server without
// a cluster, which has it.
func Current(i *jetstream.ClusterInfo) int {
	if i == nil || i.Name == "" && i.Leader == "" && len(i.Replicas) == 0 {
		return 1
	}
	n := 0
	if i.Leader != "" {
		n++
	}
	for _, r := range i.Replicas {
		if r.Current && present(r) {
			n++
		}
	}
	return n
}

func present(r *jetstream.PeerInfo) bool { return !r.Offline && r.Active < silentAfter }
