package disclosure_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
)

// TestScatteredHeads: heads on one line say in which order the columns stand. Heads of which some have
// more lines than others stand at different heights, and their order says nothing: no figure is put
// under the head of another column.
func TestScatteredHeads(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for heads, want := range map[string]string{
		"信息内容  上一年项目数量  本年增/减  处理决定数量": "232 -16 2735",
		"信息内容  本年增/减  上一年项目数量  处理决定数量": "-16 232 2735",
		"上一年项目数量\n信息内容  本年增/减  处理决定数量": "232 -16 2735",
		"本年增/减\n信息内容  上一年项目数量\n处理决定数量": "unread unread unread",
		"本年增/减  处理决定数量\n信息内容  上一年项目数量": "unread unread unread",
	} {
		row := "行政许可  232  -16  2735"
		if strings.HasPrefix(heads, "信息内容  本年增") {
			row = "行政许可  -16  232  2735"
			want = "232 -16 2735"
		}
		d := read(forms, "第二十条第（五）项\n"+heads+"\n"+row)
		got := readtest.Show(d.Cells["licences_prev_items"]) + " " + readtest.Show(d.Cells["licences_change"]) + " " + readtest.Show(d.Cells["licences_decisions"])
		if got != want {
			t.Errorf("%s: %s, want %s", heads, got, want)
		}
		if s := seen(d, report.SeenHeads); s != nil {
			t.Errorf("%s: trouble with the heads: %q", heads, s)
		}
	}
}

// TestTornHeads: heads of the form of 2019 whose words are torn show the form, and so does the title of
// the purchases where no head can be read; no figure is put under a key of the other form.
func TestTornHeads(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	torn := "第二十条第（一）项\n本年新制  本年新公  对外公开\n信息内容  作数量  开数量  总数量\n规范性文件  1  1  2\n"
	unknown := "第二十条第（一）项\n信息内容\n规范性文件  1  1  2\n第二十条第（九）项\n信息内容\n政府集中采购  3  4\n"
	for text, want := range map[string]string{torn: "1 1 2", unknown: "  "} {
		d := read(forms, text)
		var got []string
		for _, key := range []string{"normative_new_made", "normative_new_published", "normative_total_published"} {
			got = append(got, readtest.Show(d.Cells[key]))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %q, want %q", text, s, want)
		}
		for _, key := range []string{"normative_made", "normative_repealed", "normative_valid"} {
			if c, ok := d.Cells[key]; ok {
				t.Errorf("%s: %s is %+v", text, key, c)
			}
		}
	}
}

// TestFiguresBackwards: of figures on two lines of a page the upper one may stand further right.
func TestFiguresBackwards(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for name, c := range map[string]struct {
		x    [2]float64 // of the two figures
		want string
	}{
		"in order":  {[2]float64{200, 300}, "286 19891022"},
		"backwards": {[2]float64{300, 200}, "unread unread"},
	} {
		mem := &record.RowMemory{}
		readtest.Units("", &mem.UnitMemory) // makes the memory ready
		var blocks []report.Block
		line := func(y float64, words ...any) {
			t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: 1, Box: [4]float64{50, y, 500, y + 12}}}
			for i := 0; i < len(words); i += 2 {
				s, x := words[i].(string), words[i+1].(float64)
				if t.S != "" {
					t.S += " "
				}
				t.Words = append(t.Words, report.Word{Start: len(t.S), End: len(t.S) + len(s), Box: [4]float64{x, y, x + 6*float64(len(s)), y + 12}})
				t.S += s
			}
			blocks = append(blocks, report.Block{Line: t})
		}
		line(100, "第二十条第（九）项", 50.0)
		line(120, "信息内容", 50.0, "采购项目数量", 200.0, "采购总金额", 300.0)
		line(140, "政府集中采购", 50.0)
		line(153, "286", c.x[0])
		line(166, "19891022", c.x[1])
		us := layout.Units(&report.Document{Format: report.FormatPDF, Blocks: blocks}, &mem.UnitMemory)
		for i := range us {
			layout.SplitFigures(&us[i], &mem.UnitMemory)
		}
		d := disclosure.Read(forms, us, mem)
		if got := readtest.Show(d.Cells["procurement_items"]) + " " + readtest.Show(d.Cells["procurement_amount_yuan"]); got != c.want {
			t.Errorf("%s: %s, want %s: %s", name, got, c.want, d.Cells["procurement_items"].Why)
		}
	}
}
