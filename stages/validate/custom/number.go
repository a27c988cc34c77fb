package custom

import (
	"cmp"
	"errors"
	"math/big"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// number is every number of an expression: an exact fraction in lowest terms, den at
// least 1, so that equal numbers are equal values. Fees have decimals and shares are
// quotients; neither passes through binary floating point, and no comparison has to be
// told how precise it is.
type number struct {
	num, den int64
}

var (
	errRange  = errors.New("a number is out of range")
	errDivide = errors.New("division by zero")
)

func whole(n int64) number { return number{num: n, den: 1} }

// exact turns a printed number into a fraction; false if it does not fit.
func exact(n report.Number) (number, bool) {
	if i, ok := n.Int(); ok {
		return whole(i), true
	}
	before, after, _ := strings.Cut(n.String(), ".")
	digits, err := strconv.ParseInt(before+after, 10, 64)
	den := int64(1)
	for range after {
		den *= 10
	}
	return lowest(digits, den), err == nil && len(after) <= report.MaxDigits
}

// lowest is the fraction in lowest terms; den is at least 1.
func lowest(num, den int64) number {
	if den == 1 {
		return whole(num)
	}
	a, b := num, den
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		a = -a
	}
	return number{num: num / a, den: den / a}
}

func (n number) rat() *big.Rat { return big.NewRat(n.num, n.den) }

func fromRat(r *big.Rat) (number, error) {
	if !r.Num().IsInt64() || !r.Denom().IsInt64() {
		return number{}, errRange
	}
	return number{num: r.Num().Int64(), den: r.Denom().Int64()}, nil
}

// String prints a finite decimal of up to nine places exactly, anything longer rounded
// to four places behind ≈.
func (n number) String() string {
	if n.den == 1 {
		return strconv.FormatInt(n.num, 10)
	}
	const most, shown = 9, 4
	for places := 1; places <= most; places++ {
		if s := n.rat().FloatString(places); n.is(s) {
			return s
		}
	}
	return "≈" + n.rat().FloatString(shown)
}

func (n number) is(s string) bool {
	r, ok := new(big.Rat).SetString(s)
	return ok && r.Cmp(n.rat()) == 0
}

// small reports whether cross products of both, and their sum, fit into an int64; then
// no big.Rat is needed.
func small(a, b number) bool {
	const limit = 1 << 30
	return a.den < limit && b.den < limit && a.num < limit && a.num > -limit && b.num < limit && b.num > -limit
}

func add(a, b number) (number, error) {
	if small(a, b) {
		return lowest(a.num*b.den+b.num*a.den, a.den*b.den), nil
	}
	return fromRat(new(big.Rat).Add(a.rat(), b.rat()))
}

func subtract(a, b number) (number, error) {
	if small(a, b) {
		return lowest(a.num*b.den-b.num*a.den, a.den*b.den), nil
	}
	return fromRat(new(big.Rat).Sub(a.rat(), b.rat()))
}

func multiply(a, b number) (number, error) {
	if small(a, b) {
		return lowest(a.num*b.num, a.den*b.den), nil
	}
	return fromRat(new(big.Rat).Mul(a.rat(), b.rat()))
}

func divide(a, b number) (number, error) {
	if b.num == 0 {
		return number{}, errDivide
	}
	return fromRat(new(big.Rat).Quo(a.rat(), b.rat()))
}

// compare returns -1, 0 or 1.
func compare(a, b number) int {
	switch {
	case a.den == b.den:
		return cmp.Compare(a.num, b.num)
	case small(a, b):
		return cmp.Compare(a.num*b.den, b.num*a.den)
	}
	return a.rat().Cmp(b.rat())
}

// round rounds half away from zero to 0 to 9 decimal places.
func round(n, places number) (number, error) {
	if places.den != 1 || places.num < 0 || places.num > 9 {
		return number{}, errRange
	}
	r, _ := new(big.Rat).SetString(n.rat().FloatString(int(places.num)))
	return fromRat(r)
}
