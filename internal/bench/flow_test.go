package bench_test

import (
	"os"
	"slices"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/bench"
)

// TestTransportAndPipelineMeasure one round of two documents: every figure that is printed is
// there and above nothing, and a second round has the same ones.
func TestTransportAndPipelineMeasure(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short measures nothing")
	}
	t.Setenv("TMPDIR", t.TempDir())
	transport, err := bench.Transport(t.Context(), 2, 1024, 2)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := bench.Pipeline(t.Context(), bench.PipelineOptions{Documents: 2, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for what, values := range map[string][]bench.Value{"transport": transport, "pipeline": whole} {
		var names []string
		for _, s := range bench.Summarize([][]bench.Value{values, values}) {
			if s.Least != s.Most || s.Median != s.Least {
				t.Errorf("%s: two equal rounds: %+v", what, s)
			}
			names = append(names, s.Name)
		}
		for _, want := range map[string][]string{
			"transport": {"raw chain, fsynced, rate", "no-op stages of raw, rate, fsynced", "no-op stages of raw, processor, plain"},
			"pipeline":  {"unrelated issuers of raw, rate", "unrelated issuers, stored, GOUJI_P0", "unrelated issuers, stored, rows", "unrelated issuers, messages written", "five years of unrelated, processor"},
		}[what] {
			i := slices.Index(names, want)
			if i < 0 || values[i].Value <= 0 {
				t.Errorf("%s: no figure %q among %q", what, want, names)
			}
		}
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		t.Errorf("%d folders are left, %v", len(left), err)
	}
}

// TestPipelineMeasuresOtherSettings: PDF files, three replicas and PostgreSQL have all the figures
// that text, one server and a file have.
func TestPipelineMeasuresOtherSettings(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: -short measures nothing")
	}
	t.Setenv("TMPDIR", t.TempDir())
	for name, o := range map[string]bench.PipelineOptions{
		"pdf on three servers": {Layout: generate.PDF, Replicas: 3},
		"postgres":             {Store: os.Getenv("GOUJI_TEST_POSTGRES")},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "postgres" && o.Store == "" {
				t.Skip("skipped: GOUJI_TEST_POSTGRES names no PostgreSQL; scripts/postgres-test.sh ./internal/bench has one")
			}
			o.Documents, o.Workers = 2, 2
			for range 2 { // nothing of the first round is in the way of the second
				values, err := bench.Pipeline(t.Context(), o)
				if err != nil {
					t.Fatal(err)
				}
				if i := slices.IndexFunc(values, func(v bench.Value) bool { return v.Name == "unrelated issuers, stored, rows" }); i < 0 || values[i].Value <= 0 {
					t.Errorf("no size of the rows in %+v", values)
				}
			}
		})
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	if err != nil || len(left) > 0 {
		t.Errorf("%d folders are left, %v", len(left), err)
	}
}
