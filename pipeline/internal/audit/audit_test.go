package audit_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/audit"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func auditOf(r *pipelinetest.Rig) audit.Report {
	r.T.Helper()
	a, err := audit.Audit(r.Context(), r.Conn, audit.Options{})
	if err != nil {
		r.T.Fatal(err)
	}
	return a
}

// restartWith stops the server, lets f change its files, and starts it again.
func restartWith(r *pipelinetest.Rig, f func()) {
	r.T.Helper()
	listen := r.Addr()
	r.Server.Shutdown()
	f()
	r.Start(listen)
	pipelinetest.Eventually(r.T, "connected", func() bool { return r.Conn.NC.IsConnected() })
}

func TestAuditOfASoundSystem(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison")}
	r.Work(worker.Options{}, y.Stages()...)
	for _, text := range []string{"small", "poison", pipelinetest.Large(), "poison " + pipelinetest.Large()} {
		r.Submit(text)
	}
	r.Idle(wire.Stages()...)
	a := auditOf(r)
	if !a.Clean() || a.Accepted != 4 || a.Published != 2 || a.Dead != 2 || len(a.Blobs.Orphans) != 0 {
		t.Errorf("%+v", a)
	}
	if a.Blobs.Stored < 4 || a.Blobs.Bytes < 2*5*wire.InlineLimit {
		t.Errorf("blobs %+v", a.Blobs)
	}
}

