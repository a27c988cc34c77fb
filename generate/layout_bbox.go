package generate

import (
	"fmt"
	"strings"
)

// renderBBox sets the pages of renderPDF as the list of words that pdftotext -bbox writes.
func renderBBox(_ *dice, p *paper) []byte {
	f := &bboxFile{}
	setPages(f, p)
	var b strings.Builder
	b.WriteString("<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\"><html xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<title></title>\n</head>\n<body>\n<doc>\n")
	for _, page := range f.pages {
		fmt.Fprintf(&b, "  <page width=\"595.000000\" height=\"%d.000000\">\n%s  </page>\n", pdfHeight, page)
	}
	b.WriteString("</doc>\n</body>\n</html>\n")
	return []byte(b.String())
}

type bboxFile struct{ pages []*strings.Builder }

func (f *bboxFile) newPage() { f.pages = append(f.pages, &strings.Builder{}) }

// text writes the words of s, each with its share of the width.
func (f *bboxFile) text(x, y, size int, s string) {
	left := float64(x)
	em := float64(size)
	top := float64(pdfHeight-y) - 0.88*em
	for i, word := range strings.Split(s, " ") {
		if i > 0 {
			left += em / 2
		}
		right := left
		for _, c := range word {
			if c < 0x1100 {
				right += em / 2
			} else {
				right += em
			}
		}
		if word != "" {
			fmt.Fprintf(f.pages[len(f.pages)-1], "    <word xMin=\"%.6f\" yMin=\"%.6f\" xMax=\"%.6f\" yMax=\"%.6f\">%s</word>\n", left, top, right, top+1.1*em, escaped(word))
		}
		left = right
	}
}

// box does nothing: the list has words only.
func (f *bboxFile) box(_, _, _, _ int) {}
