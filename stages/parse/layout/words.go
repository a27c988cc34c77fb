package layout

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// SplitFigures cuts a line of plain text into a label and the figures behind it. A line
// that is no such row keeps its one cell.
func SplitFigures(u *Unit, mem *UnitMemory) {
	if u.Kind != Line || len(u.Cells) != 1 {
		return
	}
	whole := &u.Cells[0]
	if len(whole.S) > LongCell || !endsAsFigure(whole.S) {
		return
	}
	t := whole.Text()
	from := &t
	var words []Cell // the figures, from the last to the first
	end := len(t.S)
	for end > 0 {
		start := wordStart(t.S, end)
		c := CellAt(from, start, end)
		c.Col = int32(start)
		if !IsFigure(&c) {
			break
		}
		mem.Spend(1)
		words = append(words, c)
		end = spaceStart(t.S, start)
	}
	if len(words) == 0 || len(words) == 1 && end == 0 {
		return
	}
	slices.Reverse(words)
	if end == 0 {
		if pageOfPages(words) {
			BreakFigures(words)
		}
		setPositions(words, t.S, u.Cells[0].X0)
		u.Cells = words
		return
	}
	cells := make([]Cell, 0, len(words)+1)
	first := CellAt(from, 0, end)
	first.Col = 0
	cells = append(cells, first)
	u.Cells = append(cells, words...)
	setPositions(u.Cells, t.S, 0)
}

// pageOfPages reports a line of its own that may be the number of a page and how many there are,
// 3 / 9, as well as three cells.
func pageOfPages(words []Cell) bool {
	if len(words) != 3 || words[1].Fold != "/" || !AllDigits(words[0].Fold+words[2].Fold) {
		return false
	}
	a, b := words[0].Fold, words[2].Fold
	return a[0] != '0' && (len(a) < len(b) || len(a) == len(b) && a <= b)
}

// setPositions notes the columns of print that each cell takes, and its place in the row
// in col, which held the offset of the cell in s.
func setPositions(cells []Cell, s string, x float64) {
	at := 0
	for i := range cells {
		c := &cells[i]
		x += float64(Width(s[at:int(c.Col)]))
		at = int(c.Col) + len(c.S)
		c.X0, c.X1, c.Col = x, x+float64(Width(c.S)), int32(i)
		x = c.X1
	}
}

// endsAsFigure reports a last character that a figure or dash can end with.
func endsAsFigure(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	switch {
	case r >= '0' && r <= '9', r >= '０' && r <= '９', r == '/', r == '-', r == '—', r == '－', r == '–', r == '无', r == '元', strings.ContainsRune("件条次个项宗起份部", r), r == ')', r == '）', isOddSign(string(r)):
		return true
	}
	return false
}

// wordStart is where the word that ends at s[:end] begins.
func wordStart(s string, end int) int {
	for end > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:end])
		if isSpace(r) {
			break
		}
		end -= n
	}
	return end
}

// spaceStart is where the white space that ends at s[:end] begins.
func spaceStart(s string, end int) int {
	for end > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:end])
		if !isSpace(r) {
			break
		}
		end -= n
	}
	return end
}

func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\r', '\f', '\v', '\n', '\u00a0', '\u3000', '\u2002', '\u2003', '\u2009':
		return true
	}
	return false
}

// IsFigure reports a cell in which a figure stands, a dash, or a sign in the place of one.
func IsFigure(c *Cell) bool {
	v := ReadValue(c, 0)
	return v.Kind == Number || v.Kind == Dash || v.Kind == Odd || v.Kind == Broken
}

// IsPageNumber recognises the number of a page on a line of its own: -3-, — 3 —, 第3页.
func IsPageNumber(f string) bool {
	if len(f) > 16 || f == "" {
		return false
	}
	if strings.HasPrefix(f, "第") && strings.HasSuffix(f, "页") {
		return true
	}
	return f[0] == '-' && f[len(f)-1] == '-' && strings.Trim(f, "-") != "" && AllDigits(strings.Trim(f, "-"))
}

// IsPageLine reports that u is nothing but the number of a page. Readers of PDF may find
// the signs and the figure of "- 3 -" as three words: they stand closer together than
// their height, as the cells of a row, which could hold two dashes as well, do not.
func IsPageLine(u *Unit) bool {
	if len(u.Cells) == 1 {
		return IsPageNumber(u.Cells[0].Fold)
	}
	if u.Kind != Placed || len(u.Cells) != 3 {
		return false
	}
	height := u.Line.At.Box[3] - u.Line.At.Box[1]
	f := ""
	for i := range u.Cells {
		if i > 0 && u.Cells[i].X0-u.Cells[i-1].X1 >= height {
			return false
		}
		f += u.Cells[i].Fold
	}
	return IsPageNumber(f)
}
