package dead_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestDroppedLetterStaysAccounted(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison"), OnIngest: pipelinetest.PoisonOn("venom")}
	stop := r.Work(worker.Options{}, y.Stages()...)
	docs := []string{r.Submit("poison"), r.Submit("venom")}
	for _, doc := range docs {
		r.WaitState(doc, client.StateDead)
	}
	r.Idle(wire.Stages()...)
	now := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, d := range r.Dead() {
		for range 2 { // once more changes nothing
			if err := dead.Drop(r.Context(), r.Conn, d.ID, now); err != nil {
				t.Fatal(err)
			}
		}
		got, err := dead.Get(r.Context(), r.Conn, d.ID)
		if err != nil || got.Class != wire.ClassDropped || got.Was != fault.NotAReport || got.Reason != d.Reason || !got.Time.Equal(now) {
			t.Errorf("what is left of %s: %+v, %v", d.ID, got, err)
		}
		if got.Data != nil || got.Ref != "" || got.Doc != d.Doc {
			t.Errorf("what is left of %s holds %d bytes of document %s", d.ID, len(got.Data), got.Doc)
		}
		if err := dead.Replay(r.Context(), r.Conn, d.ID); err == nil || !strings.Contains(err.Error(), "dropped") {
			t.Errorf("replay of what was dropped: %v", err)
		}
	}
	if ds := r.Dead(); len(ds) != 0 {
		t.Errorf("%d dead letters are still listed", len(ds))
	}
	if ds, err := dead.List(r.Context(), r.Conn, dead.Filter{Class: wire.ClassDropped}); err != nil || len(ds) != 2 {
		t.Errorf("%d dropped are listed, %v", len(ds), err)
	}
	if s := r.Status(); s.Accepted != 2 || s.Dead != 2 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	if err := dead.Drop(r.Context(), r.Conn, "gouji_p0-999", now); !errors.Is(err, dead.ErrNotFound) {
		t.Errorf("an unknown id: %v", err)
	}

	// What is submitted again gets another chance, and either way stays one document.
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	var cured pipelinetest.Toys
	r.Work(worker.Options{}, cured.Stages()...)
	r.WaitState(r.Submit("venom"), client.StatePublished)
	if s := r.Status(); s.Accepted != 2 || s.Dead != 1 || s.Published != 1 {
		t.Errorf("status after the second submission %+v", s)
	}
}

func TestDeadIDsByTimeClassAndStage(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	y := pipelinetest.Toys{OnParse: pipelinetest.PoisonOn("poison"), OnIngest: pipelinetest.PoisonOn("venom")}
	r.Work(worker.Options{}, y.Stages()...)
	r.WaitState(r.Submit("poison"), client.StateDead)
	first := r.Dead()[0]
	m, err := r.Conn.Last(r.Context(), wire.DeadStream, "gouji.dead.>")
	if err != nil {
		t.Fatal(err)
	}
	r.WaitState(r.Submit("venom"), client.StateDead)
	r.Idle(wire.Stages()...)
	between := m.Time.Add(time.Nanosecond)
	for _, c := range []struct {
		f    dead.Filter
		want int
	}{
		{dead.Filter{}, 2}, {dead.Filter{Until: between}, 1}, {dead.Filter{Since: between}, 1}, {dead.Filter{Until: m.Time}, 0},
		{dead.Filter{Stage: wire.StageIngest, Until: between}, 0}, {dead.Filter{Stage: wire.StageParse, Class: fault.NotAReport, Until: between}, 1},
		{dead.Filter{Limit: 1}, 1}, {dead.Filter{Class: "no token!"}, -1},
	} {
		ids, err := dead.IDs(r.Context(), r.Conn, c.f)
		if c.want < 0 && err == nil || c.want >= 0 && (err != nil || len(ids) != c.want) {
			t.Errorf("%+v: %v, %v", c.f, ids, err)
		}
		if c.want == 1 && c.f.Since.IsZero() && ids[0] != first.ID {
			t.Errorf("%+v: %v, want %s", c.f, ids, first.ID)
		}
	}
}

// 200 dead letters, or with GOUJI_FULL 10,000 in less than a minute.
func TestManyDeadLettersAreReplayed(t *testing.T) {
	n := 200
	if os.Getenv("GOUJI_FULL") != "" {
		n = 10_000
	}
	r := pipelinetest.New(t, wire.Topology{AckWait: 30 * time.Second})
	var broken atomic.Bool
	broken.Store(true)
	y := pipelinetest.Toys{OnParse: func(context.Context, string) error {
		if broken.Load() {
			return fault.Poisonf(fault.NotAReport, "no report")
		}
		return nil
	}}
	stop := r.Work(worker.Options{Concurrency: 64}, y.Ingest(), y.Parse())
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var g errgroup.Group
	g.SetLimit(64)
	for i := range n {
		text := fmt.Sprint("document ", i)
		g.Go(func() error {
			_, err := client.Submit(ctx, r.Conn, "test", pipelinetest.ToyID([]byte(text)), []byte(text), nil)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	r.Idle(wire.StageIngest, wire.StageParse)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	broken.Store(false)
	begun := time.Now()
	ids, err := dead.IDs(ctx, r.Conn, dead.Filter{Stage: wire.StageParse})
	if err != nil || len(ids) != n {
		t.Fatalf("%d ids, %v", len(ids), err)
	}
	done := 0
	err = dead.Each(ctx, ids, func(ctx context.Context, id string) error { return dead.Replay(ctx, r.Conn, id) }, func(id string, err error) {
		if done++; err != nil {
			t.Errorf("%s: %v", id, err)
		}
	})
	took := time.Since(begun)
	t.Logf("%d dead letters replayed in %s", done, took.Round(10*time.Millisecond))
	if err != nil || done != n {
		t.Fatalf("%d of %d, %v", done, n, err)
	}
	if took > time.Minute {
		t.Errorf("it took %s", took)
	}
	if ids, err := dead.IDs(ctx, r.Conn, dead.Filter{}); err != nil || len(ids) != 0 {
		t.Errorf("%d are left, %v", len(ids), err)
	}
	r.Work(worker.Options{Concurrency: 64}, y.Parse())
	r.Idle(wire.StageParse)
	if got := r.Messages("gouji.p0.parsed.>"); got != n {
		t.Errorf("%d parsed, want %d", got, n)
	}
}
