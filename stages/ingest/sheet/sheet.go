// Package sheet makes lines and grids of spreadsheets. A report in a sheet is prose in rows
// of one cell, and tables in rows of many.
package sheet

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// Limits bound what a workbook may hold.
type Limits struct {
	// Cells is how many cells of all sheets are read, Columns how wide a table may be; more
	// are refused as limit_cells.
	Cells, Columns int
	// Text is the longest cell in bytes; longer ones are refused as limit_token.
	Text int
}

// Cell is a cell that is there, 0-based. Spans are 1 where it is not merged.
type Cell struct {
	Row, Col, RowSpan, ColSpan int
	// Text is what is shown in it, with its place.
	Text report.Text
}

// Sheet is one sheet: its cells in any order, no two in the same square.
type Sheet struct {
	Cells []Cell
	// Blank makes the text of an empty square that no cell says anything of.
	Blank func(row, col int) report.Text
}

// Name is a square as spreadsheets call it: A1, row and column 0-based.
func Name(row, col int) string {
	var letters []byte
	for n := col + 1; n > 0; n = (n - 1) / 26 {
		letters = append(letters, byte('A'+(n-1)%26))
	}
	slices.Reverse(letters)
	return string(letters) + strconv.Itoa(row+1)
}

// Parse reads a name such as $B$5; it is false for anything else.
func Parse(s string) (row, col int, ok bool) {
	s = strings.ReplaceAll(s, "$", "")
	i := 0
	for ; i < len(s) && i < 4 && s[i] >= 'A' && s[i] <= 'Z'; i++ {
		col = col*26 + int(s[i]-'A') + 1
	}
	row, err := strconv.Atoi(s[i:])
	return row - 1, col - 1, err == nil && i > 0 && row > 0 && row <= 1<<20 && col <= 1<<14
}

// Blocks returns the lines and grids of the sheet. The errors are poison of class
// limit_cells.
func (s *Sheet) Blocks(lim Limits) ([]report.Block, error) {
	slices.SortFunc(s.Cells, func(a, b Cell) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Col, b.Col)) })
	rows := s.rows()
	var out []report.Block
	for i := 0; i < len(rows); {
		if line, ok := rows[i].line(); ok && prose(rows, i) {
			out = append(out, lines(line)...)
			i++
			continue
		}
		j := i + 1
		for j < len(rows) && rows[j].next(rows[j-1]) && !(rows[j].single() && prose(rows, j)) {
			j++
		}
		g, err := s.grid(rows[i:j], lim)
		if err != nil {
			return nil, err
		}
		out = append(out, report.Block{Grid: g})
		i = j
	}
	return out, nil
}

// row are the cells of a row.
type row struct {
	n       int
	bottom  int // the last row that one of its cells reaches
	cells   []Cell
	figures bool // a cell holds a number and no words
}

// rows are the rows with a cell that is not blank. A row of blank cells counts right below heads: it
// is what has not been filled in.
func (s *Sheet) rows() []row {
	var out []row
	for i := 0; i < len(s.Cells); {
		j := i
		r := row{n: s.Cells[i].Row}
		filled := false
		for ; j < len(s.Cells) && s.Cells[j].Row == r.n; j++ {
			filled = filled || s.Cells[j].filled()
			r.figures = r.figures || number(s.Cells[j].Text.S)
			r.bottom = max(r.bottom, r.n+s.Cells[j].RowSpan-1)
		}
		r.cells = s.Cells[i:j]
		if filled || len(r.cells) > 1 && len(out) > 0 && heads(out[len(out)-1]) && r.next(out[len(out)-1]) {
			out = append(out, r)
		}
		i = j
	}
	return out
}

// heads reports that the row may be the heads of columns: words in several cells, and no number.
func heads(r row) bool { return !r.figures && !r.blank() && !r.single() }

func (r row) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c Cell) bool { return c.filled() })
}

// number reports a text of digits and the marks that numbers have.
func number(s string) bool {
	return strings.ContainsAny(s, digits) && strings.Trim(s, digits+" \u3000,，.．-－+%") == ""
}

const digits = "0123456789０１２３４５６７８９"

func (c *Cell) filled() bool { return !text.Blank(c.Text.S) || len(c.Text.Objects) > 0 }

// next reports whether the row belongs to the table of the row before it: none is left out
// between them. A sheet may hide rows or leave one out inside a merged cell.
func (r row) next(before row) bool { return r.n <= before.bottom+1 }

// line returns the only cell of the row that is not blank, false if there are more.
func (r row) line() (report.Text, bool) {
	var only *Cell
	for i := range r.cells {
		if !r.cells[i].filled() {
			continue
		}
		if only != nil {
			return report.Text{}, false
		}
		only = &r.cells[i]
	}
	if only == nil {
		return report.Text{}, false
	}
	return only.Text, true
}

