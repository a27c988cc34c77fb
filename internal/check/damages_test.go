package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// damage is what an editor, a converter or a hand does to the tables of a report.
type damage func(r *damagedReport, d *rand.Rand)

// damages are the kinds of it, by name.
func damages() map[string]damage {
	out := map[string]damage{
		"none":                   func(*damagedReport, *rand.Rand) {},
		"row numbers":            func(r *damagedReport, _ *rand.Rand) { r.rowNumbers(false) },
		"row numbers behind":     func(r *damagedReport, _ *rand.Rand) { r.rowNumbers(true) },
		"remarks":                remarks,
		"blank columns":          blankColumns,
		"blank between":          blankBetween,
		"hidden columns":         hiddenColumns,
		"spans lie":              spansLie,
		"no spans":               noSpans,
		"groups in each row":     groupsRepeated,
		"heads again":            headsAgain,
		"heads lost":             func(r *damagedReport, _ *rand.Rand) { r.three().rows = r.three().rows[3:] },
		"label over two rows":    labelOverRows,
		"figure over two rows":   figureOverRows,
		"row over two rows":      rowOverRows,
		"turned":                 turned,
		"totals above":           totalsAbove,
		"totals first":           totalsFirst,
		"tables in cells":        func(r *damagedReport, _ *rand.Rand) { r.each(func(c *square) { c.nested = true }) },
		"one table":              oneTable,
		"groups are tables":      groupTables,
		"a row is one cell":      rowMerged,
		"noughts merged down":    mergedDown,
		"last year's column":     lastYearColumn,
		"last year's row":        lastYearRow,
		"last year's table":      lastYearTable,
		"of which":               ofWhich,
		"a digit in each cell":   digitCells,
		"labels in capitals":     spacedLabels,
		"a row is lost":          rowLost,
		"a figure is lost":       figureLost,
		"two rows change places": rowsSwapped,
		"two labels in one cell": labelsJoined,
		"columns cut in two":     columnsApart,
	}
	for name, f := range figureStyles() {
		out["figures "+name] = func(r *damagedReport, _ *rand.Rand) { r.figure = f }
	}
	return out
}

// figureStyles are ways to print a number.
func figureStyles() map[string]func(path, plain string) string {
	digits := func(s string, of string) string {
		to := []rune(of)
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' {
				return to[c-'0']
			}
			return c
		}, s)
	}
	thousands := func(s, mark string) string {
		whole, rest, _ := strings.Cut(s, ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + mark + whole[i:]
		}
		if rest != "" {
			whole += "." + rest
		}
		return whole
	}
	nought := func(sign string) func(_, s string) string {
		return func(_, s string) string {
			if s == "0" {
				return sign
			}
			return s
		}
	}
	some := func(mark string) func(path, s string) string {
		return func(path, s string) string {
			if len(path)%3 == 0 && s != "" {
				return s + mark
			}
			return s
		}
	}
	out := map[string]func(path, plain string) string{
		"wide":            func(_, s string) string { return digits(s, "０１２３４５６７８９") },
		"wide thousands":  func(_, s string) string { return digits(thousands(s, "，"), "０１２３４５６７８９") },
		"thousands":       func(_, s string) string { return thousands(s, ",") },
		"wide comma":      func(_, s string) string { return thousands(s, "，") },
		"spaced":          func(_, s string) string { return thousands(s, " ") },
		"no-break spaced": func(_, s string) string { return thousands(s, "\u00a0") },
		"thin spaced":     func(_, s string) string { return thousands(s, "\u2009") },
		"points": func(path, s string) string {
			if money(path) {
				return s // 74.005 is a decimal there
			}
			return thousands(s, ".")
		},
		"apostrophes": func(_, s string) string { return thousands(s, "'") },
		"Han": func(_, s string) string {
			return strings.ReplaceAll(digits(s, "〇一二三四五六七八九"), ".", "点")
		},
		"circled":             func(_, s string) string { return digits(s, "⓪①②③④⑤⑥⑦⑧⑨") },
		"bold Markdown":       func(_, s string) string { return "**" + s + "**" },
		"set off":             func(_, s string) string { return "\u3000" + s + "\u00a0" },
		"zero width":          func(_, s string) string { return strings.Join(strings.Split(s, ""), "\u200b") },
		"in brackets":         func(_, s string) string { return "（" + s + "）" },
		"with an equals sign": func(_, s string) string { return "=" + s },
		"with a sign":         func(_, s string) string { return "+" + s },
		"with an apostrophe":  func(_, s string) string { return "'" + s },
		"padded with noughts": func(_, s string) string {
			if len(s) < 3 && !strings.Contains(s, ".") {
				return fmt.Sprintf("%03s", s)
			}
			return s
		},
		"letters for noughts": func(_, s string) string { return strings.ReplaceAll(s, "0", "O") },
		"letters for ones":    func(_, s string) string { return strings.ReplaceAll(s, "1", "l") },
		"points for noughts":  nought("。"),
	}
	for _, unit := range []string{"件", " 件", "条", "个", "元", "件/次", "（件）"} {
		out["with "+unit] = func(path, s string) string {
			if unit == "元" && money(path) {
				return s // another unit than that of the column
			}
			return s + unit
		}
	}
	for _, rest := range []string{".0", ".00", "．０"} {
		out["with "+rest] = func(path, s string) string {
			if strings.Contains(s, ".") {
				return s
			}
			return s + rest
		}
	}
	for _, mark := range []string{"①", "*", "[1]", "（注1）", "¹", " 1)", "注", "＊", "(1)", "↑", "^1"} {
		out["noted "+mark] = some(mark)
	}
	for _, sign := range []string{"零", "无", "—", "--", "\\", "/", "", " ", "\u3000", "0件", "〇", "○", "O", "N/A", "暂无", "空", "·", "…", "nil", "&nbsp;", "null", "-0", "0.0", "00"} {
		out["nought as "+sign] = nought(sign)
	}
	return out
}

