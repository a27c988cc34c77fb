package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// presenceControl names the subject on which running workers answer. It is in no stream.
const presenceControl = "workers"

// presence is a worker's answer.
type presence struct {
	Stage       string `json:"stage"`
	Concurrency int    `json:"concurrency"`
	Held        int    `json:"held"`
}

// announce has the worker answer under presenceControl. Where permissions forbid it, the
// worker runs all the same and is not counted.
func (w *Worker) announce() (stop func()) {
	sub, err := w.conn.NC.Subscribe(w.topo.Flow.Control(presenceControl), func(m *nats.Msg) {
		data, err := json.Marshal(presence{w.stage.Name(), w.o.Concurrency, w.held.len()})
		if err == nil {
			_ = m.Respond(data)
		}
	})
	if err != nil {
		w.log.Warn().Err(err).Msg("cannot announce the worker")
		return func() {}
	}
	return func() { _ = sub.Unsubscribe() }
}

// presenceWait is how long answers are waited for, after the last one.
const presenceWait = 150 * time.Millisecond

// Count asks who is there and counts the answers by stage: worker values that are
// running now and can be reached, each with its own concurrency, not goroutines.
func Count(ctx context.Context, c *broker.Conn) (map[string]int, error) {
	counts := map[string]int{}
	inbox := c.NC.NewInbox()
	sub, err := c.NC.SubscribeSync(inbox)
	if err != nil {
		return nil, fmt.Errorf("count workers: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	if err := c.NC.PublishRequest(c.Topology().Flow.Control(presenceControl), inbox, nil); err != nil {
		return nil, fmt.Errorf("count workers: %w", err)
	}
	for ctx.Err() == nil {
		m, err := sub.NextMsg(presenceWait)
		if errors.Is(err, nats.ErrTimeout) || errors.Is(err, nats.ErrNoResponders) {
			return counts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("count workers: %w", err)
		}
		var p presence
		if json.Unmarshal(m.Data, &p) == nil {
			counts[p.Stage]++
		}
	}
	return counts, ctx.Err()
}
