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
	first, end := at, len(blocks)
	rows := [][]report.Block{}
	if head := headAbove(blocks, at); head >= 0 {
		first = head
		if isDashes(blocks[head].Line.S) {
			head++
		}
		rows = append(rows, blocks[head:at])
	}
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

// fitting lays out a line by the first metric by which a blank stands before each column.
func fitting(t *report.Text, cols []int) (printed, bool) {
	for m := range metricCount {
		p := print(t.S, t.At.Start, metric(m))
		ok := true
		for _, x := range cols {
			if r := p.rune(x - 1); x > 0 && x < len(p.at) && r != ' ' && r != '\u00a0' && r != '\u3000' {
				ok = false
			}
		}
		if ok {
			return p, true
		}
	}
	return printed{}, false
}
