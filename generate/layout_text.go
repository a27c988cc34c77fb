package generate

import (
	"strings"
	"unicode/utf8"
)

// block is a line of a report, or one of its tables.
type block struct {
	line  string
	kind  blockKind
	table *sheet
}

type blockKind int

const (
	blockLine blockKind = iota
	blockHead
	blockTitle
	blockHeading
	blockSign
	blockTable
)

// blocks are the parts of a report in reading order.
func (p *paper) blocks() []block {
	var out []block
	add := func(kind blockKind, lines ...string) {
		for _, l := range lines {
			out = append(out, block{line: l, kind: kind})
		}
	}
	add(blockHead, p.head...)
	if p.title != "" {
		add(blockTitle, p.title)
	}
	add(blockLine, p.preamble...)
	for _, s := range p.parts {
		add(blockHeading, s.heading)
		add(blockLine, s.lines...)
		if s.table != 0 {
			out = append(out, p.twisted(s.table)...)
		}
		add(blockLine, s.notes...)
	}
	add(blockSign, p.sign...)
	return out
}

// renderLines prints every block as lines; tables as the function says.
func renderLines(p *paper, gap string, table func(*sheet) []string) []byte {
	var b strings.Builder
	for i, x := range p.blocks() {
		if i > 0 {
			b.WriteString(gap)
		}
		if x.table == nil {
			b.WriteString(x.line)
			continue
		}
		b.WriteString(strings.Join(table(x.table), gap))
	}
	return []byte(b.String())
}

// pageBreakRow is the row of table three that a page number follows, 0 for none.
func (p *paper) pageBreakRow(s *sheet) int {
	if s.number != 3 || p.pageMark == "" {
		return 0
	}
	return 14
}

// renderPipes joins the cells of a row; covered cells are trailing pipes, and rows with a
// long label lose their last number to the next line.
func renderPipes(d *dice, p *paper) []byte {
	wrap := d.chance(50)
	return renderLines(p, "\n", func(s *sheet) []string {
		var lines []string
		for i, r := range s.rows {
			var cells []string
			long := false
			for _, c := range r.cells {
				cells = append(cells, c.text)
				long = long || (!c.value && utf8.RuneCountInString(c.text) > 28)
			}
			end := trailing(s, r)
			last := len(cells) - 1
			if wrap && long && len(r.values()) == 7 {
				lines = append(lines, strings.Join(cells[:last], " | ")+" |", cells[last]+end)
			} else {
				lines = append(lines, strings.Join(cells, " | ")+end)
			}
			if i == p.pageBreakRow(s) && i > 0 {
				lines = append(lines, p.pageMark)
			}
		}
		return lines
	})
}

// trailing is what follows the last cell of a row: a pipe for each square of the grid
// that no cell begins in.
func trailing(s *sheet, r sheetRow) string {
	if rest := s.cols - len(r.cells); rest > 0 {
		return " | " + strings.Repeat("|", rest)
	}
	return ""
}

// renderCellsDouble ends each cell with a pipe, and a row with as many as the grid has
// squares left.
func renderCellsDouble(_ *dice, p *paper) []byte {
	return renderLines(p, "\n", func(s *sheet) []string {
		var lines []string
		for i, r := range s.rows {
			for j, c := range r.cells {
				switch {
				case j < len(r.cells)-1:
					lines = append(lines, c.text+" |")
				case i < len(s.rows)-1:
					lines = append(lines, c.text+trailing(s, r))
				default:
					lines = append(lines, c.text)
				}
			}
		}
		return lines
	})
}

func renderCellsPipe(_ *dice, p *paper) []byte {
	return renderLines(p, "\n", func(s *sheet) []string { return cellLines(s, " |") })
}

func renderCellsBlank(_ *dice, p *paper) []byte {
	return renderLines(p, "\n\n", func(s *sheet) []string { return cellLines(s, "") })
}

func cellLines(s *sheet, end string) []string {
	var lines []string
	for _, r := range s.rows {
		for _, c := range r.cells {
			lines = append(lines, c.text+end)
		}
	}
	return lines
}

// renderTabs gives every square of the grid a tab, so that covered squares are empty
// columns; some tables have one more after their labels or at the end.
func renderTabs(d *dice, p *paper) []byte {
	afterLabel, atEnd := d.chance(40), d.chance(60)
	return renderLines(p, "\n", func(s *sheet) []string {
		var lines []string
		for i, r := range s.rows {
			squares := make([]string, s.cols)
			for _, c := range r.cells {
				squares[c.col] = c.text
			}
			if afterLabel && s.number == 3 {
				squares = append(squares[:3:3], append([]string{""}, squares[3:]...)...)
			}
			line := strings.Join(squares, "\t")
			if atEnd {
				line += "\t"
			}
			lines = append(lines, line)
			if i == p.pageBreakRow(s) && i > 0 {
				lines = append(lines, p.pageMark)
			}
		}
		return lines
	})
}
