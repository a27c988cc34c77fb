package record

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
)

// CutPadding cuts the padding off the delimited rows of table three: blank cells that an
// empty column, or a wider head, puts before and behind the seven. How many stand
// before is learned from the rows that have exactly seven figures, and in a grid from the columns that
// the heads in us and the figures of all rows fill.
func CutPadding(us []layout.Unit, recs []Record, b *label.Book) {
	lead, end, start := commonLead(recs), commonEnd(recs, b), commonStart(recs)
	wide := gridStart(us, recs, b)
	for i := range recs {
		r := &recs[i]
		if !r.Delimited || r.Single || len(r.Values) <= label.Columns {
			continue
		}
		extra := len(r.Values) - label.Columns
		switch {
		case layout.FilledOf(r.Values) == label.Columns && layout.FirstFilled(r.Values)+label.Columns <= len(r.Values) && layout.Blanks(r.Values[layout.FirstFilled(r.Values)+label.Columns:]):
			r.Values = r.Values[layout.FirstFilled(r.Values) : layout.FirstFilled(r.Values)+label.Columns]
		case r.grid && wide >= 0:
			r.startAt(wide)
		case r.grid || len(r.Inside) == 0 || b.NoRow(r.Inside[len(r.Inside)-1].Fold):
			// Where the row's own label is lost, its blank cell cannot be told from a blank figure.
		case start >= 0:
			r.startAt(start)
		case lead >= 0 && lead <= extra && layout.Blanks(r.Values[:lead]) && layout.Blanks(r.Values[lead+label.Columns:]):
			r.Values = r.Values[lead : lead+label.Columns]
		case lead < 0 && layout.FirstFilled(r.Values) == 0 && layout.Blanks(r.Values[label.Columns:]):
			r.Values = r.Values[:label.Columns] // no row has a total, and nothing stands between label and figures
		case lead < 0 && end >= 0:
			r.endAt(end)
		}
	}
}

// leastRows is how many rows make a border.
const leastRows = 3

// commonEnd is the column in which the seven cells end that follow a label at once, where
// every row has a cell for each column; -1 if they end differently, or there are few.
func commonEnd(recs []Record, b *label.Book) int32 {
	end, n := int32(-1), 0
	for i := range recs {
		r := &recs[i]
		if !r.Delimited || r.Single || r.grid || r.Joined || len(r.Inside) == 0 || len(r.Values) < label.Columns ||
			len(r.Values) > label.Columns && layout.FirstFilled(r.Values) > 0 || !layout.Blanks(r.Values[label.Columns:]) || b.NoRow(r.Inside[len(r.Inside)-1].Fold) {
			continue
		}
		col := r.Values[label.Columns-1].Cell.Col
		if n++; end >= 0 && end != col {
			return -1
		}
		end = col
	}
	if n < leastRows {
		return -1
	}
	return end
}

// commonStart is the column in which the seven figures of every whole row begin, where each
// row has a cell for each column; -1 if they begin differently, or there are few.
func commonStart(recs []Record) int32 {
	start, n := int32(-1), 0
	for i := range recs {
		r := &recs[i]
		at := layout.FirstFilled(r.Values)
		if !r.Delimited || r.Single || r.Joined || layout.FilledOf(r.Values) != label.Columns || at+label.Columns > len(r.Values) || !layout.Blanks(r.Values[at+label.Columns:]) {
			continue
		}
		col := r.Values[at].Cell.Col
		if n++; start >= 0 && start != col {
			return -1
		}
		start = col
	}
	if n < leastRows {
		return -1
	}
	return start
}

// gridStart is the first of the seven columns that the figures of a grid's rows and the heads above them
// fill together; -1 if they fill fewer or more, or there are few rows. A sheet has a cell for each
// column whatever a label covers, so that only the column tells which blank cell is a figure's.
func gridStart(us []layout.Unit, recs []Record, b *label.Book) int32 {
	first, last, n := int32(-1), int32(-1), 0
	fill := func(col int32) {
		last = max(last, col)
		if first < 0 || col < first {
			first = col
		}
	}
	for i := range recs {
		r := &recs[i]
		if !r.grid || layout.Blanks(r.Values) {
			continue
		}
		n++
		for k := range r.Values {
			if r.Values[k].Kind != layout.Blank {
				fill(r.Values[k].Cell.Col)
			}
		}
	}
	if n < leastRows {
		return -1
	}
	for i := range us {
		for k := range us[i].Cells {
			c := &us[i].Cells[k]
			if _, head := b.Columns[c.Core()]; head && us[i].Kind == layout.Grid && label.OrdinalLen(c.Fold) == 0 {
				fill(c.Col)
			}
		}
	}
	if last-first+1 != label.Columns {
		return -1
	}
	return first
}

// startAt takes the seven cells that begin in a column, if all others are blank.
func (r *Record) startAt(start int32) {
	for k := 0; k+label.Columns <= len(r.Values); k++ {
		if r.Values[k].Cell.Col == start && layout.Blanks(r.Values[:k]) && layout.Blanks(r.Values[k+label.Columns:]) {
			r.Values = r.Values[k : k+label.Columns]
			return
		}
	}
}

// endAt takes the seven cells that end in a column, if all others are blank and the first
// or last of the seven is not: else nothing shows where they begin.
func (r *Record) endAt(end int32) {
	for k := label.Columns - 1; k < len(r.Values); k++ {
		if r.Values[k].Cell.Col != end {
			continue
		}
		seven := r.Values[k-label.Columns+1 : k+1]
		if layout.FilledOf(seven) == layout.FilledOf(r.Values) && (seven[0].Kind != layout.Blank || seven[label.Columns-1].Kind != layout.Blank) {
			r.Values = seven
		}
		return
	}
}

// commonLead is the number of blank cells before the seven figures of a row, -1 if the
// rows do not tell: the most common one among the rows with exactly seven figures, or,
// where every row has blanks, the first of the seven places that all rows together fill.
func commonLead(recs []Record) int {
	var count [8]int
	first, last := len(count), -1
	for i := range recs {
		r := &recs[i]
		n := layout.FilledOf(r.Values)
		if !r.Delimited || r.Single || n == 0 || n > label.Columns || len(r.Inside) == 0 {
			continue
		}
		at := layout.FirstFilled(r.Values)
		end := len(r.Values)
		for r.Values[end-1].Kind == layout.Blank {
			end--
		}
		first, last = min(first, at), max(last, end-1)
		if n == label.Columns && end-at == label.Columns && at < len(count) {
			count[at]++
		}
	}
	best := -1
	for at, n := range count {
		if n > 0 && (best < 0 || n > count[best]) {
			best = at
		}
	}
	if best < 0 && last-first+1 == label.Columns && !byColumn(recs) {
		best = first
	}
	return best
}

// byColumn reports that the rows end in one column and are of different sizes: then their figures stand
// in the same columns too, as far behind a label as it stands before the widest.
func byColumn(recs []Record) bool {
	end, size, differ := int32(-1), -1, false
	for i := range recs {
		r := &recs[i]
		if !r.Delimited || r.Single || r.Joined || len(r.Inside) == 0 || len(r.Values) < label.Columns {
			continue
		}
		col := r.Values[len(r.Values)-1].Cell.Col
		if end >= 0 && col != end {
			return false
		}
		differ = differ || size >= 0 && size != len(r.Values)
		end, size = col, len(r.Values)
	}
	return differ
}
