package generate

import "fmt"

// renderPDF sets the report on A4 pages: narrative in 12 points, tables as ruled grids in
// 8 points with labels on several lines; table three runs over a page.
func renderPDF(_ *dice, p *paper) []byte {
	f := &pdfFile{}
	setPages(f, p)
	return f.bytes()
}

// canvas is what pages are set on: points, from the lower left corner.
type canvas interface {
	newPage()
	text(x, y, size int, s string)
	box(x, y, width, height int)
}

// setPages sets the report on pages.
func setPages(f canvas, p *paper) { (&pdfPages{f: f}).set(p) }

func (w *pdfPages) set(p *paper) {
	w.turn()
	for _, x := range p.blocks() {
		switch x.kind {
		case blockTitle:
			w.down(30)
			w.f.text(max(60, (pdfWidth-16*columns(x.line)/2)/2), w.y, 16, x.line)
			w.down(10)
		case blockSign:
			w.down(22)
			w.f.text(330, w.y, 12, x.line)
		case blockTable:
			w.down(12)
			w.table(x.table)
		default:
			w.paragraph(x.line)
		}
	}
	w.foot()
}

// pdfPages keeps the place on the page; y is the last baseline or the last rule.
type pdfPages struct {
	f    canvas
	page int
	y    int
	odd  *pdfOdd // how the file differs from a plain one, nil for a plain one
}

const pdfLow, pdfTop = 80, 780

func (w *pdfPages) foot() { w.f.text(290, 50, 9, fmt.Sprintf("-%d-", w.page)) }

func (w *pdfPages) turn() {
	if w.page > 0 {
		w.foot()
	}
	w.page++
	w.f.newPage()
	w.odd.background()
	w.y = pdfTop
}

// down moves down by n points, to the next page where this one is full.
func (w *pdfPages) down(n int) {
	if w.y-n < pdfLow {
		w.turn()
	}
	w.y -= n
}

func (w *pdfPages) paragraph(s string) {
	for i, l := range wrapRunes(s, 36) {
		w.down(22)
		x := 75
		if i == 0 && len([]rune(s)) > 36 {
			x += 24
		}
		w.f.text(x, w.y, 12, l)
	}
}

// pdfColumns are the left edges of a table's columns, and its right edge.
func pdfColumns(s *sheet) []int {
	out := []int{60}
	add := func(width, n int) {
		for range n {
			out = append(out, out[len(out)-1]+width)
		}
	}
	switch s.number {
	case 2:
		add(118, 4)
	case 3:
		add(22, 1)
		add(50, 1)
		add(155, 1)
		add(36, 7)
	default:
		add(32, 15)
	}
	if len(out) != s.cols+1 { // a table with other columns than the form
		out = out[:1]
		add(480/s.cols, s.cols)
	}
	return out
}

// table sets row after row; a cell that spans rows is set beside the middle one of those
// that fit on the page, and its frame is drawn where the rows are.
func (w *pdfPages) table(s *sheet) {
	edge := pdfColumns(s)
	heights := make([]int, len(s.rows))
	for i, r := range s.rows {
		heights[i] = 14
		for _, c := range r.cells {
			if c.rowspan == 1 {
				heights[i] = max(heights[i], 4+10*len(w.lines(c, edge)))
			}
		}
	}
	for first := 0; first < len(s.rows); {
		last, room := first, w.y-pdfLow
		for last < len(s.rows) && room >= heights[last] {
			room -= heights[last]
			last++
		}
		if last == first {
			w.turn()
			continue
		}
		w.rows(s, edge, heights, first, last)
		first = last
		if first < len(s.rows) {
			w.turn()
		}
	}
}

// rows sets the rows from first to before last, which fit on the page.
func (w *pdfPages) rows(s *sheet, edge, heights []int, first, last int) {
	for i := range first { // what began on the page before
		for _, c := range s.rows[i].cells {
			height := 0
			for j := first; j < min(i+c.rowspan, last); j++ {
				height += heights[j]
			}
			if height > 0 {
				w.sides(edge[c.col], w.y-height, edge[c.col+c.colspan], w.y, edge[0], edge[len(edge)-1])
			}
		}
	}
	for i := first; i < last; i++ {
		for _, c := range s.rows[i].cells {
			height := 0
			for j := i; j < min(i+c.rowspan, last); j++ {
				height += heights[j]
			}
			w.sides(edge[c.col], w.y-height, edge[c.col+c.colspan], w.y, edge[0], edge[len(edge)-1])
			lines := w.lines(c, edge)
			y := w.y - (height-10*len(lines))/2 - 8
			for _, l := range lines {
				x := edge[c.col] + 3
				if c.value {
					x = (edge[c.col]+edge[c.col+c.colspan])/2 - 2*columns(l)
				}
				w.f.text(x, y, 8, l)
				if c.value && l == lines[len(lines)-1] {
					w.odd.beside(x, y, l)
				}
				y -= 10
			}
		}
		w.y -= heights[i]
	}
}

// sides draws the sides of a cell between x0 and x1 in a table that reaches from left to right.
func (w *pdfPages) sides(x0, y0, x1, y1, left, right int) {
	if w.odd == nil || w.odd.sides == pdfFrames {
		w.f.box(x0, y0, x1-x0, y1-y0)
		return
	}
	w.odd.draw(x0, y0, x1, y1, left, right)
}

// lines are the lines of a cell.
func (w *pdfPages) lines(c sheetCell, edge []int) []string {
	if w.odd != nil && c.value && w.odd.wrap > 0 {
		return wrapRunes(c.text, w.odd.wrap)
	}
	return cellWrap(c, edge)
}

// cellWrap breaks a cell's text to its width in 8 points; values stay whole.
func cellWrap(c sheetCell, edge []int) []string {
	if c.value {
		return []string{c.text}
	}
	n := max(1, (edge[c.col+c.colspan]-edge[c.col]-5)/8)
	if size := len([]rune(c.text)); size == 4 && n == 3 {
		n = 2 // 结果 / 维持, as forms break it
	}
	return wrapRunes(c.text, n)
}
