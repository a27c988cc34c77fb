package chaos

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	ServeChild()
	os.Exit(m.Run())
}

// TestScenarios runs the quick scenarios with few documents; with GOUJI_FULL it runs the
// short form of every scenario, which takes minutes. `make chaos` runs the full forms.
func TestScenarios(t *testing.T) {
	dir := t.TempDir()
	build := sync.OnceValues(func() (string, error) { return Build(context.Background(), dir) })
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			o := Options{Short: true, Seed: 1, Log: writerTo(t)}
			if os.Getenv("GOUJI_FULL") == "" {
				if !slices.Contains(quickScenarios(), s.Name) {
					t.Skip("skipped: `make chaos-short` runs it, as does GOUJI_FULL=1")
				}
				o.Docs = 30
			}
			var err error
			if o.Gouji, err = build(); err != nil {
				t.Fatal(err)
			}
			r, err := s.Run(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Skipped != "" {
				t.Skip("skipped: " + r.Skipped)
			}
			for _, f := range r.Failures {
				t.Error(f)
			}
			for _, d := range r.Verdict.Details {
				t.Log(d)
			}
		})
	}
}

// quickScenarios run in every `go test`, the others in `make chaos-short`.
func quickScenarios() []string { return []string{"kill-workers", "kill-server", "control"} }

type testWriter struct{ t *testing.T }

func (w testWriter) Write(b []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(b)))
	return len(b), nil
}

func writerTo(t *testing.T) testWriter { return testWriter{t} }

func TestLedgerIsOnDiskWhenAddReturns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	l, err := newLedger(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			a := Ack{ID: fmt.Sprintf("doc%02d", i), Seq: uint64(i)}
			if err := l.add(a); err != nil {
				t.Error(err)
			}
			back, err := readLedger(path)
			if err != nil || !slices.Contains(back, a) {
				t.Errorf("%v is not in the file when add has returned: %v", a, err)
			}
		})
	}
	wg.Wait()
	if l.count() != 50 {
		t.Errorf("%d acknowledgements counted, want 50", l.count())
	}
}

func TestLedgerRefusesTornLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acks")
	if err := os.WriteFile(path, []byte("doc1 1\ndoc2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readLedger(path); err == nil {
		t.Error("a line without its sequence was taken")
	}
}

func TestUntilGivesUp(t *testing.T) {
	begun := time.Now()
	err := until(t.Context(), "never", 60*time.Millisecond, func(context.Context) bool { return false })
	if err == nil || !strings.Contains(err.Error(), "never") {
		t.Errorf("after %s: %v", time.Since(begun), err)
	}
}

func TestTableTellsWhatWasSkippedAndBroken(t *testing.T) {
	var b strings.Builder
	err := Table(&b, "v1", 7, []Result{{Scenario: "a", Skipped: "no mount"}, {Scenario: "b", Failures: []string{"1 lost"}}, {Scenario: "c"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"seed 7; v1", "skipped: no mount", "**BROKEN**: 1 lost", "holds"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, b.String())
		}
	}
}
