package admission

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
)

// WithReason puts the reason that the controller left in the closed stream into a refusal, where
// the connection may read it.
func WithReason(ctx context.Context, c *broker.Conn, err error) error {
	var r *fault.RefusedError
	if !errors.As(err, &r) || r.Reason != broker.RefusedByLimit || c.IsProducerOnly() {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if s, e := c.JS.Stream(ctx, c.Topology().Flow.SubmitStream()); e == nil {
		if closed, ok := topology.ClosureOf(s.CachedInfo().Config); ok {
			r.Reason = closed.Reason
		}
	}
	return err
}

// refusalAnswer is a publish acknowledgement that says no, in the server's own words.
func refusalAnswer(stream, reason string) ([]byte, error) {
	return json.Marshal(map[string]any{"stream": stream, "seq": 0,
		"error": jetstream.APIError{Code: 503, ErrorCode: broker.CodeStoreFailed, Description: broker.RefusedPrefix + reason}})
}
