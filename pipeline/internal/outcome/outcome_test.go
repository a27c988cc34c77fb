package outcome_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/internal/dead"
	"github.com/gouji/gouji/pipeline/internal/outcome"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/internal/worker"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestMain(m *testing.M) { pipelinetest.Main(m) }

// told is a message of the tests.
type told struct{ Doc, State string }

func describe(_ context.Context, e outcome.End) (string, []byte, error) {
	b, err := json.Marshal(told{e.Doc, e.State})
	return "test", b, err
}

func announcer(r *pipelinetest.Rig) *outcome.Announcer {
	return &outcome.Announcer{Conn: r.Conn, Describe: describe, Log: zerolog.Nop(), Interval: 50 * time.Millisecond}
}

// results are what was told, the states of each document in their order.
func results(r *pipelinetest.Rig, q outcome.Query) map[string]string {
	r.T.Helper()
	out := map[string]string{}
	err := outcome.Read(r.Context(), r.Conn, q, func(x outcome.Result) error {
		var m told
		if err := json.Unmarshal(x.Message, &m); err != nil || m.State != x.State {
			r.T.Errorf("%s: %v", x.Message, err)
		}
		out[m.Doc] += m.State + " "
		return nil
	})
	if err != nil {
		r.T.Fatal(err)
	}
	return out
}

// TestEachEndIsToldInOrder: documents that die, are replayed and are published then, while the
// announcer is killed again and again after a few messages.
func TestEachEndIsToldInOrder(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var broken pipelinetest.Broken
	y := pipelinetest.Toys{OnParse: func(ctx context.Context, text string) error {
		if strings.Contains(text, "broken") {
			return broken.Hook(ctx, text)
		}
		return nil
	}}
	r.Work(worker.Options{}, y.Stages()...)
	want := map[string]string{}
	for i := range 20 {
		good := r.Submit(fmt.Sprintf("good %d", i))
		want[good] = "published "
		bad := r.Submit(fmt.Sprintf("broken %d", i))
		want[bad] = "dead published "
	}
	// The announcer ends after three messages each time: a message that it does not write in
	// the end is the next one's to write.
	tellThree := func() (n int) {
		left := 3
		a := announcer(r)
		a.Describe = func(ctx context.Context, e outcome.End) (string, []byte, error) {
			if left == 0 {
				return "", nil, errors.New("killed")
			}
			left--
			return describe(ctx, e)
		}
		n, err := a.Once(r.Context())
		if err != nil && err.Error() != "killed" {
			t.Fatal(err)
		}
		return n
	}
	for len(r.Dead()) < 20 {
		tellThree()
	}
	broken.Mended.Store(true)
	for _, d := range r.Dead() {
		if err := dead.Replay(r.Context(), r.Conn, d.ID); err != nil {
			t.Fatal(err)
		}
		tellThree()
	}
	for doc := range want {
		r.WaitState(doc, client.StatePublished)
	}
	for tellThree() > 0 {
	}
	got := results(r, outcome.Query{})
	for doc, states := range want {
		// An end that was replayed before anybody could tell of it is gone.
		if got[doc] != states && got[doc] != "published " {
			t.Errorf("%s: told %q, want %q", doc, got[doc], states)
		}
	}
	if len(got) != len(want) {
		t.Errorf("told of %d documents, want %d", len(got), len(want))
	}
	if n := len(results(r, outcome.Query{State: outcome.Dead})); n == 0 {
		t.Error("no death was told")
	}
	if n := len(results(r, outcome.Query{Producer: "other"})); n != 0 {
		t.Errorf("another producer hears of %d", n)
	}
}

// TestTwoAnnouncersTellOnce: each message expects the one before it.
func TestTwoAnnouncersTellOnce(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	var wg sync.WaitGroup
	for range 2 {
		a := announcer(r)
		wg.Go(func() {
			if err := a.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	want := map[string]string{}
	for i := range 30 {
		want[r.Submit(fmt.Sprint(i))] = "published "
	}
	heard := map[string]string{}
	q := outcome.Query{Producer: "test"}
	var err error
	pipelinetest.Eventually(t, "all are heard of", func() bool {
		err = outcome.Read(ctx, r.Conn, q, func(x outcome.Result) error {
			var m told
			if err := json.Unmarshal(x.Message, &m); err != nil {
				return err
			}
			q.After = x.Sequence
			heard[m.Doc] += m.State + " "
			return nil
		})
		return err != nil || len(heard) == len(want)
	})
	cancel()
	wg.Wait()
	if err != nil || !maps.Equal(heard, want) {
		t.Errorf("%v: heard of %d documents, want %d", err, len(heard), len(want))
	}
}

// TestALookGoesOnBehindTheLastOne reads page by page.
func TestALookGoesOnBehindTheLastOne(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	var y pipelinetest.Toys
	r.Work(worker.Options{}, y.Stages()...)
	for i := range 7 {
		r.WaitState(r.Submit(fmt.Sprint(i)), client.StatePublished)
	}
	if n, err := announcer(r).Once(r.Context()); n != 7 || err != nil {
		t.Fatalf("told %d, %v", n, err)
	}
	var seen []uint64
	for q := (outcome.Query{Limit: 3}); ; {
		n := 0
		err := outcome.Read(r.Context(), r.Conn, q, func(x outcome.Result) error {
			seen, q.After = append(seen, x.Sequence), x.Sequence
			n++
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	if !slices.Equal(seen, []uint64{1, 2, 3, 4, 5, 6, 7}) {
		t.Errorf("saw %v", seen)
	}
}
