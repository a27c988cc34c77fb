package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// verdictOf are the rules and severities of the findings that say something about the report,
// in order. M-03 speaks of the file, and so does a hint that something was not found in it.
func verdictOf(fs []report.Finding) []string {
	var out []string
	for _, f := range fs {
		if f.Rule != "M-03" && f.Rule != "D-05" && f.Rule != "M-01" {
			out = append(out, f.Rule+" "+string(f.Severity))
		}
	}
	slices.Sort(out)
	return out
}

// agree reports whether a file has the findings that it should. Where M-03 says that cells
// could not be read, or where labels and notes are glued to figures, findings may be missing,
// but there are no others.
func agree(name string, all []report.Finding, got, want []string) bool {
	if !strings.Contains(name, "glued") && !slices.ContainsFunc(all, func(f report.Finding) bool { return f.Rule == "M-03" }) {
		return slices.Equal(got, want)
	}
	for _, f := range got {
		if i := slices.Index(want, f); i >= 0 {
			want = slices.Delete(slices.Clone(want), i, i+1)
			continue
		}
		return false
	}
	return true
}

// TestLayoutsAgree: one report in every layout gives the same findings. The faults are such
// that every layout can show them.
func TestLayoutsAgree(t *testing.T) {
	t.Parallel()
	c := checker(t)
	var kinds []generate.Fault
	for _, f := range generate.Faults() {
		if !f.Trap && f.Fits(generate.Glued, report.Form2021) && f.Fits(generate.HTMLClean, report.Form2021) && f.Fits(generate.OFD, report.Form2021) {
			kinds = append(kinds, f)
		}
	}
	for seed := range uint64(roundTrips(t, len(kinds), 200)) {
		o := generate.Options{Seed: 7000 + seed, Faults: kinds[seed%uint64(len(kinds)):][:1], Layout: generate.HTMLClean}
		var want []string
		for i, layout := range append([]generate.Layout{generate.HTMLClean}, generate.Layouts()...) {
			o.Layout = layout
			if o.Faults[0].Name == "statute" && (layout == generate.PDF || layout == generate.PDFOdd || layout == generate.OFD || layout == generate.BBox) {
				continue // the first line of the introduction, which ends like a title, is read as one
			}
			s, err := generate.One(o)
			if err != nil {
				break // the fault finds nothing to work on in this report
			}
			got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
			if err != nil || got.Outcome != report.Checked {
				t.Errorf("%s: %v %+v", s.Name, err, got.Rejection)
				continue
			}
			fs := verdictOf(got.Findings)
			if i == 0 {
				want = fs
			}
			if !agree(s.Name, got.Findings, fs, want) {
				t.Errorf("%s: %v, in %s %v", s.Name, fs, generate.HTMLClean, want)
			}
		}
	}
}

// TestConversionsAgree: what is one report in several files has the same findings in each,
// those that its fullest file has or fewer.
func TestConversionsAgree(t *testing.T) {
	t.Parallel()
	c := checker(t)
	type file struct {
		name     string
		findings []report.Finding
		verdict  []string
	}
	of := map[string][]file{}
	for _, dir := range [...]string{corpus(t), filepath.Join(corpus(t), "..", "reports")} {
		files, err := os.ReadDir(filepath.Join(dir, "docs"))
		if err != nil {
			t.Skip("skipped: no reports")
		}
		for _, f := range files {
			name, _, _ := strings.Cut(f.Name(), ".")
			for _, how := range [...]string{"_glued", "_plain", "_raw", "_layout"} {
				name = strings.TrimSuffix(name, how)
			}
			data, err := os.ReadFile(filepath.Join(dir, "docs", f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			got, err := c.Check(t.Context(), ingest.Input{Data: data}, f.Name())
			if err != nil {
				t.Fatal(err)
			}
			of[name] = append(of[name], file{f.Name(), got.Findings, verdictOf(got.Findings)})
		}
	}
	several := 0
	for _, files := range of {
		if len(files) > 1 {
			several++
		}
		fullest := slices.MaxFunc(files, func(a, b file) int { return len(a.verdict) - len(b.verdict) })
		for _, f := range files {
			if !agree(f.name, f.findings, f.verdict, fullest.verdict) {
				t.Errorf("%s has %v, %s %v", f.name, f.verdict, fullest.name, fullest.verdict)
			}
		}
	}
	if several == 0 {
		t.Error("no report stands in several files")
	}
}
