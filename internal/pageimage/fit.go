package pageimage

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/gouji/gouji/stages/publish/viewer"
	"github.com/gouji/gouji/stages/report"
)

const (
	// inked is the share of the words of a page that must have ink under them. On pages that
	// fit it is 1 but for words in white or behind a picture; on a page turned by a quarter it
	// is under a half.
	inked = 0.9
	// contrast is how much darker or lighter, of 255, a pixel is that counts as ink: letters at
	// 96 dpi are grey at their edges and dark in the middle.
	contrast = 60
)

// Fit returns the pictures for the pages of a document, as the viewer takes them: each turned
// as the page was read, with what differs between the document and shown painted over. shown
// is the document as it will be shown, with personal numbers masked; it may be doc itself. A
// page whose words do not lie on ink has no picture, and the viewer shows its words instead.
func Fit(pages []image.Image, doc, shown *report.Document) ([]viewer.Page, error) {
	if len(pages) == 0 {
		return nil, nil
	}
	words, hidden := boxes(doc, shown, len(pages))
	out := make([]viewer.Page, len(pages))
	for i, p := range pages {
		turned, ok := upright(p, words[i])
		if !ok {
			continue
		}
		for _, b := range hidden[i] {
			draw.Draw(turned, pixels(b).Inset(-2), image.NewUniform(color.Gray{Y: 90}), image.Point{}, draw.Src)
		}
		var file bytes.Buffer
		if err := png.Encode(&file, turned); err != nil {
			return nil, fmt.Errorf("page %d: %w", i+1, err)
		}
		size := turned.Bounds()
		out[i] = viewer.Page{PNG: file.Bytes(), Width: float64(size.Dx()) * 72 / dpi, Height: float64(size.Dy()) * 72 / dpi}
	}
	return out, nil
}

// box is left, top, right and bottom in points.
type box = [4]float64

// boxes are where the words of each page stand, and those that shown has otherwise.
func boxes(doc, shown *report.Document, pages int) (words, hidden [][]box) {
	words, hidden = make([][]box, pages), make([][]box, pages)
	each(doc, shown, func(was, is *report.Text) {
		p := was.At.Page - 1
		if was.At.Kind != report.PlacePDF || p < 0 || p >= pages {
			return
		}
		list := was.Words
		if len(list) == 0 && was.S != "" {
			list = []report.Word{{End: len(was.S), Box: was.At.Box}}
		}
		for _, w := range list {
			if words[p] = append(words[p], w.Box); len(was.S) != len(is.S) || was.S[w.Start:w.End] != is.S[w.Start:w.End] {
				hidden[p] = append(hidden[p], w.Box)
			}
		}
	})
	return words, hidden
}

// each calls f for each text of doc and the same of shown.
func each(doc, shown *report.Document, f func(was, is *report.Text)) {
	for i := range doc.Blocks {
		a, b := &doc.Blocks[i], &shown.Blocks[i]
		if a.Grid == nil {
			f(&a.Line, &b.Line)
			continue
		}
		for j := range a.Grid.Cells {
			f(&a.Grid.Cells[j].Text, &b.Grid.Cells[j].Text)
		}
	}
}

// upright returns the page turned by the quarters that put its words on ink; false if none does.
// A page without words stays as it is.
func upright(p image.Image, words []box) (*image.RGBA, bool) {
	for q := range 4 {
		t := turn(p, q)
		if len(words) == 0 || float64(onInk(t, words)) >= inked*float64(len(words)) {
			return t, true
		}
	}
	return nil, false
}

// onInk counts the words that have both light and dark pixels in their boxes.
func onInk(p *image.RGBA, words []box) int {
	n := 0
	for _, w := range words {
		r := pixels(w).Intersect(p.Bounds())
		low, high := 255, 0
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				c := p.Pix[p.PixOffset(x, y):]
				v := (int(c[0])*3 + int(c[1])*6 + int(c[2])) / 10
				low, high = min(low, v), max(high, v)
			}
		}
		if high-low >= contrast {
			n++
		}
	}
	return n
}

// pixels are those that a box touches.
func pixels(b box) image.Rectangle {
	const k = dpi / 72.0
	return image.Rect(int(b[0]*k), int(b[1]*k), int(b[2]*k)+1, int(b[3]*k)+1)
}

// turn returns a copy of the picture, turned by quarters to the left.
func turn(p image.Image, quarters int) *image.RGBA {
	from := image.NewRGBA(image.Rect(0, 0, p.Bounds().Dx(), p.Bounds().Dy()))
	draw.Draw(from, from.Bounds(), p, p.Bounds().Min, draw.Src)
	for range quarters {
		w, h := from.Bounds().Dx(), from.Bounds().Dy()
		to := image.NewRGBA(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				copy(to.Pix[to.PixOffset(y, w-1-x):][:4], from.Pix[from.PixOffset(x, y):])
			}
		}
		from = to
	}
	return from
}