func (r row) single() bool {
	_, ok := r.line()
	return ok
}

// longLabel is the size in bytes from which a cell is prose: the form's longest label has
// 130.
const longLabel = 150

// prose reports whether a row with one cell is a line of text and no row of a table whose
// other cells are blank: by its words, or because there is no table about it.
func prose(rows []row, i int) bool {
	t, _ := rows[i].line()
	s := strings.TrimSpace(t.S)
	if wordy(s) || part(s) {
		return true
	}
	if strings.Contains(s, "第二十条") {
		return false
	}
	above, below := table(rows, i, -1), table(rows, i, 1)
	near := above && !rows[i-1].single() || below && !rows[i+1].single()
	return !(above && below) && (heading(s) || !near)
}

// wordy reports a text too long for a label, or a sentence.
func wordy(s string) bool { return len(s) > longLabel || strings.Contains(s, "。") }

// part reports the heading of a part of the report. The rows of table three begin as headings do,
// but name what is counted: 二、上年结转政府信息公开申请数量.
func part(s string) bool {
	return heading(s) && slices.ContainsFunc([]string{"情况", "事项", "问题", "措施", "打算"}, func(end string) bool { return strings.HasSuffix(s, end) })
}

// mostBlank is how many rows with a label alone may follow each other: table three has 28.
const mostBlank = 28

// table reports whether a row of several cells stands above (step -1) or below row i (1), with nothing
// but labels of blank rows between them.
func table(rows []row, i, step int) bool {
	for n := i + step; n >= 0 && n < len(rows) && (n-i)*step <= mostBlank && rows[max(n, n-step)].next(rows[min(n, n-step)]); n += step {
		t, alone := rows[n].line()
		if !alone {
			return true
		}
		if s := strings.TrimSpace(t.S); wordy(s) || part(s) {
			return false
		}
	}
	return false
}

// heading reports whether the words begin as a heading of a report does: 一、 or （一）.
func heading(s string) bool {
	s = strings.TrimLeft(s, " \u3000")
	r, n := utf8.DecodeRuneInString(s)
	if r == '（' || r == '(' {
		return false // (七)总计 is a row of table three
	}
	for strings.ContainsRune("一二三四五六七八九十", r) && n > 0 {
		s = s[n:]
		if r, n = utf8.DecodeRuneInString(s); r == '、' || r == '.' || r == '．' {
			return true
		}
	}
	return false
}

// lines makes a block of each line of a cell.
func lines(t report.Text) []report.Block {
	var out []report.Block
	start := 0
	for line := range strings.SplitSeq(t.S, "\n") {
		if piece := t.Slice(start, start+len(line)); !text.Blank(line) || len(piece.Objects) > 0 {
			out = append(out, report.Block{Line: piece})
		}
		start += len(line) + 1
	}
	return out
}

// grid makes a table of rows. Columns that are blank in all of them are left out; a square
// that no cell covers is a blank cell.
func (s *Sheet) grid(rows []row, lim Limits) (*report.Grid, error) {
	cols := columns(rows)
	if len(cols) > lim.Columns || len(cols)*len(rows) > lim.Cells {
		return nil, fault.Poisonf(fault.LimitCells, "表格过大，请只提交年度报告本身 · a table of the sheet has %d rows and %d columns; submit the report alone", len(rows), len(cols))
	}
	g := &report.Grid{Rows: len(rows), Cols: len(cols)}
	busy := make([]int, len(cols)) // by column: the first row that is not covered from above
	for y, r := range rows {
		next := 0
		for x := 0; x < len(cols); {
			if busy[x] > y {
				x++
				continue
			}
			for next < len(r.cells) && r.cells[next].Col+r.cells[next].ColSpan <= cols[x] {
				next++
			}
			c := report.GridCell{Row: y, Col: x, RowSpan: 1, ColSpan: 1}
			if next < len(r.cells) && r.cells[next].Col <= cols[x] {
				k := r.cells[next]
				c.Text = k.Text
				for x+c.ColSpan < len(cols) && cols[x+c.ColSpan] < k.Col+k.ColSpan && busy[x+c.ColSpan] <= y {
					c.ColSpan++
				}
				for y+c.RowSpan < len(rows) && rows[y+c.RowSpan].n < k.Row+k.RowSpan {
					c.RowSpan++
				}
			} else {
				c.Text = s.Blank(r.n, cols[x])
			}
			for n := range c.ColSpan {
				busy[x+n] = y + c.RowSpan
			}
			x += c.ColSpan
			g.Cells = append(g.Cells, c)
		}
	}
	return g, nil
}

// columns are the columns in which a cell that is not blank begins.
func columns(rows []row) []int {
	var out []int
	for _, r := range rows {
		for i := range r.cells {
			if r.cells[i].filled() {
				out = append(out, r.cells[i].Col)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
