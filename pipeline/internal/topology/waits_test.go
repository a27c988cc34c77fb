package topology_test

import (
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// keys are the waits of a rig that is ready.
func keys(t *testing.T, r *pipelinetest.Rig) []string {
	t.Helper()
	waits, err := topology.Readiness(r.Context(), r.Conn)
	if err != nil {
		t.Fatalf("not ready: %v", err)
	}
	var out []string
	for _, w := range waits {
		out = append(out, w.Key())
	}
	return out
}

func wantKeys(t *testing.T, r *pipelinetest.Rig, want ...string) {
	t.Helper()
	var got string
	pipelinetest.Eventually(t, "the waits "+strings.Join(want, ", "), func() bool {
		got = strings.Join(keys(t, r), ", ")
		return got == strings.Join(want, ", ")
	})
}

// TestReadinessNamesWhatWaits: each of these leaves the system ready.
func TestReadinessNamesWhatWaits(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{MaxAckPending: 2})
	wantKeys(t, r)
	doc := r.Submit("one")
	wantKeys(t, r, "no_worker stage ingest")

	var y pipelinetest.Toys
	stop := r.Work(worker.Options{}, y.Ingest())
	wantKeys(t, r, "no_worker stage parse")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	stop = r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(doc, "published")
	wantKeys(t, r)
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	// Somebody takes as much as all may hold, and more waits.
	for _, text := range []string{"a", "b", "c"} {
		r.Submit(text)
	}
	cons, err := r.Conn.JS.Consumer(r.Context(), wire.SubmitStream, wire.StageIngest)
	if err != nil {
		t.Fatal(err)
	}
	batch, err := cons.Fetch(2)
	if err != nil {
		t.Fatal(err)
	}
	for m := range batch.Messages() {
		t.Cleanup(func() { _ = m.Nak() })
	}
	wantKeys(t, r, "held stage ingest")
}

// TestReadinessNamesAFullBroker: the door that the guard closes, the stages that wait for room,
// and a stream at its limit.
func TestReadinessNamesAFullBroker(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	disk.Percent.Store(90)
	g := r.Guard(admission.Options{Disk: disk.Use})
	g.Once(r.Context())
	wantKeys(t, r, "refusing submissions")
	disk.Percent.Store(99)
	g.Once(r.Context())
	wantKeys(t, r, "refusing submissions", "disk stage ingest", "disk stage parse", "disk stage validate", "disk stage publish")
	disk.Percent.Store(10)
	pipelinetest.Eventually(t, "an open door", func() bool { g.Once(r.Context()); return len(keys(t, r)) == 0 })

	r.EditStream(wire.DeadStream, func(c *jetstream.StreamConfig) { c.MaxBytes = 1 })
	wantKeys(t, r)
	r.EditStream(wire.SubmitStream, func(c *jetstream.StreamConfig) { c.MaxMsgs = 1 })
	r.Submit("the only one")
	wantKeys(t, r, "full stream "+wire.SubmitStream, "no_worker stage ingest")
}
