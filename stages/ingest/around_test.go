package ingest_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

func TestAround(t *testing.T) {
	t.Parallel()
	page := `<html><body><table><tr><td>行政许可</td><td>550</td></tr><tr><td>行政处罚</td><td>4119</td></tr></table><p>全年受理申请12件。</p></body></html>`
	long := strings.Repeat("前", 100) + "550" + strings.Repeat("后", 100)
	for _, c := range []struct {
		name, raw string
		at        report.Place
		want      []string
		not       string
	}{
		{"a cell's row", page, report.Place{Kind: report.PlaceHTML, Path: "/html/body/table[1]/tbody[1]/tr[2]/td[2]", End: 4}, []string{"行政处罚", "4119"}, "550"},
		{"a paragraph", page, report.Place{Kind: report.PlaceHTML, Path: "/html/body/p[1]", Start: 18, End: 20}, []string{"全年受理申请12件。"}, "550"},
		{"a text", long, report.Place{Kind: report.PlaceText, Start: 300, End: 303}, []string{"前前550后后"}, strings.Repeat("前", 40)},
		{"a cell's row in RTF", `{\rtf1\trowd\cellx900\cellx1800\pard\intbl a\cell 550\cell\row\trowd\cellx900\cellx1800\pard\intbl b\cell 4119\cell\row}`,
			report.Place{Kind: report.PlaceRTF, Path: "/tbl[1]/tr[2]/tc[2]", End: 4}, []string{"b", "4119"}, "550"},
		{"in an archive", string(packed("a.html", page)), report.Place{Kind: report.PlaceHTML, In: "a.html", Path: "/html/body/table[1]/tbody[1]/tr[2]/td[2]", End: 4}, []string{"行政处罚", "4119"}, "550"},
		{"nowhere in an archive", string(packed("a.html", page)), report.Place{Kind: report.PlaceHTML, In: "b.html", Path: "/html", End: 4}, nil, "550"},
		{"nowhere", page, report.Place{Kind: report.PlaceHTML, Path: "/html/body/p[9]", End: 1}, nil, "年"},
	} {
		re, err := ingest.New(ingest.Options{}).NewRereader(t.Context(), ingest.Input{Data: []byte(c.raw)})
		if err != nil {
			t.Fatal(err)
		}
		got := re.Around(c.at)
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q lacks %q", c.name, got, w)
			}
		}
		if strings.Contains(got, c.not) || (len(c.want) == 0 && got != "") {
			t.Errorf("%s: %q shows more than its place", c.name, got)
		}
	}
}
