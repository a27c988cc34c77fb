package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// errStopScan, returned by a scan's function, ends the scan without an error.
var errStopScan = errors.New("enough")

// scan reads a limits stream once, in order, from a sequence to its end. It makes an
// ephemeral consumer and removes it again.
type scan struct {
	stream      string
	filters     []string
	from        uint64    // first sequence, 0 for the beginning
	since       time.Time // used when from is 0
	headersOnly bool
}

// scanBatch is how much is asked for at a time. Headers are small; with bodies a pull is
// bounded by bytes too.
const scanBatch = 500

func (s scan) run(ctx context.Context, c *Conn, each func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	cfg := jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, FilterSubjects: s.filters, HeadersOnly: s.headersOnly,
		MemoryStorage: true, Replicas: 1, InactiveThreshold: 30 * time.Second, DeliverPolicy: jetstream.DeliverAllPolicy,
	}
	if len(s.filters) == 1 { // the filter is then part of the request's subject, and permissions can name it
		cfg.FilterSubject, cfg.FilterSubjects = s.filters[0], nil
	}
	switch {
	case s.from > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, s.from
	case !s.since.IsZero():
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &s.since
	}
	begun, err := s.state(ctx, c)
	if err != nil {
		return err
	}
	cons, err := c.JS.CreateConsumer(ctx, s.stream, cfg)
	if err != nil {
		return fmt.Errorf("scan %s: %w", s.stream, err)
	}
	defer func() {
		dctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = c.JS.DeleteConsumer(dctx, s.stream, cons.CachedInfo().Name) // else gone after 30 s
	}()
	err = s.read(ctx, c, cons, begun, each)
	if errors.Is(err, errStopScan) {
		return nil
	}
	return err
}

// DamagedError says that a stream holds messages that the server counts and cannot read. A
// scan returns it after it has visited all the others.
type DamagedError struct {
	Stream string
	// Messages is how many, Last the sequence up to which the server was asked.
	Messages, Last uint64
}

// Error says what is damaged.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("stream %s: %d messages are damaged, the server cannot read them; restore the stream from a replica or a backup", e.Stream, e.Messages)
}

const (
	// scanWait is how long one pull waits for the next message.
	scanWait = time.Second
	// scanStalls is how many pulls in a row may bring nothing while the server is not at the
	// end: with scanWait it is how long a stall of the broker may last.
	scanStalls = 5
)

// read pulls until nothing is pending. Nothing is redelivered to a consumer without acks,
// so a gap in the consumer's own numbering means that something was lost on the way, and
// the scan fails.
func (s scan) read(ctx context.Context, c *Conn, cons jetstream.Consumer, begun jetstream.StreamState, each func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	pending, next, stalls := cons.CachedInfo().NumPending, uint64(1), 0
	for {
		if pending == 0 {
			var err error
			if pending, err = s.missed(ctx, c, cons); err != nil || pending == 0 {
				return err
			}
		}
		asked := int(min(pending, scanBatch))
		batch, err := cons.Fetch(asked, jetstream.FetchMaxBytes(48<<20), jetstream.FetchMaxWait(scanWait))
		if err != nil {
			return fmt.Errorf("scan %s: %w", s.stream, err)
		}
		got := 0
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return fmt.Errorf("scan %s: %w", s.stream, err)
			}
			if meta.Sequence.Consumer != next {
				return fmt.Errorf("scan %s: message %d of the scan came instead of %d", s.stream, meta.Sequence.Consumer, next)
			}
			next, pending, got = next+1, meta.NumPending, got+1
			if err := each(m, meta); err != nil {
				return err
			}
		}
		err = errors.Join(batch.Error(), ctx.Err())
		switch {
		case errors.Is(err, nats.ErrNoResponders): // in a cluster a consumer may be new to where it is asked
			if !sleep(ctx, scanWait) {
				return fmt.Errorf("scan %s: %w", s.stream, ctx.Err())
			}
		case err != nil:
			return fmt.Errorf("scan %s: %w", s.stream, err)
		}
		if got > 0 {
			stalls = 0
		}
		if got > 0 && (got == asked || pending == 0) {
			continue
		}
		if end, err := s.atEnd(ctx, c, cons, begun, next-1, pending); err != nil || end {
			return err
		}
		if stalls++; stalls == scanStalls {
			return fmt.Errorf("scan %s: %d messages pending and none came", s.stream, pending)
		}
	}
}

const (
	// replicaLooks and replicaPause bound the wait for a replica that lags behind: 5 s.
	replicaLooks = 50
	replicaPause = 100 * time.Millisecond
)

// missed is what is pending after all, where nothing seemed to be: the consumer is at one of
// several replicas, and that one may not have the newest messages. It waits until the
// leader says that the replica has caught up, and once more for what it has to be stored.
func (s scan) missed(ctx context.Context, c *Conn, cons jetstream.Consumer) (uint64, error) {
	at := cons.CachedInfo().Cluster
	for range replicaLooks {
		h, err := c.JS.Stream(ctx, s.stream)
		if err != nil {
			return 0, fmt.Errorf("scan %s: %w", s.stream, err)
		}
		cluster := h.CachedInfo().Cluster
		if at == nil || cluster == nil || cluster.Leader == at.Leader || len(cluster.Replicas) == 0 {
			return 0, nil
		}
		if !sleep(ctx, replicaPause) {
			return 0, fmt.Errorf("scan %s: %w", s.stream, ctx.Err())
		}
		info, err := cons.Info(ctx)
		if err != nil {
			return 0, fmt.Errorf("scan %s: %w", s.stream, err)
		}
		if info.NumPending > 0 || caughtUp(cluster, at.Leader) {
			return info.NumPending, nil
		}
	}
	return 0, fmt.Errorf("scan %s: the replica on %s does not catch up with the stream; ask again", s.stream, at.Leader)
}

func caughtUp(c *jetstream.ClusterInfo, node string) bool {
	for _, p := range c.Replicas {
		if p.Name == node {
			return p.Current && p.Lag == 0
		}
	}
	return false
}

// state is the stream's now.
func (s scan) state(ctx context.Context, c *Conn) (jetstream.StreamState, error) {
	h, err := c.JS.Stream(ctx, s.stream)
	if err != nil {
		return jetstream.StreamState{}, fmt.Errorf("scan %s: %w", s.stream, err)
	}
	return h.CachedInfo().State, nil
}

// atEnd reports whether the consumer has been past the last message. What is pending then
// was removed meanwhile, or was tried and could not be read, which is a DamagedError.
func (s scan) atEnd(ctx context.Context, c *Conn, cons jetstream.Consumer, begun jetstream.StreamState, came, pending uint64) (bool, error) {
	now, err := s.state(ctx, c)
	if err != nil {
		return false, err
	}
	info, err := cons.Info(ctx)
	if err != nil {
		return false, fmt.Errorf("scan %s: %w", s.stream, err)
	}
	// The server sets what is pending to nought when it meets the stream's end.
	if info.NumPending > 0 || info.Delivered.Consumer != came {
		return false, nil
	}
	removed := now.LastSeq - begun.LastSeq + begun.Msgs - min(now.Msgs, now.LastSeq-begun.LastSeq+begun.Msgs)
	if pending <= removed {
		return true, nil
	}
	return true, &DamagedError{s.stream, pending - removed, now.LastSeq}
}
