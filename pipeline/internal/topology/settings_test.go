package topology_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// What stops the flow or lets messages go astray is told, and taken back by Apply.
func TestPlanTellsWhatStopsTheFlow(t *testing.T) {
	t.Parallel()
	type sc = jetstream.StreamConfig
	type cc = jetstream.ConsumerConfig
	for _, c := range []struct {
		want string // the beginning of the one line that is not the same
		make func(*pipelinetest.Rig)
	}{
		{"stream GOUJI_P0 change max_msg_size:100→none", func(r *pipelinetest.Rig) { r.EditStream("GOUJI_P0", func(c *sc) { c.MaxMsgSize = 100 }) }},
		{"stream GOUJI_SUBMIT change no_ack:true→false", func(r *pipelinetest.Rig) { r.EditStream(wire.SubmitStream, func(c *sc) { c.NoAck = true }) }},
		{"stream GOUJI_DEAD change republish:gouji.dead.> to copy.>→none", func(r *pipelinetest.Rig) {
			r.EditStream(wire.DeadStream, func(c *sc) { c.RePublish = &jetstream.RePublish{Source: "gouji.dead.>", Destination: "copy.>"} })
		}},
		{"stream GOUJI_DEAD change subject_transform:gouji.dead.> to astray.>→none", func(r *pipelinetest.Rig) {
			r.EditStream(wire.DeadStream, func(c *sc) {
				c.SubjectTransform = &jetstream.SubjectTransformConfig{Source: "gouji.dead.>", Destination: "astray.>"}
			})
		}},
		{"stream GOUJI_P0 change sources:THEIRS→none", func(r *pipelinetest.Rig) {
			if _, err := r.Conn.JS.CreateStream(r.Context(), sc{Name: "THEIRS", Subjects: []string{"theirs.>"}}); err != nil {
				r.T.Fatal(err)
			}
			r.EditStream("GOUJI_P0", func(c *sc) { c.Sources = []*jetstream.StreamSource{{Name: "THEIRS"}} })
		}},
		{"bucket gouji-blobs change max_msg_size:10→none", func(r *pipelinetest.Rig) { r.EditStream("OBJ_"+wire.BlobBucket, func(c *sc) { c.MaxMsgSize = 10 }) }},
		{"bucket gouji-ledger change no_ack:true→false", func(r *pipelinetest.Rig) { r.EditStream("KV_"+wire.LedgerBucket, func(c *sc) { c.NoAck = true }) }},
		{"consumer parse change headers_only:true→false", func(r *pipelinetest.Rig) { r.EditConsumer(wire.StageParse, func(c *cc) { c.HeadersOnly = true }) }},
		{"consumer parse change ack_wait:1m0s→3s backoff:1m0s 2m0s→none", func(r *pipelinetest.Rig) {
			r.EditConsumer(wire.StageParse, func(c *cc) { c.BackOff = []time.Duration{time.Minute, 2 * time.Minute} })
		}},
		{"consumer publish change inactive_threshold:1h0m0s→none", func(r *pipelinetest.Rig) {
			r.EditConsumer(wire.StagePublish, func(c *cc) { c.InactiveThreshold = time.Hour })
		}},
		{"consumer validate change pause_until:20", func(r *pipelinetest.Rig) { r.Pause(wire.StageValidate) }},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			c.make(r)
			p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology)
			if got := pipelinetest.Actions(p, topology.ActionSame); err != nil || !p.Differs() || len(got) != 1 || !strings.HasPrefix(got[0], c.want) {
				t.Fatalf("%v, %v", got, err)
			}
			if err := p.Apply(r.Context(), r.Conn, false); err != nil {
				t.Fatal(err)
			}
			if p, err = topology.NewPlan(r.Context(), r.Conn, r.Topology); err != nil || p.Differs() {
				t.Fatalf("after it was applied: %v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
			}
			var y pipelinetest.Toys
			r.Work(worker.Options{}, y.Stages()...)
			r.WaitState(r.Submit("goes through"), client.StatePublished)
		})
	}
}

// What JetStream does not take back is told, and nothing else is done then.
func TestPlanTellsWhatCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*jetstream.StreamConfig){
		"deny_delete": func(c *jetstream.StreamConfig) { c.DenyDelete = true },
		"sealed":      func(c *jetstream.StreamConfig) { c.Sealed = true },
	} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			r.EditStream(wire.DeadStream, change)
			p, err := topology.NewPlan(r.Context(), r.Conn, wire.Topology{AckWait: 9 * time.Second})
			if err != nil || !slices.ContainsFunc(pipelinetest.Actions(p, topology.ActionSame), func(s string) bool { return strings.Contains(s, field+":true→false!") }) {
				t.Fatalf("%v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
			}
			if err := p.Apply(r.Context(), r.Conn, true); err == nil || !strings.Contains(err.Error(), "nothing was done") {
				t.Errorf("applied with %v", err)
			}
			c, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest)
			if err != nil || c.CachedInfo().Config.AckWait != 3*time.Second {
				t.Errorf("it was done in part: %v", err)
			}
		})
	}
}

// A pause that is over stays in the consumer's settings and is no difference.
func TestPlanForgetsAPauseThatIsOver(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	if _, err := r.Conn.JS.PauseConsumer(r.Context(), "GOUJI_P0", wire.StageParse, time.Now().Add(300*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	pipelinetest.Eventually(t, "the pause ends", func() bool {
		p, err := topology.NewPlan(context.Background(), r.Conn, r.Topology)
		return err == nil && !p.Differs()
	})
	if err := topology.Ready(r.Context(), r.Conn); err != nil {
		t.Errorf("ready: %v", err)
	}
}

// A plan of a closed stream says so and leaves it to the guards, also when it is applied.
func TestPlanAppliedLeavesAClosedStreamClosed(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	r.Guard(admission.Options{Disk: func(context.Context) (float64, error) { return 0.9, nil }}).Once(r.Context())
	r.EditStream(wire.SubmitStream, func(c *jetstream.StreamConfig) { c.MaxMsgSize = 1 << 20 })
	p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology)
	if err != nil || !strings.HasPrefix(p.Items[0].Closed, "disk 90 % full (") {
		t.Fatalf("%q, %v", p.Items[0].Closed, err)
	}
	if err := p.Apply(r.Context(), r.Conn, false); err != nil && !errors.Is(err, topology.ErrDestructive) {
		t.Fatal(err)
	}
	if !r.Refused("x") || r.ClosedInPlan() == "" {
		t.Error("the plan opened the stream")
	}
}
