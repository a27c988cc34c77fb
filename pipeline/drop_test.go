package pipeline

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

	"github.com/gouji/gouji/pipeline/fault"
)

func TestDroppedLetterStaysAccounted(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onParse: poisonOn("poison"), onIngest: poisonOn("venom")}
	stop := r.work(WorkerOptions{}, y.stages()...)
	docs := []string{r.submit("poison"), r.submit("venom")}
	for _, doc := range docs {
		r.waitState(doc, StateDead)
	}
	r.idle(Stages()...)
	now := time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	for _, d := range r.dead() {
		for range 2 { // once more changes nothing
			if err := Drop(r.ctx(), r.conn, d.ID, now); err != nil {
				t.Fatal(err)
			}
		}
		got, err := GetDead(r.ctx(), r.conn, d.ID)
		if err != nil || got.Class != ClassDropped || got.Was != fault.NotAReport || got.Reason != d.Reason || !got.Time.Equal(now) {
			t.Errorf("what is left of %s: %+v, %v", d.ID, got, err)
		}
		if got.Data != nil || got.Ref != "" || got.Doc != d.Doc {
			t.Errorf("what is left of %s holds %d bytes of document %s", d.ID, len(got.Data), got.Doc)
		}
		if err := Replay(r.ctx(), r.conn, d.ID); err == nil || !strings.Contains(err.Error(), "dropped") {
			t.Errorf("replay of what was dropped: %v", err)
		}
	}
	if ds := r.dead(); len(ds) != 0 {
		t.Errorf("%d dead letters are still listed", len(ds))
	}
	if ds, err := ListDead(r.ctx(), r.conn, DeadFilter{Class: ClassDropped}); err != nil || len(ds) != 2 {
		t.Errorf("%d dropped are listed, %v", len(ds), err)
	}
	if s := r.status(); s.Accepted != 2 || s.Dead != 2 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	if err := Drop(r.ctx(), r.conn, "gouji_p0-999", now); !errors.Is(err, ErrNoDead) {
		t.Errorf("an unknown id: %v", err)
	}

	// What is submitted again gets another chance, and either way stays one document.
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	var cured toy
	r.work(WorkerOptions{}, cured.stages()...)
	r.waitState(r.submit("venom"), StatePublished)
	if s := r.status(); s.Accepted != 2 || s.Dead != 1 || s.Published != 1 {
		t.Errorf("status after the second submission %+v", s)
	}
}

func TestDeadIDsByTimeClassAndStage(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	y := toy{onParse: poisonOn("poison"), onIngest: poisonOn("venom")}
	r.work(WorkerOptions{}, y.stages()...)
	r.waitState(r.submit("poison"), StateDead)
	first := r.dead()[0]
	m, err := r.conn.last(r.ctx(), DeadStream, "gouji.dead.>")
	if err != nil {
		t.Fatal(err)
	}
	r.waitState(r.submit("venom"), StateDead)
	r.idle(Stages()...)
	between := m.Time.Add(time.Nanosecond)
	for _, c := range []struct {
		f    DeadFilter
		want int
	}{
		{DeadFilter{}, 2}, {DeadFilter{Until: between}, 1}, {DeadFilter{Since: between}, 1}, {DeadFilter{Until: m.Time}, 0},
		{DeadFilter{Stage: StageIngest, Until: between}, 0}, {DeadFilter{Stage: StageParse, Class: fault.NotAReport, Until: between}, 1},
		{DeadFilter{Limit: 1}, 1}, {DeadFilter{Class: "no token!"}, -1},
	} {
		ids, err := DeadIDs(r.ctx(), r.conn, c.f)
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
	r := newRig(t, Topology{AckWait: 30 * time.Second})
	var broken atomic.Bool
	broken.Store(true)
	y := toy{onParse: func(context.Context, string) error {
		if broken.Load() {
			return fault.Poisonf(fault.NotAReport, "no report")
		}
		return nil
	}}
	stop := r.work(WorkerOptions{Concurrency: 64}, y.ingest(), y.parse())
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	var g errgroup.Group
	g.SetLimit(64)
	for i := range n {
		text := fmt.Sprint("document ", i)
		g.Go(func() error {
			_, err := Submit(ctx, r.conn, "test", toyID([]byte(text)), []byte(text), nil)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	r.idle(StageIngest, StageParse)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	broken.Store(false)
	begun := time.Now()
	ids, err := DeadIDs(ctx, r.conn, DeadFilter{Stage: StageParse})
	if err != nil || len(ids) != n {
		t.Fatalf("%d ids, %v", len(ids), err)
	}
	done := 0
	err = EachDead(ctx, ids, func(ctx context.Context, id string) error { return Replay(ctx, r.conn, id) }, func(id string, err error) {
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
	if ids, err := DeadIDs(ctx, r.conn, DeadFilter{}); err != nil || len(ids) != 0 {
		t.Errorf("%d are left, %v", len(ids), err)
	}
	r.work(WorkerOptions{Concurrency: 64}, y.parse())
	r.idle(StageParse)
	if got := r.messages("gouji.p0.parsed.>"); got != n {
		t.Errorf("%d parsed, want %d", got, n)
	}
}
