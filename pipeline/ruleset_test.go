package pipeline

import (
	"context"
	"testing"
)

func TestRulesReachWhoeverWatches(t *testing.T) {
	r := newRig(t, Topology{})
	if f, err := ActiveRules(r.ctx(), r.conn); err != nil || f.Data != nil || f.Revision != 0 {
		t.Fatalf("no rules were delivered: %+v, %v", f, err)
	}
	if err := PutRules(r.ctx(), r.conn, []byte("one")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(r.ctx())
	seen, ended := make(chan RulesFile, 8), make(chan error, 1)
	go func() { ended <- WatchRules(ctx, r.connect(), func(f RulesFile) { seen <- f }) }()
	next := func(want string) RulesFile {
		t.Helper()
		select {
		case f := <-seen:
			if string(f.Data) != want {
				t.Fatalf("saw %q, want %q", f.Data, want)
			}
			return f
		case <-r.ctx().Done():
			t.Fatal("the rules did not arrive")
			return RulesFile{}
		}
	}
	first := next("one")
	if err := PutRules(r.ctx(), r.conn, []byte("two")); err != nil {
		t.Fatal(err)
	}
	if second := next("two"); second.Revision <= first.Revision {
		t.Errorf("revision %d after %d", second.Revision, first.Revision)
	}
	if f, err := ActiveRules(r.ctx(), r.conn); err != nil || string(f.Data) != "two" {
		t.Errorf("in force: %q, %v", f.Data, err)
	}
	if err := PutRules(r.ctx(), r.conn, nil); err != nil {
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
