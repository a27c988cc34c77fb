package parse

import "github.com/gouji/gouji/stages/report"

// divide lists the ways to divide pieces of digits into seven whole numbers without
// leading noughts whose first six sum to the last. No number goes over the end of a
// piece. It gives up, with false, above maxReadings ways or when budget is used up.
func divide(pieces []string, budget *int) ([]vector, bool) {
	d := divider{budget: budget}
	for _, p := range pieces {
		d.digits = append(d.digits, p...)
		d.stops = append(d.stops, len(d.digits))
	}
	n := len(d.digits)
	lastPiece := n - len(pieces[len(pieces)-1])
	for size := 1; size <= min(n-lastPiece, report.MaxDigits); size++ {
		from := n - size
		if size > 1 && d.digits[from] == '0' {
			continue
		}
		if from < columns-1 || from > (columns-1)*size {
			continue
		}
		d.size, d.end = size, from
		d.num[columns-1] = d.value(from, n)
		if !d.rest(0, 0, d.num[columns-1]) {
			return nil, false
		}
	}
	return d.out, true
}

type divider struct {
	digits []byte
	stops  []int // the ends of the pieces
	size   int   // digits of the total
	end    int   // where the total begins
	num    [columns]int64
	out    []vector
	budget *int
}

func (d *divider) value(from, to int) int64 {
	var v int64
	for _, c := range d.digits[from:to] {
		v = v*10 + int64(c-'0')
	}
	return v
}

// rest divides digits[at:end] into the numbers from col on, which must sum to left.
func (d *divider) rest(col, at int, left int64) bool {
	if *d.budget--; *d.budget < 0 {
		return false
	}
	if col == columns-1 {
		if at == d.end && left == 0 {
			return d.keep()
		}
		return true
	}
	open := columns - 1 - col
	if room := d.end - at; room < open || room > open*d.size {
		return true
	}
	stop := d.end
	for _, s := range d.stops {
		if s > at {
			stop = min(stop, s)
			break
		}
	}
	var v int64
	for to := at + 1; to <= stop; to++ {
		v = v*10 + int64(d.digits[to-1]-'0')
		if v > left {
			break
		}
		d.num[col] = v
		if !d.rest(col+1, to, left-v) {
			return false
		}
		if d.digits[at] == '0' {
			break
		}
	}
	return true
}

func (d *divider) keep() bool {
	var v vector
	for i, n := range d.num {
		v[i] = report.IntNumber(n)
	}
	for i := range d.out {
		if d.out[i] == v {
			return true
		}
	}
	d.out = append(d.out, v)
	return len(d.out) <= maxReadings
}

// varying tells in which columns the divisions of a glued record into seven numbers
// without leading noughts differ, whatever they sum to. The result is false if there
// are too many to look at.
func (r *record) varying() (differ [columns]bool, few bool) {
	pieces := make([]string, len(r.vals))
	for i := range r.vals {
		pieces[i] = r.vals[i].c.f
	}
	var first [columns]report.Number
	n, budget := 0, maxSteps
	few = splits(pieces, columns, func(nums []report.Number) bool {
		if n++; n == 1 {
			copy(first[:], nums)
			return true
		}
		for i := range nums {
			differ[i] = differ[i] || nums[i] != first[i]
		}
		return true
	}, &budget)
	return differ, few
}
