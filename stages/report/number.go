package report

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MaxDigits is the most digits a Number can hold; more is no plausible figure of a
// report (the largest seen is 11 digits of yuan) and does not parse.
const MaxDigits = 18

// Number is a decimal number exactly as printed: 96171.6 stays 96171.6 and 73802895.90
// keeps its last zero. It never passes through binary floating point. The zero Number
// is no number at all, and is null in JSON; IntNumber(0) is nought.
type Number struct {
	coef  int64 // the digits without the point, signed
	scale uint8 // how many of them stand behind the point
	ok    bool
}

// IntNumber returns n as a Number.
func IntNumber(n int64) Number { return Number{coef: n, ok: true} }

// ParseNumber reads digits with an optional sign and decimal point, and nothing else:
// no spaces, no thousands marks, no exponent, ASCII only. Leading zeros are allowed.
func ParseNumber(s string) (Number, error) {
	if n, ok := whole(s); ok {
		return n, nil
	}
	digits, rest := s, ""
	if digits != "" && (digits[0] == '+' || digits[0] == '-') {
		digits = digits[1:]
	}
	whole, frac, point := strings.Cut(digits, ".")
	rest = whole + frac
	if whole == "" || (point && frac == "") || len(rest) > MaxDigits || strings.Trim(rest, "0123456789") != "" {
		return Number{}, fmt.Errorf("report: %.40q is not a decimal number of at most %d digits", s, MaxDigits)
	}
	coef, err := strconv.ParseInt(rest, 10, 64)
	if err != nil {
		return Number{}, fmt.Errorf("report: %.40q is not a decimal number: %w", s, err)
	}
	if s[0] == '-' {
		coef = -coef
	}
	return Number{coef: coef, scale: uint8(len(frac)), ok: true}, nil
}

// whole reads a number of digits and nothing else, as nearly all are.
func whole(s string) (Number, bool) {
	if s == "" || len(s) > MaxDigits {
		return Number{}, false
	}
	n := int64(0)
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return Number{}, false
		}
		n = n*10 + int64(c)
	}
	return Number{coef: n, ok: true}, true
}

// Valid reports whether n is a number, and not the zero Number.
func (n Number) Valid() bool { return n.ok }

// IsInt reports whether n is a whole number; 3.00 is one.
func (n Number) IsInt() bool {
	_, ok := n.Int()
	return ok
}

// Int returns n as an integer, and false if n is no number or has a fraction.
func (n Number) Int() (int64, bool) {
	if !n.ok {
		return 0, false
	}
	c := n.coef
	for range n.scale {
		if c%10 != 0 {
			return 0, false
		}
		c /= 10
	}
	return c, true
}

// Cmp compares by value: 3.0 and 3 are equal. It returns -1, 0 or 1. Both must be valid.
func (n Number) Cmp(m Number) int {
	a, b := n.parts()
	c, d := m.parts()
	switch {
	case a < c || (a == c && b < d):
		return -1
	case a > c || (a == c && b > d):
		return 1
	}
	return 0
}

// parts splits n into a whole part and a fraction in units of 10^-MaxDigits, both
// with the sign of n, so that numbers of any scale compare without overflow.
func (n Number) parts() (whole, frac int64) {
	p := int64(1)
	for range n.scale {
		p *= 10
	}
	whole, frac = n.coef/p, n.coef%p
	for range MaxDigits - int(n.scale) {
		frac *= 10
	}
	return whole, frac
}

// String returns the number as plain decimal digits, and "" for the zero Number.
func (n Number) String() string {
	if !n.ok {
		return ""
	}
	s := strconv.FormatInt(n.coef, 10)
	if n.scale == 0 {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	if short := int(n.scale) + 1 - len(s); short > 0 {
		s = strings.Repeat("0", short) + s
	}
	point := len(s) - int(n.scale)
	return sign + s[:point] + "." + s[point:]
}

// MarshalJSON writes a JSON number with the digits as printed, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.ok {
		return []byte("null"), nil
	}
	return []byte(n.String()), nil
}

// UnmarshalJSON reads what MarshalJSON writes; exponents are refused.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number{}
		return nil
	}
	v, err := ParseNumber(string(b))
	if err != nil {
		return err
	}
	*n = v
	return nil
}

// MarshalBinary writes how many digits stand behind the point, in a byte, and the digits as a
// varint; the zero Number is no byte at all.
func (n Number) MarshalBinary() ([]byte, error) {
	if !n.ok {
		return nil, nil
	}
	return binary.AppendVarint([]byte{n.scale}, n.coef), nil
}

// UnmarshalBinary reads what MarshalBinary writes.
func (n *Number) UnmarshalBinary(b []byte) error {
	*n = Number{}
	if len(b) == 0 {
		return nil
	}
	coef, size := binary.Varint(b[1:])
	if size <= 0 || size != len(b)-1 || b[0] > MaxDigits {
		return errors.New("report: bytes that are no number")
	}
	v := Number{coef: coef, scale: b[0], ok: true}
	if len(strings.TrimPrefix(strconv.FormatInt(coef, 10), "-")) > MaxDigits {
		return fmt.Errorf("report: a number of more than %d digits", MaxDigits)
	}
	*n = v
	return nil
}
