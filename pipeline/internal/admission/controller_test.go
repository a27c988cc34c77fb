package admission_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/topology"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestNearlyFullDiskRefusesSubmissionsAndKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	g := r.Guard(admission.Options{Disk: disk.Use})
	for i := range 3 {
		r.Submit(fmt.Sprint("before ", i))
	}
	for _, step := range []struct {
		percent int64
		refused string
	}{{84, ""}, {87, "disk 87 % full"}, {84, "disk 87 % full"}, {82, ""}, {100, "disk 100 % full"}, {10, ""}} {
		disk.Percent.Store(step.percent)
		g.Once(r.Context())
		refused, err := r.TrySubmit(fmt.Sprint("at ", step))
		if err != nil {
			t.Fatal(err)
		}
		if step.refused == "" && refused != nil || step.refused != "" && (refused == nil || refused.Reason != step.refused || refused.After <= 0) {
			t.Errorf("at %d %%: %+v, want %q", step.percent, refused, step.refused)
		}
		// A plain producer hears it too, in a word and not by a time-out.
		_, err = r.Conn.JS.Publish(r.Context(), "gouji.submit.plain", []byte(fmt.Sprint("plain ", step)))
		var api *jetstream.APIError
		if heard := errors.As(err, &api) && api.ErrorCode == broker.CodeStoreFailed; heard != (step.refused != "") {
			t.Errorf("at %d %% a plain producer hears %v", step.percent, err)
		}
		if n := testutil.ToFloat64(r.Metrics.Refusing.WithLabelValues("disk")); n != metrics.Bool(step.refused != "") {
			t.Errorf("at %d %%: gouji_refusing %v", step.percent, n)
		}
	}
	s, err := r.Conn.JS.Stream(r.Context(), wire.SubmitStream)
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
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	disk.Percent.Store(90)
	g := r.Guard(admission.Options{Disk: disk.Use})
	g.Once(r.Context())
	if err := topology.Ensure(r.Context(), r.Conn, r.Topology); err != nil {
		t.Fatal(err)
	}
	g.Once(r.Context())
	r.Guard(admission.Options{}).Once(r.Context())
	r.Guard(admission.Options{Disk: func(context.Context) (float64, error) { return 0, broker.ErrDiskUnknown }}).Once(r.Context())
	if refused, err := r.TrySubmit("x"); refused == nil || err != nil {
		t.Errorf("taken: %v", err)
	}
}

func TestStageFarBehindRefusesSubmissions(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	g := r.Guard(admission.Options{MaxLag: 3})
	for i := range 5 {
		r.Submit(fmt.Sprint(i))
	}
	g.Once(r.Context())
	refused, err := r.TrySubmit("one too many")
	if err != nil || refused == nil || refused.Reason != "ingest is 5 messages behind" {
		t.Fatalf("%+v, %v", refused, err)
	}
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Ingest())
	r.Idle(wire.StageIngest)
	g.Once(r.Context()) // parse has nobody to work for it
	if got := g.Refusing(); got != "parse is 5 messages behind" {
		t.Errorf("refusing %q", got)
	}
	r.Work(worker.Options{}, y.Parse(), y.Validate(), y.Publish())
	r.Idle(wire.Stages()...)
	g.Once(r.Context())
	if refused, err := r.TrySubmit("one too many"); refused != nil || err != nil {
		t.Errorf("still refused: %+v, %v", refused, err)
	}
}

// A stuck server answers nobody, so the guard beside an embedded one does.
func TestGuardAnswersForAServerThatDoesNot(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	disk.Percent.Store(100)
	g := r.Guard(admission.Options{Disk: disk.Use, Server: r.Server})
	if err := r.Conn.JS.DeleteStream(r.Context(), wire.SubmitStream); err != nil {
		t.Fatal(err)
	}
	g.Once(r.Context())
	if refused, err := r.TrySubmit("x"); err != nil || refused == nil || refused.Reason != "disk 100 % full" {
		t.Errorf("%+v, %v", refused, err)
	}
}

func TestHoldWaitsOutARefusal(t *testing.T) {
	t.Parallel()
	n, heard := 0, 0
	err := client.Hold(t.Context(), func(context.Context) error {
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
	if err := client.Hold(ctx, func(context.Context) error { return &fault.RefusedError{Reason: "full"} }, nil); !errors.As(err, &refused) {
		t.Errorf("after its time: %v", err)
	}
	var said []string
	n = 0
	err = client.Hold(t.Context(), func(context.Context) error {
		if n++; n > 3 {
			return nil
		}
		return &fault.RefusedError{Reason: []string{broker.RefusedByLimit, "disk 91 % full", broker.RefusedByLimit}[n-1]}
	}, func(r *fault.RefusedError) { said = append(said, r.Reason) })
	if want := []string{broker.RefusedByLimit, "disk 91 % full", "disk 91 % full"}; err != nil || !slices.Equal(said, want) {
		t.Errorf("heard %q, %v", said, err)
	}
}

// No stream ever makes room by dropping what is in it.
func TestStreamsRefuseTheNewAndKeepTheOld(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	for _, name := range []string{wire.SubmitStream, "GOUJI_P0", wire.DeadStream, "OBJ_" + wire.BlobBucket} {
		s, err := r.Conn.JS.Stream(r.Context(), name)
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
	if used, err := broker.FolderUse(t.TempDir())(t.Context()); err != nil && !errors.Is(err, broker.ErrDiskUnknown) || used < 0 || used > 1 {
		t.Errorf("this disk: %v, %v", used, err)
	}
	if _, err := broker.FolderUse("/does/not/exist")(t.Context()); err == nil || !strings.Contains(err.Error(), "free space") && !errors.Is(err, broker.ErrDiskUnknown) {
		t.Errorf("no folder: %v", err)
	}
}

// A sink that hangs holds no more than its slots, and what waits is bounded by admission.
func TestStalledSinkIsBoundedByAdmission(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	const slots, lag = 4, 10
	release := make(chan struct{})
	y := pipelinetest.Toys{OnPublish: func(context.Context, string) error { <-release; return nil }}
	r.Work(worker.Options{}, y.Ingest(), y.Parse(), y.Validate())
	r.Work(worker.Options{Concurrency: slots}, y.Publish())
	g := r.Guard(admission.Options{MaxLag: lag})
	taken := 0
	for ; ; taken++ {
		g.Once(r.Context())
		refused, err := r.TrySubmit(fmt.Sprint("document ", taken))
		if err != nil {
			t.Fatal(err)
		}
		if refused != nil {
			break
		}
		if taken > 100 {
			t.Fatal("nothing is refused")
		}
		r.Idle(wire.StageIngest, wire.StageParse, wire.StageValidate)
	}
	if taken < lag || taken > slots+lag+1 {
		t.Errorf("%d documents were taken in before the refusal, want about %d", taken, slots+lag)
	}
	if n := testutil.ToFloat64(r.Metrics.Inflight.WithLabelValues(wire.StagePublish)); n != slots {
		t.Errorf("%v are held, there are %d slots", n, slots)
	}
	close(release)
	r.Idle(wire.Stages()...)
	if s := r.Status(); s.Published != taken || s.Unaccounted != 0 {
		t.Errorf("%d were taken in, status %+v", taken, s)
	}
}