// money reports the cell of an amount.
func money(path string) bool { return strings.HasSuffix(path, "_yuan") }

func (r *damagedReport) three() *printedTable { return r.table(3) }

// table is the first table of a number.
func (r *damagedReport) table(number int) *printedTable {
	for _, t := range r.tables {
		if t.number == number {
			return t
		}
	}
	return &printedTable{rows: make([][]square, 3)}
}

// each visits the cells with figures.
func (r *damagedReport) each(visit func(c *square)) {
	for _, t := range r.tables {
		for _, row := range t.rows {
			for i := range row {
				if row[i].path != "" {
					visit(&row[i])
				}
			}
		}
	}
}

// first is where the figures of a row begin, -1 for none.
func first(row []square) int {
	return slices.IndexFunc(row, func(c square) bool { return c.path != "" })
}

func (r *damagedReport) rowNumbers(behind bool) {
	t := r.three()
	n := 0
	for i := range t.rows {
		cell := label("", 1, 1)
		switch {
		case i == 0 && t.heads > 0:
			cell = label("序号", 1, t.heads)
		case i < t.heads:
			continue
		default:
			n++
			cell.text = fmt.Sprint(n)
		}
		if behind {
			t.rows[i] = append(t.rows[i], cell)
		} else {
			t.rows[i] = slices.Insert(t.rows[i], 0, cell)
		}
	}
}

// remarks adds a last column with a note here and there.
func remarks(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i := range t.rows {
		switch {
		case i == 0 && t.heads > 0:
			t.rows[i] = append(t.rows[i], label("备注", 1, t.heads))
		case i < t.heads:
		case d.IntN(4) == 0:
			t.rows[i] = append(t.rows[i], label([]string{"含网络申请3件", "2", "见附件", "/", "无"}[d.IntN(5)], 1, 1))
		default:
			t.rows[i] = append(t.rows[i], label("", 1, 1))
		}
	}
}

// blankColumns puts a blank column before and behind the figures of table three.
func blankColumns(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		if k := first(row); k >= 0 {
			t.rows[i] = append(slices.Insert(row, k, label("", 1, 1)), label("", 1, 1))
		} else if i == 0 && t.heads > 0 {
			t.rows[i] = append(slices.Insert(row, len(row)-1, label("", 1, t.heads)), label("", 1, t.heads))
		}
	}
}

// blankBetween puts a blank cell behind each figure.
func blankBetween(r *damagedReport, _ *rand.Rand) {
	for _, t := range r.tables {
		if t.number == 2 {
			continue
		}
		for i, row := range t.rows {
			var out []square
			for _, c := range row {
				out = append(out, c)
				switch {
				case c.path != "":
					out = append(out, label("", 1, 1))
				case i < t.heads && !(t.number == 3 && c.high == 3):
					out[len(out)-1].wide *= 2
				}
			}
			t.rows[i] = out
		}
	}
}

