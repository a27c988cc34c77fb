package pipelinetest

import (
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/topology"
)

// Actions writes a plan down: kind name action, and its fields.
func Actions(p topology.Plan, but topology.Action) []string {
	var out []string
	for _, i := range p.Items {
		if i.Action == but {
			continue
		}
		line := i.Kind + " " + i.Name + " " + string(i.Action)
		for _, f := range i.Changes {
			line += fmt.Sprintf(" %s:%s→%s", f.Field, f.Old, f.New)
			if f.Destructive != "" {
				line += "!"
			}
		}
		out = append(out, line)
	}
	return out
}

func (r *Rig) EditStream(name string, change func(*jetstream.StreamConfig)) {
	r.T.Helper()
	s, err := r.Conn.JS.Stream(r.Context(), name)
	if err != nil {
		r.T.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	change(&cfg)
	if _, err := r.Conn.JS.UpdateStream(r.Context(), cfg); err != nil {
		r.T.Fatal(err)
	}
}

func (r *Rig) EditConsumer(stage string, change func(*jetstream.ConsumerConfig)) {
	r.T.Helper()
	stream, _, err := r.Conn.Topology().StageStream(stage)
	if err != nil {
		r.T.Fatal(err)
	}
	c, err := r.Conn.JS.Consumer(r.Context(), stream, stage)
	if err != nil {
		r.T.Fatal(err)
	}
	cfg := c.CachedInfo().Config
	change(&cfg)
	if _, err := r.Conn.JS.CreateOrUpdateConsumer(r.Context(), stream, cfg); err != nil {
		r.T.Fatal(err)
	}
}

func (r *Rig) Pause(stage string) {
	r.T.Helper()
	stream, _, err := r.Conn.Topology().StageStream(stage)
	if err != nil {
		r.T.Fatal(err)
	}
	if _, err := r.Conn.JS.PauseConsumer(r.Context(), stream, stage, time.Now().Add(time.Hour)); err != nil {
		r.T.Fatal(err)
	}
}
