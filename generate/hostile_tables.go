package generate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// hostileTables have other columns, rows and copies than the form.
func hostileTables() []faultKind {
	return []faultKind{
		hostile("rows_swapped", "表三两行换位", "two rows of table three change places", swapRows),
		hostile("columns_swapped", "表三两列换位", "two columns of table three change places", onSheet(3, func(d *dice, s *sheet) {
			a := d.between(4, 7)
			swapColumns(s, a, d.between(a+1, 8))
		})),
		hostile("outcomes_swapped", "表四两列换位", "two columns of table four change places", onSheet(4, func(d *dice, s *sheet) {
			a := 5*d.n(3) + d.n(4)
			swapColumns(s, a, a+1)
		})),
		otherColumns("line_numbers", "行次列", "a column with numbers of the lines", onSheet(3, func(_ *dice, s *sheet) { insertColumn(s, 3, "行次", lineNumber) })),
		otherColumns("line_numbers_first", "序号列", "a column with numbers before the labels", onSheet(3, func(_ *dice, s *sheet) { insertColumn(s, 0, "序号", lineNumber) })),
		otherColumns("empty_column", "空列", "a column without anything", onSheet(3, func(d *dice, s *sheet) {
			insertColumn(s, d.between(4, 9), "", func(int, sheetRow) string { return "" })
		})),
		otherColumns("subtotal_column", "小计列", "a column of subtotals", onSheet(3, func(_ *dice, s *sheet) {
			insertColumn(s, 9, "小计", func(_ int, r sheetRow) string {
				sum := int64(0)
				for _, v := range r.values()[1:6] {
					n, _ := strconv.ParseInt(v, 10, 64)
					sum += n
				}
				return num(sum)
			})
		})),
		otherColumns("last_year_column", "上年总计列", "a column with the totals of the last year", onSheet(3, func(d *dice, s *sheet) {
			insertColumn(s, pick(d, 3, 9, 10), "上年总计", func(int, sheetRow) string { return num(int64(d.between(0, 90))) })
		})),
		otherColumns("remarks_column", "备注列", "a column of remarks", onSheet(3, func(d *dice, s *sheet) {
			insertColumn(s, 10, "备注", func(i int, _ sheetRow) string { return pick(d, "", "", "见附件", "含3件并案", "2") })
		})),
		otherColumns("last_year_disclosure", "表二上年列", "columns of the last year in table two", onSheet(2, func(d *dice, s *sheet) {
			insertColumn(s, 1, "上年", func(int, sheetRow) string { return num(int64(d.between(0, 90))) })
		})),
		onlyIn(hostile("merged_figure", "一数跨两行", "a figure over two rows", mergeFigure), showsSpans),
		// Where a row is filled up with blank cells the figures do stand in other columns.
		onlyIn(hostile("lost_figure", "一行少一数", "a row that lacks a figure", loseFigure), func(l layoutKind) bool {
			return !slices.Contains([]Layout{Markdown, XLSX, XLS, CSV}, l.layout)
		}),
		// A row of the Word 97 writer has at most 22 cells: its properties fill a page of 512 bytes.
		onlyIn(hostile("transposed", "表三转置", "table three on its side", onSheet(3, transpose)), func(l layoutKind) bool {
			return l.layout != PDFLayout && l.layout != DOC
		}),
		hostile("total_first", "总计在前", "the total before the others", onSheet(3, totalFirst)),
		hostile("second_body", "附下属单位表", "a table of another body behind table three", copyTable(3, "附：所属单位收到和处理政府信息公开申请情况", false)),
		hostile("second_year", "附上年表", "a table of the last year before table three", copyTable(3, "上年度收到和处理政府信息公开申请情况", true)),
		hostile("twice_two", "表二重复且数字不同", "table two twice with other figures", copyTable(2, "", false)),
		hostile("twice_three", "表三重复且数字不同", "table three twice with other figures", copyTable(3, "", false)),
		hostile("twice_four", "表四重复且数字不同", "table four twice with other figures", copyTable(4, "", false)),
		hostile("two_lines_four", "表四两行：本年与上年", "table four with a line of this and one of the last year", onSheet(4, func(_ *dice, s *sheet) {
			last := s.rows[len(s.rows)-1]
			s.rows = append(s.rows, doubled(last))
		})),
		hostile("row_twice", "一行两次且数字不同", "a row twice with other figures", rowTwice),
		hostile("labels_lost", "几行没有行名", "rows without labels", func(d *dice, p *paper) bool {
			for range 3 {
				p.lost[p.rows[d.between(2, len(p.rows)-2)].Key] = true
			}
			return true
		}),
		hostile("nonzero_row_left_out", "表三缺有数的一行", "a row with figures is left out", func(d *dice, p *paper) bool {
			for _, i := range shuffled(d, indexes(len(p.rows))) {
				if r := p.rows[i]; r.Group != "" && r.cells[6].int() > 0 && p.groupSize(r.Group) > 1 {
					p.rows = slices.Delete(slices.Clone(p.rows), i, i+1)
					return true
				}
			}
			return false
		}),
		hostile("page_digits", "表中夹有页眉页脚", "page lines inside of table three", func(d *dice, p *paper) bool {
			p.pageMark = pick(d, "3", "3/8", "第 3 页 共 8 页", "第3页", "· 3 ·", "2023年度报告 3", "3 / 8", "-3- 12")
			return true
		}),
	}
}

