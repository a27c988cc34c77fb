package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rules"
)

var boxedWord = regexp.MustCompile(`<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*)</word>`)

// asHOCR is a list of words as a program for text recognition writes it.
func asHOCR(bbox []byte) []byte {
	s := boxedWord.ReplaceAllString(string(bbox), `<span class='ocrx_word' id='word_1_1' title='bbox $1 $2 $3 $4; x_wconf 93'><strong>$5</strong></span>`)
	s = regexp.MustCompile(`<page [^>]*>`).ReplaceAllString(s, `<div class='ocr_page' id='page_1' title='image "p.png"; bbox 0 0 595 842; ppageno 0'>`)
	s = strings.NewReplacer("</page>", "</div>", "<doc>", "", "</doc>", "").Replace(s)
	return []byte(s)
}

// TestRecognised: what comes from text recognition is read as the same words elsewhere, no
// finding about it is an error or about single characters, and each says where to look.
func TestRecognised(t *testing.T) {
	t.Parallel()
	c := checker(t)
	letters := map[string]bool{}
	for _, r := range rules.Book() {
		letters[r.ID] = r.Letters
	}
	var kinds []generate.Fault
	for _, f := range generate.Faults() {
		if !f.Trap && f.Fits(generate.BBox, report.Form2021) {
			kinds = append(kinds, f)
		}
	}
	lowered, dropped := 0, 0
	for i := range kinds {
		s, err := generate.One(generate.Options{Seed: 900 + uint64(i), Layout: generate.BBox, Faults: kinds[i : i+1]})
		if err != nil {
			continue // the fault finds nothing to work on in this report
		}
		data := asHOCR(s.Data)
		plain, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
		if err != nil || plain.Outcome != report.Checked {
			continue // the generator's own tests judge it
		}
		got, err := c.Check(t.Context(), ingest.Input{Data: data}, s.Name)
		if err != nil || got.Outcome != report.Checked {
			t.Errorf("%s: %v %+v", s.Name, err, got.Rejection)
			continue
		}
		if len(got.Report.Notes) != 1 || !strings.Contains(got.Report.Notes[0], "OCR") {
			t.Errorf("%s: notes %q", s.Name, got.Report.Notes)
		}
		for _, f := range got.Findings {
			if f.About != report.AboutFile && (f.Severity == report.Error || letters[f.Rule] || !strings.Contains(f.Message, "识别")) {
				t.Errorf("%s: %s %s %s", s.Name, f.Rule, f.Severity, f.Message)
			}
		}
		for _, f := range plain.Findings {
			switch {
			case f.About == report.AboutFile:
			case letters[f.Rule]:
				dropped++
			case f.Severity == report.Error:
				lowered++
			}
			if !letters[f.Rule] && !slices.ContainsFunc(got.Findings, func(g report.Finding) bool { return g.Rule == f.Rule }) {
				t.Errorf("%s: %s is not found any more", s.Name, f.Rule)
			}
		}
	}
	if lowered < 10 || dropped < 5 {
		t.Errorf("only %d findings lowered and %d dropped: nothing is shown", lowered, dropped)
	}
}
