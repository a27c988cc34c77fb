package chaos

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/lab/chaos/build"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
)

func TestMain(m *testing.M) {
	server.ServeChild()
	os.Exit(m.Run())
}

// TestScenarios runs the quick scenarios with few documents; with GOUJI_FULL it runs the
// short form of every scenario, which takes minutes. `make chaos` runs the full forms.
func TestScenarios(t *testing.T) {
	dir := t.TempDir()
	build := sync.OnceValues(func() (string, error) { return build.Build(context.Background(), dir) })
	for _, s := range Scenarios() {
		t.Run(s.Name, func(t *testing.T) {
			o := scenario.Options{Short: true, Seed: 1, Log: writerTo(t)}
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

// TestEveryScenarioRunsInCI holds the list of the Makefile against the scenarios: each is in
// it, or is one of those that TestScenarios runs.
func TestEveryScenarioRunsInCI(t *testing.T) {
	text, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for line := range strings.Lines(string(text)) {
		if list, ok := strings.CutPrefix(strings.TrimSpace(line), "CHAOS_SHORT := "); ok {
			listed = strings.Split(list, ",")
		}
	}
	var names []string
	for _, s := range Scenarios() {
		names = append(names, s.Name)
		if !slices.Contains(listed, s.Name) && !slices.Contains(quickScenarios(), s.Name) {
			t.Errorf("scenario %s runs nowhere: add it to CHAOS_SHORT", s.Name)
		}
	}
	for _, name := range listed {
		if !slices.Contains(names, name) {
			t.Errorf("CHAOS_SHORT lists %s, which is no scenario", name)
		}
	}
}
