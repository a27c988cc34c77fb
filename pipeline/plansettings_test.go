package pipeline

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

func (r *rig) editStream(name string, change func(*jetstream.StreamConfig)) {
	r.t.Helper()
	s, err := r.conn.JS.Stream(r.ctx(), name)
	if err != nil {
		r.t.Fatal(err)
	}
	cfg := s.CachedInfo().Config
	change(&cfg)
	if _, err := r.conn.JS.UpdateStream(r.ctx(), cfg); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) editConsumer(stage string, change func(*jetstream.ConsumerConfig)) {
	r.t.Helper()
	stream, _, err := r.conn.Topology().stageStream(stage)
	if err != nil {
		r.t.Fatal(err)
	}
	c, err := r.conn.JS.Consumer(r.ctx(), stream, stage)
	if err != nil {
		r.t.Fatal(err)
	}
	cfg := c.CachedInfo().Config
	change(&cfg)
	if _, err := r.conn.JS.CreateOrUpdateConsumer(r.ctx(), stream, cfg); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) pause(stage string) {
	r.t.Helper()
	stream, _, err := r.conn.Topology().stageStream(stage)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.conn.JS.PauseConsumer(r.ctx(), stream, stage, time.Now().Add(time.Hour)); err != nil {
		r.t.Fatal(err)
	}
}

// What stops the flow or lets messages go astray is told, and taken back by Apply.
func TestPlanTellsWhatStopsTheFlow(t *testing.T) {
	t.Parallel()
	type sc = jetstream.StreamConfig
	type cc = jetstream.ConsumerConfig
	for _, c := range []struct {
		want string // the beginning of the one line that is not the same
		make func(*rig)
	}{
		{"stream GOUJI_P0 change max_msg_size:100→none", func(r *rig) { r.editStream("GOUJI_P0", func(c *sc) { c.MaxMsgSize = 100 }) }},
		{"stream GOUJI_SUBMIT change no_ack:true→false", func(r *rig) { r.editStream(SubmitStream, func(c *sc) { c.NoAck = true }) }},
		{"stream GOUJI_DEAD change republish:gouji.dead.> to copy.>→none", func(r *rig) {
			r.editStream(DeadStream, func(c *sc) { c.RePublish = &jetstream.RePublish{Source: "gouji.dead.>", Destination: "copy.>"} })
		}},
		{"stream GOUJI_DEAD change subject_transform:gouji.dead.> to astray.>→none", func(r *rig) {
			r.editStream(DeadStream, func(c *sc) {
				c.SubjectTransform = &jetstream.SubjectTransformConfig{Source: "gouji.dead.>", Destination: "astray.>"}
			})
		}},
		{"stream GOUJI_P0 change sources:THEIRS→none", func(r *rig) {
			if _, err := r.conn.JS.CreateStream(r.ctx(), sc{Name: "THEIRS", Subjects: []string{"theirs.>"}}); err != nil {
				r.t.Fatal(err)
			}
			r.editStream("GOUJI_P0", func(c *sc) { c.Sources = []*jetstream.StreamSource{{Name: "THEIRS"}} })
		}},
		{"bucket gouji-blobs change max_msg_size:10→none", func(r *rig) { r.editStream("OBJ_"+BlobBucket, func(c *sc) { c.MaxMsgSize = 10 }) }},
		{"bucket gouji-ledger change no_ack:true→false", func(r *rig) { r.editStream("KV_"+LedgerBucket, func(c *sc) { c.NoAck = true }) }},
		{"consumer parse change headers_only:true→false", func(r *rig) { r.editConsumer(StageParse, func(c *cc) { c.HeadersOnly = true }) }},
		{"consumer parse change ack_wait:1m0s→3s backoff:1m0s 2m0s→none", func(r *rig) {
			r.editConsumer(StageParse, func(c *cc) { c.BackOff = []time.Duration{time.Minute, 2 * time.Minute} })
		}},
		{"consumer publish change inactive_threshold:1h0m0s→none", func(r *rig) {
			r.editConsumer(StagePublish, func(c *cc) { c.InactiveThreshold = time.Hour })
		}},
		{"consumer validate change pause_until:20", func(r *rig) { r.pause(StageValidate) }},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			c.make(r)
			p, err := PlanTopology(r.ctx(), r.conn, r.topo)
			if got := actions(p, ActionSame); err != nil || !p.Differs() || len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Fatalf("%v, %v", got, err)
			}
			if err := p.Apply(r.ctx(), r.conn, false); err != nil {
				t.Fatal(err)
			}
			if p, err = PlanTopology(r.ctx(), r.conn, r.topo); err != nil || p.Differs() {
				t.Fatalf("after it was applied: %v, %v", actions(p, ActionSame), err)
			}
			var y toy
			r.work(WorkerOptions{}, y.stages()...)
			r.waitState(r.submit("goes through"), StatePublished)
		})
	}
}

// What JetStream does not take back is told, and nothing else is done then.
func TestPlanTellsWhatCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*jetstream.StreamConfig){
		"deny_delete": func(c *jetstream.StreamConfig) { c.DenyDelete = true },
		"deny_purge":  func(c *jetstream.StreamConfig) { c.DenyPurge = true },
		"sealed":      func(c *jetstream.StreamConfig) { c.Sealed = true },
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			r.editStream(DeadStream, change)
			p, err := PlanTopology(r.ctx(), r.conn, Topology{AckWait: 9 * time.Second})
			if err != nil || !slices.ContainsFunc(actions(p, ActionSame), func(s string) bool { return strings.Contains(s, field+":true→false!") }) {
				t.Fatalf("%v, %v", actions(p, ActionSame), err)
			}
			if err := p.Apply(r.ctx(), r.conn, true); err == nil || !strings.Contains(err.Error(), "nothing was done") {
				t.Errorf("applied with %v", err)
			}
			c, err := r.conn.JS.Consumer(r.ctx(), SubmitStream, StageIngest)
			if err != nil || c.CachedInfo().Config.AckWait != 3*time.Second {
				t.Errorf("it was done in part: %v", err)
			}
		})
	}
}

// A pause that is over stays in the consumer's settings and is no difference.
func TestPlanForgetsAPauseThatIsOver(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	if _, err := r.conn.JS.PauseConsumer(r.ctx(), "GOUJI_P0", StageParse, time.Now().Add(300*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the pause ends", func() bool {
		p, err := PlanTopology(context.Background(), r.conn, r.topo)
		return err == nil && !p.Differs()
	})
	if err := Ready(r.ctx(), r.conn); err != nil {
		t.Errorf("ready: %v", err)
	}
}

// A plan of a closed stream says so and leaves it to the guards, also when it is applied.
func TestPlanAppliedLeavesAClosedStreamClosed(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	r.guard(GuardOptions{Disk: func(context.Context) (float64, error) { return 0.9, nil }}).Once(r.ctx())
	r.editStream(SubmitStream, func(c *jetstream.StreamConfig) { c.MaxMsgSize = 1 << 20 })
	p, err := PlanTopology(r.ctx(), r.conn, r.topo)
	if err != nil || !strings.HasPrefix(p.Items[0].Closed, "disk 90 % full (") {
		t.Fatalf("%q, %v", p.Items[0].Closed, err)
	}
	if err := p.Apply(r.ctx(), r.conn, false); err != nil && !errors.Is(err, ErrDestructive) {
		t.Fatal(err)
	}
	if !r.refused("x") || r.closedInPlan() == "" {
		t.Error("the plan opened the stream")
	}
}
