package worker_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/admission"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// What was acknowledged before the disk was nearly full would fill the rest of it: the
// stages leave it where it is until there is room, and go on by themselves then.
func TestStagesWaitForRoom(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var disk pipelinetest.FakeDisk
	g := r.Guard(admission.Options{Disk: disk.Use})
	var docs []string
	for i := range 3 {
		docs = append(docs, r.Submit(fmt.Sprint(i)))
	}
	disk.Percent.Store(93)
	g.Once(r.Context())
	if got := r.ClosedInPlan(); !strings.HasPrefix(got, "disk 93 % full, the stages wait (") {
		t.Errorf("the plan says %q", got)
	}
	var y pipelinetest.Toys
	var said bytes.Buffer
	for _, s := range y.Stages() {
		w := worker.New(r.Conn, s, worker.Options{Metrics: r.Metrics, Log: zerolog.New(&said)})
		w.LookForRoom(r.Context())
		if !w.Waits() {
			t.Errorf("%s fetches", s.Name())
		}
	}
	if got := strings.Count(said.String(), "nothing is fetched until there is room"); got != 4 {
		t.Errorf("%d of 4 stages say so: %s", got, &said)
	}
	disk.Percent.Store(92) // below the mark, and not enough below
	g.Once(r.Context())
	r.Work(worker.Options{}, y.Stages()...)
	disk.Percent.Store(88)
	g.Once(r.Context())
	for _, doc := range docs {
		r.WaitState(doc, client.StatePublished)
	}
	if refused, err := r.TrySubmit("more"); err != nil || refused == nil {
		t.Errorf("taken at 88 %%: %v", err)
	}
}

func TestFullDiskIsToldByWhoeverSeesIt(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var one, two pipelinetest.FakeDisk
	one.Percent.Store(90)
	two.Percent.Store(96)
	a, b := r.Guard(admission.Options{Disk: one.Use}), r.Guard(admission.Options{Disk: two.Use})
	w := worker.New(r.Conn, (&pipelinetest.Toys{}).Parse(), worker.Options{Metrics: r.Metrics})
	for _, step := range []struct {
		percent int64
		wait    bool
	}{{96, true}, {91, true}, {89, false}, {95, true}, {10, false}} {
		two.Percent.Store(step.percent)
		for range 2 {
			a.Once(r.Context())
			b.Once(r.Context())
		}
		w.LookForRoom(r.Context())
		if w.Waits() != step.wait {
			t.Errorf("at %d %%: the stages wait: %v", step.percent, w.Waits())
		}
		if !r.Refused(fmt.Sprint(step)) {
			t.Errorf("at %d %%: taken", step.percent)
		}
	}
}
