package worker

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/micro"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// presenceControl names the subject on which running workers answer. It is in no stream.
const presenceControl = "workers"

// About says what a worker's process runs.
type About struct {
	// Version is the program's, Parser the parser's, Rules the name of the rule set in force.
	// Each may be empty.
	Version string `json:"version,omitempty"`
	Parser  string `json:"parser,omitempty"`
	Rules   string `json:"rules,omitempty"`
}

// Presence is a worker's answer to who is there.
type Presence struct {
	// ID tells workers apart; a worker keeps it as long as it runs.
	ID    string `json:"id"`
	Stage string `json:"stage"`
	// Concurrency is how many messages it works on at once, Held how many it has now.
	Concurrency int `json:"concurrency"`
	Held        int `json:"held"`
	About
}

// semantic is what the micro protocol takes as a version.
var semantic = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)

// announce has the worker answer under presenceControl and, as a NATS micro service of the
// name <prefix>-<stage>, to `nats micro ls`, `info` and `stats`. Where permissions forbid it,
// the worker runs all the same and is not counted.
func (w *Worker) announce() (stop func()) {
	version := w.about().Version
	if !semantic.MatchString(version) { // a build between two releases
		version = "0.0.0"
	}
	s, err := micro.AddService(w.conn.NC, micro.Config{
		Name: w.topo.Flow.Prefix + "-" + w.stage.Name(), Version: version, Description: "stage " + w.stage.Name() + " of the pipeline",
		Metadata:     map[string]string{"stage": w.stage.Name(), "build": w.about().Version},
		StatsHandler: func(*micro.Endpoint) any { return w.presence("") },
	})
	if err == nil {
		id := s.Info().ID
		answer := micro.HandlerFunc(func(r micro.Request) { _ = r.RespondJSON(w.presence(id)) })
		// Each worker answers, not one of them.
		err = s.AddEndpoint("workers", answer, micro.WithEndpointSubject(w.topo.Flow.Control(presenceControl)), micro.WithEndpointQueueGroupDisabled())
	}
	if err != nil {
		w.log.Warn().Err(err).Msg("cannot announce the worker")
	}
	return func() {
		if s != nil {
			_ = s.Stop()
		}
	}
}

func (w *Worker) about() About {
	if w.o.About == nil {
		return About{}
	}
	return w.o.About()
}

func (w *Worker) presence(id string) Presence {
	return Presence{ID: id, Stage: w.stage.Name(), Concurrency: w.o.Concurrency, Held: w.held.len(), About: w.about()}
}

// presenceWait is how long answers are waited for, after the last one.
const presenceWait = 150 * time.Millisecond

// Count asks who is there and counts the answers by stage: worker values that are
// running now and can be reached, each with its own concurrency, not goroutines.
func Count(ctx context.Context, c *broker.Conn) (map[string]int, error) {
	found, err := Find(ctx, c, presenceWait)
	counts := map[string]int{}
	for _, p := range found {
		counts[p.Stage]++
	}
	return counts, err
}

// Find asks who is there, and returns when nobody has answered for patience. Who is slower
// is not found.
func Find(ctx context.Context, c *broker.Conn, patience time.Duration) ([]Presence, error) {
	inbox := c.NC.NewInbox()
	sub, err := c.NC.SubscribeSync(inbox)
	if err != nil {
		return nil, fmt.Errorf("count workers: %w", err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	if err := c.NC.PublishRequest(c.Topology().Flow.Control(presenceControl), inbox, nil); err != nil {
		return nil, fmt.Errorf("count workers: %w", err)
	}
	var out []Presence
	for ctx.Err() == nil {
		m, err := sub.NextMsg(patience)
		if errors.Is(err, nats.ErrTimeout) || errors.Is(err, nats.ErrNoResponders) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("count workers: %w", err)
		}
		var p Presence
		if json.Unmarshal(m.Data, &p) == nil {
			out = append(out, p)
		}
	}
	return out, ctx.Err()
}
