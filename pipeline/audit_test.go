package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

func (r *rig) audit() AuditReport {
	r.t.Helper()
	a, err := Audit(r.ctx(), r.conn, AuditOptions{})
	if err != nil {
		r.t.Fatal(err)
	}
	return a
}

// restartWith stops the server, lets f change its files, and starts it again.
func (r *rig) restartWith(f func()) {
	r.t.Helper()
	listen := r.addr()
	r.server.Shutdown()
	f()
	r.start(listen)
	eventually(r.t, "connected", func() bool { return r.conn.NC.IsConnected() })
}

func TestAuditOfASoundSystem(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onParse: poisonOn("poison")}
	r.work(WorkerOptions{}, y.stages()...)
	for _, text := range []string{"small", "poison", strings.Repeat("large", InlineLimit), "poison " + strings.Repeat("large", InlineLimit)} {
		r.submit(text)
	}
	r.idle(Stages()...)
	a := r.audit()
	if !a.Clean() || a.Accepted != 4 || a.Published != 2 || a.Dead != 2 || len(a.Blobs.Orphans) != 0 {
		t.Errorf("%+v", a)
	}
	if a.Blobs.Stored < 4 || a.Blobs.Bytes < 2*5*InlineLimit {
		t.Errorf("blobs %+v", a.Blobs)
	}
}

// A damaged message takes its document with it: it is named, and set going again from what
// is whole.
func TestRepairOfDamagedHops(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		until []string // stages that have run when the damage comes
		kind  Kind
	}{
		{"ingested", []string{StageIngest}, KindIngested},
		{"parsed", []string{StageIngest, StageParse}, KindParsed},
		{"validated", []string{StageIngest, StageParse, StageValidate}, KindValidated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Topology{})
			var y toy
			var first []Stage
			for _, s := range y.stages() {
				if slices.Contains(c.until, s.Name()) {
					first = append(first, s)
				}
			}
			stop := r.work(WorkerOptions{}, first...)
			docs := make([]string, 6)
			for i := range docs {
				docs[i] = r.submit(fmt.Sprint("document ", i))
			}
			r.idle(c.until...)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			lost := docs[2]
			m, err := r.conn.last(r.ctx(), "GOUJI_P0", Hop{Partition: "p0", Kind: c.kind, Doc: lost}.pattern())
			if err != nil {
				t.Fatal(err)
			}
			r.restartWith(func() { r.damage(m.Subject) })
			r.work(WorkerOptions{}, y.stages()...)
			r.idle(Stages()...)
			a := r.audit()
			if a.Clean() || a.Published != 5 || !slices.Equal(a.UnaccountedIDs, []string{lost}) {
				t.Errorf("audit %+v", a)
			}
			if want := (Hole{"GOUJI_P0", m.Sequence, m.Sequence, HoleUnreadable}); len(a.Holes) != 1 || a.Holes[0] != want {
				t.Errorf("holes %+v, want %+v", a.Holes, want)
			}
			_, done, err := Repair(r.ctx(), r.conn)
			if err != nil || !slices.Equal(done.Redone, []string{lost}) || len(done.Hopeless) != 0 {
				t.Fatalf("repair %+v, %v", done, err)
			}
			r.waitState(lost, StatePublished)
			r.idle(Stages()...)
			if s := r.status(); s.Accepted != 6 || s.Published != 6 || s.Unaccounted != 0 {
				t.Errorf("status after the repair %+v", s)
			}
			if n := r.messages("gouji.p0.published.receipt.>"); n != 6 {
				t.Errorf("%d receipts", n)
			}
		})
	}
}

