package applications

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
)

// doubtUneven looks at tables with borders whose rows begin neither in one column nor equally far
// behind their labels. There a blank cell at an end of a row may be one of its label or of its padding,
// or stand for a figure that was lost. So such a row is not read where it begins in another column
// than most.
func (a *Table) doubtUneven() {
	starts, leads := map[int32]int{}, map[int32]int{}
	for _, r := range a.found {
		if bordered(r) {
			last := r.Inside[len(r.Inside)-1]
			starts[r.Values[0].Cell.Col]++
			leads[r.Values[0].Cell.Col-last.Col-max(last.Span, 1)]++
		}
	}
	if len(starts) < 2 || len(leads) < 2 {
		return
	}
	most := 0
	for _, n := range starts {
		most = max(most, n)
	}
	for _, r := range a.found {
		if bordered(r) && !a.endsBelow(r) && starts[r.Values[0].Cell.Col] < most && layout.Says(r.Values) && (r.Values[0].Kind == layout.Blank || r.Values[label.Columns-1].Kind == layout.Blank) {
			r.Why = "the row begins in another column than most, and a blank cell at its end may be none of its seven"
		}
	}
}

// bordered reports a row of seven cells with borders behind a label.
func bordered(r *record.Record) bool {
	return r != nil && r.Delimited && !r.Single && !r.Joined && len(r.Values) == label.Columns && len(r.Inside) > 0
}
