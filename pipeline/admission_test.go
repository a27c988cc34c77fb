package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/fault"
)

// fakeDisk is a disk whose use a test sets, in per cent.
type fakeDisk struct{ percent atomic.Int64 }

func (d *fakeDisk) use(context.Context) (float64, error) {
	return float64(d.percent.Load()) / 100, nil
}

func (r *rig) guard(o GuardOptions) *Guard {
	o.Metrics = r.m
	g := NewGuard(r.conn, o)
	r.t.Cleanup(g.Stop)
	return g
}

func (r *rig) trySubmit(text string) (*fault.RefusedError, error) {
	r.t.Helper()
	_, err := Submit(r.ctx(), r.conn, "test", toyID([]byte(text)), []byte(text), nil)
	var refused *fault.RefusedError
	if errors.As(err, &refused) {
		return refused, nil
	}
	return nil, err
}

func TestNearlyFullDiskRefusesSubmissionsAndKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var disk fakeDisk
	g := r.guard(GuardOptions{Disk: disk.use})
	for i := range 3 {
		r.submit(fmt.Sprint("before ", i))
	}
	for _, step := range []struct {
		percent int64
		refused string
	}{{84, ""}, {87, "disk 87 % full"}, {84, "disk 87 % full"}, {82, ""}, {100, "disk 100 % full"}, {10, ""}} {
		disk.percent.Store(step.percent)
		g.Once(r.ctx())
		refused, err := r.trySubmit(fmt.Sprint("at ", step))
		if err != nil {
			t.Fatal(err)
		}
		if step.refused == "" && refused != nil || step.refused != "" && (refused == nil || refused.Reason != step.refused || refused.After <= 0) {
			t.Errorf("at %d %%: %+v, want %q", step.percent, refused, step.refused)
		}
		// A plain producer hears it too, in a word and not by a time-out.
		_, err = r.conn.JS.Publish(r.ctx(), "gouji.submit.plain", []byte(fmt.Sprint("plain ", step)))
		var api *jetstream.APIError
		if heard := errors.As(err, &api) && api.ErrorCode == codeStoreFailed; heard != (step.refused != "") {
			t.Errorf("at %d %% a plain producer hears %v", step.percent, err)
		}
		if n := testutil.ToFloat64(r.m.Refusing.WithLabelValues("disk")); n != metrics.Bool(step.refused != "") {
			t.Errorf("at %d %%: gouji_refusing %v", step.percent, n)
		}
	}
	s, err := r.conn.JS.Stream(r.ctx(), SubmitStream)
	if err != nil {
		t.Fatal(err)
	}
	if n := s.CachedInfo().State.Msgs; n != 3+2*3 {
		t.Errorf("%d submissions in the stream, want the 9 acknowledged ones", n)
	}
}

// Whoever applies the topology opens the stream; the guard closes it again. A guard that
// sees no disk leaves it closed.
func TestGuardClosesAgainAndLeavesWhatItCannotJudge(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var disk fakeDisk
	disk.percent.Store(90)
	g := r.guard(GuardOptions{Disk: disk.use})
	g.Once(r.ctx())
	if err := Ensure(r.ctx(), r.conn, r.topo); err != nil {
		t.Fatal(err)
	}
	g.Once(r.ctx())
	r.guard(GuardOptions{}).Once(r.ctx())
	r.guard(GuardOptions{Disk: func(context.Context) (float64, error) { return 0, ErrDiskUnknown }}).Once(r.ctx())
	if refused, err := r.trySubmit("x"); refused == nil || err != nil {
		t.Errorf("taken: %v", err)
	}
}

func TestStageFarBehindRefusesSubmissions(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	g := r.guard(GuardOptions{MaxLag: 3})
	for i := range 5 {
		r.submit(fmt.Sprint(i))
	}
	g.Once(r.ctx())
	refused, err := r.trySubmit("one too many")
	if err != nil || refused == nil || refused.Reason != "ingest is 5 messages behind" {
		t.Fatalf("%+v, %v", refused, err)
	}
	var y toy
	r.work(WorkerOptions{}, y.ingest())
	r.idle(StageIngest)
	g.Once(r.ctx()) // parse has nobody to work for it
	if got := g.Refusing(); got != "parse is 5 messages behind" {
		t.Errorf("refusing %q", got)
	}
	r.work(WorkerOptions{}, y.parse(), y.validate(), y.publish())
	r.idle(Stages()...)
	g.Once(r.ctx())
	if refused, err := r.trySubmit("one too many"); refused != nil || err != nil {
		t.Errorf("still refused: %+v, %v", refused, err)
	}
}

