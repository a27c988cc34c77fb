package check

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// cuttable are the layouts whose files can be cut anywhere and still be read.
func cuttable() (out []generate.Layout) {
	for _, l := range generate.Layouts() {
		s, err := generate.One(generate.Options{Seed: 1, Layout: l})
		if err == nil && utf8.Valid(s.Data) && slices.ContainsFunc([]string{".txt", ".md", ".html"}, func(ext string) bool { return strings.HasSuffix(s.Name, ext) }) {
			out = append(out, l)
		}
	}
	return out
}

// TestCutTextsRaiseNoError: a clean report that is cut anywhere has no error, for what is
// missing was lost on the way; and one finding says that it is cut.
func TestCutTextsRaiseNoError(t *testing.T) {
	t.Parallel()
	c := checker(t)
	layouts := cuttable()
	if len(layouts) < 8 {
		t.Fatalf("only %v can be cut", layouts)
	}
	cuts, said := 0, 0
	for i := range roundTrips(t, 2*len(layouts), 10*len(layouts)) {
		s, err := generate.One(generate.Options{Seed: 9100 + uint64(i), Layout: layouts[i%len(layouts)]})
		if err != nil {
			t.Fatal(err)
		}
		for k := range 24 {
			at := len(s.Data) * (k*4 + 3 + i%4) / 100
			for at > 0 && !utf8.RuneStart(s.Data[at]) {
				at--
			}
			got, err := c.Check(t.Context(), ingest.Input{Data: s.Data[:at]}, s.Name)
			if err != nil {
				t.Fatal(err)
			}
			if got.Outcome != report.Checked {
				continue
			}
			cuts++
			compare(s.Truth, got.Report.Tables, func(format string, args ...any) {
				t.Errorf("%s cut at %d of %d: "+format, append([]any{s.Name, at, len(s.Data)}, args...)...)
			})
			n := 0
			for _, f := range got.Findings {
				if f.Severity == report.Error {
					t.Errorf("%s cut at %d of %d: %s %s %v", s.Name, at, len(s.Data), f.Rule, f.Message, f.Quotes)
				}
				if strings.Contains(f.Message, "中途断开") || strings.Contains(f.Message, "可能没有收全") {
					n++
				}
			}
			if n > 1 {
				t.Errorf("%s cut at %d: %d findings say that it is cut", s.Name, at, n)
			}
			if n == 1 {
				said++
			}
		}
	}
	t.Logf("%d of %d cuts are said", said, cuts)
	if said*100 < cuts*97 { // what is cut off behind section six, or of the signature, is not seen
		t.Errorf("only %d of %d cuts are said", said, cuts)
	}
}

// TestACutRowTakesNothingAway: a text that ends in the figures of a row has lost those, and the rows before
// are read as if it went on.
func TestACutRowTakesNothingAway(t *testing.T) {
	t.Parallel()
	c := checker(t)
	for _, layout := range []generate.Layout{generate.CellsBlank, generate.CellsDouble, generate.PDFPlain} {
		s, err := generate.One(generate.Options{Seed: 9200, Layout: layout})
		if err != nil {
			t.Fatal(err)
		}
		page := string(s.Data)
		at := strings.LastIndex(page, "予以公开")
		for range 4 { // figures of its row
			for at < len(page) && (page[at] < '0' || page[at] > '9') {
				at++
			}
			for at < len(page) && page[at] >= '0' && page[at] <= '9' {
				at++
			}
		}
		got := allCells(checked(t, c, page[:at]+"\n", s.Name).Report.Tables)
		for path, want := range s.Truth.Cells() {
			if strings.HasPrefix(path, "applications.new_received.") || strings.HasPrefix(path, "disclosure.rules_") {
				if c := got[path]; !c.Value.Valid() || c.Value.Cmp(want) != 0 {
					t.Errorf("%s, %s: read %s (%s), want %s", layout, path, c.Value, c.Why, want)
				}
			}
		}
	}
}
