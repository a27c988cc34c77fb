package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/pipeline/fault"
)

// actions writes a plan down: kind name action, and its fields.
func actions(p Plan, but Action) []string {
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

func TestPlanFromNothingToSame(t *testing.T) {
	t.Parallel()
	r := newBareRig(t)
	p, err := PlanTopology(r.ctx(), r.conn, Topology{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Items) != 10 || len(actions(p, ActionCreate)) != 0 || !p.Differs() {
		t.Fatalf("on an empty server: %v", actions(p, ""))
	}
	if err := p.Apply(r.ctx(), r.conn, false); err != nil {
		t.Fatal(err)
	}
	if p, err = PlanTopology(r.ctx(), r.conn, Topology{}); err != nil || p.Differs() || len(p.Items) != 10 {
		t.Errorf("after it was applied: %v, %v", actions(p, ActionSame), err)
	}
}

func TestPlanTellsFieldByField(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{LogMaxBytes: 1 << 30})
	r.submit("held")
	held := func(stream string) uint64 {
		s, err := r.conn.JS.Stream(r.ctx(), stream)
		if err != nil {
			t.Fatal(err)
		}
		return s.CachedInfo().State.Bytes
	}
	for _, c := range []struct {
		name string
		topo Topology
		want string // the one line that is not the same
		loss bool
	}{
		{"a longer lease", Topology{LogMaxBytes: 1 << 30, AckWait: 9 * time.Second}, "consumer ingest change ack_wait:3s→9s", false},
		{"more room", Topology{LogMaxBytes: 2 << 30, AckWait: 3 * time.Second}, "stream GOUJI_P0 change max_bytes:1073741824→2147483648", false},
		{"no limit", Topology{AckWait: 3 * time.Second}, "stream GOUJI_P0 change max_bytes:2147483648→none", false},
		{"less than is held", Topology{LogMaxBytes: 1 << 30, SubmitMaxBytes: 10, AckWait: 3 * time.Second}, "stream GOUJI_SUBMIT change max_bytes:none→10!", true},
	} {
		p, err := PlanTopology(r.ctx(), r.conn, c.topo)
		if err != nil || !slices.Contains(actions(p, ActionSame), c.want) {
			t.Errorf("%s: %v, %v", c.name, actions(p, ActionSame), err)
		}
		if err := p.Apply(r.ctx(), r.conn, false); errors.Is(err, ErrDestructive) != c.loss || !c.loss && err != nil {
			t.Errorf("%s: applied with %v", c.name, err)
		}
		if err := Ensure(r.ctx(), r.conn, c.topo); errors.Is(err, ErrDestructive) != c.loss {
			t.Errorf("%s: ensured with %v", c.name, err)
		}
	}
	if held(SubmitStream) == 0 {
		t.Error("a submission was lost")
	}
	// Allowed, JetStream does what was asked, and drops nothing all the same.
	p, err := PlanTopology(r.ctx(), r.conn, Topology{SubmitMaxBytes: 10, AckWait: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Apply(r.ctx(), r.conn, true); err != nil || held(SubmitStream) == 0 {
		t.Errorf("allowed: %v, %d bytes held", err, held(SubmitStream))
	}
}

// What somebody did to the streams by hand.
func TestPlanOfWhatOthersChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	js := r.conn.JS
	edit := func(stream string, change func(*jetstream.StreamConfig)) {
		t.Helper()
		s, err := js.Stream(r.ctx(), stream)
		if err != nil {
			t.Fatal(err)
		}
		cfg := s.CachedInfo().Config
		change(&cfg)
		if _, err := js.UpdateStream(r.ctx(), cfg); err != nil {
			t.Fatal(err)
		}
	}
	edit(DeadStream, func(c *jetstream.StreamConfig) { c.Subjects = append(c.Subjects, "gouji.old.>") })
	edit(SubmitStream, func(c *jetstream.StreamConfig) { c.Duplicates = time.Minute })
	edit("KV_"+RulesBucket, func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 20 })
	if err := js.DeleteConsumer(r.ctx(), "GOUJI_P0", StageParse); err != nil {
		t.Fatal(err)
	}
	for _, cfg := range []jetstream.ConsumerConfig{
		{Durable: StageParse, FilterSubject: "gouji.p0.ingested.*", AckPolicy: jetstream.AckAllPolicy, MaxDeliver: -1, AckWait: 3 * time.Second, MaxAckPending: 2048},
		{Durable: "spy", AckPolicy: jetstream.AckNonePolicy},
		{Name: "passing", AckPolicy: jetstream.AckNonePolicy},
	} {
		if _, err := js.CreateConsumer(r.ctx(), "GOUJI_P0", cfg); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := js.CreateStream(r.ctx(), jetstream.StreamConfig{Name: "GOUJI_P7", Subjects: []string{"gouji.p7.>"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := js.CreateStream(r.ctx(), jetstream.StreamConfig{Name: "THEIRS", Subjects: []string{"theirs.>"}}); err != nil {
		t.Fatal(err)
	}
	p, err := PlanTopology(r.ctx(), r.conn, r.topo)
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
	if got := actions(p, ActionSame); !slices.Equal(got, want) {
		t.Errorf("plan\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if err := p.Apply(r.ctx(), r.conn, false); !errors.Is(err, ErrDestructive) {
		t.Errorf("applied with %v", err)
	}
	if again, err := PlanTopology(r.ctx(), r.conn, r.topo); err != nil || !slices.Equal(actions(again, ActionSame), want) {
		t.Errorf("a refused plan was done in part: %v, %v", actions(again, ActionSame), err)
	}
	if err := p.Apply(r.ctx(), r.conn, true); err != nil {
		t.Fatal(err)
	}
	if p, err = PlanTopology(r.ctx(), r.conn, r.topo); err != nil || !slices.Equal(actions(p, ActionSame), want[4:]) {
		t.Errorf("afterwards %v, %v", actions(p, ActionSame), err)
	}
}

// What JetStream cannot change on a stream is never tried, allowed or not.
func TestPlanNeverMakesAStreamAnew(t *testing.T) {
	t.Parallel()
	r := newBareRig(t)
	cfg := jetstream.StreamConfig{Name: "GOUJI_P0", Subjects: []string{"gouji.p0.>"}, Storage: jetstream.MemoryStorage}
	if _, err := r.conn.JS.CreateStream(r.ctx(), cfg); err != nil {
		t.Fatal(err)
	}
	p, err := PlanTopology(r.ctx(), r.conn, Topology{})
	if err != nil {
		t.Fatal(err)
	}
	for _, allowed := range []bool{false, true} {
		if err := p.Apply(r.ctx(), r.conn, allowed); err == nil || !strings.Contains(err.Error(), "storage") {
			t.Errorf("allowed %v: %v", allowed, err)
		}
	}
	if _, err := r.conn.JS.Stream(r.ctx(), SubmitStream); !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("it was done in part: %v", err)
	}
}

// A worker among many takes the deployment as it is.
func TestJoinChangesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{AckWait: 7 * time.Second})
	p, err := Join(r.ctx(), r.conn, Topology{AckWait: 20 * time.Second, LogMaxBytes: 1 << 30})
	if err != nil || len(actions(p, ActionSame)) != 5 {
		t.Errorf("%v, %v", actions(p, ActionSame), err)
	}
	if got := r.conn.Topology().AckWait; got != 7*time.Second {
		t.Errorf("heartbeats by a lease of %s", got)
	}
	if p, err := PlanTopology(r.ctx(), r.conn, r.topo); err != nil || p.Differs() {
		t.Errorf("the deployment was changed: %v, %v", actions(p, ActionSame), err)
	}
	if err := r.conn.JS.DeleteConsumer(r.ctx(), SubmitStream, StageIngest); err != nil {
		t.Fatal(err)
	}
	if _, err := Join(r.ctx(), r.conn, r.topo); err != nil {
		t.Fatal(err)
	}
	if _, err := r.conn.JS.Consumer(r.ctx(), SubmitStream, StageIngest); err != nil {
		t.Errorf("what was missing is still: %v", err)
	}
}

func TestStreamHazards(t *testing.T) {
	t.Parallel()
	state := jetstream.StreamState{Msgs: 3, Bytes: 1000}
	have := jetstream.StreamConfig{Subjects: []string{"a.>"}, Replicas: 3, MaxBytes: -1, MaxMsgs: -1, MaxMsgsPerSubject: -1, Discard: jetstream.DiscardNew}
	for _, c := range []struct {
		field      string
		change     func(*jetstream.StreamConfig)
		loss, cant bool
	}{
		{"replicas", func(c *jetstream.StreamConfig) { c.Replicas = 1 }, true, false},
		{"replicas", func(c *jetstream.StreamConfig) { c.Replicas = 5 }, false, false},
		{"subjects", func(c *jetstream.StreamConfig) { c.Subjects = []string{"a.b.>"} }, true, false},
		{"subjects", func(c *jetstream.StreamConfig) { c.Subjects = []string{">"} }, false, false},
		{"storage", func(c *jetstream.StreamConfig) { c.Storage = jetstream.MemoryStorage }, true, true},
		{"retention", func(c *jetstream.StreamConfig) { c.Retention = jetstream.InterestPolicy }, true, true},
		{"max_bytes", func(c *jetstream.StreamConfig) { c.MaxBytes = 999 }, true, false},
		{"max_bytes", func(c *jetstream.StreamConfig) { c.MaxBytes = 1000 }, false, false},
		{"max_msgs", func(c *jetstream.StreamConfig) { c.MaxMsgs = 2 }, true, false},
		{"max_msgs_per_subject", func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 1 }, true, false},
		{"max_age", func(c *jetstream.StreamConfig) { c.MaxAge = time.Hour }, true, false},
		{"discard", func(c *jetstream.StreamConfig) { c.Discard = jetstream.DiscardOld }, true, false},
		{"description", func(c *jetstream.StreamConfig) { c.Description = "x" }, false, false},
	} {
		want := have
		c.change(&want)
		why, cant := streamHazard(c.field, &jetstream.StreamInfo{Config: have, State: state}, want)
		if (why != "") != c.loss || cant != c.cant {
			t.Errorf("%s to %+v: %q, impossible %v", c.field, want, why, cant)
		}
	}
}

// covers must agree with what subjects match.
func TestCovers(t *testing.T) {
	t.Parallel()
	token := rapid.SampledFrom([]string{"a", "b", "*"})
	pattern := rapid.Custom(func(t *rapid.T) string {
		toks := rapid.SliceOfN(token, 1, 3).Draw(t, "tokens")
		if rapid.Bool().Draw(t, "open") {
			toks = append(toks, ">")
		}
		return strings.Join(toks, ".")
	})
	var subjects []string
	for n, last := 1, []string{""}; n <= 5; n++ {
		var next []string
		for _, s := range last {
			for _, tok := range []string{"a", "b", "c"} {
				next = append(next, strings.TrimPrefix(s+"."+tok, "."))
			}
		}
		subjects, last = append(subjects, next...), next
	}
	rapid.Check(t, func(t *rapid.T) {
		wide, narrow := pattern.Draw(t, "wide"), pattern.Draw(t, "narrow")
		all := true
		for _, s := range subjects {
			all = all && (!covers(narrow, s) || covers(wide, s))
		}
		if covers(wide, narrow) != all {
			t.Fatalf("covers(%s, %s) is %v", wide, narrow, !all)
		}
	})
}

func TestMissingConsumerNeedsTheRole(t *testing.T) {
	t.Parallel()
	err := (Plan{Items: []PlanItem{{Kind: "consumer", Name: "parse", Action: ActionCreate, apply: deny("$JS.API.CONSUMER.CREATE.X")}}}).run(t.Context(), nil, ActionCreate)
	var denied *PermissionError
	if class, _ := fault.ClassOf(err); class != fault.Forbidden || !errors.As(err, &denied) || !strings.Contains(err.Error(), "as the role deploy") {
		t.Errorf("%v", err)
	}
}

func deny(subject string) func(context.Context, *Conn) error {
	return func(context.Context, *Conn) error { return &PermissionError{Subject: subject} }
}
