package viewer

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// flow writes the original as a flow of paragraphs and tables. Every character of the
// document goes through text or attr, which escape it; the tags are ours.
type flow struct {
	b     strings.Builder
	spots *spots
	heads map[report.Place]bool // the places of the section headings
	words *words
}

func (f *flow) tag(s string) { f.b.WriteString(s) }

func (f *flow) text(s string) { template.HTMLEscape(&f.b, []byte(export.Safe(s))) }

func attr(s string) string { return template.HTMLEscapeString(export.Safe(s)) }

// blocks writes the blocks of a document in reading order.
func (f *flow) blocks(list []report.Block) {
	for i := range list {
		b := &list[i]
		switch {
		case b.Grid != nil:
			f.grid(b.Grid)
		case f.heads[b.Line.At]:
			f.paragraph("h4", &b.Line)
		case !b.Line.IsZero():
			f.paragraph("p", &b.Line)
		}
	}
}

func (f *flow) paragraph(tag string, t *report.Text) {
	f.tag("<" + tag + ">")
	f.run(t)
	f.tag("</" + tag + ">\n")
}

func (f *flow) grid(g *report.Grid) {
	f.tag(`<div class="scroll" tabindex="0" role="group" aria-label="` + attr(f.words.OriginalTable) + `"><table class="grid"><tbody>`)
	row := -1
	for i := range g.Cells {
		c := &g.Cells[i]
		if c.Row != row {
			if row >= 0 {
				f.tag("</tr>")
			}
			row = c.Row
			f.tag("\n<tr>")
		}
		f.tag("<td" + span("rowspan", c.RowSpan) + span("colspan", c.ColSpan) + ">")
		f.run(&c.Text)
		f.tag("</td>")
	}
	if row >= 0 {
		f.tag("</tr>")
	}
	f.tag("</tbody></table></div>\n")
}

func span(name string, n int) string {
	if n <= 1 {
		return ""
	}
	return " " + name + `="` + strconv.Itoa(n) + `"`
}

// stretch is a part of a text that a spot has.
type stretch struct {
	sp         *spot
	start, end int
}

// run writes one text with the spots in it, nested where one lies in another. A spot that
// crosses the end of another goes on behind it in a second piece.
func (f *flow) run(t *report.Text) {
	var stack, list []stretch
	for _, sp := range f.spots.within(t) {
		list = append(list, stretch{sp, max(sp.at.Start-t.At.Start, 0), min(sp.at.End-t.At.Start, len(t.S))})
	}
	at := 0
	to := func(end int) {
		f.piece(t, at, end)
		for _, o := range stack {
			o.sp.shown += t.S[at:max(at, end)]
		}
		at = end
	}
	closeTo := func(end int) {
		for len(stack) > 0 && stack[len(stack)-1].end <= end {
			top := stack[len(stack)-1]
			to(top.end)
			f.closeSpot(top.sp)
			stack = stack[:len(stack)-1]
		}
	}
	for len(list) > 0 {
		s := list[0]
		list = list[1:]
		closeTo(s.start)
		if len(stack) > 0 && s.end > stack[len(stack)-1].end {
			rest := stretch{s.sp, stack[len(stack)-1].end, s.end}
			s.end = rest.start
			at, _ := slices.BinarySearchFunc(list, rest, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
			list = slices.Insert(list, at, rest)
		}
		if s.start >= s.end {
			continue
		}
		to(s.start)
		f.openSpot(s.sp)
		stack = append(stack, s)
	}
	closeTo(len(t.S))
	to(len(t.S))
	for _, o := range t.Objects {
		f.tag(`<span class="thing">[` + attr(f.words.thing(o.Thing)))
		if o.Target != "" {
			f.tag(" " + attr(o.Target))
		}
		f.tag("]</span>")
	}
}

// piece writes t.S[from:to] as it looks in print: struck words struck, hidden ones so marked.
func (f *flow) piece(t *report.Text, from, to int) {
	for _, m := range t.Marks {
		start, end := max(m.Start, from), min(m.End, to)
		if start >= end {
			continue
		}
		f.text(t.S[from:start])
		open, shut := looks(m.Look)
		f.tag(open)
		f.text(t.S[start:end])
		f.tag(shut)
		from = end
	}
	if from < to {
		f.text(t.S[from:to])
	}
}

func looks(l report.Look) (open, shut string) {
	switch l {
	case report.Struck:
		return "<s>", "</s>"
	case report.Raised:
		return "<sup>", "</sup>"
	case report.Lowered:
		return "<sub>", "</sub>"
	}
	return `<span class="unseen">`, "</span>"
}

// openSpot begins the element of a spot: a link back to its cell or fact, else a mark. Only
// the first piece of a spot has its id, which the others name; a link inside a link is written
// as a mark.
func (f *flow) openSpot(sp *spot) {
	id := ` data-of="` + attr(sp.id) + `"`
	if !sp.used {
		id = ` id="` + attr(sp.id) + `"`
		sp.used = true
	}
	class := "spot"
	if sp.grave != "" {
		class += " " + severityClass(sp.grave)
	}
	f.tag(`<mark` + id + ` class="` + class + `"`)
	if sp.back != "" {
		f.tag(` data-back="` + attr(sp.back) + `"`)
	}
	f.tag(">")
}

// closeSpot ends the element and puts the ways back behind it, where they do not belong to
// its text.
func (f *flow) closeSpot(sp *spot) {
	f.tag("</mark>")
	f.ways(sp)
}

func (f *flow) ways(sp *spot) {
	if sp.back != "" {
		f.back(sp.back, f.words.BackToCell, "↗")
	}
	for _, n := range sp.refs {
		f.back(fmt.Sprintf("%sf%d", f.spots.prefix, n), fmt.Sprintf(f.words.BackToFinding, n), strconv.Itoa(n))
	}
	sp.refs, sp.back = nil, ""
}

// back writes a link without text of its own: what it shows is added by the style sheet, so
// that the text of a spot around it is still that of the document.
func (f *flow) back(id, label, sign string) {
	f.tag(`<a class="back" href="#` + attr(id) + `" aria-label="` + attr(label) + `" data-sign="` + attr(sign) + `"></a>`)
}

func severityClass(s report.Severity) string {
	switch s {
	case report.Error, report.Warning:
		return string(s)
	}
	return string(report.Info)
}
