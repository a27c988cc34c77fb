package generate

import (
	"fmt"
	"strings"
)

// pdfOdd is how a PDF differs from a plain one: in what is drawn, not in what it says.
type pdfOdd struct {
	d     *dice
	f     *pdfFile
	sides int // pdfFrames, pdfAreas or pdfInner
	wrap  int // numbers are broken after so many characters; 0 for never
	// watermark is 0 for none, 1 for large and tilted, 2 for small and tiled.
	watermark int
	// notes are raised marks behind numbers, strays white digits before them, in per cent.
	notes, strays int
}

// How the sides of cells are drawn: a frame around each, thin areas, or lines between them
// without an outer side.
const (
	pdfFrames = iota
	pdfAreas
	pdfInner
)

// renderPDFOdd prints as renderPDF does, with sides drawn in other ways, numbers broken over
// lines, watermarks, note marks, white digits, and pages that lie on their side.
func renderPDFOdd(d *dice, p *paper) []byte {
	odd := &pdfOdd{d: d, f: &pdfFile{}, sides: d.n(3), watermark: d.n(3)}
	if d.chance(40) {
		odd.wrap = d.between(2, 4)
	}
	if d.chance(40) {
		odd.notes = 4
	}
	if d.chance(40) {
		odd.strays = 4
	}
	odd.f.turned = d.chance(25)
	(&pdfPages{f: odd.f, odd: odd}).set(p)
	return odd.f.bytes()
}

// background draws what lies under a page.
func (o *pdfOdd) background() {
	const words = "仅供内部使用2019"
	switch {
	case o == nil || o.watermark == 0:
	case o.watermark == 1:
		o.f.styled("0.8 g BT /F1 44 Tf 0.7071 0.7071 -0.7071 0.7071 120 220 Tm", words)
	default:
		for y := 60; y < pdfHeight; y += 61 {
			for x := 40; x < pdfWidth; x += 130 {
				o.f.styled(fmt.Sprintf("0.85 g BT /F1 9 Tf %d %d Td", x, y), words)
			}
		}
	}
}

// beside draws what stands beside a number and is no part of it.
func (o *pdfOdd) beside(x, y int, number string) {
	if o == nil || number == "" || strings.Trim(number, "0123456789") != "" {
		return
	}
	if o.d.chance(o.notes) {
		o.f.styled(fmt.Sprintf("BT /F1 5 Tf %d %d Td", x+4*len(number), y+4), "1")
	}
	if o.d.chance(o.strays) {
		o.f.styled(fmt.Sprintf("1 g BT /F1 8 Tf %d %d Td", x-4, y), "7")
	}
}

// draw draws the sides of a cell that are not frames.
func (o *pdfOdd) draw(x0, y0, x1, y1, left, right int) {
	if o.sides == pdfAreas {
		fmt.Fprintf(o.f.page(), "%d %d %d 0.5 re %d %d 0.5 %d re %d %d %d 0.5 re %d %d 0.5 %d re f\n", x0, y0, x1-x0, x0, y0, y1-y0, x0, y1, x1-x0, x1, y0, y1-y0)
		return
	}
	fmt.Fprintf(o.f.page(), "%d %d m %d %d l S %d %d m %d %d l S\n", x0, y0, x1, y0, x0, y1, x1, y1)
	for _, x := range []int{x0, x1} {
		if x != left && x != right {
			fmt.Fprintf(o.f.page(), "%d %d m %d %d l S\n", x, y0, x, y1)
		}
	}
}
