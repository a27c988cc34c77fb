package layout

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// placed reports whether the lines of the document know where their words stand on a
// page, so that rows can be put together by position whatever the reading order is.
func placed(doc *report.Document) bool {
	lines, words := 0, 0
	for i := range doc.Blocks {
		if doc.Blocks[i].Grid != nil {
			return false
		}
		if doc.Blocks[i].Line.S != "" {
			lines++
			if len(doc.Blocks[i].Line.Words) > 0 {
				words++
			}
		}
	}
	return words > 0 && words*10 >= lines*9
}

// word is one word of a page with the line it comes from.
type word struct {
	block, n int
	page     int
	box      [4]float64
}

func (w *word) mid() float64 { return (w.box[1] + w.box[3]) / 2 }

func (w *word) height() float64 { return w.box[3] - w.box[1] }

// placedUnits puts the words of each page into rows: words whose middles lie within
// 0.35 of a line's height of each other stand in one row. (Two lines of a cell are 1.2
// heights apart, and figures centred beside them 0.6.)
func placedUnits(doc *report.Document, out []Unit, mem *UnitMemory) []Unit {
	var words []word
	for i := range doc.Blocks {
		b := &doc.Blocks[i]
		for n, w := range b.Line.Words {
			if w.Start < w.End && strings.TrimSpace(b.Line.S[w.Start:w.End]) != "" {
				words = append(words, word{block: i, n: n, page: b.Page, box: w.Box})
			}
		}
	}
	slices.SortStableFunc(words, func(a, b word) int {
		if a.page != b.page {
			return a.page - b.page
		}
		return cmp.Compare(a.mid(), b.mid())
	})
	for start := 0; start < len(words); {
		mem.Step()
		end := start + 1
		for end < len(words) && words[end].page == words[start].page &&
			words[end].mid()-words[start].mid() <= 0.35*max(words[start].height(), 1) {
			end++
		}
		out = append(out, placedUnit(doc, words[start:end], mem))
		start = end
	}
	return out
}

// placedUnit makes the cells of one row of words, from left to right.
func placedUnit(doc *report.Document, row []word, mem *UnitMemory) Unit {
	slices.SortStableFunc(row, func(a, b word) int { return cmp.Compare(a.box[0], b.box[0]) })
	u := Unit{Kind: Placed, Page: row[0].page, Grid: -1}
	one, first, last := true, row[0].n, row[0].n
	for start := 0; start < len(row); {
		mem.Step()
		end := start + 1
		for end < len(row) && joins(doc, &row[end-1], &row[end]) {
			end++
		}
		one = one && row[start].block == row[0].block
		first, last = min(first, row[start].n), max(last, row[end-1].n)
		u.Cells = append(u.Cells, placedCell(doc, row[start:end]))
		start = end
	}
	// A line whose words lie in many rows would be copied as a whole for each of them.
	if one && last-first < 4*len(row)+strewn {
		u.Line = Trim(lineOf(doc, row))
		return u
	}
	var words strings.Builder
	for i := range u.Cells {
		t := u.Cells[i].Text()
		if i == 0 {
			u.Line = t
			words.WriteString(t.S)
			continue
		}
		words.WriteString(" " + t.S)
		u.Line.At = report.Place{Kind: t.At.Kind, Page: t.At.Page, Box: spanned(u.Line.At.Box, t.At.Box)}
	}
	if len(u.Cells) > 1 {
		u.Line = report.Text{S: words.String(), At: u.Line.At}
	}
	return u
}

// strewn is how many words of its line may lie between those of a row, beside four for each
// of the row's own.
const strewn = 64

func spanned(a, b [4]float64) [4]float64 {
	return [4]float64{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}

// lineOf is the part of a line that the words of a row cover.
func lineOf(doc *report.Document, row []word) report.Text {
	t := doc.Blocks[row[0].block].Line
	start, end := len(t.S), 0
	for i := range row {
		w := t.Words[row[i].n]
		start, end = min(start, w.Start), max(end, w.End)
	}
	return t.Slice(start, end)
}

// joins reports whether two neighbouring words belong to one cell: they follow each
// other in their line and the space between them is less than a character's; figures
// are joined only where there is no space.
func joins(doc *report.Document, a, b *word) bool {
	if a.block != b.block || b.n != a.n+1 {
		return false
	}
	t := &doc.Blocks[a.block].Line
	space := b.box[0] - a.box[2]
	left, right := t.S[t.Words[a.n].Start:t.Words[a.n].End], t.S[t.Words[b.n].Start:t.Words[b.n].End]
	if strings.HasPrefix(right, "、") && space < 1.5*a.height() { // an ordinal, with its mark set apart
		return true
	}
	if numeric(left) && numeric(right) {
		return space < 0.05*a.height()
	}
	if numeric(left) && isUnit(right) {
		return space < 1.0*a.height()
	}
	if numeric(right) || numeric(left) {
		return space < 0.5*a.height() && t.Words[a.n].End == t.Words[b.n].Start
	}
	return space < 1.0*a.height()
}

func numeric(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.,+-０１２３４５６７８９") == "" && !strings.HasSuffix(s, ".")
}

func placedCell(doc *report.Document, row []word) Cell {
	c := WholeCell(Trim(lineOf(doc, row)))
	c.X0, c.X1 = row[0].box[0], row[len(row)-1].box[2]
	return c
}