// A stuck server answers nobody, so the guard beside an embedded one does.
func TestGuardAnswersForAServerThatDoesNot(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var disk fakeDisk
	disk.percent.Store(100)
	g := r.guard(GuardOptions{Disk: disk.use, Server: r.server})
	if err := r.conn.JS.DeleteStream(r.ctx(), SubmitStream); err != nil {
		t.Fatal(err)
	}
	g.Once(r.ctx())
	if refused, err := r.trySubmit("x"); err != nil || refused == nil || refused.Reason != "disk 100 % full" {
		t.Errorf("%+v, %v", refused, err)
	}
}

func TestStuckServerIsRestartedWhenThereIsRoom(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var disk fakeDisk
	disk.percent.Store(100)
	g := r.guard(GuardOptions{Disk: disk.use, Server: r.server})
	doc, url := r.submit("acknowledged"), r.server.URL()
	noteServerError(r.server, "Critical write error: %v", "write 1.blk: no space left on device")
	g.Once(r.ctx())
	if !r.server.Stuck() || testutil.ToFloat64(r.m.ServerRestarts) != 0 {
		t.Fatal("restarted without room")
	}
	disk.percent.Store(50)
	g.Once(r.ctx())
	if r.server.Stuck() || r.server.URL() != url || testutil.ToFloat64(r.m.ServerRestarts) != 1 {
		t.Fatalf("stuck %v at %s", r.server.Stuck(), r.server.URL())
	}
	var y toy
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(doc, StatePublished)
	eventually(t, "submissions are taken again", func() bool {
		g.Once(r.ctx())
		refused, err := r.trySubmit("after")
		return refused == nil && err == nil
	})
	r.waitState(toyID([]byte("after")), StatePublished)
}

func TestHoldWaitsOutARefusal(t *testing.T) {
	t.Parallel()
	n, heard := 0, 0
	err := Hold(t.Context(), func(context.Context) error {
		if n++; n < 3 {
			return fmt.Errorf("submit: %w", &fault.RefusedError{Reason: "full"})
		}
		return nil
	}, func(*fault.RefusedError) { heard++ })
	if err != nil || n != 3 || heard != 2 {
		t.Errorf("%d attempts, %d refusals heard, %v", n, heard, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	var refused *fault.RefusedError
	if err := Hold(ctx, func(context.Context) error { return &fault.RefusedError{Reason: "full"} }, nil); !errors.As(err, &refused) {
		t.Errorf("after its time: %v", err)
	}
}

// No stream ever makes room by dropping what is in it.
func TestStreamsRefuseTheNewAndKeepTheOld(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	for _, name := range []string{SubmitStream, "GOUJI_P0", DeadStream, "OBJ_" + BlobBucket} {
		s, err := r.conn.JS.Stream(r.ctx(), name)
		if err != nil {
			t.Fatal(err)
		}
		if have := s.CachedInfo().Config; have.Discard != jetstream.DiscardNew || have.MaxAge != 0 || have.MaxMsgsPerSubject > 0 {
			t.Errorf("%s: discard %s, max age %s, %d a subject", name, have.Discard, have.MaxAge, have.MaxMsgsPerSubject)
		}
	}
}

func TestFolderUseOfThisDisk(t *testing.T) {
	t.Parallel()
	if used, err := FolderUse(t.TempDir())(t.Context()); err != nil && !errors.Is(err, ErrDiskUnknown) || used < 0 || used > 1 {
		t.Errorf("this disk: %v, %v", used, err)
	}
	if _, err := FolderUse("/does/not/exist")(t.Context()); err == nil || !strings.Contains(err.Error(), "free space") && !errors.Is(err, ErrDiskUnknown) {
		t.Errorf("no folder: %v", err)
	}
}

// A sink that hangs holds no more than its slots, and what waits is bounded by admission.
func TestStalledSinkIsBoundedByAdmission(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	const slots, lag = 4, 10
	release := make(chan struct{})
	y := toy{onPublish: func(context.Context, string) error { <-release; return nil }}
	r.work(WorkerOptions{}, y.ingest(), y.parse(), y.validate())
	r.work(WorkerOptions{Concurrency: slots}, y.publish())
	g := r.guard(GuardOptions{MaxLag: lag})
	taken := 0
	for ; ; taken++ {
		g.Once(r.ctx())
		refused, err := r.trySubmit(fmt.Sprint("document ", taken))
		if err != nil {
			t.Fatal(err)
		}
		if refused != nil {
			break
		}
		if taken > 100 {
			t.Fatal("nothing is refused")
		}
		r.idle(StageIngest, StageParse, StageValidate)
	}
	if taken < lag || taken > slots+lag+1 {
		t.Errorf("%d documents were taken in before the refusal, want about %d", taken, slots+lag)
	}
	if n := testutil.ToFloat64(r.m.Inflight.WithLabelValues(StagePublish)); n != slots {
		t.Errorf("%v are held, there are %d slots", n, slots)
	}
	close(release)
	r.idle(Stages()...)
	if s := r.status(); s.Published != taken || s.Unaccounted != 0 {
		t.Errorf("%d were taken in, status %+v", taken, s)
	}
}
