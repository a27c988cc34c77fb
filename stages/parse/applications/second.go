package applications

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/match"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
)

// twiceOtherwise is why a row is not read that is printed again with other figures, and
// mostTwice how many of those make it a second table: of another year or body, or a
// correction. Then no row of either is that of the report.
const (
	twiceOtherwise = "the row stands twice in the table, with different figures"
	mostTwice      = 2
)

// secondTable reports that the rows of more than one table were found: with other figures, or with
// some that cannot be read as figures at all.
func (a *Table) secondTable() bool {
	n := 0
	for _, r := range a.found {
		if r != nil && r.Why == twiceOtherwise {
			n++
		}
	}
	return n > mostTwice || a.lonelyLabels() > mostTwice
}

// lonelyLabels is how many rows that were found have their label in another place too, without
// figures.
func (a *Table) lonelyLabels() int {
	labels := a.labelsSeen()
	for _, r := range a.recs {
		switch {
		case len(r.Values) == 0:
		case r.Row >= 0:
			labels[r.Row]--
		default:
			w, c := match.Likeness(a.p.Book, r, &a.mem.RowMemory)
			for j := range w {
				if c != nil && w[j] >= label.AtEnd {
					labels[j]--
				}
			}
		}
	}
	n := 0
	for j, r := range a.found {
		if r != nil && labels[j] > 0 && layout.Says(r.Values) {
			n++
		}
	}
	return n
}

// labelsSeen counts for each row the places in which its whole label stands. The same label in
// cells beside each other is one. A sentence is no row, also where it tells the outcomes above the table:
// 办结的45件申请中，予以公开21件、不予公开9件。
func (a *Table) labelsSeen() []int {
	out, last := make([]int, len(a.p.Book.Rows)), -1
	see := func(row int) {
		if row != last && !a.skip[row] {
			out[row]++
		}
		last = row
	}
	for i := 0; i < len(a.texts); {
		a.mem.Step()
		row, n := match.WholeLabel(a.p.Book, a.texts[i:])
		if row >= 0 {
			see(row)
		} else if f := a.texts[i].Fold; !a.p.Book.Heads[a.cores[i]] && !strings.HasSuffix(strings.TrimSpace(a.texts[i].S), "。") {
			sentence := layout.SentenceOf(f)
			for _, l := range a.p.Finder.Rows(f, &a.mem.Finds) {
				if row, ok := a.p.Book.ByCore[label.Core(f[l.Start:l.End])]; ok && !sentence.Tells(l.End) {
					see(row)
				}
			}
		}
		i += n
	}
	return out
}

// clash handles a second record with the label of row j.
func (a *Table) clash(j int, r *record.Record) {
	first := a.found[j]
	if !a.mem.Off.On(repair.RowTwice) {
		first.Why = "the row stands twice in the table"
		return
	}
	switch { // a table of dashes that was put in place of the real one says nothing
	case !layout.Says(r.Values):
		return
	case !layout.Says(first.Values):
		a.found[j], r.Row, r.Score, first.Row = r, j, first.Score, -1
		return
	}
	if len(first.Values) == len(r.Values) {
		same := true
		for i := range r.Values {
			same = same && r.Values[i].Cell.Fold == first.Values[i].Cell.Fold
		}
		if same {
			return
		}
	}
	first.Why = twiceOtherwise
}