// TestRepairOfAnOverwrittenRecord: the audit names the document, a repair puts the record right
// and removes nothing.
func TestRepairOfAnOverwrittenRecord(t *testing.T) {
	t.Parallel()
	for name, record := range map[string]string{"other bytes": `{"name":%q,"nuid":"x","size":3,"chunks":1}`, "deleted": `{"name":%q,"deleted":true}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var y pipelinetest.Toys
			r.Work(worker.Options{}, y.Stages()...)
			raw := pipelinetest.TooLargeBeside("raw")
			r.Submit(raw)
			r.Idle(wire.Stages()...)
			ref := wire.RefOf(wire.DigestOf([]byte(raw)))
			subject := "$O." + wire.BlobBucket + ".M." + base64.URLEncoding.EncodeToString([]byte(ref))
			if _, err := r.Conn.JS.Publish(r.Context(), subject, fmt.Appendf(nil, record, ref)); err != nil {
				t.Fatal(err)
			}
			a, fixed, err := audit.Repair(r.Context(), r.Conn)
			if err != nil || a.Clean() || !slices.Contains(slices.Concat(a.Blobs.Damaged, a.Blobs.Missing), ref) || !slices.Equal(fixed.Rewritten, []string{ref}) || len(fixed.Removed) != 0 {
				t.Errorf("%+v, %+v, %v", a.Blobs, fixed, err)
			}
			if after := auditOf(r); !after.Clean() {
				t.Errorf("after the repair: %+v", after.Blobs)
			}
		})
	}
}

// A damaged message takes its document with it: it is named, and set going again from what
// is whole.
func TestRepairOfDamagedHops(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		until []string // stages that have run when the damage comes
		kind  wire.Kind
	}{
		{"ingested", []string{wire.StageIngest}, wire.KindIngested},
		{"parsed", []string{wire.StageIngest, wire.StageParse}, wire.KindParsed},
		{"validated", []string{wire.StageIngest, wire.StageParse, wire.StageValidate}, wire.KindValidated},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := pipelinetest.New(t, wire.Topology{})
			var y pipelinetest.Toys
			var first []worker.Stage
			for _, s := range y.Stages() {
				if slices.Contains(c.until, s.Name()) {
					first = append(first, s)
				}
			}
			stop := r.Work(worker.Options{}, first...)
			docs := make([]string, 6)
			for i := range docs {
				docs[i] = r.Submit(fmt.Sprint("document ", i))
			}
			r.Idle(c.until...)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			lost := docs[2]
			m, err := r.Conn.Last(r.Context(), "GOUJI_P0", wire.Reports().Pattern(wire.Hop{Partition: "p0", Kind: c.kind, Doc: lost}))
			if err != nil {
				t.Fatal(err)
			}
			restartWith(r, func() { damage(r, m.Subject) })
			r.Work(worker.Options{}, y.Stages()...)
			r.Idle(wire.Stages()...)
			a := auditOf(r)
			if a.Clean() || a.Published != 5 || !slices.Equal(a.UnaccountedIDs, []string{lost}) {
				t.Errorf("audit %+v", a)
			}
			if want := (audit.Hole{Stream: "GOUJI_P0", First: m.Sequence, Last: m.Sequence, Kind: audit.HoleUnreadable}); len(a.Holes) != 1 || a.Holes[0] != want {
				t.Errorf("holes %+v, want %+v", a.Holes, want)
			}
			_, done, err := audit.Repair(r.Context(), r.Conn)
			if err != nil || !slices.Equal(done.Redone, []string{lost}) || len(done.Hopeless) != 0 {
				t.Fatalf("repair %+v, %v", done, err)
			}
			r.WaitState(lost, client.StatePublished)
			r.Idle(wire.Stages()...)
			if s := r.Status(); s.Accepted != 6 || s.Published != 6 || s.Unaccounted != 0 {
				t.Errorf("status after the repair %+v", s)
			}
			if n := r.Messages("gouji.p0.published.receipt.>"); n != 6 {
				t.Errorf("%d receipts", n)
			}
		})
	}
}

// A lost first hop needs no repair: the producer's bytes do.
func TestSecondSubmissionCuresALostFirstHop(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	stop := r.Work(worker.Options{}, y.Ingest())
	doc := r.Submit("a")
	r.Idle(wire.StageIngest)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	restartWith(r, func() { damage(r, "gouji.p0.ingested."+doc) })
	r.Work(worker.Options{}, y.Stages()...)
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Unaccounted != 1 {
		t.Fatalf("status %+v", s)
	}
	r.Submit("a")
	r.WaitState(doc, client.StatePublished)
	if s := r.Status(); s.Accepted != 1 || s.Published != 1 {
		t.Errorf("status %+v", s)
	}
}

func TestAuditFindsBlobsThatAreNotAsTheyShould(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewErasable(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	wrong, missing, whole := pipelinetest.TooLargeBeside("wrong"), pipelinetest.TooLargeBeside("missing"), pipelinetest.TooLargeBeside("whole")
	for _, text := range []string{wrong, missing, whole} {
		r.WaitState(r.Submit(text), client.StatePublished)
	}
	os, err := r.Conn.JS.ObjectStore(r.Context(), wire.BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.PutBytes(r.Context(), wire.RefOf(wire.DigestOf([]byte(wrong))), []byte("other")); err != nil {
		t.Fatal(err)
	}
	if err := os.Delete(r.Context(), wire.RefOf(wire.DigestOf([]byte(missing)))); err != nil {
		t.Fatal(err)
	}
	a := auditOf(r)
	if a.Clean() || !slices.Equal(a.Blobs.Damaged, []string{wire.RefOf(wire.DigestOf([]byte(wrong)))}) || !slices.Equal(a.Blobs.Missing, []string{wire.RefOf(wire.DigestOf([]byte(missing)))}) {
		t.Errorf("blobs %+v", a.Blobs)
	}
	quick, err := audit.Audit(r.Context(), r.Conn, audit.Options{Quick: true})
	if err != nil || len(quick.Blobs.Damaged) != 0 || len(quick.Blobs.Missing) != 1 {
		t.Errorf("quick: %+v, %v", quick.Blobs, err)
	}
	standing := audit.NewAuditor(r.Conn, audit.AuditorOptions{Metrics: r.Metrics})
	for range 3 { // once around and again
		if err := standing.Once(r.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := testutil.ToFloat64(r.Metrics.DamagedBlobs); n != 1 {
		t.Errorf("gouji_damaged_blobs %v", n)
	}
	// What is damaged goes, and the producer's bytes cure both.
	if _, done, err := audit.Repair(r.Context(), r.Conn); err != nil || !slices.Equal(done.Removed, []string{wire.RefOf(wire.DigestOf([]byte(wrong)))}) {
		t.Errorf("repair %+v, %v", done, err)
	}
	r.Submit(wrong)
	r.Submit(missing)
	r.Idle(wire.StageIngest)
	if a := auditOf(r); !a.Clean() {
		t.Errorf("after the second submission %+v", a)
	}
	for range 3 {
		if err := standing.Once(r.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := testutil.ToFloat64(r.Metrics.DamagedBlobs); n != 0 {
		t.Errorf("gouji_damaged_blobs %v after the cure", n)
	}
}

// TestASettledSubmissionIsNoHole: what ingest took from the beginning of the work queue is in no list of
// deleted sequences; only the first sequence tells that it is gone.
func TestASettledSubmissionIsNoHole(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewErasable(t, wire.Topology{})
	for i := range 4 {
		r.Submit(fmt.Sprint("document ", i))
	}
	stream := r.Conn.Topology().Flow.SubmitStream()
	s, err := r.Conn.Stream(r.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	for _, seq := range []uint64{1, 3} {
		if err := s.DeleteMsg(r.Context(), seq); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := audit.Removed(r.Context(), r.Conn, stream)
	if err != nil {
		t.Fatal(err)
	}
	for seq, want := range map[uint64]bool{1: true, 2: false, 3: true, 4: false} {
		if gone(seq) != want {
			t.Errorf("submission %d gone: %v, want %v", seq, !want, want)
		}
	}
	if a := auditOf(r); len(a.Holes) != 0 {
		t.Errorf("holes %+v", a.Holes)
	}
}

func TestRemovedMessagesOfTheLogAreHoles(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewErasable(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	doc := r.Submit("x")
	r.WaitState(doc, client.StatePublished)
	m, err := r.Conn.Last(r.Context(), "GOUJI_P0", "gouji.p0.ingested."+doc)
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Conn.Stream(r.Context(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DeleteMsg(r.Context(), m.Sequence); err != nil {
		t.Fatal(err)
	}
	if a := auditOf(r); len(a.Holes) != 1 || a.Holes[0].Kind != audit.HoleRemoved || a.Holes[0].First != m.Sequence {
		t.Errorf("holes %+v", a.Holes)
	}
	if err := audit.NewAuditor(r.Conn, audit.AuditorOptions{Metrics: r.Metrics}).Once(r.Context()); err != nil {
		t.Fatal(err)
	}
	if n := testutil.ToFloat64(r.Metrics.StreamHoles); n != 1 {
		t.Errorf("gouji_stream_holes %v", n)
	}
}

func TestCollectRemovesOrphansOnly(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	kept := r.Submit(pipelinetest.TooLargeBeside("kept"))
	r.WaitState(kept, client.StatePublished)
	var orphans []string
	for i := range 2*audit.CollectBatch + 3 {
		ref, err := r.Conn.Blobs.Put(r.Context(), []byte(fmt.Sprint("orphan ", i)))
		if err != nil {
			t.Fatal(err)
		}
		orphans = append(orphans, ref)
	}
	if _, _, err := audit.Collect(r.Context(), r.Conn, time.Minute, time.Now()); err == nil {
		t.Error("what is a minute old was collected")
	}
	if _, n, err := audit.Collect(r.Context(), r.Conn, broker.MinOrphanAge, time.Now()); err != nil || n != 0 {
		t.Errorf("%d collected that are not old enough, %v", n, err)
	}
	a, n, err := audit.Collect(r.Context(), r.Conn, broker.MinOrphanAge, time.Now().Add(2*broker.MinOrphanAge))
	if err != nil || n != len(orphans) || len(a.Blobs.Orphans) != n {
		t.Errorf("%d collected, %v", n, err)
	}
	if a := auditOf(r); !a.Clean() || len(a.Blobs.Orphans) != 0 || a.Blobs.Stored != 1 {
		t.Errorf("after it: %+v", a.Blobs)
	}
	s, err := r.Conn.JS.Stream(r.Context(), "OBJ_"+wire.BlobBucket)
	if err != nil {
		t.Fatal(err)
	}
	info, err := s.Info(r.Context(), jetstream.WithSubjectFilter(wire.Reports().BlobChunks()+">"))
	if err != nil || len(info.State.Subjects) != 1 {
		t.Errorf("%d chunks are left, %v", len(info.State.Subjects), err)
	}
	// A collected blob can be stored anew.
	if ref, err := r.Conn.Blobs.Put(r.Context(), []byte("orphan 0")); err != nil || ref != orphans[0] {
		t.Errorf("put again: %s, %v", ref, err)
	}
	if got, err := r.Conn.Blobs.Get(r.Context(), orphans[0]); err != nil || string(got) != "orphan 0" {
		t.Errorf("%q, %v", got, err)
	}
}

// Between the audit and the removal somebody may begin to refer to an orphan.
func TestCollectLeavesWhatGotAReference(t *testing.T) {
	t.Parallel()
	r := pipelinetest.NewErasable(t, wire.Topology{})
	referred := pipelinetest.TooLargeBeside("referred to")
	for _, text := range []string{referred, "written anew"} {
		if _, err := r.Conn.Blobs.Put(r.Context(), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	_, in, err := audit.Inspect(r.Context(), r.Conn, audit.Options{Quick: true})
	if err != nil {
		t.Fatal(err)
	}
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(r.Submit(referred), client.StatePublished)
	os, err := r.Conn.JS.ObjectStore(r.Context(), wire.BlobBucket)
	if err == nil {
		_, err = os.PutBytes(context.WithoutCancel(r.Context()), wire.RefOf(wire.DigestOf([]byte("written anew"))), []byte("written anew"))
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := audit.CollectOnly(r.Context(), r.Conn, in, wire.RefOf(wire.DigestOf([]byte(referred))), wire.RefOf(wire.DigestOf([]byte("written anew")))); err != nil || n != 0 {
		t.Errorf("%d collected, %v", n, err)
	}
	for _, text := range []string{referred, "written anew"} {
		if _, err := r.Conn.Blobs.Get(r.Context(), wire.RefOf(wire.DigestOf([]byte(text)))); err != nil {
			t.Errorf("%.20s: %v", text, err)
		}
	}
}
