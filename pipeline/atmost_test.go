package pipeline

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// A submission that is too long ends by its size alone: nothing of it is stored, its letter
// says so, and a neighbour of just the length that is taken is not touched.
func TestTooLongIsRefusedUnstored(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	const most = InlineLimit + 1000 // so that the bytes would be a blob
	stages := y.stages()
	stages[0] = stages[0].AtMost(most)
	r.work(WorkerOptions{}, stages...)
	long, just := strings.Repeat("x", most+1), strings.Repeat("y", most)
	doc := r.submit(long)
	r.waitState(doc, StateDead)
	r.waitState(r.submit(just), StatePublished)
	d := deadOf(t, r, doc)
	if d.Class != fault.TooLarge || d.Data != nil || d.Ref != "" || d.Size != most+1 || d.Digest != digestOf([]byte(long)) {
		t.Errorf("class %s, %d bytes, ref %q, size %d", d.Class, len(d.Data), d.Ref, d.Size)
	}
	if _, err := r.conn.Blobs.Get(r.ctx(), refOf(d.Digest)); err == nil {
		t.Error("its bytes were stored")
	}
	if err := Replay(r.ctx(), r.conn, d.ID); err == nil || !strings.Contains(err.Error(), "not kept") {
		t.Errorf("replayed: %v", err)
	}
	r.submit(long)
	eventually(t, "a duplicate", func() bool { return r.count(StageIngest, metrics.OutcomeDuplicate) == 1 })
	if s := r.status(); s.Accepted != 2 || s.Published != 1 || s.Dead != 1 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	report, err := Audit(r.ctx(), r.conn, AuditOptions{})
	if err != nil || len(report.Blobs.Missing) != 0 {
		t.Errorf("the audit misses %v, %v", report.Blobs.Missing, err)
	}
}