// otherColumns is a kind with more columns than the form, which the layout of a page with
// fixed columns cannot print.
func otherColumns(name, zh, en string, apply func(d *dice, p *paper) bool) faultKind {
	return onlyIn(hostile(name, zh, en, apply), func(l layoutKind) bool { return l.layout != PDFLayout })
}

// onSheet changes table n before it is printed.
func onSheet(n int, change func(d *dice, s *sheet)) func(d *dice, p *paper) bool {
	return func(d *dice, p *paper) bool {
		seed := d.seed()
		p.twists = append(p.twists, func(s *sheet) {
			if s.number == n {
				change(newDice(seed, streamFaults), s)
			}
		})
		return true
	}
}

func swapRows(d *dice, p *paper) bool {
	for _, i := range shuffled(d, indexes(len(p.rows))) {
		for j := i + 1; j < len(p.rows); j++ {
			a, b := &p.rows[i], &p.rows[j]
			if a.Group != "" && a.Group == b.Group && a.cells != b.cells {
				*a, *b = *b, *a
				return true
			}
		}
	}
	return false
}

// swapColumns changes two columns below the groups of their heads.
func swapColumns(s *sheet, a, b int) {
	for i := range s.rows {
		var at, to *sheetCell
		for k := range s.rows[i].cells {
			switch c := &s.rows[i].cells[k]; {
			case c.colspan > 1:
			case c.col == a:
				at = c
			case c.col == b:
				to = c
			}
		}
		if at != nil && to != nil {
			at.text, to.text = to.text, at.text
		}
	}
}

func lineNumber(i int, _ sheetRow) string { return num(int64(i)) }

// insertColumn puts a column before column at; cells that reach over it grow.
func insertColumn(s *sheet, at int, name string, text func(i int, r sheetRow) string) {
	n, named := 0, false
	for i := range s.rows {
		r := &s.rows[i]
		values := len(r.values()) > 0
		extra := sheetCell{col: at, colspan: 1, rowspan: 1, value: values && name != "备注" && name != ""}
		if values {
			n++
			extra.text = text(n, *r)
		}
		put := len(r.cells)
		for k := range r.cells {
			c := &r.cells[k]
			if c.col >= at {
				if put == len(r.cells) {
					put = k
				}
				c.col++
			} else if c.col+c.colspan > at {
				c.colspan++
				put = -1
			}
		}
		if put >= 0 {
			if !values && (!named || s.number == 2) {
				extra.text, named = name, true
			}
			r.cells = slices.Insert(r.cells, put, extra)
		}
	}
	s.cols++
}

// loseFigure leaves a cell of a row out, so that those behind it move up. A row of noughts
// that lacks one misleads nobody where cells have borders.
func loseFigure(d *dice, p *paper) bool {
	r := &p.rows[d.between(2, len(p.rows)-2)]
	if r.cells[6].int() == 0 {
		return false
	}
	key, c := r.Key, d.n(7)
	r.cells[c].n = report.Number{}
	p.twists = append(p.twists, func(s *sheet) {
		for k := range s.rows {
			if r := &s.rows[k]; r.key == key {
				at := len(r.cells) - 7 + c
				r.cells = slices.Delete(slices.Clone(r.cells), at, at+1)
				for i := at; i < len(r.cells); i++ {
					r.cells[i].col--
				}
				r.cells[len(r.cells)-1].colspan++
			}
		}
	})
	return true
}

// mergeFigure lets one cell stand for two rows; nobody can say what the second has.
func mergeFigure(d *dice, p *paper) bool {
	i, c := d.between(3, len(p.rows)-3), d.n(7)
	a, b := &p.rows[i], &p.rows[i+1]
	if a.Group == "" || a.Group != b.Group {
		return false
	}
	b.cells[c] = value{}
	key, below := a.Key, b.Key
	a.cells[c].n = report.Number{}
	p.twists = append(p.twists, func(s *sheet) {
		for k := range s.rows {
			r := &s.rows[k]
			at := len(r.cells) - 7 + c
			switch r.key {
			case key:
				r.cells[at].rowspan = 2
			case below:
				r.cells = slices.Delete(slices.Clone(r.cells), at, at+1)
			}
		}
	})
	return true
}

