package outcome_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/outcome"
	"github.com/gouji/gouji/pipeline/internal/wire"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

// put writes a result by hand.
func put(r *pipelinetest.Rig, producer, state, body string) {
	r.T.Helper()
	m := nats.NewMsg(r.Conn.Topology().Flow.ResultsSubject(producer, state))
	m.Data = []byte(body)
	if _, err := r.Conn.JS.PublishMsg(r.Context(), m); err != nil {
		r.T.Fatal(err)
	}
}

// TestFollowersMissNothing: a follower that is killed after each few results goes on behind the
// last one, while results come; it hears its own only.
func TestFollowersMissNothing(t *testing.T) {
	t.Parallel()
	r := pipelinetest.New(t, wire.Topology{})
	const n = 60
	go func() {
		for i := range n {
			put(r, "mine", outcome.Published, fmt.Sprint(i))
			put(r, "theirs", outcome.Dead, "secret")
		}
	}()
	var heard []string
	killed := errors.New("killed")
	for q := (outcome.Query{Producer: "mine"}); len(heard) < n; {
		some := 0
		err := outcome.Follow(r.Context(), r.Conn, q, func(x outcome.Result) error {
			heard, q.After = append(heard, string(x.Message)), x.Sequence
			if some++; some == 7 || len(heard) == n {
				return killed
			}
			return nil
		})
		if !errors.Is(err, killed) {
			t.Fatal(err)
		}
	}
	for i, s := range heard {
		if s != fmt.Sprint(i) {
			t.Fatalf("heard %v", heard)
		}
	}
	pipelinetest.Eventually(t, "all is told", func() bool {
		newest, err := outcome.Tail(r.Context(), r.Conn)
		return err == nil && newest == 2*n
	})
	var late []string
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	err := outcome.Follow(ctx, r.Conn, outcome.Query{After: 2*n - 2}, func(x outcome.Result) error {
		if late = append(late, x.Producer); len(late) == 2 {
			cancel() // asked to end
		}
		return nil
	})
	if err != nil || !slices.Equal(late, []string{"mine", "theirs"}) {
		t.Errorf("heard of %v, %v", late, err)
	}
	if err := outcome.Follow(r.Context(), r.Conn, outcome.Query{Producer: "no*body"}, nil); err == nil {
		t.Error("somebody is called no*body")
	}
}
