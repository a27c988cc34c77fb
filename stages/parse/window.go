package parse

// window cuts the padding off the delimited rows of table three: blank cells that an
// empty column, or a wider head, puts before and behind the seven. How many stand
// before is learned from the rows that have exactly seven figures.
func window(recs []record, b *book) {
	lead, end, start := commonLead(recs), commonEnd(recs, b), commonStart(recs)
	for i := range recs {
		r := &recs[i]
		if !r.delimited || r.single || len(r.vals) <= columns {
			continue
		}
		extra := len(r.vals) - columns
		switch {
		case filledOf(r.vals) == columns && firstFilled(r.vals)+columns <= len(r.vals) && blanks(r.vals[firstFilled(r.vals)+columns:]):
			r.vals = r.vals[firstFilled(r.vals) : firstFilled(r.vals)+columns]
		case r.grid || len(r.inside) == 0 || b.noRow(r.inside[len(r.inside)-1].f):
			// Where the row's own label is lost, its blank cell cannot be told from a blank figure.
		case start >= 0:
			r.startAt(start)
		case lead >= 0 && lead <= extra && blanks(r.vals[:lead]) && blanks(r.vals[lead+columns:]):
			r.vals = r.vals[lead : lead+columns]
		case lead < 0 && firstFilled(r.vals) == 0 && blanks(r.vals[columns:]):
			r.vals = r.vals[:columns] // no row has a total, and nothing stands between label and figures
		case lead < 0 && end >= 0:
			r.endAt(end)
		}
	}
}

// leastRows is how many rows make a border.
const leastRows = 3

// commonEnd is the column in which the seven cells end that follow a label at once, where
// every row has a cell for each column; -1 if they end differently, or there are few.
func commonEnd(recs []record, b *book) int32 {
	end, n := int32(-1), 0
	for i := range recs {
		r := &recs[i]
		if !r.delimited || r.single || r.grid || r.joined || len(r.inside) == 0 || len(r.vals) < columns ||
			len(r.vals) > columns && firstFilled(r.vals) > 0 || !blanks(r.vals[columns:]) || b.noRow(r.inside[len(r.inside)-1].f) {
			continue
		}
		col := r.vals[columns-1].c.col
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
func commonStart(recs []record) int32 {
	start, n := int32(-1), 0
	for i := range recs {
		r := &recs[i]
		at := firstFilled(r.vals)
		if !r.delimited || r.single || r.joined || filledOf(r.vals) != columns || at+columns > len(r.vals) || !blanks(r.vals[at+columns:]) {
			continue
		}
		col := r.vals[at].c.col
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

// startAt takes the seven cells that begin in a column, if all others are blank.
func (r *record) startAt(start int32) {
	for k := 0; k+columns <= len(r.vals); k++ {
		if r.vals[k].c.col == start && blanks(r.vals[:k]) && blanks(r.vals[k+columns:]) {
			r.vals = r.vals[k : k+columns]
			return
		}
	}
}

// endAt takes the seven cells that end in a column, if all others are blank and the first
// or last of the seven is not: else nothing shows where they begin.
func (r *record) endAt(end int32) {
	for k := columns - 1; k < len(r.vals); k++ {
		if r.vals[k].c.col != end {
			continue
		}
		seven := r.vals[k-columns+1 : k+1]
		if filledOf(seven) == filledOf(r.vals) && (seven[0].what != isBlank || seven[columns-1].what != isBlank) {
			r.vals = seven
		}
		return
	}
}

// noRow reports that a folded text is the label of a group or a column and of no row.
func (b *book) noRow(f string) bool {
	s := core(f)
	if _, ok := b.byCore[s]; ok && s != "其他处理" {
		return false
	}
	return b.groups[s] || b.heads[s] || s == "其他处理"
}

// commonLead is the number of blank cells before the seven figures of a row, -1 if the
// rows do not tell: the most common one among the rows with exactly seven figures, or,
// where every row has blanks, the first of the seven places that all rows together fill.
func commonLead(recs []record) int {
	var count [8]int
	first, last := len(count), -1
	for i := range recs {
		r := &recs[i]
		n := filledOf(r.vals)
		if !r.delimited || r.single || n == 0 || n > columns || len(r.inside) == 0 {
			continue
		}
		at := firstFilled(r.vals)
		end := len(r.vals)
		for r.vals[end-1].what == isBlank {
			end--
		}
		first, last = min(first, at), max(last, end-1)
		if n == columns && end-at == columns && at < len(count) {
			count[at]++
		}
	}
	best := -1
	for at, n := range count {
		if n > 0 && (best < 0 || n > count[best]) {
			best = at
		}
	}
	if best < 0 && last-first+1 == columns {
		best = first
	}
	return best
}

func blanks(vals []value) bool { return filledOf(vals) == 0 }

func firstFilled(vals []value) int {
	for i := range vals {
		if vals[i].what != isBlank {
			return i
		}
	}
	return len(vals)
}
