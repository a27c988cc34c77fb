package ingest_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestSourceDecidesNothing reads documents whatever is said of them; what cannot be true is
// left out with a note.
func TestSourceDecidesNothing(t *testing.T) {
	t.Parallel()
	gbk := must(simplifiedchinese.GBK.NewEncoder().String("年报.docx"))
	for name, c := range map[string]struct {
		in, want report.Source
		notes    int
	}{
		"year":              {report.Source{Year: 20245}, report.Source{}, 1},
		"date":              {report.Source{Published: "2024-13-01"}, report.Source{}, 1},
		"address":           {report.Source{URL: "javascript:alert(1)"}, report.Source{}, 1},
		"control in a name": {report.Source{Filename: "a\r\nb.txt"}, report.Source{Filename: "a%0D%0Ab.txt"}, 0},
		"GBK name":          {report.Source{Filename: gbk}, report.Source{Filename: "年报.docx"}, 0},
		"no name":           {report.Source{Filename: "a\xff\xffb"}, report.Source{Filename: "a%FF%FFb"}, 0},
		"agency not utf-8":  {report.Source{Agency: "\xff"}, report.Source{}, 1},
		"region too long":   {report.Source{Region: strings.Repeat("x", 3000)}, report.Source{}, 1},
		"all good":          {report.Source{Agency: "某市", Year: 2024, URL: "https://x.gov.cn/"}, report.Source{Agency: "某市", Year: 2024, URL: "https://x.gov.cn/"}, 0},
	} {
		in := ingest.Input{Data: []byte(prose), Source: c.in}
		doc, err := reader().Read(t.Context(), in)
		if err != nil || doc.Source != c.want || len(doc.Notes) != c.notes {
			t.Errorf("%s: got %+v, notes %q, %v; want %+v, %d notes", name, doc.Source, doc.Notes, err, c.want, c.notes)
		}
	}
}

func TestIsolatedKeepsNotes(t *testing.T) {
	i := isolated(t, "extract", ingest.Limits{})
	alike(t, i, "notes", ingest.Input{Data: []byte(prose), Source: report.Source{Year: 7, Agency: "\xff", Filename: "\xff\x00"}})
}
