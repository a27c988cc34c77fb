package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// TestCorpus holds every document of the corpus against its truth: no number is wrong
// or invented, nothing readable is missed, every place leads back to its text, and no
// equation is called broken that holds.
func TestCorpus(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	c := checker(t)
	paths, err := filepath.Glob(filepath.Join(dir, "docs", "*"))
	if err != nil || len(paths) < 20 {
		t.Fatalf("%d documents, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var tr generate.Truth
			b, err := os.ReadFile(filepath.Join(dir, "truth", filepath.Base(path)+".json"))
			if err == nil {
				err = json.Unmarshal(b, &tr)
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Check(t.Context(), ingest.Input{Data: raw}, path)
			if err != nil || got.Outcome != report.Checked {
				t.Fatalf("%v %+v", err, got.Rejection)
			}
			judgeCells(t, tr, got.Report.Tables)
			judgeMeta(t, tr, got.Report)
			judgePlaces(t, c.reader, raw, got.Report.Tables)
			judgeTables(t, tr, got.Findings)
		})
	}
}

// allCells is every cell of the tables by the contract's path.
func allCells(t report.Tables) map[string]report.Cell {
	out := make(map[string]report.Cell)
	for k, c := range t.Disclosure {
		out["disclosure."+k] = c
	}
	for name, table := range map[string]map[string]map[string]report.Cell{"applications": t.Applications, "proceedings": t.Proceedings} {
		for row, cells := range table {
			for k, c := range cells {
				out[name+"."+row+"."+k] = c
			}
		}
	}
	return out
}

func judgeCells(t *testing.T, tr generate.Truth, tables report.Tables) {
	t.Helper()
	got := compare(tr, tables, t.Errorf)
	// The share that the judge of the corpus asks for in every document.
	if limit := got.cells * 3 / 100; got.unread > limit {
		t.Errorf("%d of %d cells were not read, at most %d may be", got.unread, got.cells, limit)
	}
}

func judgeMeta(t *testing.T, tr generate.Truth, r *report.Report) {
	t.Helper()
	squeeze := func(s *string) string {
		if s == nil {
			return "(none)"
		}
		return strings.Join(strings.Fields(*s), "")
	}
	if got, want := squeeze(r.Title), squeeze(tr.Title); got != want {
		t.Errorf("title %s, want %s", got, want)
	}
	if got := squeeze(r.Agency); len(tr.AgencyAccept) == 0 && r.Agency != nil || len(tr.AgencyAccept) > 0 && !slices.Contains(tr.AgencyAccept, got) {
		t.Errorf("agency %s, want one of %v", got, tr.AgencyAccept)
	}
	if r.Year == nil || *r.Year != tr.Year {
		t.Errorf("year %v, want %v", r.Year, tr.Year)
	}
	if r.Form != tr.Format {
		t.Errorf("form %s, want %s", r.Form, tr.Format)
	}
	// A date that stands only under the text may be read as the signature's.
	if got, want := squeeze(r.Published), squeeze(tr.Published); got != want && (r.Published != nil || squeeze(r.Signed) != want) {
		t.Errorf("published %s, signed %s, want %s", got, squeeze(r.Signed), want)
	}
	var sections []int
	for _, s := range r.Sections {
		sections = append(sections, s.Number)
	}
	slices.Sort(sections)
	if !slices.Equal(slices.Compact(sections), tr.Sections) {
		t.Errorf("sections %v, want %v", sections, tr.Sections)
	}
}

// judgePlaces re-reads every cell by its place, from the bytes, independently of how
// it was read.
func judgePlaces(t *testing.T, reader *ingest.Reader, raw []byte, tables report.Tables) {
	t.Helper()
	re, err := reader.NewRereader(t.Context(), ingest.Input{Data: raw})
	if err != nil {
		t.Fatal(err)
	}
	for path, c := range allCells(tables) {
		if !c.Value.Valid() {
			continue
		}
		if !re.Holds(c.Text, c.At) {
			text, err := re.Text(c.At)
			t.Errorf("%s: its place has %q, %v; the cell says %q", path, text, err, c.Text)
		}
	}
}

// judgeTables checks that the equations called broken are those that are.
func judgeTables(t *testing.T, tr generate.Truth, findings []report.Finding) {
	t.Helper()
	families := map[string]string{"t3_balance": "T3-0", "t3_result_sum": "T3-1", "t4_total": "T4-"}
	want := make(map[string]int)
	for _, v := range tr.Violations {
		if f, ok := families[v.Rule]; ok {
			want[f]++
		}
	}
	got := make(map[string]int)
	for _, f := range findings {
		if (strings.HasPrefix(f.Rule, "T3-") || strings.HasPrefix(f.Rule, "T4-")) && f.Severity == report.Error {
			got[f.Rule[:min(4, len(f.Rule))]]++
			if strings.HasPrefix(f.Rule, "T4-") {
				got["T4-"]++
				delete(got, f.Rule[:4])
			}
		}
	}
	for f, n := range want {
		if got[f] != n {
			t.Errorf("%d findings %s, the truth has %d", got[f], f, n)
		}
		delete(got, f)
	}
	for f, n := range got {
		if n > 0 {
			t.Errorf("%d findings %s, the truth has none", n, f)
		}
	}
}
