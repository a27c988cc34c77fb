package broker

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// counter is a consumer that reads nothing: the server says how many messages match its
// filter, which it knows from its index by subject. It is gone when nobody asks for keep.
func counter(ctx context.Context, c *Conn, stream, filter string, keep time.Duration) (jetstream.Consumer, error) {
	cons, err := c.JS.CreateConsumer(ctx, stream, jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, FilterSubject: filter, HeadersOnly: true, MemoryStorage: true, Replicas: 1,
		InactiveThreshold: keep, DeliverPolicy: jetstream.DeliverAllPolicy,
	})
	if err != nil {
		return nil, fmt.Errorf("count %s: %w", filter, err)
	}
	return cons, nil
}

// PendingNow is Pending in one request. At a replica that lags behind it misses the newest.
func PendingNow(ctx context.Context, c *Conn, stream, filter string) (uint64, error) {
	cons, err := counter(ctx, c, stream, filter, time.Second)
	if err != nil {
		return 0, err
	}
	return cons.CachedInfo().NumPending, nil
}

// PendingSince is PendingNow for the messages that came since a time.
func PendingSince(ctx context.Context, c *Conn, stream, filter string, since time.Time) (uint64, error) {
	cons, err := c.JS.CreateConsumer(ctx, stream, jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, FilterSubject: filter, HeadersOnly: true, MemoryStorage: true, Replicas: 1,
		InactiveThreshold: time.Second, DeliverPolicy: jetstream.DeliverByStartTimePolicy, OptStartTime: &since,
	})
	if err != nil {
		return 0, fmt.Errorf("count %s since %s: %w", filter, since.Format(time.RFC3339), err)
	}
	return cons.CachedInfo().NumPending, nil
}

// Pending counts the messages of a stream on a subject, by a consumer that reads none. Where
// that consumer is at a replica which lags behind, it waits until the replica has caught up.
func Pending(ctx context.Context, c *Conn, stream, filter string) (uint64, error) {
	cons, err := counter(ctx, c, stream, filter, 30*time.Second)
	if err != nil {
		return 0, err
	}
	defer func() {
		dctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = c.JS.DeleteConsumer(dctx, stream, cons.CachedInfo().Name) // else gone after 30 s
	}()
	at := cons.CachedInfo().Cluster
	for range replicaLooks {
		h, err := c.JS.Stream(ctx, stream)
		if err != nil {
			return 0, fmt.Errorf("count %s: %w", filter, err)
		}
		cluster := h.CachedInfo().Cluster
		if at == nil || cluster == nil || cluster.Leader == at.Leader || len(cluster.Replicas) == 0 {
			return cons.CachedInfo().NumPending, nil
		}
		if caughtUp(cluster, at.Leader) {
			info, err := cons.Info(ctx)
			if err != nil {
				return 0, fmt.Errorf("count %s: %w", filter, err)
			}
			return info.NumPending, nil
		}
		if !Sleep(ctx, replicaPause) {
			return 0, fmt.Errorf("count %s: %w", filter, ctx.Err())
		}
	}
	return 0, fmt.Errorf("count %s: the replica on %s does not catch up with the stream; ask again", filter, at.Leader)
}
