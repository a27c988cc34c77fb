package parse

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// spread cuts a line of plain text into a label and the figures behind it. A line
// that is no such row keeps its one cell.
func spread(u *unit, mem *unitMemory) {
	if u.kind != asLine || len(u.cells) != 1 {
		return
	}
	whole := &u.cells[0]
	if len(whole.s) > longCell || !endsAsFigure(whole.s) {
		return
	}
	t := whole.text()
	from := &t
	var words []cell // the figures, from the last to the first
	end := len(t.S)
	for end > 0 {
		start := wordStart(t.S, end)
		c := cellAt(from, start, end)
		c.col = int32(start)
		if !isFigure(&c) {
			break
		}
		mem.spend(1)
		words = append(words, c)
		end = spaceStart(t.S, start)
	}
	if len(words) == 0 || len(words) == 1 && end == 0 {
		return
	}
	slices.Reverse(words)
	if end == 0 {
		setPositions(words, t.S, u.cells[0].x0)
		u.cells = words
		return
	}
	cells := make([]cell, 0, len(words)+1)
	first := cellAt(from, 0, end)
	first.col = 0
	cells = append(cells, first)
	u.cells = append(cells, words...)
	setPositions(u.cells, t.S, 0)
}

// setPositions notes the columns of print that each cell takes, and its place in the row
// in col, which held the offset of the cell in s.
func setPositions(cells []cell, s string, x float64) {
	at := 0
	for i := range cells {
		c := &cells[i]
		x += float64(width(s[at:int(c.col)]))
		at = int(c.col) + len(c.s)
		c.x0, c.x1, c.col = x, x+float64(width(c.s)), int32(i)
		x = c.x1
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

func isFigure(c *cell) bool {
	v := read(c, 0)
	return v.what == isNumber || v.what == isDash || v.what == isOdd || v.what == isBroken
}

// isPageNumber recognises the number of a page on a line of its own: -3-, — 3 —, 第3页.
func isPageNumber(f string) bool {
	if len(f) > 16 || f == "" {
		return false
	}
	if strings.HasPrefix(f, "第") && strings.HasSuffix(f, "页") {
		return true
	}
	return f[0] == '-' && f[len(f)-1] == '-' && strings.Trim(f, "-") != "" && allDigits(strings.Trim(f, "-"))
}

// isPageLine reports that u is nothing but the number of a page. Readers of PDF may find
// the signs and the figure of "- 3 -" as three words: they stand closer together than
// their height, as the cells of a row, which could hold two dashes as well, do not.
func isPageLine(u *unit) bool {
	if len(u.cells) == 1 {
		return isPageNumber(u.cells[0].f)
	}
	if u.kind != asPlaced || len(u.cells) != 3 {
		return false
	}
	height := u.line.At.Box[3] - u.line.At.Box[1]
	f := ""
	for i := range u.cells {
		if i > 0 && u.cells[i].x0-u.cells[i-1].x1 >= height {
			return false
		}
		f += u.cells[i].f
	}
	return isPageNumber(f)
}
