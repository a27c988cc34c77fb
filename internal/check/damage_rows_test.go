package check

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

func (r *damagedReport) rowNumbers(behind bool) {
	t := r.three()
	n := 0
	for i := range t.rows {
		cell := label("", 1, 1)
		switch {
		case i == 0 && t.heads > 0:
			cell = label("序号", 1, t.heads)
		case i < t.heads:
			continue
		default:
			n++
			cell.text = fmt.Sprint(n)
		}
		if behind {
			t.rows[i] = append(t.rows[i], cell)
		} else {
			t.rows[i] = slices.Insert(t.rows[i], 0, cell)
		}
	}
}

// remarks adds a last column with a note here and there.
func remarks(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i := range t.rows {
		switch {
		case i == 0 && t.heads > 0:
			t.rows[i] = append(t.rows[i], label("备注", 1, t.heads))
		case i < t.heads:
		case d.IntN(4) == 0:
			t.rows[i] = append(t.rows[i], label([]string{"含网络申请3件", "2", "见附件", "/", "无"}[d.IntN(5)], 1, 1))
		default:
			t.rows[i] = append(t.rows[i], label("", 1, 1))
		}
	}
}

// blankColumns puts a blank column before and behind the figures of table three.
func blankColumns(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		if k := first(row); k >= 0 {
			t.rows[i] = append(slices.Insert(row, k, label("", 1, 1)), label("", 1, 1))
		} else if i == 0 && t.heads > 0 {
			t.rows[i] = append(slices.Insert(row, len(row)-1, label("", 1, t.heads)), label("", 1, t.heads))
		}
	}
}

// blankBetween puts a blank cell behind each figure.
func blankBetween(r *damagedReport, _ *rand.Rand) {
	for _, t := range r.tables {
		if t.number == 2 {
			continue
		}
		for i, row := range t.rows {
			var out []square
			for _, c := range row {
				out = append(out, c)
				switch {
				case c.path != "":
					out = append(out, label("", 1, 1))
				case i < t.heads && !(t.number == 3 && c.high == 3):
					out[len(out)-1].wide *= 2
				}
			}
			t.rows[i] = out
		}
	}
}

// hiddenColumns puts a column that no reader sees before the figures; in a text it is there.
func hiddenColumns(r *damagedReport, d *rand.Rand) {
	t := r.three()
	for i, row := range t.rows {
		if k := first(row); k >= 0 {
			t.rows[i] = slices.Insert(row, k, square{text: fmt.Sprint(d.IntN(20)), wide: 1, high: 1, hidden: true})
		}
	}
}

// spansLie gives cells wrong spans, as editors do that lose a row or a column.
func spansLie(r *damagedReport, d *rand.Rand) {
	for _, t := range r.tables {
		for i, row := range t.rows {
			for k := range row {
				switch c := &row[k]; {
				case c.path == "" && d.IntN(5) == 0:
					c.wide = max(1, c.wide+d.IntN(3)-1)
				case c.path == "" && d.IntN(5) == 0:
					c.high = max(1, c.high+d.IntN(3)-1)
				case c.path != "" && d.IntN(40) == 0:
					c.wide = 2
				}
			}
			t.rows[i] = row
		}
	}
}

func noSpans(r *damagedReport, _ *rand.Rand) {
	for _, t := range r.tables {
		for _, row := range t.rows {
			for k := range row {
				row[k].wide, row[k].high = 1, 1
			}
		}
	}
}

// groupsRepeated prints the labels of groups in each of their rows.
func groupsRepeated(r *damagedReport, _ *rand.Rand) {
	t := r.three()
	group, left := label("", 1, 1), 0
	for i := t.heads; i < len(t.rows); i++ {
		row := t.rows[i]
		for k := range row {
			if row[k].path == "" && row[k].high > 1 && strings.HasPrefix(row[k].text, "（") {
				group, left = label(row[k].text, 1, 1), row[k].high
				row[k].high = 1
				break
			}
		}
		if left > 0 {
			if left--; first(row) == 1 {
				t.rows[i] = slices.Insert(row, 0, group)
			}
		}
	}
}

// headsAgain prints the heads of table three again on each page.
func headsAgain(r *damagedReport, d *rand.Rand) {
	t := r.three()
	every := 5 + d.IntN(8)
	var out [][]square
	for i, row := range t.rows {
		if n := i - t.heads; n > 0 && n%every == 0 {
			for _, h := range t.rows[:t.heads] {
				out = append(out, slices.Clone(h))
			}
		}
		out = append(out, row)
	}
	t.rows = out
}

// rowOf is a row of table three with figures.
func (r *damagedReport) rowOf(d *rand.Rand) (*printedTable, int) {
	t := r.three()
	for range 100 {
		if i := d.IntN(len(t.rows)); first(t.rows[i]) > 0 {
			return t, i
		}
	}
	return t, -1
}

// labelOverRows breaks a label at the end of a page: its rest stands in a row of its own.
func labelOverRows(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := slices.Clone(t.rows[i])
	k := first(row)
	words := []rune(row[k-1].text)
	if len(words) < 4 {
		return
	}
	cut := 2 + d.IntN(len(words)-3)
	row[k-1].text = string(words[:cut])
	rest := append(blanksUnder(row[:k-1]), label(string(words[cut:]), row[k-1].wide, 1))
	for range row[k:] {
		rest = append(rest, label("", 1, 1))
	}
	t.rows[i] = row
	t.rows = slices.Insert(t.rows, i+1, rest)
}

// blanksUnder are the blank cells of a row below these: those that are higher go on into it.
func blanksUnder(row []square) (out []square) {
	for _, c := range row {
		if c.high <= 1 {
			out = append(out, label("", max(c.wide, 1), 1))
		}
	}
	return out
}

// figureOverRows breaks the numbers of a row at the end of a page.
func figureOverRows(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := slices.Clone(t.rows[i])
	k := first(row)
	rest := blanksUnder(row[:k])
	broken := false
	for j := k; j < len(row); j++ {
		s, below := r.print(row[j]), ""
		if row[j].path != "" && len(s) > 1 && d.IntN(2) == 0 {
			cut := 1 + d.IntN(len(s)-1)
			s, below, broken = s[:cut], s[cut:], true
			row[j].text = s
		}
		rest = append(rest, label(below, 1, 1))
	}
	if broken {
		t.rows[i] = row
		t.rows = slices.Insert(t.rows, i+1, rest)
	}
}

// rowOverRows has the last figures of a row in a row of their own, under their columns.
func rowOverRows(r *damagedReport, d *rand.Rand) {
	t, i := r.rowOf(d)
	if i < 0 {
		return
	}
	row := slices.Clone(t.rows[i])
	k := first(row) + 1 + d.IntN(5)
	rest := []square{}
	for j := range row[:min(k, len(row))] {
		rest = append(rest, label("", max(row[j].wide, 1), 1))
	}
	for j := k; j < len(row); j++ {
		rest = append(rest, row[j])
		row[j] = label("", 1, 1)
	}
	t.rows[i] = row
	t.rows = slices.Insert(t.rows, i+1, rest)
}
