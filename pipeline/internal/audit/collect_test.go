package audit_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// orphan puts bytes that nothing refers to and returns what an audit has seen of them.
func orphan(r *pipelinetest.Rig, data []byte) (ref string, in *audit.Inspection) {
	r.T.Helper()
	ref, err := r.Conn.Blobs.Put(r.Context(), data)
	if err != nil {
		r.T.Fatal(err)
	}
	report, in, err := audit.Inspect(r.Context(), r.Conn, audit.Options{Quick: true})
	if err != nil || len(report.Blobs.Orphans) != 1 {
		r.T.Fatalf("%+v, %v", report.Blobs, err)
	}
	return ref, in
}

func collect(r *pipelinetest.Rig, in *audit.Inspection, ref string) (removed int) {
	r.T.Helper()
	removed, err := audit.CollectOnly(r.Context(), r.Conn, in, ref)
	if err != nil {
		r.T.Fatal(err)
	}
	return removed
}

// A dead letter that comes to refer to an orphan while it is being collected keeps it.
func TestCollectKeepsADeadLettersData(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	big := bytes.Repeat([]byte("large "), wire.InlineLimit)
	ref, in := orphan(r, big)
	var y pipelinetest.Toys
	stop := r.Work(worker.Options{}, y.Ingest())
	m := &nats.Msg{Subject: "gouji.submit.test", Data: big, Header: nats.Header{"Gouji-Year": {"1", "2"}}} // never accepted
	if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
		t.Fatal(err)
	}
	pipelinetest.Eventually(t, "a letter", func() bool { return len(r.Dead()) == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if d := r.Dead()[0]; d.Ref != ref {
		t.Fatalf("the letter refers to %q", d.Ref)
	}
	if n := collect(r, in, ref); n != 0 {
		t.Errorf("%d removed", n)
	}
	if err := dead.Replay(r.Context(), r.Conn, r.Dead()[0].ID); err != nil {
		t.Errorf("the letter's data are lost: %v", err)
	}
}

// Whoever puts an old orphan again is about to refer to it: the collection leaves it alone,
// and one that was faster costs nothing but the bytes' way once more.
func TestPutAndCollectOfAnOldOrphan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		age      time.Duration
		putFirst bool
		removed  int
	}{
		{"put first", 45 * time.Minute, true, 0},
		{"collected first", 45 * time.Minute, false, 1},
		{"young", 15 * time.Minute, true, 1}, // never so young in a collection, whose least age is an hour
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			data := bytes.Repeat([]byte("large "), (1<<20)/4) // two chunks
			ref, in := orphan(r, data)
			r.Conn.Blobs.Clock = func() time.Time { return time.Now().Add(c.age) }
			put := func() {
				if _, err := r.Conn.Blobs.Put(r.Context(), data); err != nil {
					t.Fatal(err)
				}
			}
			if c.putFirst {
				put()
			}
			if n := collect(r, in, ref); n != c.removed {
				t.Errorf("%d removed, want %d", n, c.removed)
			}
			if !c.putFirst {
				put()
			}
			got, err := r.Conn.Blobs.Get(r.Context(), ref)
			if kept := err == nil && bytes.Equal(got, data); kept != (c.age > broker.MinOrphanAge/2) {
				t.Errorf("there: %v, %v", kept, err)
			}
		})
	}
}
