package match

import (
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
)

// Align gives each record its row of table three: the monotone matching of records to
// rows that weighs most. Records without a label of their own are accepted only where
// between two labelled neighbours there are exactly as many of them as rows.
func Align(b *label.Book, recs []*record.Record, skip []bool, mem *record.RowMemory) {
	n, m := len(recs), len(b.Rows)
	weights := make([][]int, n)
	for i, r := range recs {
		mem.Step()
		weights[i], _ = Likeness(b, r, mem)
		r.Row = -1
		for j := range skip {
			if skip[j] {
				weights[i][j] = label.Never
			}
		}
	}
	best := make([][]int, n+1)
	flat := mem.Ints.Take((n + 1) * (m + 1))[:(n+1)*(m+1)]
	for i := range best {
		best[i] = flat[i*(m+1) : (i+1)*(m+1)]
	}
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			v := max(best[i+1][j], best[i][j+1])
			if w := weights[i][j]; w > 0 {
				v = max(v, w+best[i+1][j+1])
			}
			best[i][j] = v
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch w := weights[i][j]; {
		case w >= label.Alike && best[i][j] == w+best[i+1][j+1]:
			recs[i].Row, recs[i].Score = j, w
			i++
			j++
		case best[i][j] == best[i+1][j]:
			i++
		case best[i][j] == best[i][j+1]:
			j++
		default:
			i++
			j++
		}
	}
	if b.Off.On(repair.LostLabel) {
		reorder(b, recs, skip)
		fill(b, recs, weights, skip)
	}
}

// reorder looks at the whole rows of a delimited table that stand, without words of their
// own, between two labelled ones. The words of such a table may have been put before or
// between its rows in another order. Where there are as many rows as the form has there, and
// the words before each do not name just these, the rows are those of the form in order, if
// the sums confirm it.
func reorder(b *label.Book, recs []*record.Record, skip []bool) {
	lo := 0
	for i := 0; i < len(recs); {
		if labelled(recs[i]) {
			lo = recs[i].Row + 1
			i++
			continue
		}
		end, named := i, 0
		for end < len(recs) && !labelled(recs[end]) {
			if !bareRow(recs[end]) {
				return
			}
			if recs[end].Row >= 0 {
				named++
			}
			end++
		}
		hi := len(b.Rows)
		if end < len(recs) {
			hi = recs[end].Row
		}
		free := free(lo, hi, skip)
		if n := end - i; n > 1 && n == len(free) && named > 0 && named < n {
			for k := i; k < end; k++ {
				recs[k].Row, recs[k].Score, recs[k].Doubt = free[k-i], label.Unlabeled, true
			}
		}
		i = end
	}
}

// free are the rows from lo to hi that are not skipped.
func free(lo, hi int, skip []bool) []int {
	var out []int
	for j := lo; j < hi; j++ {
		if !skip[j] {
			out = append(out, j)
		}
	}
	return out
}

// labelled reports a row whose own unit holds its whole label.
func labelled(r *record.Record) bool {
	return r.Row >= 0 && r.Score >= label.AtEnd && len(r.Inside) > 0
}

// bareRow reports a whole row of a delimited table without any words in it.
func bareRow(r *record.Record) bool {
	return r.Delimited && !r.Single && !r.Joined && !r.Torn && len(r.Values) == label.Columns && layout.FilledOf(r.Values) == label.Columns && record.OwnText(r) == "" && len(r.Inside) == 0
}

// fill assigns the runs of records between labelled ones by their order, where the
// number of rows between them leaves no choice.
func fill(b *label.Book, recs []*record.Record, weights [][]int, skip []bool) {
	for i := 0; i < len(recs); {
		if recs[i].Row >= 0 {
			i++
			continue
		}
		end := i
		for end < len(recs) && recs[end].Row < 0 {
			end++
		}
		lo, hi := 0, len(b.Rows)
		if i > 0 {
			lo = recs[i-1].Row + 1
		}
		if end < len(recs) {
			hi = recs[end].Row
		}
		free := free(lo, hi, skip)
		if len(free) == end-i && fits(weights[i:end], free) {
			for k := i; k < end; k++ {
				recs[k].Row, recs[k].Score = free[k-i], weights[k][free[k-i]]
			}
		}
		i = end
	}
}

func fits(weights [][]int, rows []int) bool {
	for k, j := range rows {
		if weights[k][j] < 0 {
			return false
		}
	}
	return true
}

// Seen marks the rows whose label stands anywhere among the texts, whole or as a piece
// that belongs to no other row.
func Seen(b *label.Book, texts []*layout.Cell, find *label.Finder, mem *record.RowMemory) []bool {
	out := make([]bool, len(b.Rows))
	for i, c := range texts {
		mem.Step()
		s := c.Core()
		if row, ok := b.ByCore[s]; ok {
			out[row] = true
			continue
		}
		if i > 0 {
			if row, ok := b.ByCore[texts[i-1].Core()+s]; ok {
				out[row] = true
				continue
			}
		}
		if row := b.Only(s); row >= 0 {
			out[row] = true
		}
		if len(c.Fold) > label.LongText {
			for _, l := range find.Rows(c.Fold, &mem.Finds) {
				if row, ok := b.ByCore[label.Core(c.Fold[l.Start:l.End])]; ok {
					out[row] = true
				}
			}
		}
	}
	return out
}
