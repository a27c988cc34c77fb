package ingest

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// TestRecognisedInLines: a document is recognised by the words in its lines exactly where it
// is by its whole text without white space, in simplified characters.
func TestRecognisedInLines(t *testing.T) {
	c := newRecogniser()
	pieces := append([]string{topic, topic, "政府信息", "公开", " ", "行政複議", "不予", "abc", "政府信息公開"}, reportWords()...)
	rapid.Check(t, func(t *rapid.T) {
		var doc report.Document
		whole := ""
		for range rapid.IntRange(1, 12).Draw(t, "lines") {
			line := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 4).Draw(t, "line"), rapid.SampledFrom([]string{"", " "}).Draw(t, "gap"))
			whole += squeeze(line)
			doc.Blocks = append(doc.Blocks, report.Block{Line: report.Text{S: line}})
		}
		if got, want := c.isReport(&doc), saysReport(whole) || saysReport(fold.String(whole)); got != want {
			t.Fatalf("%q: %v", whole, got)
		}
	})
}

func saysReport(s string) bool {
	n := 0
	for _, w := range reportWords() {
		if strings.Contains(s, w) {
			n++
		}
	}
	return n >= enoughWords && strings.Contains(s, topic)
}
