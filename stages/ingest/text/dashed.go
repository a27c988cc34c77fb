package text

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// mostDashed is how many lines a table between lines of dashes may have.
const mostDashed = 2000

// dashed reads a table of Pandoc's, or a simple one of reStructuredText: its columns are
// those of a line of dashes, its rows are lines, or stretches between blank lines where it
// has any. blocks[at] is the line of dashes. It returns the first block that the table takes
// and how many, 0 if there is none.
func dashed(s string, blocks []report.Block, at int) (g *report.Grid, first, n int) {
	cols := dashColumns(blocks[at].Line.S)
	if len(cols) < 2 {
		return nil, 0, 0
	}
	first = at
	rows := [][]report.Block{}
	if head := headAbove(blocks, at); head >= 0 {
		first = head
		if isDashes(blocks[head].Line.S) {
			head++
		}
		rows = append(rows, blocks[head:at])
	}
	var end int
	last := closing(blocks, at)
	if last > 0 {
		end = last + 1
	} else {
		for last = at + 1; last < min(len(blocks), at+mostDashed) && blocks[last].Gap == 0 && blocks[last].Grid == nil; last++ {
		}
		end = last
	}
	rows = append(rows, rowsOf(blocks[at+1:last])...)
	if len(rows) == 0 {
		return nil, 0, 0
	}
	g = &report.Grid{Rows: len(rows), Cols: len(cols)}
	for i, row := range rows {
		cells := cellsIn(s, row, cols)
		if cells == nil {
			return nil, 0, 0
		}
		for c := range cells {
			g.Cells = append(g.Cells, report.GridCell{Row: i, Col: c, RowSpan: 1, ColSpan: 1, Text: cells[c]})
		}
	}
	return g, first, end - first
}

// isDashes reports a line of nothing but dashes (or equals signs) and spaces.
func isDashes(line string) bool {
	line = strings.TrimRight(line, "\r")
	return len(line) >= 3 && len(line) <= longestRule && (line[0] == ' ' || line[0] == '-' || line[0] == '=') && (strings.Trim(line, "- ") == "" || strings.Trim(line, "= ") == "")
}

// dashColumns are the columns in which the runs of a line of dashes begin, nil for another
// line.
func dashColumns(line string) []int {
	if !isDashes(line) {
		return nil
	}
	var out []int
	for i := range len(line) {
		if line[i] != ' ' && line[i] != '\r' && (i == 0 || line[i-1] == ' ') {
			if i+1 == len(line) || line[i+1] != line[i] {
				return nil // a single dash is no column
			}
			out = append(out, i)
		}
	}
	return out
}

// headAbove is where the head of a table begins above its line of dashes: the line right
// above it, or the lines below another line of dashes; -1 if it has no head.
func headAbove(blocks []report.Block, at int) int {
	if blocks[at].Gap > 0 || at == 0 || blocks[at-1].Grid != nil || isDashes(blocks[at-1].Line.S) {
		return -1
	}
	for k := at - 1; k >= max(0, at-8); k-- {
		if isDashes(blocks[k].Line.S) {
			return k
		}
		if blocks[k].Gap > 0 || blocks[k].Grid != nil {
			break
		}
	}
	if blocks[at-1].Gap > 0 || at == 1 {
		return at - 1
	}
	return -1
}

// closing is the next line of dashes that ends the table, 0 if there is none.
func closing(blocks []report.Block, at int) int {
	start := len(blocks[at].Line.S) - len(strings.TrimLeft(blocks[at].Line.S, " "))
	for k := at + 1; k < min(len(blocks), at+mostDashed) && blocks[k].Grid == nil; k++ {
		line := blocks[k].Line.S
		if isDashes(line) {
			if len(line)-len(strings.TrimLeft(line, " ")) == start {
				return k
			}
			return 0
		}
		if !strings.HasPrefix(line, strings.Repeat(" ", start)) {
			return 0
		}
	}
	return 0
}

// rowsOf groups lines to rows: at blank lines where there are any, else each for itself.
func rowsOf(blocks []report.Block) (rows [][]report.Block) {
	multi := false
	for i := range blocks {
		multi = multi || i > 0 && blocks[i].Gap > 0
	}
	for i := range blocks {
		if multi && i > 0 && blocks[i].Gap == 0 {
			rows[len(rows)-1] = append(rows[len(rows)-1], blocks[i])
			continue
		}
		rows = append(rows, []report.Block{blocks[i]})
	}
	return rows
}

// cellsIn cuts the lines of a row at the columns. It is nil if words run over a border by
// each metric.
func cellsIn(s string, row []report.Block, cols []int) []report.Text {
	pieces := make([][]piece, len(cols))
	empty := row[0].Line.At.Start
	for i := range row {
		t := &row[i].Line
		if len(t.S) > longestRule {
			return nil
		}
		p, ok := fitting(t, cols)
		if !ok {
			return nil
		}
		for c, from := range cols {
			to := len(p.at)
			if c+1 < len(cols) {
				to = min(cols[c+1], to)
			}
			if from < to {
				if q := p.piece(s, from, to); q.start < q.end {
					pieces[c] = append(pieces[c], q)
				}
			}
		}
	}
	out := make([]report.Text, len(cols))
	for c := range cols {
		out[c] = textOf(s, pieces[c], empty, "\n")
	}
	return out
}

// fitting lays out a line by the metric by which a blank stands before each column, and by
// which most of the words begin where their column does. Words with wide space inside are
// those of two columns: then no metric fits.
func fitting(t *report.Text, cols []int) (printed, bool) {
	var best printed
	most := -1
	for m := range metricCount {
		p := print(t.S, t.At.Start, metric(m))
		if n := p.aligned(cols); n > most && !p.runsOver(cols) {
			best, most = p, n
		}
	}
	return best, most >= 0
}

// runsOver reports wide space inside the words of a column.
func (p *printed) runsOver(cols []int) bool {
	for c, from := range cols {
		to := len(p.at)
		if c+1 < len(cols) {
			to = min(cols[c+1], to)
		}
		if from < to && strings.Contains(strings.TrimSpace(p.s[p.offset(from):p.offset(to)]), "  ") {
			return true
		}
	}
	return false
}

// aligned is how many words begin where a column does, -1 if words run over a border.
func (p *printed) aligned(cols []int) int {
	n := 0
	for _, x := range cols {
		if x >= len(p.at) {
			break
		}
		if x > 0 && !isBlank(p.rune(x-1)) && p.at[x-1] >= 0 || p.at[x] < 0 {
			return -1
		}
		// Both formats leave two columns blank at least, so that "a b" over a border is seen.
		if x > 0 && p.at[x-1] < 0 || x > 1 && !isBlank(p.rune(x-2)) {
			return -1
		}
		if !isBlank(p.rune(x)) {
			n++
		}
	}
	return n
}

func isBlank(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u3000' }
