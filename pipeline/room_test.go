package pipeline

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// What was acknowledged before the disk was nearly full would fill the rest of it: the
// stages leave it where it is until there is room, and go on by themselves then.
func TestStagesWaitForRoom(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var disk fakeDisk
	g := r.guard(GuardOptions{Disk: disk.use})
	var docs []string
	for i := range 3 {
		docs = append(docs, r.submit(fmt.Sprint(i)))
	}
	disk.percent.Store(93)
	g.Once(r.ctx())
	if got := r.closedInPlan(); !strings.HasPrefix(got, "disk 93 % full, the stages wait (") {
		t.Errorf("the plan says %q", got)
	}
	var y toy
	var said bytes.Buffer
	for _, s := range y.stages() {
		w := NewWorker(r.conn, s, WorkerOptions{Metrics: r.m, Log: zerolog.New(&said)})
		w.LookForRoom(r.ctx())
		if !w.Waits() {
			t.Errorf("%s fetches", s.Name())
		}
	}
	if got := strings.Count(said.String(), "nothing is fetched until there is room"); got != 4 {
		t.Errorf("%d of 4 stages say so: %s", got, &said)
	}
	disk.percent.Store(92) // below the mark, and not enough below
	g.Once(r.ctx())
	r.work(WorkerOptions{}, y.stages()...)
	disk.percent.Store(88)
	g.Once(r.ctx())
	for _, doc := range docs {
		r.waitState(doc, StatePublished)
	}
	if refused, err := r.trySubmit("more"); err != nil || refused == nil {
		t.Errorf("taken at 88 %%: %v", err)
	}
}

func TestFullDiskIsToldByWhoeverSeesIt(t *testing.T) {
	t.Parallel()
	r := newRig(t, Topology{})
	var one, two fakeDisk
	one.percent.Store(90)
	two.percent.Store(96)
	a, b := r.guard(GuardOptions{Disk: one.use}), r.guard(GuardOptions{Disk: two.use})
	w := NewWorker(r.conn, (&toy{}).parse(), WorkerOptions{Metrics: r.m})
	for _, step := range []struct {
		percent int64
		wait    bool
	}{{96, true}, {91, true}, {89, false}, {95, true}, {10, false}} {
		two.percent.Store(step.percent)
		for range 2 {
			a.Once(r.ctx())
			b.Once(r.ctx())
		}
		w.LookForRoom(r.ctx())
		if w.Waits() != step.wait {
			t.Errorf("at %d %%: the stages wait: %v", step.percent, w.Waits())
		}
		if !r.refused(fmt.Sprint(step)) {
			t.Errorf("at %d %%: taken", step.percent)
		}
	}
}

// A guard that is gone holds nobody up for ever; one that renews its word does.
func TestGuardThatIsGoneHoldsNoStageUp(t *testing.T) {
	t.Parallel()
	var r room
	now := time.Unix(1_800_000_000, 0)
	c := closing{by: "a", at: "1", brim: true}
	if !r.look(c, now) || !r.full() || r.look(c, now.Add(roomGone-1)) {
		t.Error("does not wait")
	}
	c.at = "2"
	if r.look(c, now.Add(roomGone)) || !r.full() {
		t.Error("does not wait for a guard that is there")
	}
	if !r.look(c, now.Add(2*roomGone)) || r.full() {
		t.Error("waits for a guard that is gone")
	}
	if r.look(closing{}, now.Add(2*roomGone)) || r.full() {
		t.Error("waits for nobody")
	}
}
