package parse

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
)

// longestMark is the size in bytes of what stands among glued digits and is no label: 注, ①.
const longestMark = 6

// cutLabels looks into the texts of a run of table cells. Where the labels of several rows
// follow each other, the figures belong to the last, and the others stand in units of their
// own. A figure inside of a sentence is none of the table.
func (p *Parser) cutLabels(us []layout.Unit, mem *record.RowMemory) []layout.Unit {
	var out []layout.Unit
	for i := range us {
		mem.Step()
		u := us[i]
		c := &u.Cells[0]
		if c.Loose {
			out = append(out, u)
			continue
		}
		rest := ""
		if i+1 < len(us) && !us[i+1].Cells[0].Loose {
			rest = us[i+1].Cells[0].Fold
		}
		labels := p.labelsOf(c.Fold, mem)
		if len(labels) == 0 && len(c.Fold) <= longestMark && i > 0 && len(us[i-1].Cells) > 1 {
			layout.BreakFigures(us[i-1].Cells[1:]) // the mark stands in one of their cells: 12注034
			layout.BreakFigures(u.Cells[1:])
		}
		last := 0
		if n := len(labels); n > 0 {
			last = labels[n-1].End
		}
		if len(u.Cells) > 1 && layout.Counts(rest) && inSentence(c.Fold[last:]) && mem.Off.On(repair.SentenceFigure) {
			u.Cells = u.Cells[:1]
		} else if last > 0 && saysMore(c.Fold[last:]) {
			layout.BreakFigures(u.Cells[1:]) // they are those of what stands between: 属于国家秘密其中:网络申请12
		}
		if cuts := cutsOf(c.Fold, labels); len(cuts) > 0 && mem.Off.On(repair.GluedLabels) {
			var heads []layout.Unit
			heads, u.Cells[0] = splitCell(c, cuts, u.Page, &mem.UnitMemory)
			out = append(out, heads...)
		}
		out = append(out, u)
	}
	return out
}

// cutsOf are the places at which a text of several labels is cut: behind each label but
// the last, and around the dashes that stand in cells beside one.
func cutsOf(f string, labels []label.LabelAt) (cuts []int) {
	for i, l := range labels {
		if n := dashesBefore(f[:l.Start]); n > 0 && !strings.HasSuffix(f[:l.Start-n], "增") {
			cuts = append(cuts, l.Start-n, l.Start)
		}
		n := len(f[l.End:]) - len(strings.TrimLeft(f[l.End:], "/"))
		if i+1 < len(labels) || n > 0 {
			cuts = append(cuts, l.End)
		}
		if n > 0 && l.End+n < len(f) {
			cuts = append(cuts, l.End+n)
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// dashesBefore is the length of the run of dashes before a label, without its ordinal.
func dashesBefore(f string) int {
	return len(f) - len(strings.TrimRight(f, "/"))
}

// labelsOf are the labels in a text. Most texts of a table are one label and nothing else.
func (p *Parser) labelsOf(f string, mem *record.RowMemory) []label.LabelAt {
	if len(f) < label.LongText {
		s := label.Core(f)
		if _, ok := p.Book.ByCore[s]; ok && len(s) > len("总计") || p.Book.TwoCells[s] > 0 {
			return []label.LabelAt{{Start: 0, End: len(f)}}
		}
	}
	return p.Finder.Rows(f, &mem.Finds)
}

// saysMore reports words behind a label, outside of brackets.
func saysMore(f string) bool {
	depth := 0
	return strings.IndexFunc(f, func(r rune) bool {
		switch r {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		}
		return depth == 0 && unicode.Is(unicode.Han, r)
	}) >= 0
}

// inSentence reports that a folded text has the marks of a sentence outside of brackets.
func inSentence(f string) bool {
	depth := 0
	for _, r := range f {
		switch r {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case '。', ';', ',', ':':
			if depth == 0 {
				return true
			}
		}
	}
	return false
}

// splitCell cuts a cell at the places; the last piece is the cell that is left.
func splitCell(c *layout.Cell, cuts []int, page int, mem *layout.UnitMemory) ([]layout.Unit, layout.Cell) {
	t := c.Text()
	m := fold.Fold(t.S)
	var out []layout.Unit
	at := 0
	cut := func(end int) layout.Cell {
		mem.Spend(1)
		from, to := m.Original(at, end)
		at = end
		return layout.WholeCell(layout.Trim(t.Slice(from, to)))
	}
	for _, end := range cuts {
		k := cut(end)
		u := layout.Unit{Kind: layout.Glued, Page: page, Grid: -1, Line: k.Text(), Cells: []layout.Cell{k}}
		if n := len(out); n > 0 && strings.Trim(k.Fold, "/") == "" { // dashes in the cells of the label before
			for i := range k.Fold {
				t := k.Text()
				if len(k.S) == len(k.Fold) {
					t = t.Slice(i, i+1)
				}
				d := layout.WholeCell(t)
				d.Fold, d.Loose = "/", true
				out[n-1].Cells = append(out[n-1].Cells, d)
			}
			continue
		}
		out = append(out, u)
	}
	return out, cut(len(m.S))
}
