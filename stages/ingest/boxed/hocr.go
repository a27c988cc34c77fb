package boxed

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hocr reads hOCR: an element of class ocr_page for each page, and in it one of class
// ocrx_word for each word, with its box in pixels in the title. Elements inside of a word say
// how it looks or where its characters stand.
func (r *reader) hocr(s string) error {
	z := html.NewTokenizer(strings.NewReader(s))
	var text strings.Builder
	var box [4]float64
	depth := 0 // of elements inside of a word, itself counted
	end := func() error {
		depth = 0
		return r.run(text.String(), box)
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			if depth > 0 { // the file is cut off inside of a word
				return end()
			}
			return nil
		case html.StartTagToken:
			t := z.Token()
			page, word := hasClass(t, "ocr_page"), hasClass(t, "ocrx_word")
			if depth > 0 && (page || word) { // no word holds another: its end is missing
				if err := end(); err != nil {
					return err
				}
			}
			switch {
			case page:
				if err := r.page(); err != nil {
					return err
				}
			case word:
				text.Reset()
				box, depth = bboxOf(attr(t, "title")), 1
			case depth > 0 && !void(t.DataAtom):
				depth++
			}
		case html.TextToken:
			if depth > 0 {
				text.Write(z.Text())
			}
		case html.EndTagToken:
			if depth == 0 {
				continue
			}
			if depth--; depth == 0 {
				if err := end(); err != nil {
					return err
				}
			}
		}
	}
}

// hasClass reports whether an element is of a class, which may be one of several.
func hasClass(t html.Token, class string) bool {
	return slices.Contains(strings.Fields(attr(t, "class")), class)
}

// void reports whether an element never has an end tag (HTML, 13.1.2).
func void(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// bboxOf reads bbox x0 y0 x1 y1 in a title, a box of nothing if it is not there.
func bboxOf(title string) (box [4]float64) {
	_, rest, _ := strings.Cut(title, "bbox ")
	rest, _, _ = strings.Cut(rest, ";")
	n := 0
	for f := range strings.FieldsSeq(rest) {
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || n == len(box) || !(v >= 0 && v <= 1e6) { // NaN too
			return [4]float64{}
		}
		box[n] = v
		n++
	}
	if n < len(box) || box[2] < box[0] || box[3] < box[1] {
		return [4]float64{}
	}
	return box
}
