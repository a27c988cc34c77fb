package generate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

const corpus = "../../shared/corpus/truth"

// TestCorpusTruth reads the truth of real reports, and works out the ambiguous cells of
// the glued ones: they must be those that the corpus lists.
func TestCorpusTruth(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus, "*.json"))
	if err != nil || len(files) == 0 {
		t.Skip("skipped: no corpus")
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var tr Truth
		if err := json.Unmarshal(b, &tr); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if tr.Format != report.Form2021 && tr.Format != report.Form2019 {
			continue
		}
		p := paperOf(tr)
		if n := len(tr.Cells()); n < 186 {
			t.Errorf("%s: %d cells", name, n)
		}
		broken := brokenIn(t, tr)
		for _, v := range tr.Violations {
			if strings.HasPrefix(v.Rule, "t3_") || strings.HasPrefix(v.Rule, "t4_") {
				at := strings.Fields(v.Where)
				delete(broken, v.Rule+" "+at[len(at)-1])
			}
		}
		if len(broken) > 0 {
			t.Errorf("%s: broken and not listed: %v", name, broken)
		}
		if !strings.Contains(name, "glued") {
			continue
		}
		got := p.ambiguous()
		slices.Sort(got)
		if want := tr.Ambiguous; !slices.Equal(got, want) {
			t.Errorf("%s: ambiguous %v, want %v", name, got, want)
		}
	}
}

// paperOf is a paper with the figures of a truth.
func paperOf(tr Truth) *paper {
	cells := tr.Cells()
	p := &paper{model: newModel(issuer{}, 1, tr.Format, tr.Year, len(tr.Table3.Rows) == 23, plan{})}
	p.eachCell(func(path string, v *value) {
		n := cells[path]
		*v = value{n: n, shown: n.String()}
	})
	return p
}
