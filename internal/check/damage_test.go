package check

import (
	"context"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// square is a cell of a table that is printed with one kind of damage or another. path is set for
// those that the truth speaks of.
type square struct {
	text, path string
	wide, high int
	hidden     bool
	nested     bool
}

// printedTable is one of the tables two to four as rows of the cells that begin in them.
type printedTable struct {
	number int
	rows   [][]square
	heads  int // how many rows are heads, of tables three and four
}

// damagedReport is a report whose tables suffered what editors and converters do to them.
type damagedReport struct {
	form   report.Form
	cells  map[string]report.Number // what is printed; a cell that is not in it holds no number
	tables []*printedTable
	figure func(path, plain string) string
}

func label(text string, wide, high int) square { return square{text: text, wide: wide, high: high} }

// newDamaged makes the tables of a generated report of the form of 2021.
func newDamaged(t interface{ Skip(...any) }, seed uint64, faults ...generate.Fault) *damagedReport {
	r := damagedOf(report.Form2021, seed, faults)
	if r == nil {
		t.Skip("the fault finds nothing to work on")
	}
	return r
}

// damagedOf is the report of a form and a seed with faults, nil where they find nothing to work on.
func damagedOf(form report.Form, seed uint64, faults []generate.Fault) *damagedReport {
	s, err := generate.One(generate.Options{Seed: seed, Form: form, Faults: faults})
	if err != nil {
		return nil
	}
	if s.Truth.Table3.Rows["result_total"][6].String() == "0" {
		return damagedOf(form, seed+1<<30, faults) // noughts alone show nothing
	}
	r := &damagedReport{form: form, cells: s.Truth.Cells(), figure: func(_, plain string) string { return plain }}
	r.tables = []*printedTable{r.formTwo(), r.formThree(), r.formFour()}
	return r
}

func (r *damagedReport) value(path string) square { return square{path: path, wide: 1, high: 1} }

func (r *damagedReport) formTwo() *printedTable {
	t, title := &printedTable{number: 2}, ""
	for _, row := range report.DisclosureRows(r.form) {
		if row.Title != title {
			title = row.Title
			heads := []square{label("信息内容", 1, 1)}
			for i, c := range row.Cells {
				heads = append(heads, label(c.Label, lastWide(i, len(row.Cells)), 1))
			}
			t.rows = append(t.rows, []square{label(title, 4, 1)}, heads)
		}
		line := []square{label(row.Label, 1, 1)}
		for i, c := range row.Cells {
			v := r.value("disclosure." + c.Key)
			v.wide = lastWide(i, len(row.Cells))
			line = append(line, v)
		}
		t.rows = append(t.rows, line)
	}
	return t
}

func lastWide(i, n int) int {
	if i == n-1 {
		return 3 - i
	}
	return 1
}

func (r *damagedReport) formThree() *printedTable {
	columns := report.ApplicantColumns()
	t := &printedTable{number: 3, heads: 3, rows: [][]square{
		{label("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), label("申请人情况", 7, 1)},
		{label(columns[0].Label, 1, 2), label("法人或其他组织", 5, 1), label(columns[6].Label, 1, 2)},
		nil,
	}}
	for _, c := range columns[1:6] {
		t.rows[2] = append(t.rows[2], label(c.Label, 1, 1))
	}
	rows := report.ApplicationRows(r.form)
	size := map[string]int{}
	for _, row := range rows {
		size[row.Group]++
	}
	group := ""
	for i, row := range rows {
		var line []square
		if i == 2 {
			line = append(line, label("三、本年度办理结果", 1, len(rows)-3))
		}
		switch {
		case i < 2 || i == len(rows)-1:
			line = append(line, label(row.Label, 3, 1))
		case row.Group == "":
			line = append(line, label(row.Label, 2, 1))
		case row.Group != group:
			line = append(line, label(row.Group, 1, size[row.Group]), label(row.Label, 1, 1))
		default:
			line = append(line, label(row.Label, 1, 1))
		}
		group = row.Group
		for _, c := range columns {
			line = append(line, r.value("applications."+row.Key+"."+c.Key))
		}
		t.rows = append(t.rows, line)
	}
	return t
}

func (r *damagedReport) formFour() *printedTable {
	t := &printedTable{number: 4, heads: 3, rows: [][]square{{label("行政复议", 5, 1), label("行政诉讼", 10, 1)}, nil, nil, nil}}
	for _, o := range report.ProceedingOutcomes() {
		t.rows[1] = append(t.rows[1], label(o.Label, 1, 2))
	}
	for _, g := range report.ProceedingGroups() {
		if g.Key != "review" {
			t.rows[1] = append(t.rows[1], label(g.Label, 5, 1))
		}
		for _, o := range report.ProceedingOutcomes() {
			if g.Key != "review" {
				t.rows[2] = append(t.rows[2], label(o.Label, 1, 1))
			}
			t.rows[3] = append(t.rows[3], r.value("proceedings."+g.Key+"."+o.Key))
		}
	}
	return t
}

// print is what stands in a cell.
func (r *damagedReport) print(c square) string {
	if c.path == "" || c.text != "" {
		return c.text
	}
	return r.figure(c.path, r.cells[c.path].String())
}

// grid is the table with a square for each place: repeat puts what a cell holds into all that it covers.
func (r *damagedReport) grid(t *printedTable, repeat bool) [][]string {
	var out [][]string
	down := map[int][2]any{} // by column: text and how many rows it goes on
	for _, row := range t.rows {
		var line []string
		col, next := 0, 0
		for {
			if d, ok := down[col]; ok {
				text, n := d[0].(string), d[1].(int)
				if down[col] = [2]any{text, n - 1}; n <= 1 {
					delete(down, col)
				}
				line = append(line, text)
				col++
				continue
			}
			if next == len(row) {
				break
			}
			c := row[next]
			next++
			for k := range max(c.wide, 1) {
				text, below := "", ""
				if k == 0 {
					text = r.print(c)
				}
				if repeat && c.path == "" {
					text = c.text
					below = c.text
				}
				line = append(line, text)
				if c.high > 1 {
					down[col] = [2]any{below, c.high - 1}
				}
				col++
			}
		}
		out = append(out, line)
	}
	return out
}

// damagePrinters print a table as texts and pages hold it.
func damagePrinters() map[string]func(r *damagedReport, t *printedTable) string {
	squares := func(before, between, behind string, repeat bool) func(r *damagedReport, t *printedTable) string {
		return func(r *damagedReport, t *printedTable) string {
			var b strings.Builder
			for _, line := range r.grid(t, repeat) {
				b.WriteString(before + strings.Join(line, between) + behind + "\n")
			}
			return b.String()
		}
	}
	own := func(between, behind string) func(r *damagedReport, t *printedTable) string {
		return func(r *damagedReport, t *printedTable) string {
			var b strings.Builder
			for _, row := range t.rows {
				var line []string
				for _, c := range row {
					line = append(line, r.print(c))
				}
				b.WriteString(strings.Join(line, between) + behind + "\n")
			}
			return b.String()
		}
	}
	return map[string]func(r *damagedReport, t *printedTable) string{
		"html":           (*damagedReport).html,
		"pipes":          own(" | ", " |"),
		"all pipes":      squares("| ", " | ", " |", false),
		"repeated pipes": squares("| ", " | ", " |", true),
		"tabs":           squares("", "\t", "", false),
		"repeated tabs":  squares("", "\t", "", true),
		"own tabs":       own("\t", ""),
		"lines":          own("\n", ""),
		"cell lines":     own(" |\n", " |"),
		"blank lines":    own("\n\n", "\n"),
		"spaces":         own("  ", ""),
		"one space":      own(" ", ""),
		"markdown":       func(r *damagedReport, t *printedTable) string { return markdown(r.grid(t, false)) },
		"boxes":          func(r *damagedReport, t *printedTable) string { return boxes(r.grid(t, false)) },
		"columns":        func(r *damagedReport, t *printedTable) string { return columns(r.grid(t, false), 2, false) },
		"centred":        func(r *damagedReport, t *printedTable) string { return columns(r.grid(t, false), 3, true) },
		"comma":          func(r *damagedReport, t *printedTable) string { return commas(r.grid(t, false)) },
		"glued": func(r *damagedReport, t *printedTable) string {
			return strings.ReplaceAll(own("", "")(r, t), "\n", "") + "\n"
		},
	}
}

func (r *damagedReport) html(t *printedTable) string {
	var b strings.Builder
	b.WriteString("<table border=1>\n")
	for _, row := range t.rows {
		b.WriteString("<tr>")
		for _, c := range row {
			b.WriteString("<td")
			if c.wide > 1 {
				fmt.Fprintf(&b, " colspan=%d", c.wide)
			}
			if c.high > 1 {
				fmt.Fprintf(&b, " rowspan=%d", c.high)
			}
			if c.hidden {
				b.WriteString(` style="display:none"`)
			}
			text := strings.ReplaceAll(html.EscapeString(r.print(c)), "\n", "<br>")
			if c.nested {
				text = "<table><tr><td>" + text + "</td></tr></table>"
			}
			b.WriteString(">" + text + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
	return b.String()
}

// document is the whole report with its tables printed.
func (r *damagedReport) document(print func(r *damagedReport, t *printedTable) string, page bool) string {
	heads := report.SectionHeadings()
	var b strings.Builder
	line := func(s string) {
		if page {
			s = "<p>" + s + "</p>"
		}
		b.WriteString(s + "\n")
	}
	line("临江市农业农村局2023年政府信息公开工作年度报告")
	line("根据《中华人民共和国政府信息公开条例》编制本报告。所列数据的统计期限自2023年1月1日起至2023年12月31日止。")
	line(heads[0])
	line("我局认真贯彻落实条例，坚持以公开为常态、不公开为例外，各项工作平稳有序。")
	for _, t := range r.tables {
		if t.number > 0 {
			line(heads[t.number-1])
		}
		b.WriteString(print(r, t))
	}
	line(heads[4])
	line("一是培训不够；二是公开不够及时。下一步加强学习，改进工作。")
	line(heads[5])
	line("无。")
	if page {
		return "<html><body>" + b.String() + "</body></html>"
	}
	return b.String()
}

// read reads the report in a print, with its lines as reflow leaves them ("" for as they are), and returns
// the numbers that are not those of their cells.
func (r *damagedReport) read(ctx context.Context, c *Checker, print, reflow string) (out share, bad []string, text string) {
	text = r.document(damagePrinters()[print], print == "html")
	if reflow != "" {
		text = reflows()[reflow](text)
	}
	out.cells = len(r.cells)
	got, err := c.Check(ctx, ingest.Input{Data: []byte(text)}, "damaged")
	if err != nil {
		return out, []string{err.Error()}, text
	}
	if got.Outcome != report.Checked {
		out.unread = out.cells
		return out, nil, text
	}
	cells := allCells(got.Report.Tables)
	for path, cell := range cells {
		want, known := r.cells[path]
		if cell.Value.Valid() && (!known || !want.Valid() || want.Cmp(cell.Value) != 0) {
			bad = append(bad, fmt.Sprintf("%s is %s (%s %q %s), not %q", path, cell.Value, cell.State, cell.Text, cell.Why, want))
		}
	}
	for path, want := range r.cells {
		if s := cells[path].State; want.Valid() && s != report.Printed && s != report.Derived && s != report.Dash && s != report.Blank {
			out.unread++
		}
	}
	slices.Sort(bad)
	return out, bad, text
}

// unseenInGlued reports damage that text without borders does not show: as many digits as cells have one
// reading, whether a figure was lost or is of another column, or the columns stand in another order.
func unseenInGlued(name string) bool {
	return name == "a figure is lost" || name == "totals first" || name == "hidden columns"
}

// searching is set where GOUJI_SEARCH=1 has the tests of damage look at forty times as many reports. That is
// no part of the full run: it still finds some that are read wrongly (docs/formats.md says of what kind),
// and what it finds is to be mended at its cause.
func searching() bool { return os.Getenv("GOUJI_SEARCH") != "" }

// TestDamageNeverGivesAWrongNumber puts each kind of damage into each print.
func TestDamageNeverGivesAWrongNumber(t *testing.T) {
	t.Parallel()
	c := checker(t)
	rounds := uint64(1)
	if searching() {
		rounds = 40
	}
	for name, damage := range damages() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for print := range damagePrinters() {
				if print == "glued" && unseenInGlued(name) {
					continue
				}
				var sum share
				for seed := range rounds {
					r := newDamaged(t, 4400+seed)
					damage(r, rand.New(rand.NewPCG(seed, 1)))
					s, bad, _ := r.read(t.Context(), c, print, "")
					if sum.add(s); len(bad) > 0 {
						t.Errorf("%s, seed %d: %d wrong:\n%s", print, seed, len(bad), strings.Join(bad[:min(len(bad), 4)], "\n"))
						break
					}
				}
				t.Logf("%-16s %5d of %5d unread", print, sum.unread, sum.cells)
			}
		})
	}
}
