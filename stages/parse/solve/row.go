package solve

// maxDigits is the most digits of one number: 18 fit into an int64.
const maxDigits = 18

// Piece is a run of digits as it is printed.
type Piece struct {
	// Digits are ASCII digits, at least one.
	Digits string
	// Cut says that borders of cells may be lost inside of the piece: it may be several
	// numbers.
	Cut bool
	// Join says that what stands before the piece, white space or the end of a line, may
	// stand inside of one number.
	Join bool
}

// Sum says that the cells of Parts add up to the cell Total. Cells count from 0.
type Sum struct {
	Parts []int
	Total int
}

// Row is what is printed in the cells of one row, from left to right.
type Row struct {
	Pieces []Piece
	// Cells is how many numbers the row has.
	Cells int
	Sums  []Sum
	// Spare is how many whole pieces may be no number of the row at all, such as a page
	// number or the nought in a column of padding.
	Spare int
}

// Span says which digits a number was read from: those from Pieces[First].Digits[From]
// to Pieces[Last].Digits[To-1], with all pieces between.
type Span struct{ First, From, Last, To int }

// Reading is one way to read a row.
type Reading struct {
	N  []int64
	At []Span
}

// Readings lists the readings that meet the sums of the row, at most limit of them; those
// with the same numbers count once. A number that is cut out or joined has no leading
// nought, nor has any in a row with spare pieces: 034 is the rest of 2 034. The result is false when there are more than limit, or when the budget, which
// each step takes one of, is used up.
func (r *Row) Readings(limit int, budget *int) ([]Reading, bool) {
	s := search{row: r, limit: limit, budget: budget, n: make([]int64, r.Cells), at: make([]Span, r.Cells)}
	s.closes = make([]int, r.Cells)
	for i := range s.closes {
		s.closes[i] = -1
	}
	for i, sum := range r.Sums {
		last := sum.Total
		for _, p := range sum.Parts {
			last = max(last, p)
		}
		s.closes[last] = i
	}
	s.left = make([]int, len(r.Pieces)+1)
	s.least = make([]int, len(r.Pieces)+1)
	for i := len(r.Pieces) - 1; i >= 0; i-- {
		s.left[i] = s.left[i+1] + len(r.Pieces[i].Digits)
		s.least[i] = s.least[i+1]
		if !r.Pieces[i].Join {
			s.least[i]++
		}
	}
	done := s.from(0, 0, 0, r.Spare)
	return s.out, done
}

type search struct {
	row    *Row
	limit  int
	budget *int
	closes []int // by cell: the sum whose last cell it is, -1 for none
	left   []int // digits from each piece on
	least  []int // numbers that the pieces from each on are at least
	n      []int64
	at     []Span
	out    []Reading
}

// from reads the cells from c on out of the digits from Pieces[p].Digits[off] on.
func (s *search) from(p, off, c, spare int) bool {
	if *s.budget--; *s.budget < 0 {
		return false
	}
	pieces := s.row.Pieces
	if c == s.row.Cells {
		return off > 0 || len(pieces)-p > spare || s.keep()
	}
	if p == len(pieces) || s.left[p]-off < s.row.Cells-c || s.least[p]-spare > s.row.Cells-c {
		return true
	}
	if !s.take(p, off, c, spare) {
		return false
	}
	if off == 0 && spare > 0 {
		return s.from(p+1, 0, c, spare-1)
	}
	return true
}

// take tries every number that begins at the place as cell c.
func (s *search) take(p, off, c, spare int) bool {
	want, fixed := s.wanted(c)
	if fixed && want < 0 {
		return true
	}
	first, from := p, off
	var v int64
	digits := 0
	nought := s.row.Pieces[p].Digits[off] == '0'
	for {
		piece := &s.row.Pieces[p]
		for off < len(piece.Digits) {
			if digits == maxDigits {
				return true
			}
			v = v*10 + int64(piece.Digits[off]-'0')
			digits++
			off++
			whole := first == p && !piece.Cut && off == len(piece.Digits) && s.row.Spare == 0 // as it is printed
			if nought && digits > 1 && !whole || !piece.Cut && off < len(piece.Digits) {
				continue
			}
			if fixed && v != want {
				continue
			}
			s.n[c], s.at[c] = v, Span{first, from, p, off}
			next, at := p, off
			if off == len(piece.Digits) {
				next, at = p+1, 0
			}
			if !s.from(next, at, c+1, spare) {
				return false
			}
		}
		if nought || p+1 == len(s.row.Pieces) || !s.row.Pieces[p+1].Join {
			return true
		}
		p, off = p+1, 0
	}
}

// wanted is the number that cell c must have because a sum ends with it.
func (s *search) wanted(c int) (int64, bool) {
	if s.closes[c] < 0 {
		return 0, false
	}
	sum := s.row.Sums[s.closes[c]]
	var parts int64
	for _, p := range sum.Parts {
		if p != c {
			parts += s.n[p]
		}
	}
	if sum.Total == c {
		return parts, true
	}
	return s.n[sum.Total] - parts, true
}

func (s *search) keep() bool {
	for i := range s.out {
		if equal(s.out[i].N, s.n) {
			return true
		}
	}
	s.out = append(s.out, Reading{N: append([]int64(nil), s.n...), At: append([]Span(nil), s.at...)})
	return len(s.out) <= s.limit
}

func equal(a, b []int64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Agree says for each cell whether all readings have the same number there. It is nil for
// no reading.
func Agree(list []Reading) []bool {
	if len(list) == 0 {
		return nil
	}
	out := make([]bool, len(list[0].N))
	for i := range out {
		out[i] = true
		for _, r := range list[1:] {
			out[i] = out[i] && r.N[i] == list[0].N[i]
		}
	}
	return out
}
