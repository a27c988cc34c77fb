package disclosure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// readGrid reads table two as a page has it: the rows of a grid of four columns; a row of fewer cells has
// its last one over those that are left, and a cell that begins with "2:" covers two rows.
func readGrid(forms *label.Forms, rows [][]string) *disclosure.Table {
	g := &report.Grid{Rows: len(rows), Cols: 4}
	for i, row := range rows {
		over := i > 0 && slices.ContainsFunc(rows[i-1], func(s string) bool { return strings.HasPrefix(s, "2:") })
		for k, s := range row {
			c := report.GridCell{Row: i, Col: k, RowSpan: 1, ColSpan: 1}
			if k == len(row)-1 && !over {
				c.ColSpan = 4 - k
			}
			if rest, ok := strings.CutPrefix(s, "2:"); ok {
				c.RowSpan, s = 2, rest
			}
			c.Text = report.Text{S: s, At: report.Place{Kind: report.PlaceHTML, Path: fmt.Sprintf("/table/tr[%d]/td[%d]", i+1, k+1), End: len(s)}}
			g.Cells = append(g.Cells, c)
		}
	}
	mem := &record.RowMemory{}
	readtest.Units("", &mem.UnitMemory) // makes the memory ready
	return disclosure.Read(forms, layout.Units(&report.Document{Format: report.FormatHTML, Blocks: []report.Block{{Grid: g}}}, &mem.UnitMemory), mem)
}

// pageRows are the rows of table two of a form on a page, with the number of each cell.
func pageRows(form report.Form, number func(key string) string) (rows [][]string) {
	title := ""
	for _, r := range report.DisclosureRows(form) {
		heads, cells := []string{"信息内容"}, []string{r.Label}
		for _, c := range r.Cells {
			heads, cells = append(heads, c.Label), append(cells, number(c.Key))
		}
		if r.Title != title {
			rows = append(rows, []string{r.Title}, heads)
		}
		title = r.Title
		rows = append(rows, cells)
	}
	return rows
}

// TestPages: the cells of a page are read under their rows and heads, wherever a page repeats its heads or
// leaves cells blank, and a number stands at the place of its cell; damage gives no wrong number.
func TestPages(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]report.Form{report.Form2019, report.Form2021}).Draw(t, "form")
		want, n := map[string]string{}, 100
		rows := pageRows(form, func(key string) string {
			n++
			want[key] = fmt.Sprint(n)
			return want[key]
		})
		whole := true
		for range rapid.IntRange(0, 3).Draw(t, "damages") {
			i := rapid.IntRange(0, len(rows)-1).Draw(t, "row")
			figures := len(rows[i]) > 1 && strings.Trim(rows[i][1], "0123456789:") == "" && rows[i][1] != ""
			k := rapid.IntRange(0, len(rows[i])-1).Draw(t, "cell")
			switch rapid.IntRange(0, 6).Draw(t, "damage") {
			case 0: // heads again
				if !figures && len(rows[i]) > 1 {
					rows = slices.Insert(rows, i, slices.Clone(rows[i]))
				}
			case 1:
				if figures && k > 0 {
					for key, s := range want {
						if s == rows[i][k] {
							want[key] = ""
						}
					}
					rows[i] = slices.Clone(rows[i])
					rows[i][k] = rapid.SampledFrom([]string{"", "/", "无"}).Draw(t, "instead")
				}
			case 2: // a label or a head is lost
				rows[i] = slices.Clone(rows[i])
				rows[i][0] = ""
				whole = false
			case 3: // a row of other figures
				rows = slices.Insert(rows, i, []string{rapid.SampledFrom([]string{"", "其中：县级", "合计"}).Draw(t, "words"), "7", "7", "7"})
				whole = false
			case 4: // a figure that stands for this row and the next one
				if last := len(rows[i]) - 1; figures && i+1 < len(rows) && len(rows[i+1]) == last+1 && rows[i+1][last] != "" && !strings.Contains(rows[i+1][last], "数量") {
					for key, s := range want {
						if s == rows[i][last] || s == rows[i+1][last] {
							want[key] = ""
						}
					}
					rows[i], rows[i+1] = slices.Clone(rows[i]), slices.Clone(rows[i+1][:last])
					rows[i][last] = "2:" + strings.TrimPrefix(rows[i][last], "2:")
				}
				whole = false
			case 5: // a cell is lost, and the others move up
				if figures {
					rows[i] = slices.Delete(slices.Clone(rows[i]), k, k+1)
				}
				whole = false
			case 6: // a note
				rows = slices.Insert(rows, i, []string{"注：单位为件"})
				whole = false
			}
		}
		d := readGrid(forms, rows)
		if d == nil {
			return
		}
		for key, c := range d.Cells {
			if got := readtest.Show(c); c.Value.Valid() && got != want[key] || whole && want[key] != "" && got != want[key] {
				t.Fatalf("%q\n%s is %s (%s), not %q", rows, key, got, c.Why, want[key])
			}
		}
	})
}
