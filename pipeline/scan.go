package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	switch {
	case s.from > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, s.from
	case !s.since.IsZero():
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &s.since
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
	err = s.read(ctx, cons, each)
	if errors.Is(err, errStopScan) {
		return nil
	}
	return err
}

// read pulls until nothing is pending. Nothing is redelivered to a consumer without acks,
// so a gap in the consumer's own numbering means that something was lost on the way, and
// the scan fails.
func (s scan) read(ctx context.Context, cons jetstream.Consumer, each func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	pending, next := cons.CachedInfo().NumPending, uint64(1)
	for pending > 0 {
		batch, err := cons.Fetch(int(min(pending, scanBatch)), jetstream.FetchMaxBytes(48<<20), jetstream.FetchMaxWait(5*time.Second))
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
		if err := errors.Join(batch.Error(), ctx.Err()); err != nil {
			return fmt.Errorf("scan %s: %w", s.stream, err)
		}
		if got == 0 {
			return fmt.Errorf("scan %s: %d messages pending and none came", s.stream, pending)
		}
	}
	return nil
}