func transpose(_ *dice, s *sheet) {
	heads := []string{""}
	for _, c := range report.ApplicantColumns() {
		heads = append(heads, c.Label)
	}
	out := sheet{number: 3}
	for k, h := range heads {
		row := sheetRow{cells: []sheetCell{head(h, 0, 1, 1)}}
		for _, r := range s.rows {
			v := r.values()
			if len(v) != 7 {
				continue
			}
			c := head(r.labels()[len(r.labels())-1].text, len(row.cells), 1, 1)
			if k > 0 {
				c.text, c.value = v[k-1], true
			}
			row.cells = append(row.cells, c)
		}
		out.rows, out.cols = append(out.rows, row), len(row.cells)
	}
	*s = out
}

// totalFirst moves the last column before the six others.
func totalFirst(_ *dice, s *sheet) {
	for i := range s.rows {
		r := &s.rows[i]
		if n := len(r.cells); len(r.values()) == 7 {
			last := r.cells[n-1].text
			for k := n - 1; k > n-7; k-- {
				r.cells[k].text = r.cells[k-1].text
			}
			r.cells[n-7].text = last
			continue
		}
		for k := range r.cells {
			c := &r.cells[k]
			switch {
			case c.colspan == 1 && c.col == 9:
				c.col = 3
			case c.colspan < 7 && c.col >= 3 && c.col < 9:
				c.col++
			}
		}
		slices.SortStableFunc(r.cells, func(a, b sheetCell) int { return a.col - b.col })
	}
}

// doubled is a row with twice its figures: its sums hold as well.
func doubled(r sheetRow) sheetRow {
	out := sheetRow{key: r.key, cells: slices.Clone(r.cells)}
	for i := range out.cells {
		c := &out.cells[i]
		if n, err := strconv.ParseInt(c.text, 10, 64); c.value && err == nil {
			c.text = num(2 * n)
		}
	}
	return out
}

// copyTable prints a table a second time with doubled figures, below a line that says whose
// they are. Without such a line nobody can say which count.
func copyTable(n int, line string, before bool) func(d *dice, p *paper) bool {
	return func(_ *dice, p *paper) bool {
		name := map[int]string{2: "disclosure.", 3: "applications.", 4: "proceedings."}[n]
		if line == "" {
			p.eachCell(func(path string, v *value) {
				if strings.HasPrefix(path, name) && v.int() != 0 {
					v.n = report.Number{}
				}
			})
		}
		p.copies = append(p.copies, tableCopy{n, line, before})
		return true
	}
}

// tableCopy is a second print of a table.
type tableCopy struct {
	number int
	line   string
	before bool
}

func (c tableCopy) blocks(s *sheet) []block {
	other := sheet{number: s.number, cols: s.cols}
	for _, r := range s.rows {
		other.rows = append(other.rows, doubled(r))
	}
	out := []block{{kind: blockTable, table: &other}}
	if c.line != "" {
		out = append([]block{{kind: blockLine, line: c.line}}, out...)
	}
	return out
}

// rowTwice prints a row again with doubled figures.
func rowTwice(d *dice, p *paper) bool {
	for _, i := range shuffled(d, indexes(len(p.rows))) {
		r := &p.rows[i]
		if r.Group == "" || r.cells[6].int() == 0 || p.groupSize(r.Group) < 3 {
			continue
		}
		key, group := r.Key, r.Group
		for c := range r.cells {
			if r.cells[c].int() > 0 {
				r.cells[c].n = report.Number{}
			}
		}
		first := true
		for _, other := range p.rows {
			if other.Group == group {
				first = other.Key == key
				break
			}
		}
		if first {
			return false
		}
		p.twists = append(p.twists, func(s *sheet) {
			for k := range s.rows {
				if s.rows[k].key == key {
					for i := range k {
						for j := range s.rows[i].cells {
							if c := &s.rows[i].cells[j]; i+c.rowspan > k {
								c.rowspan++
							}
						}
					}
					s.rows = slices.Insert(s.rows, k+1, doubled(s.rows[k]))
					return
				}
			}
		})
		return true
	}
	return false
}

// twisted is table number as it is printed, with its copies.
func (p *paper) twisted(number int) []block {
	t := p.sheet(number)
	for _, change := range p.twists {
		change(&t)
	}
	out := []block{{kind: blockTable, table: &t}}
	for _, c := range p.copies {
		switch {
		case c.number != number:
		case c.before:
			out = slices.Concat(c.blocks(&t), []block{{kind: blockLine, line: fmt.Sprintf("%d年收到和处理政府信息公开申请情况", p.year)}}, out)
		default:
			out = append(out, c.blocks(&t)...)
		}
	}
	return out
}
