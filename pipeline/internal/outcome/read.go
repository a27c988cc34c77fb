package outcome

import (
	"context"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Query selects results. The zero Query is all of them.
type Query struct {
	// Producer is whose documents, State Published or Dead; "" is any.
	Producer, State string
	// After is the sequence of the last result that is known already, 0 for none. Since leaves
	// out what was told before; it counts where After is 0.
	After uint64
	Since time.Time
	// Limit is the most results, 0 for any number.
	Limit int
}

// Result is one message of the stream of results.
type Result struct {
	// Sequence is its place, by which a reader goes on.
	Sequence        uint64
	Producer, State string
	Time            time.Time
	// Message is the JSON that its producer is told.
	Message []byte
}

// Read visits the results that a query selects, in the order in which they were told, up to
// the present end. A broker of an older topology has no such stream; then it fails with
// jetstream.ErrStreamNotFound in its chain.
func Read(ctx context.Context, c *broker.Conn, q Query, each func(Result) error) error {
	f := c.Topology().Flow
	for _, token := range []string{q.Producer, q.State} {
		if token != "" && !wire.ValidToken(token) {
			return nil // nobody is called so
		}
	}
	s := broker.Scan{Stream: f.ResultsStream(), Filters: []string{f.ResultsSubject(q.Producer, q.State)}, Since: q.Since}
	if q.After > 0 {
		s.From = q.After + 1
	}
	n := 0
	return s.Run(ctx, c, func(m jetstream.Msg, meta *jetstream.MsgMetadata) error {
		producer, state, err := f.ParseResults(m.Subject())
		if err != nil {
			return nil
		}
		if err := each(Result{meta.Sequence.Stream, producer, state, meta.Timestamp, m.Data()}); err != nil {
			return err
		}
		if n++; n == q.Limit {
			return broker.ErrStop
		}
		return nil
	})
}
