package applications_test

import (
	"testing"

	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/report"
)

// page is a page of lines whose words know their places.
type page struct{ blocks []report.Block }

// line adds a line of words at columns of a hundred points.
func (p *page) line(words ...string) {
	y := 100 + 20*float64(len(p.blocks))
	t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{50, y, 1000, y + 12}}}
	for i, s := range words {
		if s == "" {
			continue
		}
		if t.S != "" {
			t.S += " "
		}
		x := 50 + 100*float64(i)
		t.Words = append(t.Words, report.Word{Start: len(t.S), End: len(t.S) + len(s), Box: [4]float64{x, y, x + 60, y + 12}})
		t.S += s
	}
	p.blocks = append(p.blocks, report.Block{Line: t})
}

// TestHeadOfGroupAbove: the heads that reach over two rows stand at the middle of both, and the head of
// the group beside them above it. It is read before the first column then, or behind the last, and the
// columns keep their places all the same.
func TestHeadOfGroupAbove(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	group := []string{"", "", "", "", "法人或其他组织", "", "", ""}
	sides := []string{"", "自然人", "", "", "", "", "", "总计"}
	below := []string{"", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""}
	for name, heads := range map[string][][]string{"above": {group, sides, below}, "below": {sides, group, below}} {
		var p page
		for _, h := range heads {
			p.line(h...)
		}
		for _, r := range report.ApplicationRows(report.Form2021)[:6] {
			p.line(r.Label, "12", "1", "0", "0", "0", "0", "13")
		}
		mem := &applications.TableMemory{}
		readtest.Units("", &mem.UnitMemory) // makes the memory ready
		us := layout.Units(&report.Document{Format: report.FormatPDF, Blocks: p.blocks}, &mem.UnitMemory)
		for i := range us {
			layout.SplitFigures(&us[i], &mem.UnitMemory)
		}
		a := applications.Read(forms, us, mem)
		if a == nil {
			t.Fatalf("%s: no table", name)
		}
		row := a.Cells["new_received"]
		if got := readtest.Show(row["natural"]) + " " + readtest.Show(row["company"]) + " " + readtest.Show(row["total"]); got != "12 1 13" {
			t.Errorf("%s: %s", name, got)
		}
	}
}
