package audit_test

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// TestTheAuditLooksAtServers: what a stage holds is a share of what it may hold, and a
// server without a limit is no fuller than nothing.
func TestTheAuditLooksAtServers(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{MaxAckPending: 8})
	for _, text := range []string{"a", "b"} {
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
	for range batch.Messages() { // held and not settled
	}
	if err := audit.NewAuditor(r.Conn, audit.AuditorOptions{Metrics: r.Metrics}).Once(r.Context()); err != nil {
		t.Fatal(err)
	}
	if got := testutil.ToFloat64(r.Metrics.AckPending.WithLabelValues(wire.StageIngest)); got != 0.25 {
		t.Errorf("ingest holds %v of what it may, want 0.25", got)
	}
	if got := testutil.ToFloat64(r.Metrics.ReplicasBehind); got != 0 {
		t.Errorf("%v replicas are behind on one server", got)
	}
	memory, err := r.Conn.Memory(r.Context())
	if err != nil || len(memory) != 1 || memory[0].Bytes <= 0 {
		t.Errorf("%+v, %v", memory, err)
	}
}
