package sheet

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// General is the format of a cell that has none.
const General = "General"

// Builtin is the code of a number format that files name by its number alone, as a Chinese
// Excel has them (ISO/IEC 29500-1 18.8.30).
func Builtin(id int) string {
	if code, ok := map[int]string{
		1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: `"¥"#,##0;"¥"-#,##0`, 6: `"¥"#,##0;"¥"-#,##0`, 7: `"¥"#,##0.00;"¥"-#,##0.00`,
		8: `"¥"#,##0.00;"¥"-#,##0.00`, 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
		18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: `yyyy"年"m"月"`, 28: `m"月"d"日"`, 29: `m"月"d"日"`,
		30: "m-d-yy", 31: `yyyy"年"m"月"d"日"`, 32: `h"时"mm"分"`, 33: `h"时"mm"分"ss"秒"`, 34: `h"时"mm"分"`, 35: `h"时"mm"分"ss"秒"`, 36: `yyyy"年"m"月"`,
		37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: `#,##0;-#,##0;"-"`, 42: `"¥"#,##0;"¥"-#,##0;"-"`,
		43: `#,##0.00;-#,##0.00;"-"`, 44: `"¥"#,##0.00;"¥"-#,##0.00;"-"`, 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
		50: `yyyy"年"m"月"`, 51: `m"月"d"日"`, 52: `yyyy"年"m"月"`, 53: `m"月"d"日"`, 54: `m"月"d"日"`, 55: `h"时"mm"分"`, 56: `h"时"mm"分"ss"秒"`,
		57: `yyyy"年"m"月"`, 58: `m"月"d"日"`,
	}[id]; ok {
		return code
	}
	return General
}

// Number is a number as the format shows it. Digits beyond the fifteen that spreadsheets
// keep are no part of it, so that 17.309999999999999 is 17.31. What the code asks for and is
// not understood is shown as General; a value that is no number as it is. since1904 is the
// other day count of dates.
func Number(value, code string, since1904 bool) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || f != f || f > 1e300 || f < -1e300 {
		return value
	}
	if code == "" || strings.EqualFold(code, General) || code == "@" {
		return general(f)
	}
	part, negative := section(code, f)
	p, ok := parse(part)
	switch {
	case !ok:
		return general(f)
	case p.date:
		return p.showDate(f, since1904)
	case p.general:
		return p.before + general(f) + p.after
	case p.zeros+p.hashes == 0:
		return p.before + p.after // words alone
	}
	s := p.digits(f)
	if f < 0 && !negative && strings.ContainsAny(s, "123456789") {
		return "-" + p.before + s + p.after
	}
	return p.before + s + p.after
}

// typedDigits is how many digits a number has at most that somebody typed: amounts of thousands of
// millions to the cent. Quotients have fifteen.
const typedDigits = 13

// general shows what was typed, 12004.146008, whole, as LibreOffice does, and at most eleven characters of
// the fraction of a quotient, as Excel does in a wide column.
func general(f float64) string {
	s := strconv.FormatFloat(f, 'g', 15, 64)
	if r, ok := new(big.Rat).SetString(s); ok && (f == 0 || f > 1e-9 && f < 1e15 || f < -1e-9 && f > -1e15) {
		if r.IsInt() {
			return r.Num().String()
		}
		if digits := strings.Trim(strings.Replace(s, ".", "", 1), "-0"); len(digits) <= typedDigits && !strings.ContainsAny(s, "eE") {
			return s
		}
		whole := len(new(big.Int).Quo(r.Num(), r.Denom()).String())
		s = strings.TrimRight(r.FloatString(max(10-whole, 0)), "0")
		return strings.TrimSuffix(s, ".")
	}
	return s
}

// section is the part of a code that shows the number; negative says that it is for negative
// numbers only and writes their sign itself.
func section(code string, f float64) (part string, negative bool) {
	parts := sections(code)
	switch {
	case len(parts) >= 3 && f == 0:
		return parts[2], false
	case len(parts) >= 2 && f < 0:
		return parts[1], true
	}
	return parts[0], false
}

// sections cuts a code at the semicolons that are no text of their own.
func sections(code string) []string {
	var out []string
	start, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == ';':
			out = append(out, code[start:i])
			start = i + 1
		}
	}
	return append(out, code[min(start, len(code)):])
}

