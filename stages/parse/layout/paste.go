package layout

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// A table copied out of a browser, or turned into text by a program that writes the
// paragraphs of a cell as paragraphs, has its cells on lines of their own. What stands
// between them is a border: a tab at the end of a cell that has no paragraph, a sign | on a
// line of its own. The same signs are the borders of whole rows in other texts, so the
// document as a whole decides.

const (
	// fewestAlone is how many figures must stand alone on a line: table three has 175.
	fewestAlone = 30
	// rowsAmong is how many of them there must be for each line that is a row of cells.
	rowsAmong = 10
	// mostRows is how many rows there are at most: more are a table of rows, whatever else is.
	mostRows = 15
	// longestAlone is the most bytes of a line that may be a figure with its borders.
	longestAlone = 40
	// rowCells is from how many borders on a line is a row of cells.
	rowCells = 4
)

// pasted reports that the cells of the document's tables stand on lines of their own, with
// borders on some lines or between the lines.
func pasted(doc *report.Document) bool {
	alone, rows, lone, ended := 0, 0, 0, 0
	tabs := false
	for i := range doc.Blocks {
		s := doc.Blocks[i].Line.S
		if len(s) > longestAlone {
			if strings.Count(s, "|") >= rowCells || strings.Count(s, "\t") >= rowCells {
				rows++
			}
			continue
		}
		pipes, tab := strings.Count(s, "|"), strings.Count(s, "\t")
		tabs = tabs || tab > 0
		body := strings.Trim(s, " |\t\r\u00a0　")
		switch {
		case rows > mostRows:
			return false
		case pipes+tab >= rowCells && body != "":
			rows++
		case pipes > 0 && body == "":
			lone++
		case isAlone(body):
			alone++
			if pipes > 0 {
				ended++
			}
		}
	}
	return alone >= fewestAlone && rows*rowsAmong < alone && ended*2 < alone && (tabs || lone*2 > alone)
}

// isAlone reports a figure or a dash.
func isAlone(s string) bool {
	if s == "" || len(s) > 16 {
		return false
	}
	for _, r := range s {
		if !(r >= '0' && r <= '9' || r >= '０' && r <= '９' || strings.ContainsRune("-—–/.,", r)) {
			return false
		}
	}
	return true
}

// paste makes units of a pasted document: one for each piece of text between borders, and
// one without cells for a blank cell.
type paste struct {
	out []Unit
	mem *UnitMemory
	gap int
	// border is set behind a sign | with no text since.
	border bool
	pipes  bool // the document has signs |, so that a line of one no-break space is no cell
}

func pastedUnits(doc *report.Document, out []Unit, mem *UnitMemory) []Unit {
	p := paste{out: out, mem: mem}
	for i := range doc.Blocks {
		p.pipes = p.pipes || doc.Blocks[i].Grid == nil && strings.Trim(doc.Blocks[i].Line.S, " \r\u00a0") == "|"
	}
	grids := 0
	for i := range doc.Blocks {
		mem.Step()
		b := &doc.Blocks[i]
		if b.Grid != nil {
			p.out = appendGrid(p.out, b, grids, mem)
			grids++
			continue
		}
		p.gap += b.Gap
		p.line(&b.Line, b.Page)
	}
	return p.out
}

// line cuts a line at its borders. A tab at its end is the end of a cell and no blank one.
func (p *paste) line(t *report.Text, page int) {
	if !p.pipes && isBlankCell(t.S) {
		p.blank(t, page)
		return
	}
	if from, end := trimmed(t.S, 0, len(t.S)); from == end || isRuleLine(t.S[from:end]) {
		return
	}
	start, tab := 0, false
	for i := 0; i <= len(t.S); i++ {
		if i < len(t.S) && t.S[i] != '\t' && t.S[i] != '|' {
			continue
		}
		p.mem.Spend(1)
		from, end := trimmed(t.S, start, i)
		last := i == len(t.S)
		switch {
		case from < end:
			piece := t.Slice(from, end)
			p.out = append(p.out, lineUnit(&piece, p.gap, page, p.mem))
			p.gap, p.border = 0, false
		case !last && t.S[i] == '\t' && tab, !last && t.S[i] == '|' && p.border:
			p.blank(t, page)
		}
		if !last {
			tab, p.border = t.S[i] == '\t', t.S[i] == '|'
		}
		start = i + 1
	}
}

// blank adds a blank cell.
func (p *paste) blank(t *report.Text, page int) {
	p.out = append(p.out, Unit{Kind: Pipes, Blank: true, Page: page, Gap: p.gap, Grid: -1, Line: t.Slice(0, 0)})
	p.gap = 0
}

// isBlankCell reports a line of one no-break space, as a browser copies an empty cell.
func isBlankCell(s string) bool {
	s = strings.Trim(s, " \r")
	r, n := utf8.DecodeRuneInString(s)
	return r == '\u00a0' && n == len(s)
}

// isRuleLine reports the line between head and body of a Markdown table: ---|---.
func isRuleLine(s string) bool {
	return len(s) >= 3 && strings.Trim(s, "-|: ") == "" && strings.Contains(s, "--")
}