// hiddenColumns puts a column that no reader sees before the figures; in a text it is there.
func hiddenColumns(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		if k := first(row); k >= 0 {
			t.rows[i] = slices.Insert(row, k, square{text: fmt.Sprint(d.IntN(20)), wide: 1, high: 1, hidden: true})
		}
	}
}

// spansLie gives cells wrong spans, as editors do that lose a row or a column.
func spansLie(r *damagedReport, d *rand.Rand) {
	for _, t := range r.tables {
		for i, row := range t.rows {
			for k := range row {
				switch c := &row[k]; {
				case c.path == "" && d.IntN(5) == 0:
					c.wide = max(1, c.wide+d.IntN(3)-1)
				case c.path == "" && d.IntN(5) == 0:
					c.high = max(1, c.high+d.IntN(3)-1)
				case c.path != "" && d.IntN(40) == 0:
					c.wide = 2
				}
			}
			t.rows[i] = row
		}
	}
}

func noSpans(r *damagedReport, _ *rand.Rand) {
	for _, t := range r.tables {
		for _, row := range t.rows {
			for k := range row {
				row[k].wide, row[k].high = 1, 1
			}
		}
	}
}

// groupsRepeated prints the labels of groups in each of their rows.
func groupsRepeated(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	group, left := label("", 1, 1), 0
	for i := t.heads; i < len(t.rows); i++ {
		row := t.rows[i]
		for k := range row {
			if row[k].path == "" && row[k].high > 1 && strings.HasPrefix(row[k].text, "（") {
				group, left = label(row[k].text, 1, 1), row[k].high
				row[k].high = 1
				break
			}
		}
		if left > 0 {
			if left--; first(row) == 1 {
				t.rows[i] = slices.Insert(row, 0, group)
			}
		}
	}
}

// headsAgain prints the heads of table three again on each page.
func headsAgain(r *damagedReport, d *rand.Rand) {
	t := r.three()
	every := 5 + d.IntN(8)
	var out [][]square
	for i, row := range t.rows {
		if n := i - t.heads; n > 0 && n%every == 0 {
			for _, h := range t.rows[:t.heads] {
				out = append(out, slices.Clone(h))
			}
		}
		out = append(out, row)
	}
	t.rows = out
}

// rowOf is a row of table three with figures.
func (r *damagedReport) rowOf(d *rand.Rand) (*printedTable, int) {
	t := r.three()
	for range 100 {
		if i := d.IntN(len(t.rows)); first(t.rows[i]) > 0 {
			return t, i
		}
	}
	return t, -1
}

// labelOverRows breaks a label at the end of a page: its rest stands in a row of its own.
func labelOverRows(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := slices.Clone(t.rows[i])
	k := first(row)
	words := []rune(row[k-1].text)
	if len(words) < 4 {
		return
	}
	cut := 2 + d.IntN(len(words)-3)
	row[k-1].text = string(words[:cut])
	rest := []square{label(string(words[cut:]), row[k-1].wide, 1)}
	for range row[k:] {
		rest = append(rest, label("", 1, 1))
	}
	t.rows[i] = row
	t.rows = slices.Insert(t.rows, i+1, rest)
}

// figureOverRows breaks the numbers of a row at the end of a page.
func figureOverRows(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := slices.Clone(t.rows[i])
	k := first(row)
	rest := []square{label("", row[k-1].wide, 1)}
	broken := false
	for j := k; j < len(row); j++ {
		s, below := r.print(row[j]), ""
		if row[j].path != "" && len(s) > 1 && d.IntN(2) == 0 {
			cut := 1 + d.IntN(len(s)-1)
			s, below, broken = s[:cut], s[cut:], true
			row[j].text = s
		}
		rest = append(rest, label(below, 1, 1))
	}
	if broken {
		t.rows[i] = row
		t.rows = slices.Insert(t.rows, i+1, rest)
	}
}

// rowOverRows has the last figures of a row in a row of their own, under their columns.
func rowOverRows(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := slices.Clone(t.rows[i])
	k := first(row) + 1 + d.IntN(5)
	rest := []square{}
	for j := range row[:min(k, len(row))] {
		rest = append(rest, label("", max(row[j].wide, 1), 1))
	}
	for j := k; j < len(row); j++ {
		rest = append(rest, row[j])
		row[j] = label("", 1, 1)
	}
	t.rows[i] = row
	t.rows = slices.Insert(t.rows, i+1, rest)
}

