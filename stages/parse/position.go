package parse

// nearness is how far the middle of a figure may lie from the middle of its column, as
// a share of the distance between two columns. In print and in text made of it, figures
// of one column are off by at most 0.2 of it; halfway between two columns is 0.5.
const nearness = 0.25

// byPosition finds the blank cells of the rows that have fewer than seven figures, where
// the figures' positions are known: each figure must lie under one column of the nearest
// whole rows above and below, both must say the same, and the figures found must add up
// to the total found, since a figure that slipped aside would not.
func byPosition(recs []record) {
	for i := range recs {
		r := &recs[i]
		if !hasPositions(r) || len(r.vals) >= columns || len(r.vals) == 0 || len(r.inside) == 0 && len(r.before) == 0 {
			continue
		}
		above, below := wholeRow(recs, i, -1), wholeRow(recs, i, +1)
		if above == nil || below == nil {
			continue
		}
		at, ok := columnsOf(r, above, below)
		if !ok {
			continue
		}
		blank := &cell{}
		vals := make([]value, columns)
		for k := range vals {
			vals[k] = read(blank, r.unit)
		}
		for k, col := range at {
			vals[col] = r.vals[k]
		}
		if addsUp(vals) {
			r.vals, r.delimited = vals, true
		}
	}
}

// addsUp reports that the total of a row is there and is the sum of the others, where
// blank cells and dashes add nothing.
func addsUp(vals []value) bool {
	var sum int64
	for i := range vals[:columns-1] {
		if vals[i].what == isNumber {
			n, ok := vals[i].num.Int()
			if !ok {
				return false
			}
			sum += n
		}
	}
	total, ok := vals[columns-1].num.Int()
	return ok && total == sum
}

func hasPositions(r *record) bool {
	if r.single || r.delimited || r.glued || r.joined {
		return false
	}
	for i := range r.vals {
		if r.vals[i].c.x1 <= 0 || r.vals[i].what == isText {
			return false
		}
	}
	return true
}

// reach is how many rows away a whole row may stand; further off, a page may have ended
// and its columns moved.
const reach = 6

// wholeRow is the nearest row with seven figures in a direction, on the same page.
func wholeRow(recs []record, i, step int) *record {
	for k, n := i+step, 0; k >= 0 && k < len(recs) && n < reach; k, n = k+step, n+1 {
		r := &recs[k]
		if len(r.vals) == columns && hasPositions(r) {
			return r
		}
	}
	return nil
}

// columnsOf gives the column of each figure of r, by the rows above and below.
func columnsOf(r, above, below *record) ([]int, bool) {
	var out []int
	for _, ref := range []*record{above, below} {
		if ref == nil {
			continue
		}
		at := make([]int, 0, len(r.vals))
		last := -1
		for i := range r.vals {
			col, ok := columnAt(middle(r.vals[i].c), ref)
			if !ok || col <= last {
				return nil, false
			}
			at = append(at, col)
			last = col
		}
		if out == nil {
			out = at
			continue
		}
		for i := range at {
			if at[i] != out[i] {
				return nil, false
			}
		}
	}
	return out, out != nil
}

func middle(c *cell) float64 { return (c.x0 + c.x1) / 2 }

// columnAt is the column of the whole row ref under whose figure x lies.
func columnAt(x float64, ref *record) (int, bool) {
	best, least, gap := 0, -1.0, -1.0
	for i := range ref.vals {
		m := middle(ref.vals[i].c)
		if d := max(x-m, m-x); least < 0 || d < least {
			best, least = i, d
		}
		if i > 0 {
			if d := m - middle(ref.vals[i-1].c); gap < 0 || d < gap {
				gap = d
			}
		}
	}
	return best, gap > 0 && least <= nearness*gap
}
