package parse

import "strings"

// align gives each record its row of table three: the monotone matching of records to
// rows that weighs most. Records without a label of their own are accepted only where
// between two labelled neighbours there are exactly as many of them as rows.
func (b *book) align(recs []*record, skip []bool, mem *rowMemory) {
	n, m := len(recs), len(b.rows)
	weights := make([][]int, n)
	for i, r := range recs {
		mem.step()
		weights[i], _ = b.likeness(r, mem)
		r.row = -1
		for j := range skip {
			if skip[j] {
				weights[i][j] = never
			}
		}
	}
	best := make([][]int, n+1)
	flat := mem.ints.take((n + 1) * (m + 1))[:(n+1)*(m+1)]
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
		case w >= alike && best[i][j] == w+best[i+1][j+1]:
			recs[i].row, recs[i].score = j, w
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
	if b.off.on(lostLabel) {
		b.reorder(recs, skip)
		b.fill(recs, weights, skip)
	}
}

// reorder looks at the whole rows of a delimited table that stand, without words of their
// own, between two labelled ones. The words of such a table may have been put before or
// between its rows in another order. Where there are as many rows as the form has there, and
// the words before each do not name just these, the rows are those of the form in order, if
// the sums confirm it.
func (b *book) reorder(recs []*record, skip []bool) {
	lo := 0
	for i := 0; i < len(recs); {
		if labelled(recs[i]) {
			lo = recs[i].row + 1
			i++
			continue
		}
		end, named := i, 0
		for end < len(recs) && !labelled(recs[end]) {
			if !bareRow(recs[end]) {
				return
			}
			if recs[end].row >= 0 {
				named++
			}
			end++
		}
		hi := len(b.rows)
		if end < len(recs) {
			hi = recs[end].row
		}
		free := free(lo, hi, skip)
		if n := end - i; n > 1 && n == len(free) && named > 0 && named < n {
			for k := i; k < end; k++ {
				recs[k].row, recs[k].score, recs[k].doubt = free[k-i], unlabeled, true
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
func labelled(r *record) bool { return r.row >= 0 && r.score >= atEnd && len(r.inside) > 0 }

// bareRow reports a whole row of a delimited table without any words in it.
func bareRow(r *record) bool {
	return r.delimited && !r.single && !r.joined && !r.torn && len(r.vals) == columns && filledOf(r.vals) == columns && ownText(r) == "" && len(r.inside) == 0
}

// fill assigns the runs of records between labelled ones by their order, where the
// number of rows between them leaves no choice.
func (b *book) fill(recs []*record, weights [][]int, skip []bool) {
	for i := 0; i < len(recs); {
		if recs[i].row >= 0 {
			i++
			continue
		}
		end := i
		for end < len(recs) && recs[end].row < 0 {
			end++
		}
		lo, hi := 0, len(b.rows)
		if i > 0 {
			lo = recs[i-1].row + 1
		}
		if end < len(recs) {
			hi = recs[end].row
		}
		free := free(lo, hi, skip)
		if len(free) == end-i && fits(weights[i:end], free) {
			for k := i; k < end; k++ {
				recs[k].row, recs[k].score = free[k-i], weights[k][free[k-i]]
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

// seen marks the rows whose label stands anywhere among the texts, whole or as a piece
// that belongs to no other row.
func (b *book) seen(texts []*cell, find *finder, mem *rowMemory) []bool {
	out := make([]bool, len(b.rows))
	for i, c := range texts {
		mem.step()
		s := c.core()
		if row, ok := b.byCore[s]; ok {
			out[row] = true
			continue
		}
		if i > 0 {
			if row, ok := b.byCore[texts[i-1].core()+s]; ok {
				out[row] = true
				continue
			}
		}
		if row := b.only(s); row >= 0 {
			out[row] = true
		}
		if len(c.f) > longText {
			for _, l := range find.rows(c.f, &mem.finds) {
				if row, ok := b.byCore[core(c.f[l.start:l.end])]; ok {
					out[row] = true
				}
			}
		}
	}
	return out
}

// longText is the size in bytes of a text that holds more than one label: the heads of a
// table and the label of its first row, where its cells stand together.
const longText = 160

// groupLabel is the most bytes that labels of groups before a row's own take: those of
// 三、本年度办理结果 and （三）不予公开 have 33.
const groupLabel = 45

// only is the one row whose label s is a piece of, begins or ends with, or -1.
func (b *book) only(s string) int {
	if len(s) < 12 {
		return -1
	}
	hit := -1
	for i := range b.rows {
		l := &b.rows[i]
		if strings.Contains(l.core, s) || len(l.short) >= 12 && len(s) <= len(l.core)+groupLabel && strings.Contains(s, l.short) {
			if hit >= 0 {
				return -1
			}
			hit = i
		}
	}
	return hit
}
