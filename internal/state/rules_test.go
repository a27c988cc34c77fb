package state_test

import (
	"context"
	"testing"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/pipelinetest"
)

func TestRulesReachWhoeverWatches(t *testing.T) {
	r := pipelinetest.New(t, pipeline.Topology{})
	if f, err := state.ActiveRules(r.Context(), r.Conn); err != nil || f.Data != nil || f.Revision != 0 {
		t.Fatalf("no rules were delivered: %+v, %v", f, err)
	}
	if err := state.PutRules(r.Context(), r.Conn, []byte("one")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(r.Context())
	seen, ended := make(chan state.RulesFile, 8), make(chan error, 1)
	go func() { ended <- state.WatchRules(ctx, r.Connect(), func(f state.RulesFile) { seen <- f }) }()
	next := func(want string) state.RulesFile {
		t.Helper()
		select {
		case f := <-seen:
			if string(f.Data) != want {
				t.Fatalf("saw %q, want %q", f.Data, want)
			}
			return f
		case <-r.Context().Done():
			t.Fatal("the rules did not arrive")
			return state.RulesFile{}
		}
	}
	first := next("one")
	if err := state.PutRules(r.Context(), r.Conn, []byte("two")); err != nil {
		t.Fatal(err)
	}
	if second := next("two"); second.Revision <= first.Revision {
		t.Errorf("revision %d after %d", second.Revision, first.Revision)
	}
	if f, err := state.ActiveRules(r.Context(), r.Conn); err != nil || string(f.Data) != "two" {
		t.Errorf("in force: %q, %v", f.Data, err)
	}
	if err := state.PutRules(r.Context(), r.Conn, nil); err != nil {
		t.Fatal(err)
	}
	if f := next(""); f.Data != nil {
		t.Errorf("taken away, and still %q", f.Data)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("the watch ended with %v", err)
	}
}
