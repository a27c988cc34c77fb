package generate

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// maxReadings bounds how many joint readings of a glued table are tried; beyond it the
// rows count as ambiguous.
const maxReadings = 20000

// ambiguous are the cells that a glued text does not settle: those where readings of the
// digits that meet the table's own sums differ, and those of rows that have no such
// reading. It sees the printed digits only, never how they came about.
func (p *paper) ambiguous() []string {
	var out []string
	for _, r := range p.disclosure {
		if len(r.cells) > 1 && countSplits(glue(r.cells), len(r.cells)) != 1 {
			for _, c := range r.Cells {
				out = append(out, "disclosure."+c.Key)
			}
		}
	}
	rows := p.applicationReadings()
	open := unsettled(rows, p.meetsColumns)
	for i, r := range p.rows {
		for c, col := range report.ApplicantColumns() {
			if open[i][c] {
				out = append(out, "applications."+r.Key+"."+col.Key)
			}
		}
	}
	open = unsettled([][][]int64{p.proceedingReadings()}, nil)
	for g, group := range report.ProceedingGroups() {
		for i, o := range report.ProceedingOutcomes() {
			if open[0][g*5+i] {
				out = append(out, "proceedings."+group.Key+"."+o.Key)
			}
		}
	}
	return out
}

func glue(cells []value) string {
	var b strings.Builder
	for _, v := range cells {
		b.WriteString(v.shown)
	}
	return b.String()
}

// countSplits counts the ways to cut s into n printed numbers, which may have a sign and
// a fraction and begin with 0 only where that is the whole part.
func countSplits(s string, n int) int {
	if n == 0 {
		if s == "" {
			return 1
		}
		return 0
	}
	sum := 0
	for end := 1; end <= len(s); end++ {
		if numberLike(s[:end]) {
			sum += countSplits(s[end:], n-1)
		}
	}
	return sum
}

func numberLike(s string) bool {
	s = strings.TrimSuffix(s, "元")
	s = strings.TrimLeft(s, "+-")
	whole, frac, point := strings.Cut(s, ".")
	if whole == "" || strings.Trim(whole+frac, "0123456789") != "" || point && frac == "" {
		return false
	}
	return whole == "0" || whole[0] != '0'
}

// applicationReadings are, row by row, the readings of the digits whose first six
// numbers sum to the seventh.
func (p *paper) applicationReadings() [][][]int64 {
	var out [][][]int64
	total := func(n []int64) bool { return len(n) < 7 || sumsUp(n) }
	for _, r := range p.rows {
		out = append(out, readings(glue(r.cells[:]), 7, total))
	}
	return out
}

// proceedingReadings are the readings of table four in which each group's first four
// numbers sum to the fifth.
func (p *paper) proceedingReadings() [][]int64 {
	var all []value
	for _, g := range p.proceedings {
		all = append(all, g[:]...)
	}
	return readings(glue(all), 15, func(n []int64) bool { return len(n)%5 != 0 || sumsUp(n[len(n)-5:]) })
}

// sumsUp reports whether the last number is the sum of the others.
func sumsUp(n []int64) bool {
	sum := int64(0)
	for _, x := range n[:len(n)-1] {
		sum += x
	}
	return sum == n[len(n)-1]
}

// readings cuts s into n whole numbers in every way that ok accepts, which is asked
// after each number.
func readings(s string, n int, ok func([]int64) bool) [][]int64 {
	var out [][]int64
	var cut func(rest string, got []int64)
	cut = func(rest string, got []int64) {
		if len(out) > maxReadings {
			return
		}
		if len(got) == n {
			if rest == "" {
				out = append(out, append([]int64(nil), got...))
			}
			return
		}
		x := int64(0)
		for end := 1; end <= len(rest)-(n-len(got)-1) && end <= 12; end++ {
			if rest[end-1] < '0' || rest[end-1] > '9' || end > 1 && rest[0] == '0' {
				return
			}
			x = x*10 + int64(rest[end-1]-'0')
			if next := append(got, x); ok(next) {
				cut(rest[end:], next)
			}
		}
	}
	cut(s, make([]int64, 0, n))
	return out
}

// unsettled says for each row which of its numbers differ between the joint readings
// that meets accepts; all of a row without a reading.
func unsettled(rows [][][]int64, meets func([][]int64) bool) [][]bool {
	width := 0
	combinations := 1
	for _, r := range rows {
		for _, x := range r {
			width = max(width, len(x))
		}
		combinations = min(combinations*max(len(r), 1), maxReadings+1)
	}
	if width == 0 {
		width = 15
	}
	accepted := rows
	if meets != nil && combinations > 1 && combinations <= maxReadings {
		if kept := jointly(rows, meets); kept != nil {
			accepted = kept
		}
	}
	out := make([][]bool, len(rows))
	for i, r := range accepted {
		out[i] = make([]bool, width)
		for c := range width {
			for _, x := range r {
				out[i][c] = out[i][c] || x[c] != r[0][c]
			}
			out[i][c] = out[i][c] || len(r) == 0
		}
	}
	return out
}

// jointly keeps of each row the readings that take part in a joint reading that meets
// accepts; nil if there is none.
func jointly(rows [][][]int64, meets func([][]int64) bool) [][][]int64 {
	kept := make([][][]int64, len(rows))
	taken := make([]map[int]bool, len(rows)) // which readings are kept already
	choice := make([][]int64, len(rows))
	number := make([]int, len(rows))
	found := false
	var try func(i int)
	try = func(i int) {
		if i == len(rows) {
			if meets(choice) {
				found = true
				for j, x := range choice {
					if taken[j] == nil {
						taken[j] = map[int]bool{}
					}
					if !taken[j][number[j]] {
						taken[j][number[j]] = true
						kept[j] = append(kept[j], x)
					}
				}
			}
			return
		}
		if len(rows[i]) == 0 { // nothing can be judged together with such a row
			return
		}
		for n, x := range rows[i] {
			choice[i], number[i] = x, n
			try(i + 1)
		}
	}
	try(0)
	if !found {
		return nil
	}
	return kept
}

// meetsColumns judges a joint reading of table three by its columns: the balance and the
// sum of the results.
func (p *paper) meetsColumns(rows [][]int64) bool {
	last := len(rows) - 1
	for c := range 7 {
		results := int64(0)
		for i, r := range rows {
			if i >= 2 && i < last-1 {
				results += r[c]
			}
		}
		if results != rows[last-1][c] || rows[0][c]+rows[1][c] != rows[last-1][c]+rows[last][c] {
			return false
		}
	}
	return true
}
