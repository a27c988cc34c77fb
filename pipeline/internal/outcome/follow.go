package outcome

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// followAhead is how many results a follower holds that were not visited yet; a result has at
// most MaxMessage bytes.
const followAhead = 16

// Follow visits the results that a query selects, in the order in which they were told, and
// then those that come, until ctx ends, when it returns nil. Another error is one of the
// broker, or of each; whoever goes on behind the last result visited misses none. Limit is not
// looked at.
func Follow(ctx context.Context, c *broker.Conn, q Query, each func(Result) error) error {
	f := c.Topology().Flow
	for _, token := range []string{q.Producer, q.State} {
		if token != "" && !wire.ValidToken(token) {
			return fmt.Errorf("following results: %.40q is no producer or state", token)
		}
	}
	cfg := jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{f.ResultsSubject(q.Producer, q.State)}, InactiveThreshold: 30 * time.Second, MaxResetAttempts: 1,
	}
	switch {
	case q.After > 0:
		cfg.DeliverPolicy, cfg.OptStartSeq = jetstream.DeliverByStartSequencePolicy, q.After+1
	case !q.Since.IsZero():
		cfg.DeliverPolicy, cfg.OptStartTime = jetstream.DeliverByStartTimePolicy, &q.Since
	}
	cons, err := c.JS.OrderedConsumer(ctx, f.ResultsStream(), cfg)
	if err != nil {
		return ended(ctx, err)
	}
	messages, err := cons.Messages(jetstream.PullMaxMessages(followAhead))
	if err != nil {
		return ended(ctx, err)
	}
	// Stopping also ends a look for a lost consumer, which ctx does not.
	defer context.AfterFunc(ctx, messages.Stop)()
	defer func() {
		messages.Stop()
		dctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = c.JS.DeleteConsumer(dctx, f.ResultsStream(), cons.CachedInfo().Name) // else gone after 30 s
	}()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return ended(ctx, err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return fmt.Errorf("following results: %w", err)
		}
		producer, state, err := f.ParseResults(m.Subject())
		if err != nil {
			continue // nobody's
		}
		if err := each(Result{meta.Sequence.Stream, producer, state, meta.Timestamp, m.Data()}); err != nil {
			return err
		}
	}
}

// ended is nil where the follower was asked to end.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("following results: %w", err)
}

// Tail returns the sequence of the newest result of anybody, 0 where there is none.
func Tail(ctx context.Context, c *broker.Conn) (uint64, error) {
	s, err := c.JS.Stream(ctx, c.Topology().Flow.ResultsStream())
	if errors.Is(err, jetstream.ErrStreamNotFound) { // of an older topology
		return 0, fmt.Errorf("no stream of results; run gouji topology apply: %w", err)
	}
	if err != nil {
		return 0, fmt.Errorf("the newest result: %w", err)
	}
	return s.CachedInfo().State.LastSeq, nil
}
