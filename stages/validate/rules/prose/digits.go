package prose

import (
	"strconv"
)

// DigitsBefore is where the digits begin that end before s[i].
func DigitsBefore(s string, i int) int {
	for i > 0 && IsDigit(s[i-1]) {
		i--
	}
	return i
}

// Digits is how many digits s begins with.
func Digits(s string) (n int) {
	for n < len(s) && IsDigit(s[n]) {
		n++
	}
	return n
}

// Hundredth is the value of the number up to 99 in digits or Chinese numerals that ends before s[i], and where it
// begins; -1 for none.
func Hundredth(s string, i int) (value, start int) {
	if start = DigitsBefore(s, i); start < i {
		if i-start > 3 {
			return -1, i
		}
		value, _ = strconv.Atoi(s[start:i])
		return value, start
	}
	for start = i; start >= 3 && i-start < 9 && NumeralOf(s[start-3:start]) > 0; start -= 3 {
	}
	tens, ones, ten := 0, 0, false
	for k := start; k < i; k += 3 {
		switch v := NumeralOf(s[k : k+3]); {
		case v == 10 && !ten:
			tens, ones, ten = max(ones, 1), 0, true
		case v == 10 || ones > 0:
			return -1, i
		default:
			ones = v
		}
	}
	if start == i {
		return -1, i
	}
	return 10*tens + ones, start
}

// IsDigit reports whether c is one of 0 to 9.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

// NumeralOf returns the value of a Chinese numeral from 1 to 10, 0 if s is none.
func NumeralOf(s string) int {
	switch s {
	case "一":
		return 1
	case "二":
		return 2
	case "三":
		return 3
	case "四":
		return 4
	case "五":
		return 5
	case "六":
		return 6
	case "七":
		return 7
	case "八":
		return 8
	case "九":
		return 9
	case "十":
		return 10
	}
	return 0
}

// Numeral returns the value of the Chinese numeral from 1 to 19 that s begins with and
// its length, 0 if there is none.
func Numeral(s string) (value, n int) {
	if len(s) < 3 {
		return 0, 0
	}
	if value, n = NumeralOf(s[:3]), 3; value == 0 {
		return 0, 0
	}
	if value == 10 {
		if more, k := Numeral(s[n:]); more > 0 && more < 10 {
			return 10 + more, n + k
		}
	}
	return value, n
}