// A lost first hop needs no repair: the producer's bytes do.
func TestSecondSubmissionCuresALostFirstHop(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	stop := r.work(WorkerOptions{}, y.ingest())
	doc := r.submit("a")
	r.idle(StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	r.restartWith(func() { r.damage("gouji.p0.ingested." + doc) })
	r.work(WorkerOptions{}, y.stages()...)
	r.idle(Stages()...)
	if s := r.status(); s.Unaccounted != 1 {
		t.Fatalf("status %+v", s)
	}
	r.submit("a")
	r.waitState(doc, StatePublished)
	if s := r.status(); s.Accepted != 1 || s.Published != 1 {
		t.Errorf("status %+v", s)
	}
}

func TestAuditFindsBlobsThatAreNotAsTheyShould(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	wrong, missing, whole := "wrong", "missing", "whole"
	for _, text := range []string{wrong, missing, whole} {
		r.waitState(r.submit(text), StatePublished)
	}
	os, err := r.conn.JS.ObjectStore(r.ctx(), BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.PutBytes(r.ctx(), refOf(digestOf([]byte(wrong))), []byte("other")); err != nil {
		t.Fatal(err)
	}
	if err := os.Delete(r.ctx(), refOf(digestOf([]byte(missing)))); err != nil {
		t.Fatal(err)
	}
	a := r.audit()
	if a.Clean() || !slices.Equal(a.Blobs.Damaged, []string{refOf(digestOf([]byte(wrong)))}) || !slices.Equal(a.Blobs.Missing, []string{refOf(digestOf([]byte(missing)))}) {
		t.Errorf("blobs %+v", a.Blobs)
	}
	quick, err := Audit(r.ctx(), r.conn, AuditOptions{Quick: true})
	if err != nil || len(quick.Blobs.Damaged) != 0 || len(quick.Blobs.Missing) != 1 {
		t.Errorf("quick: %+v, %v", quick.Blobs, err)
	}
	standing := NewAuditor(r.conn, AuditorOptions{Metrics: r.m})
	for range 3 { // once around and again
		if err := standing.Once(r.ctx()); err != nil {
			t.Fatal(err)
		}
	}
	if n := testutil.ToFloat64(r.m.DamagedBlobs); n != 1 {
		t.Errorf("gouji_damaged_blobs %v", n)
	}
	// What is damaged goes, and the producer's bytes cure both.
	if _, done, err := Repair(r.ctx(), r.conn); err != nil || !slices.Equal(done.Removed, []string{refOf(digestOf([]byte(wrong)))}) {
		t.Errorf("repair %+v, %v", done, err)
	}
	r.submit(wrong)
	r.submit(missing)
	r.idle(StageIngest)
	if a := r.audit(); !a.Clean() {
		t.Errorf("after the second submission %+v", a)
	}
	for range 3 {
		if err := standing.Once(r.ctx()); err != nil {
			t.Fatal(err)
		}
	}
	if n := testutil.ToFloat64(r.m.DamagedBlobs); n != 0 {
		t.Errorf("gouji_damaged_blobs %v after the cure", n)
	}
}

func TestRemovedMessagesOfTheLogAreHoles(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	doc := r.submit("x")
	r.waitState(doc, StatePublished)
	m, err := r.conn.last(r.ctx(), "GOUJI_P0", "gouji.p0.ingested."+doc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.conn.stream(r.ctx(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteMsg(r.ctx(), m.Sequence); err != nil {
		t.Fatal(err)
	}
	if a := r.audit(); len(a.Holes) != 1 || a.Holes[0].Kind != HoleRemoved || a.Holes[0].First != m.Sequence {
		t.Errorf("holes %+v", a.Holes)
	}
	if err := NewAuditor(r.conn, AuditorOptions{Metrics: r.m}).Once(r.ctx()); err != nil {
		t.Fatal(err)
	}
	if n := testutil.ToFloat64(r.m.StreamHoles); n != 1 {
		t.Errorf("gouji_stream_holes %v", n)
	}
}

func TestCollectRemovesOrphansOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	kept := r.submit("kept")
	r.waitState(kept, StatePublished)
	var orphans []string
	for i := range 2*CollectBatch + 3 {
		ref, err := r.conn.Blobs.Put(r.ctx(), []byte(fmt.Sprint("orphan ", i)))
		if err != nil {
			t.Fatal(err)
		}
		orphans = append(orphans, ref)
	}
	if _, _, err := Collect(r.ctx(), r.conn, time.Minute, time.Now()); err == nil {
		t.Error("what is a minute old was collected")
	}
	if _, n, err := Collect(r.ctx(), r.conn, MinOrphanAge, time.Now()); err != nil || n != 0 {
		t.Errorf("%d collected that are not old enough, %v", n, err)
	}
	a, n, err := Collect(r.ctx(), r.conn, MinOrphanAge, time.Now().Add(2*MinOrphanAge))
	if err != nil || n != len(orphans) || len(a.Blobs.Orphans) != n {
		t.Errorf("%d collected, %v", n, err)
	}
	if a := r.audit(); !a.Clean() || len(a.Blobs.Orphans) != 0 || a.Blobs.Stored != 1 {
		t.Errorf("after it: %+v", a.Blobs)
	}
	s, err := r.conn.JS.Stream(r.ctx(), "OBJ_"+BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	info, err := s.Info(r.ctx(), jetstream.WithSubjectFilter(blobChunks+">"))
	if err != nil || len(info.State.Subjects) != 1 {
		t.Errorf("%d chunks are left, %v", len(info.State.Subjects), err)
	}
	// A collected blob can be stored anew.
	if ref, err := r.conn.Blobs.Put(r.ctx(), []byte("orphan 0")); err != nil || ref != orphans[0] {
		t.Errorf("put again: %s, %v", ref, err)
	}
	if got, err := r.conn.Blobs.Get(r.ctx(), orphans[0]); err != nil || string(got) != "orphan 0" {
		t.Errorf("%q, %v", got, err)
	}
}

// Between the audit and the removal somebody may begin to refer to an orphan.
func TestCollectLeavesWhatGotAReference(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	for _, text := range []string{"referred to", "written anew"} {
		if _, err := r.conn.Blobs.Put(r.ctx(), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	_, in, err := Inspect(r.ctx(), r.conn, AuditOptions{Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(r.submit("referred to"), StatePublished)
	os, err := r.conn.JS.ObjectStore(r.ctx(), BlobBucket)
	if err == nil {
		_, err = os.PutBytes(context.WithoutCancel(r.ctx()), refOf(digestOf([]byte("written anew"))), []byte("written anew"))
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := CollectOnly(r.ctx(), r.conn, in, refOf(digestOf([]byte("referred to"))), refOf(digestOf([]byte("written anew")))); err != nil || n != 0 {
		t.Errorf("%d collected, %v", n, err)
	}
	for _, text := range []string{"referred to", "written anew"} {
		if _, err := r.conn.Blobs.Get(r.ctx(), refOf(digestOf([]byte(text)))); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}
