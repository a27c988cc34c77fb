package pipeline

import (
	"bytes"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

// orphan puts bytes that nothing refers to and returns what an audit has seen of them.
func (r *rig) orphan(data []byte) (ref string, in *Inspection) {
	r.t.Helper()
	ref, err := r.conn.Blobs.Put(r.ctx(), data)
	if err != nil {
		r.t.Fatal(err)
	}
	report, in, err := Inspect(r.ctx(), r.conn, AuditOptions{Quick: true})
	if err != nil || len(report.Blobs.Orphans) != 1 {
		r.t.Fatalf("%+v, %v", report.Blobs, err)
	}
	return ref, in
}

func (r *rig) collect(in *Inspection, ref string) (removed int) {
	r.t.Helper()
	removed, err := CollectOnly(r.ctx(), r.conn, in, ref)
	if err != nil {
		r.t.Fatal(err)
	}
	return removed
}

// A dead letter that comes to refer to an orphan while it is being collected keeps it.
func TestCollectKeepsADeadLettersData(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	big := bytes.Repeat([]byte("large "), InlineLimit)
	ref, in := r.orphan(big)
	var y toy
	stop := r.work(WorkerOptions{}, y.ingest())
	m := &nats.Msg{Subject: "gouji.submit.test", Data: big, Header: nats.Header{"Gouji-Year": {"1", "2"}}} // never accepted
	if _, err := r.conn.JS.PublishMsg(r.ctx(), m); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a letter", func() bool { return len(r.dead()) == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if d := r.dead()[0]; d.Ref != ref {
		t.Fatalf("the letter refers to %q", d.Ref)
	}
	if n := r.collect(in, ref); n != 0 {
		t.Errorf("%d removed", n)
	}
	if err := Replay(r.ctx(), r.conn, r.dead()[0].ID); err != nil {
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
			r := newRig(t, Topology{})
			data := bytes.Repeat([]byte("large "), (1<<20)/4) // two chunks
			ref, in := r.orphan(data)
			r.conn.Blobs.Clock = func() time.Time { return time.Now().Add(c.age) }
			put := func() {
				if _, err := r.conn.Blobs.Put(r.ctx(), data); err != nil {
					t.Fatal(err)
				}
			}
			if c.putFirst {
				put()
			}
			if n := r.collect(in, ref); n != c.removed {
				t.Errorf("%d removed, want %d", n, c.removed)
			}
			if !c.putFirst {
				put()
			}
			got, err := r.conn.Blobs.Get(r.ctx(), ref)
			if kept := err == nil && bytes.Equal(got, data); kept != (c.age > MinOrphanAge/2) {
				t.Errorf("there: %v, %v", kept, err)
			}
		})
	}
}
