package broker

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ErrStop, returned by a scan's function, ends the scan without an error.
var ErrStop = errors.New("enough")

// Scan reads a limits stream once, in order, from a sequence to its end. It makes an
// ephemeral consumer and removes it again.
type Scan struct {
	Stream      string
	Filters     []string
	From        uint64    // first sequence, 0 for the beginning
	Since       time.Time // used when from is 0
	HeadersOnly bool
}

// scanBatch is how much is asked for at a time. Headers are small; with bodies a pull is
// bounded by bytes too.
const scanBatch = 500

func (s Scan) Run(ctx context.Context, c *Conn, each func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	cfg := jetstream.ConsumerConfig{
		AckPolicy: jetstream.AckNonePolicy, FilterSubjects: s.Filters, HeadersOnly: s.HeadersOnly,
		MemoryStorage: true, Replicas: 1, InactiveThreshold: 30 * time.Second, DeliverPolicy: jetstream.DeliverAllPolicy,
	}
	if len(s.Filters) == 1 { // the filter is then part of the request's subject, and permissions can name it
		cfg.FilterSubject, cfg.FilterSubjects = s.Filters[0], nil
	}
	switch {
	case s.From > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, s.From
	case !s.Since.IsZero():
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &s.Since
	}
	begun, err := s.state(ctx, c)
	if err != nil {
		return err
	}
	cons, err := c.JS.CreateConsumer(ctx, s.Stream, cfg)
	if err != nil {
		return fmt.Errorf("scan %s: %w", s.Stream, err)
	}
	defer func() {
		dctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = c.JS.DeleteConsumer(dctx, s.Stream, cons.CachedInfo().Name) // else gone after 30 s
	}()
	err = s.read(ctx, c, cons, begun, each)
	if errors.Is(err, ErrStop) {
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
func (s Scan) read(ctx context.Context, c *Conn, cons jetstream.Consumer, begun jetstream.StreamState, each func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
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
			return fmt.Errorf("scan %s: %w", s.Stream, err)
		}
		got := 0
		for m := range batch.Messages() {
			meta, err := m.Metadata()
			if err != nil {
				return fmt.Errorf("scan %s: %w", s.Stream, err)
			}
			if meta.Sequence.Consumer != next {
				return fmt.Errorf("scan %s: message %d of the scan came instead of %d", s.Stream, meta.Sequence.Consumer, next)
			}
			next, pending, got = next+1, meta.NumPending, got+1
			if err := each(m, meta); err != nil {
				return err
			}
		}
		err = errors.Join(batch.Error(), ctx.Err())
		switch {
		case errors.Is(err, nats.ErrNoResponders): // in a cluster a consumer may be new to where it is asked
			if !Sleep(ctx, scanWait) {
				return fmt.Errorf("scan %s: %w", s.Stream, ctx.Err())
			}
		case err != nil:
			return fmt.Errorf("scan %s: %w", s.Stream, err)
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
			return fmt.Errorf("scan %s: %d messages pending and none came", s.Stream, pending)
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
func (s Scan) missed(ctx context.Context, c *Conn, cons jetstream.Consumer) (uint64, error) {
	at := cons.CachedInfo().Cluster
	for range replicaLooks {
		h, err := c.JS.Stream(ctx, s.Stream)
		if err != nil {
			return 0, fmt.Errorf("scan %s: %w", s.Stream, err)
		}
		cluster := h.CachedInfo().Cluster
		if at == nil || cluster == nil || cluster.Leader == at.Leader || len(cluster.Replicas) == 0 {
			return 0, nil
		}
		if !Sleep(ctx, replicaPause) {
			return 0, fmt.Errorf("scan %s: %w", s.Stream, ctx.Err())
		}
		info, err := cons.Info(ctx)
		if err != nil {
			return 0, fmt.Errorf("scan %s: %w", s.Stream, err)
		}
		if info.NumPending > 0 || caughtUp(cluster, at.Leader) {
			return info.NumPending, nil
		}
	}
	return 0, fmt.Errorf("scan %s: the replica on %s does not catch up with the stream; ask again", s.Stream, at.Leader)
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
func (s Scan) state(ctx context.Context, c *Conn) (jetstream.StreamState, error) {
	h, err := c.JS.Stream(ctx, s.Stream)
	if err != nil {
		return jetstream.StreamState{}, fmt.Errorf("scan %s: %w", s.Stream, err)
	}
	return h.CachedInfo().State, nil
}

// atEnd reports whether the consumer has been past the last message. What is pending then
// was removed meanwhile, or was tried and could not be read, which is a DamagedError.
func (s Scan) atEnd(ctx context.Context, c *Conn, cons jetstream.Consumer, begun jetstream.StreamState, came, pending uint64) (bool, error) {
	now, err := s.state(ctx, c)
	if err != nil {
		return false, err
	}
	info, err := cons.Info(ctx)
	if err != nil {
		return false, fmt.Errorf("scan %s: %w", s.Stream, err)
	}
	// The server sets what is pending to nought when it meets the stream's end.
	if info.NumPending > 0 || info.Delivered.Consumer != came {
		return false, nil
	}
	removed := now.LastSeq - begun.LastSeq + begun.Msgs - min(now.Msgs, now.LastSeq-begun.LastSeq+begun.Msgs)
	if pending <= removed {
		return true, nil
	}
	return true, &DamagedError{s.Stream, pending - removed, now.LastSeq}
}
