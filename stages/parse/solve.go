package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// vector is one reading of a row of table three.
type vector = [columns]report.Number

// maxReadings bounds the readings kept of one row, and maxSteps the steps of one
// search. A row of 20 digits has at most some thousand splits.
const (
	maxReadings = 48
	maxSteps    = 200_000
)

// rowSum reports whether the seventh figure is the sum of the other six.
func rowSum(v *vector) bool {
	var sum int64
	for i := range columns - 1 {
		n, ok := v[i].Int()
		if !ok {
			return false
		}
		sum += n
	}
	total, ok := v[columns-1].Int()
	return ok && sum == total
}

// splits lists the ways to divide pieces of digits into want whole numbers, none with
// a leading nought; no number goes over the end of a piece. keep says which are wanted.
// The result is false when the search was ended by its budget.
func splits(pieces []string, want int, keep func([]report.Number) bool, budget *int) bool {
	nums := make([]report.Number, 0, want)
	var rec func(p, at int) bool
	rec = func(p, at int) bool {
		if *budget--; *budget < 0 {
			return false
		}
		if p == len(pieces) {
			if len(nums) == want {
				return keep(nums)
			}
			return true
		}
		s := pieces[p][at:]
		if left := digitsLeft(pieces, p, at); left < want-len(nums) || left > (want-len(nums))*report.MaxDigits || len(pieces)-p > want-len(nums) {
			return true
		}
		most := len(s)
		if s[0] == '0' {
			most = 1
		}
		for n := 1; n <= most; n++ {
			num, err := report.ParseNumber(s[:n])
			if err != nil {
				return true
			}
			nums = append(nums, num)
			next, from := p, at+n
			if from == len(pieces[p]) {
				next, from = p+1, 0
			}
			ok := rec(next, from)
			nums = nums[:len(nums)-1]
			if !ok {
				return false
			}
		}
		return true
	}
	return rec(0, 0)
}

func digitsLeft(pieces []string, p, at int) int {
	n := len(pieces[p]) - at
	for _, s := range pieces[p+1:] {
		n += len(s)
	}
	return n
}

// readings lists the distinct vectors that the figures of a record allow and whose row
// sum holds. The result is false when there are too many to list.
func (r *record) readings(budget *int) ([]vector, bool) {
	var out []vector
	keep := func(nums []report.Number) bool {
		v := vector(nums)
		if !rowSum(&v) {
			return true
		}
		for i := range out {
			if out[i] == v {
				return true
			}
		}
		out = append(out, v)
		return len(out) <= maxReadings
	}
	if r.glued {
		pieces := make([]string, 0, len(r.vals))
		for i := range r.vals {
			if !allDigits(r.vals[i].c.f) {
				return nil, true
			}
			pieces = append(pieces, r.vals[i].c.f)
		}
		return divide(pieces, budget)
	}
	done := r.choices(keep, budget)
	return out, done
}

// choices lists the vectors that come from joining neighbouring figures that only white
// space divides, and from leaving single figures out, until seven are left.
func (r *record) choices(keep func([]report.Number) bool, budget *int) bool {
	vals, ok := r.wholeNumbers()
	if !ok || len(vals) < columns || len(vals) > columns+3 {
		return true
	}
	nums := make([]report.Number, 0, columns)
	var rec func(at int) bool
	take := func(n report.Number, next int) bool {
		nums = append(nums, n)
		done := rec(next)
		nums = nums[:len(nums)-1]
		return done
	}
	rec = func(at int) bool {
		if *budget--; *budget < 0 {
			return false
		}
		if len(nums) == columns {
			return keep(nums)
		}
		if len(vals)-at < columns-len(nums) {
			return true
		}
		if !take(vals[at].num, at+1) {
			return false
		}
		if joined, ok := r.joinable(vals, at); ok && !take(joined, at+2) {
			return false
		}
		return rec(at + 1)
	}
	return rec(0)
}

// wholeNumbers are the figures of a record without its blank cells; false if something
// else than digits stands among them.
func (r *record) wholeNumbers() ([]*value, bool) {
	var out []*value
	for i := range r.vals {
		v := &r.vals[i]
		if v.what == isBlank {
			continue
		}
		if v.what != isNumber || !allDigits(v.c.f) {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// joinable is the number that two neighbouring figures make if the space between them
// divides one number; only where no border of a cell is printed.
func (r *record) joinable(vals []*value, at int) (report.Number, bool) {
	if r.delimited || r.single || at+1 >= len(vals) || vals[at].c.f == "0" {
		return report.Number{}, false
	}
	n, err := report.ParseNumber(vals[at].c.f + vals[at+1].c.f)
	return n, err == nil
}

// plain reports that the record's seven cells are printed clearly: nothing is to be
// worked out.
func (r *record) plain() bool {
	if len(r.vals) != columns {
		return false
	}
	var sum vector
	for i := range r.vals {
		v := &r.vals[i]
		sum[i] = v.num
		if v.split {
			return false
		}
		if r.glued && (v.what != isNumber || len(v.c.f) > 1 && strings.HasPrefix(v.c.f, "0")) {
			return false
		}
		if v.what == isBlank && !r.delimited {
			return false
		}
	}
	return !r.joined && !r.glued || rowSum(&sum)
}