// turned has the rows of table three as columns.
func turned(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	columns := report.ApplicantColumns()
	out := make([][]square, 1+len(columns))
	out[0] = []square{label("申请人情况", 1, 1)}
	for i, c := range columns {
		out[i+1] = []square{label(c.Label, 1, 1)}
	}
	for _, row := range t.rows {
		k := first(row)
		if k < 1 || len(row)-k < len(columns) {
			continue
		}
		out[0] = append(out[0], label(row[k-1].text, 1, 1))
		for i := range columns {
			out[i+1] = append(out[i+1], row[k+i])
		}
	}
	t.rows, t.heads = out, 1
}

// totalsAbove has the row of totals before the results.
func totalsAbove(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	if n := len(t.rows); n > 8 && first(t.rows[n-2]) == 1 {
		total := t.rows[n-2]
		t.rows = slices.Insert(slices.Delete(t.rows, n-2, n-1), n-23, total)
	}
}

// totalsFirst has the column of totals before the others.
func totalsFirst(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		if k := first(row); k >= 0 && len(row) == k+7 {
			t.rows[i] = slices.Insert(row[:len(row)-1:len(row)-1], k, row[len(row)-1])
		} else if len(row) == 3 && row[2].text == "总计" {
			t.rows[i] = []square{row[2], row[0], row[1]}
		}
	}
}

// oneTable has all tables in one, their headings in rows.
func oneTable(r *damagedReport, _ *rand.Rand) {
	all := &printedTable{}
	for i, t := range r.tables {
		if t.number > 0 && i > 0 {
			all.rows = append(all.rows, []square{label(report.SectionHeadings()[t.number-1], 10, 1)})
		}
		all.rows = append(all.rows, t.rows...)
	}
	all.number, all.heads = r.tables[0].number, 0
	r.tables = []*printedTable{all}
}

// groupTables has each part of table three in a table of its own.
func groupTables(r *damagedReport, d *rand.Rand) {
	at := slices.IndexFunc(r.tables, func(t *printedTable) bool { return t.number == 3 })
	if at < 0 {
		return
	}
	t := r.tables[at]
	again := d.IntN(2) == 0
	out := []*printedTable{{number: 3, heads: t.heads}}
	for i, row := range t.rows {
		if i > t.heads && len(row) > 0 && row[0].high > 1 {
			next := &printedTable{heads: t.heads}
			if again {
				for _, h := range t.rows[:t.heads] {
					next.rows = append(next.rows, slices.Clone(h))
				}
			}
			out = append(out, next)
		}
		last := out[len(out)-1]
		last.rows = append(last.rows, row)
	}
	r.tables = slices.Replace(r.tables, at, at+1, out...)
}

// noughts reports a row of nothing but noughts.
func (r *damagedReport) noughts(row []square) bool {
	k := first(row)
	return k > 0 && !slices.ContainsFunc(row[k:], func(c square) bool { return r.cells[c.path].String() != "0" || c.text != "" })
}

// rowMerged has one cell for all figures of a row of noughts.
func rowMerged(r *damagedReport, d *rand.Rand) {
	t := r.three()
	sign := []string{"0", "无", "/", "", "均为0"}[d.IntN(5)]
	for i, row := range t.rows {
		if k := first(row); r.noughts(row) && d.IntN(2) == 0 {
			t.rows[i] = append(slices.Clone(row[:k]), label(sign, len(row)-k, 1))
		}
	}
}

// mergedDown has one cell for the noughts of a column in two rows.
func mergedDown(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i := 0; i+1 < len(t.rows); i++ {
		a, b := t.rows[i], t.rows[i+1]
		if r.noughts(a) && r.noughts(b) && len(a)-first(a) == 7 && len(b)-first(b) == 7 && d.IntN(2) == 0 {
			k := d.IntN(7)
			a[first(a)+k].high = 2
			t.rows[i+1] = slices.Delete(slices.Clone(b), first(b)+k, first(b)+k+1)
			i++
		}
	}
}

// lastYearColumn has the totals of the year before behind those of this.
func lastYearColumn(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		switch {
		case first(row) >= 0:
			t.rows[i] = append(row, label(fmt.Sprint(d.IntN(300)), 1, 1))
		case i == 0 && t.heads > 0:
			t.rows[i] = append(row, label("上年总计", 1, t.heads))
		}
	}
}

// otherFigures are figures of something else for a row.
func otherFigures(d *rand.Rand) (out []square) {
	sum := 0
	for range 6 {
		n := d.IntN(9) * d.IntN(2)
		sum += n
		out = append(out, label(fmt.Sprint(n), 1, 1))
	}
	return append(out, label(fmt.Sprint(sum), 1, 1))
}

