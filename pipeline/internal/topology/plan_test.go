package topology_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestPlanFromNothingToSame(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewBare(t)
	p, err := topology.NewPlan(r.Context(), r.Conn, wire.Topology{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Items) != 14 || len(pipelinetest.Actions(p, topology.ActionCreate)) != 0 || !p.Differs() {
		t.Fatalf("on an empty server: %v", pipelinetest.Actions(p, ""))
	}
	if err := p.Apply(r.Context(), r.Conn, false); err != nil {
		t.Fatal(err)
	}
	if p, err = topology.NewPlan(r.Context(), r.Conn, wire.Topology{}); err != nil || p.Differs() || len(p.Items) != 14 {
		t.Errorf("after it was applied: %v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
	}
}

func TestPlanTellsFieldByField(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{LogMaxBytes: 1 << 30})
	r.Submit("held")
	held := func(stream string) uint64 {
		s, err := r.Conn.JS.Stream(r.Context(), stream)
		if err != nil {
			t.Fatal(err)
		}
		return s.CachedInfo().State.Bytes
	}
	for _, c := range []struct {
		name string
		topo wire.Topology
		want string // the one line that is not the same
		loss bool
	}{
		{"a longer lease", wire.Topology{LogMaxBytes: 1 << 30, AckWait: 9 * time.Second}, "consumer ingest change ack_wait:3s→9s", false},
		{"more room", wire.Topology{LogMaxBytes: 2 << 30, AckWait: 3 * time.Second}, "stream GOUJI_P0 change max_bytes:1073741824→2147483648", false},
		{"no limit", wire.Topology{AckWait: 3 * time.Second}, "stream GOUJI_P0 change max_bytes:2147483648→none", false},
		{"less than is held", wire.Topology{LogMaxBytes: 1 << 30, SubmitMaxBytes: 10, AckWait: 3 * time.Second}, "stream GOUJI_SUBMIT change max_bytes:none→10!", true},
	} {
		p, err := topology.NewPlan(r.Context(), r.Conn, c.topo)
		if err != nil || !slices.Contains(pipelinetest.Actions(p, topology.ActionSame), c.want) {
			t.Errorf("%s: %v, %v", c.name, pipelinetest.Actions(p, topology.ActionSame), err)
		}
		if err := p.Apply(r.Context(), r.Conn, false); errors.Is(err, topology.ErrDestructive) != c.loss || !c.loss && err != nil {
			t.Errorf("%s: applied with %v", c.name, err)
		}
		if err := topology.Ensure(r.Context(), r.Conn, c.topo); errors.Is(err, topology.ErrDestructive) != c.loss {
			t.Errorf("%s: ensured with %v", c.name, err)
		}
	}
	if held(wire.SubmitStream) == 0 {
		t.Error("a submission was lost")
	}
	// Allowed, JetStream does what was asked, and drops nothing all the same.
	p, err := topology.NewPlan(r.Context(), r.Conn, wire.Topology{SubmitMaxBytes: 10, AckWait: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(r.Context(), r.Conn, true); err != nil || held(wire.SubmitStream) == 0 {
		t.Errorf("allowed: %v, %d bytes held", err, held(wire.SubmitStream))
	}
}

// What somebody did to the streams by hand.
func TestPlanOfWhatOthersChanged(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	js := r.Conn.JS
	edit := func(stream string, change func(*jetstream.StreamConfig)) {
		t.Helper()
		s, err := js.Stream(r.Context(), stream)
		if err != nil {
			t.Fatal(err)
		}
		cfg := s.CachedInfo().Config
		change(&cfg)
		if _, err := js.UpdateStream(r.Context(), cfg); err != nil {
			t.Fatal(err)
		}
	}
	edit(wire.DeadStream, func(c *jetstream.StreamConfig) { c.Subjects = append(c.Subjects, "gouji.old.>") })
	edit(wire.SubmitStream, func(c *jetstream.StreamConfig) { c.Duplicates = time.Minute })
	edit("KV_"+wire.RulesBucket, func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 20 })
	if err := js.DeleteConsumer(r.Context(), "GOUJI_P0", wire.StageParse); err != nil {
		t.Fatal(err)
	}
	for _, cfg := range []jetstream.ConsumerConfig{
		{Durable: wire.StageParse, FilterSubject: "gouji.p0.ingested.*", AckPolicy: jetstream.AckAllPolicy, MaxDeliver: -1, AckWait: 3 * time.Second, MaxAckPending: 2048},
		{Durable: "spy", AckPolicy: jetstream.AckNonePolicy},
		{Name: "passing", AckPolicy: jetstream.AckNonePolicy},
	} {
		if _, err := js.CreateConsumer(r.Context(), "GOUJI_P0", cfg); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := js.CreateStream(r.Context(), jetstream.StreamConfig{Name: "GOUJI_P7", Subjects: []string{"gouji.p7.>"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(r.Context(), jetstream.StreamConfig{Name: "THEIRS", Subjects: []string{"theirs.>"}}); err != nil {
		t.Fatal(err)
	}
	p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"stream GOUJI_SUBMIT change duplicate_window:1m0s→100ms",
		"stream GOUJI_DEAD change subjects:gouji.dead.> gouji.old.>→gouji.dead.>!",
		"bucket gouji-rules change max_msgs_per_subject:20→10",
		"consumer parse change ack_policy:AckAll→AckExplicit!",
		"stream GOUJI_P7 foreign",
		"consumer spy foreign",
	}
	if got := pipelinetest.Actions(p, topology.ActionSame); !slices.Equal(got, want) {
		t.Errorf("plan\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := p.Apply(r.Context(), r.Conn, false); !errors.Is(err, topology.ErrDestructive) {
		t.Errorf("applied with %v", err)
	}
	if again, err := topology.NewPlan(r.Context(), r.Conn, r.Topology); err != nil || !slices.Equal(pipelinetest.Actions(again, topology.ActionSame), want) {
		t.Errorf("a refused plan was done in part: %v, %v", pipelinetest.Actions(again, topology.ActionSame), err)
	}
	if err := p.Apply(r.Context(), r.Conn, true); err != nil {
		t.Fatal(err)
	}
	if p, err = topology.NewPlan(r.Context(), r.Conn, r.Topology); err != nil || !slices.Equal(pipelinetest.Actions(p, topology.ActionSame), want[4:]) {
		t.Errorf("afterwards %v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
	}
}

// What JetStream cannot change on a stream is never tried, allowed or not.
func TestPlanNeverMakesAStreamAnew(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewBare(t)
	cfg := jetstream.StreamConfig{Name: "GOUJI_P0", Subjects: []string{"gouji.p0.>"}, Storage: jetstream.MemoryStorage}
	if _, err := r.Conn.JS.CreateStream(r.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	p, err := topology.NewPlan(r.Context(), r.Conn, wire.Topology{})
	if err != nil {
		t.Fatal(err)
	}
	for _, allowed := range []bool{false, true} {
		if err := p.Apply(r.Context(), r.Conn, allowed); err == nil || !strings.Contains(err.Error(), "storage") {
			t.Errorf("allowed %v: %v", allowed, err)
		}
	}
	if _, err := r.Conn.JS.Stream(r.Context(), wire.SubmitStream); !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("it was done in part: %v", err)
	}
}

// A worker among many takes the deployment as it is.
func TestJoinChangesNothing(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{AckWait: 7 * time.Second})
	p, err := topology.Join(r.Context(), r.Conn, wire.Topology{AckWait: 20 * time.Second, LogMaxBytes: 1 << 30})
	if err != nil || len(pipelinetest.Actions(p, topology.ActionSame)) != 5 {
		t.Errorf("%v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
	}
	if got := r.Conn.Topology().AckWait; got != 7*time.Second {
		t.Errorf("heartbeats by a lease of %s", got)
	}
	if p, err := topology.NewPlan(r.Context(), r.Conn, r.Topology); err != nil || p.Differs() {
		t.Errorf("the deployment was changed: %v, %v", pipelinetest.Actions(p, topology.ActionSame), err)
	}
	if err := r.Conn.JS.DeleteConsumer(r.Context(), wire.SubmitStream, wire.StageIngest); err != nil {
		t.Fatal(err)
	}
	if _, err := topology.Join(r.Context(), r.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest); err != nil {
		t.Errorf("what was missing is still: %v", err)
	}
}
