package worker_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// A submission that is too long ends by its size alone: nothing of it is stored, its letter
// says so, and a neighbour of just the length that is taken is not touched.
func TestTooLongIsRefusedUnstored(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	const most = wire.InlineLimit + 1000 // so that the bytes would be a blob
	stages := y.Stages()
	stages[0] = y.Ingest().AtMost(most)
	r.Work(worker.Options{}, stages...)
	long, just := strings.Repeat("x", most+1), strings.Repeat("y", most)
	doc := r.Submit(long)
	r.WaitState(doc, client.StateDead)
	r.WaitState(r.Submit(just), client.StatePublished)
	d := pipelinetest.DeadOf(t, r, doc)
	if d.Class != fault.TooLarge || d.Data != nil || d.Ref != "" || d.Size != most+1 || d.Digest != wire.DigestOf([]byte(long)) {
		t.Errorf("class %s, %d bytes, ref %q, size %d", d.Class, len(d.Data), d.Ref, d.Size)
	}
	if _, err := r.Conn.Blobs.Get(r.Context(), wire.RefOf(d.Digest)); err == nil {
		t.Error("its bytes were stored")
	}
	if err := dead.Replay(r.Context(), r.Conn, d.ID); err == nil || !strings.Contains(err.Error(), "not kept") {
		t.Errorf("replayed: %v", err)
	}
	r.Submit(long)
	pipelinetest.Eventually(t, "a duplicate", func() bool { return r.Count(wire.StageIngest, metrics.OutcomeDuplicate) == 1 })
	if s := r.Status(); s.Accepted != 2 || s.Published != 1 || s.Dead != 1 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	report, err := audit.Audit(r.Context(), r.Conn, audit.Options{})
	if err != nil || len(report.Blobs.Missing) != 0 {
		t.Errorf("the audit misses %v, %v", report.Blobs.Missing, err)
	}
}
