package viewer

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Page is the image of one page of a PDF.
type Page struct {
	PNG []byte
	// Width and Height are the size of the page in points, as boxes of the Document count.
	Width, Height float64
}

// A4 in points: the size of a page that nothing is known of.
const (
	pageWidth  = 595
	pageHeight = 842
)

// pages writes a PDF page by page: its words at their places, over the image of the page
// where there is one, and the spots as boxes.
func (f *flow) pages(list []report.Block, images []Page) {
	texts := textsByPage(list)
	boxes := map[int][]*spot{}
	for _, sp := range f.spots.list {
		if sp.at.OnPage() {
			boxes[sp.at.Page] = append(boxes[sp.at.Page], sp)
		}
	}
	for n := 1; n <= max(len(texts)-1, len(images)); n++ {
		var page Page
		if n <= len(images) {
			page = images[n-1]
		}
		var on []*report.Text
		if n < len(texts) {
			on = texts[n]
		}
		f.page(n, page, on, boxes[n])
	}
}

// textsByPage are the texts of each page, counted from 1.
func textsByPage(list []report.Block) [][]*report.Text {
	var out [][]*report.Text
	add := func(t *report.Text) {
		if !t.At.OnPage() || t.At.Page < 1 || t.At.Page > 10000 {
			return
		}
		for len(out) <= t.At.Page {
			out = append(out, nil)
		}
		out[t.At.Page] = append(out[t.At.Page], t)
	}
	for i := range list {
		if b := &list[i]; b.Grid != nil {
			for j := range b.Grid.Cells {
				add(&b.Grid.Cells[j].Text)
			}
		} else {
			add(&b.Line)
		}
	}
	return out
}

func (f *flow) page(n int, page Page, texts []*report.Text, boxes []*spot) {
	w, h := page.Width, page.Height
	if w <= 0 || h <= 0 {
		w, h = sizeOf(texts)
	}
	class := "page"
	if page.PNG != nil {
		class += " imaged"
	}
	label := attr(fmt.Sprintf(f.words.Page, n))
	f.tag(fmt.Sprintf(`<figure class="%s" style="aspect-ratio:%.1f/%.1f" aria-label="%s">`, class, w, h, label))
	if page.PNG != nil {
		f.tag(`<img alt="` + label + `" src="data:image/png;base64,` + base64.StdEncoding.EncodeToString(page.PNG) + `">`)
	}
	place := func(b [4]float64) string {
		return fmt.Sprintf(`left:%.2f%%;top:%.2f%%;width:%.2f%%;height:%.2f%%`, 100*b[0]/w, 100*b[1]/h, 100*(b[2]-b[0])/w, 100*(b[3]-b[1])/h)
	}
	for _, t := range texts {
		for _, word := range wordsOf(t) {
			s := t.S[word.Start:word.End]
			f.tag(fmt.Sprintf(`<span class="word" style="%s;font-size:%.2fcqw">`, place(word.Box), 100*sizeIn(s, word.Box)/w))
			f.text(s)
			f.tag("</span>")
		}
	}
	for _, sp := range boxes {
		if sp.shown = sp.text; sp.shown == "" {
			sp.shown = textIn(texts, sp.at.Box)
		}
		f.box(sp, place(sp.at.Box))
	}
	f.tag("</figure>\n")
}

// box writes a spot of a page. Its text is there for readers that do not see the box.
func (f *flow) box(sp *spot, style string) {
	class := "spot box"
	if sp.grave != "" {
		class += " " + severityClass(sp.grave)
	}
	sp.used = true
	f.tag(`<mark id="` + attr(sp.id) + `" class="` + class + `" style="` + style + `"`)
	if sp.back != "" {
		f.tag(` data-back="` + attr(sp.back) + `"`)
	}
	f.tag(`><span class="heard">`)
	f.text(sp.shown)
	f.tag("</span>")
	f.ways(sp)
	f.tag("</mark>")
}

// textIn is the text whose words have their middle in a box.
func textIn(texts []*report.Text, box [4]float64) string {
	var b strings.Builder
	for _, t := range texts {
		for _, w := range wordsOf(t) {
			if x, y := (w.Box[0]+w.Box[2])/2, (w.Box[1]+w.Box[3])/2; box[0] <= x && x <= box[2] && box[1] <= y && y <= box[3] {
				b.WriteString(t.S[w.Start:w.End])
			}
		}
	}
	return b.String()
}

// wordsOf are the words of a text with their boxes; a text that has none is one word.
func wordsOf(t *report.Text) []report.Word {
	if len(t.Words) > 0 {
		return t.Words
	}
	if t.S == "" {
		return nil
	}
	return []report.Word{{Start: 0, End: len(t.S), Box: t.At.Box}}
}

// sizeIn is the size of type, in points, in which a word fits into its box: Han characters
// are as wide as high, others a little more than half of that in most fonts.
func sizeIn(s string, box [4]float64) float64 {
	ems := 0.0
	for _, r := range s {
		if r < 0x1100 {
			ems += 0.56
			continue
		}
		ems++
	}
	return min(0.86*(box[3]-box[1]), (box[2]-box[0])/max(ems, 0.5))
}

// sizeOf is the size of a page that no image gives: A4, or what its words need.
func sizeOf(texts []*report.Text) (w, h float64) {
	w, h = pageWidth, pageHeight
	for _, t := range texts {
		w, h = max(w, t.At.Box[2]), max(h, t.At.Box[3])
	}
	return w, h
}
