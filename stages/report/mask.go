package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// MaskText hides the middle of every personal number in s: identity cards of 18 and 15
// digits (GB 11643; the region's first digit, the date, whatever the check digit), mobile
// numbers, and bank cards by their check digit (ISO/IEC 7812). What is left shows where a
// number stands and whose kind it is, not which. The length in bytes stays, so that places
// stay true; a text without such a number is returned as it is.
func MaskText(s string) string {
	if !numbered(s) {
		return s
	}
	return string(mask([]byte(s), false))
}

// MaskJSON is MaskText for every string of a JSON text; numbers and names of members stay.
func MaskJSON(b []byte) []byte { return mask(b, true) }

// Masked is a document, a check or the like with the personal numbers of all its texts hidden,
// see MaskText. v itself is not changed.
func Masked[T any](v T) (T, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return v, fmt.Errorf("hiding personal numbers: %w", err)
	}
	hidden := MaskJSON(b)
	if &hidden[0] == &b[0] {
		return v, nil
	}
	var out T
	if err := json.Unmarshal(hidden, &out); err != nil {
		return v, fmt.Errorf("hiding personal numbers: %w", err)
	}
	return out, nil
}

// mask hides the personal numbers of b, with quoted only those inside of JSON strings. It
// returns b itself where there are none, and never writes into it.
func mask(b []byte, quoted bool) []byte {
	if !numbered(b) {
		return b
	}
	out := b
	inside := !quoted
	behind := -1 // where an escape of JSON ended: its letters are no part of a code
	for i := 0; i < len(b); {
		switch c := b[i]; {
		case quoted && inside && c == '\\':
			i += 2
			if i <= len(b) && b[i-1] == 'u' {
				i = min(i+4, len(b))
			}
			behind = i
		case quoted && c == '"':
			inside = !inside
			i++
		case !inside:
			i++
		case (c < '0' || c > '9') && c != wideDigit: // what is behind the first byte of a character is neither
			i++
		default:
			n, digits := digitRun(b[i:])
			if n == 0 {
				i++
				continue
			}
			if hide := personal(digits); hide.to > 0 && (i == behind || !codeAt(b, i-1)) && !codeAt(b, i+n) {
				if &out[0] == &b[0] {
					out = bytes.Clone(b)
				}
				cover(out[i:i+n], hide)
			}
			i += n
		}
	}
	return out
}

// wideDigit is the first byte of ０ to ９.
const wideDigit = 0xef

// shortest is how many digits the shortest number has that is hidden.
const shortest = 11

// numbered reports whether so many digits stand in a row anywhere. Most texts have no such row.
func numbered[T string | []byte](s T) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n++
		case c == wideDigit && i+2 < len(s) && s[i+1] == 0xbc && s[i+2] >= 0x90 && s[i+2] <= 0x99:
			n, i = n+1, i+2
		default:
			n = 0
			continue
		}
		if n == shortest {
			return true
		}
	}
	return false
}

// digitRun is the length in bytes of the run of digits, narrow or wide, that b begins with,
// and the digits themselves; an X may be the last.
func digitRun(b []byte) (n int, digits []byte) {
	digits = make([]byte, 0, 20) // as long as any that is hidden, so that it takes no memory of its own
	for n < len(b) {
		switch {
		case b[n] >= '0' && b[n] <= '9':
			digits = append(digits, b[n])
			n++
			continue
		case bytes.HasPrefix(b[n:], []byte("\xef\xbc")) && len(b) > n+2 && b[n+2] >= 0x90 && b[n+2] <= 0x99: // ０ to ９
			digits = append(digits, b[n+2]-0x90+'0')
			n += 3
			continue
		case len(digits) == 17 && (b[n] == 'X' || b[n] == 'x'):
			return n + 1, append(digits, 'X')
		}
		break
	}
	return n, digits
}

// span are the digits from..to of a number that are hidden, to exclusive; to 0 hides none.
type span struct{ from, to int }

func personal(d []byte) span {
	s := string(d)
	switch n := len(s); {
	case n == 18 && s[0] >= '1' && s[0] <= '8' && dated(s[6:14], "20060102"):
		return span{6, 14}
	case n == 15 && s[0] >= '1' && s[0] <= '8' && dated("19"+s[6:12], "20060102"):
		return span{6, 12}
	case n == 11 && s[0] == '1' && s[1] >= '3':
		return span{3, 7}
	case n >= 16 && n <= 19 && s[0] != '0' && !strings.HasSuffix(s, "X") && luhn(s):
		return span{4, n - 4}
	}
	return span{}
}

// dated reports a date of birth: a day that there was, of a person who may still live.
func dated(s, layout string) bool {
	t, err := time.Parse(layout, s)
	return err == nil && t.Year() >= 1900 && t.Year() <= 2100
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		v := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}

// cover writes stars over the digits of a run, wide ones over wide digits.
func cover(run []byte, hide span) {
	for i, digit := 0, 0; i < len(run); digit++ {
		size := 1
		if run[i] >= utf8.RuneSelf {
			size = 3
		}
		if digit >= hide.from && digit < hide.to {
			copy(run[i:i+size], map[int]string{1: "*", 3: "＊"}[size])
		}
		i += size
	}
}

// codeAt reports whether b[i] makes the run beside it part of a code, an address or a name
// of a file.
func codeAt(b []byte, i int) bool {
	if i < 0 || i >= len(b) {
		return false
	}
	c := b[i]
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("/_-.*@%", c) >= 0
}