func lastYearRow(r *damagedReport, d *rand.Rand) {
	if t, i := r.rowOf(d); i > 0 {
		t.rows = slices.Insert(t.rows, i+1, append([]square{label([]string{"上年数", "去年同期", "同比增减", ""}[d.IntN(4)], 1, 1)}, otherFigures(d)...))
	}
}

func ofWhich(r *damagedReport, d *rand.Rand) {
	if t, i := r.rowOf(d); i > 0 {
		t.rows = slices.Insert(t.rows, i+1, append([]square{label([]string{"其中：网络申请", "其中:当面申请", "其中：信函申请数量"}[d.IntN(3)], 1, 1)}, otherFigures(d)...))
	}
}

// lastYearTable has the table of the year before behind or before that of this.
func lastYearTable(r *damagedReport, d *rand.Rand) {
	at := slices.IndexFunc(r.tables, func(t *printedTable) bool { return t.number == 3 })
	if at < 0 {
		return
	}
	other := &printedTable{rows: [][]square{{label("2022年收到和处理政府信息公开申请情况", 10, 1)}}}
	for _, row := range r.tables[at].rows {
		row = slices.Clone(row)
		if k := first(row); k >= 0 {
			row = append(row[:k:k], otherFigures(d)...)
		}
		other.rows = append(other.rows, row)
	}
	r.tables = slices.Insert(r.tables, at+1, other)
}

// digitCells have each digit of the first row in a cell of its own.
func digitCells(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		k := first(row)
		if k < 0 {
			continue
		}
		out := slices.Clone(row[:k])
		for _, c := range row[k:] {
			for _, digit := range r.print(c) {
				out = append(out, label(string(digit), 1, 1))
			}
		}
		t.rows[i] = out
		return
	}
}

func spacedLabels(r *damagedReport, _ *rand.Rand) {
	for _, t := range r.tables {
		for _, row := range t.rows {
			for k := range row {
				if row[k].path == "" {
					row[k].text = strings.Join(strings.Split(row[k].text, ""), " ")
				}
			}
		}
	}
}

// rowLost leaves a row out, with its label or without.
func rowLost(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	k := first(t.rows[i])
	for _, c := range t.rows[i][k:] {
		delete(r.cells, c.path)
	}
	if d.IntN(2) == 0 {
		t.rows[i] = t.rows[i][:k]
		return
	}
	t.rows = slices.Delete(t.rows, i, i+1)
}

// figureLost leaves one figure out: what stands behind it stands one cell too far to the left.
func figureLost(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := t.rows[i]
	k := first(row) + d.IntN(len(row)-first(row))
	if n := r.cells[row[k].path]; n.String() != "0" {
		delete(r.cells, row[k].path) // else another nought is as right
	}
	t.rows[i] = slices.Delete(slices.Clone(row), k, k+1)
	if d.IntN(2) == 0 {
		t.rows[i] = append(t.rows[i], label("", 1, 1))
	}
}

func rowsSwapped(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	_, j := r.rowOf(d)
	if i >= 0 && j >= 0 {
		t.rows[i], t.rows[j] = t.rows[j], t.rows[i]
	}
}

// labelsJoined has two labels in one cell, and their figures on two lines of each.
func labelsJoined(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 || i+1 == len(t.rows) {
		return
	}
	a, b := slices.Clone(t.rows[i]), t.rows[i+1]
	k, m := first(a), first(b)
	if m < 1 || len(a)-k != 7 || len(b)-m != 7 {
		return
	}
	a[k-1].text += "\n" + b[m-1].text
	for n := range 7 {
		below := r.print(b[m+n])
		a[k+n] = label(r.print(a[k+n])+"\n"+below, 1, 1)
	}
	t.rows[i] = a
	t.rows = slices.Delete(t.rows, i+1, i+2)
}

// columnsApart has table three in two, the first columns and the last.
func columnsApart(r *damagedReport, d *rand.Rand) {
	at := slices.IndexFunc(r.tables, func(t *printedTable) bool { return t.number == 3 })
	if at < 0 {
		return
	}
	cut := 2 + d.IntN(4)
	right := &printedTable{}
	for i, row := range r.tables[at].rows {
		k := first(row)
		if k < 0 || len(row) != k+7 {
			continue
		}
		right.rows = append(right.rows, append(slices.Clone(row[:k]), row[k+cut:]...))
		r.tables[at].rows[i] = row[: k+cut : k+cut]
	}
	r.tables = slices.Insert(r.tables, at+1, right)
}