// pattern is a section that is understood.
type pattern struct {
	before, after          string
	zeros, hashes          int // places before the point, that must and may be shown
	fixed, decimals        int // places behind it
	thousands, date        bool
	general, seen, percent bool
	scale                  int // how many times to divide by a thousand
	steps                  []string
}

func (p *pattern) literal(s string) {
	if p.date {
		p.steps = append(p.steps, "\""+s)
		return
	}
	if p.seen {
		p.after += s
	} else {
		p.before += s
	}
	p.steps = append(p.steps, "\""+s)
}

// parse reads a section; it is false for what is not understood: fractions, powers of ten,
// conditions, text between digits.
func parse(s string) (pattern, bool) {
	var p pattern
	point := false
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == '"':
			end := strings.IndexByte(s[i+1:], '"')
			if end < 0 {
				return p, false
			}
			p.literal(s[i+1 : i+1+end])
			n = end + 2
		case c == '\\':
			_, m := utf8.DecodeRuneInString(s[i+1:])
			p.literal(s[i+1 : i+1+m])
			n = 1 + m
		case c == '_' || c == '*':
			_, m := utf8.DecodeRuneInString(s[i+1:])
			n = 1 + m
		case c == '[':
			end := strings.IndexByte(s[i:], ']')
			if end < 0 || !p.bracket(s[i+1:i+end]) {
				return p, false
			}
			n = end + 1
		case c == '@':
			p.general, p.seen = true, true
		case len(s) >= i+len(General) && strings.EqualFold(s[i:i+len(General)], General):
			p.general, p.seen, n = true, true, len(General)
		case c == '0' || c == '#' || c == '?':
			if p.after != "" || p.date && c != '0' {
				return p, false
			}
			p.place(c, point)
		case c == '.':
			point, p.seen = true, true
			p.steps = append(p.steps, "\".")
		case c == ',':
			rest := strings.TrimLeft(s[i:], ",")
			if rest != "" && strings.ContainsRune("0#?", rune(rest[0])) {
				p.thousands = true
			} else {
				p.scale += len(s[i:]) - len(rest)
				n = len(s[i:]) - len(rest)
			}
		case c == '%':
			p.percent = true
			p.literal("%")
		case unicode.ToLower(c) == 'e' && i+1 < len(s) && (s[i+1] == '+' || s[i+1] == '-') && p.seen, c == '/' && p.seen && !p.date:
			return p, false
		case strings.ContainsRune("yYmMdDhHsSaA上下", c):
			n = p.dateStep(s[i:])
		default:
			p.literal(string(c))
		}
		i += n
	}
	return p, true
}

// bracket takes what stands in brackets: a colour, a language, a currency or hours. It is
// false for a condition.
func (p *pattern) bracket(s string) bool {
	switch {
	case strings.HasPrefix(s, "$"):
		sign, _, _ := strings.Cut(s[1:], "-")
		if sign != "" {
			p.literal(sign)
		}
	case s != "" && strings.ContainsRune("<>=", rune(s[0])):
		return false
	case strings.Trim(strings.ToLower(s), "h") == "" && s != "":
		p.date = true
		p.steps = append(p.steps, "[h]")
	}
	return true
}

func (p *pattern) place(c rune, point bool) {
	p.seen = true
	switch {
	case point:
		p.decimals++
		if c == '0' {
			p.fixed = p.decimals
		}
	case c == '0':
		p.zeros++
	default:
		p.hashes++
	}
}

// digits shows the number without its sign.
func (p *pattern) digits(f float64) string {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', 15, 64))
	if !ok {
		return ""
	}
	r.Abs(r)
	if p.percent {
		r.Mul(r, big.NewRat(100, 1))
	}
	for range min(p.scale, 8) {
		r.Mul(r, big.NewRat(1, 1000))
	}
	whole, part, _ := strings.Cut(r.FloatString(min(p.decimals, 30)), ".")
	for len(part) > p.fixed && part[len(part)-1] == '0' {
		part = part[:len(part)-1]
	}
	if p.zeros == 0 && whole == "0" {
		whole = ""
	}
	for len(whole) < min(p.zeros, 30) {
		whole = "0" + whole
	}
	if p.thousands {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if p.decimals > 0 && part != "" {
		return whole + "." + part
	}
	return whole
}
