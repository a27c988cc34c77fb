package css

import (
	"strconv"
	"strings"
)

// saysSomething reports whether generated content could be read as a figure or a word. Dots,
// quotes and the characters of icon fonts are no such thing.
func saysSomething(v string) bool {
	if strings.Contains(v, "counter") || strings.Contains(v, "attr(") {
		return true
	}
	quote := byte(0)
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		case quote != 0 && c == '\\':
			// An escape such as \e601 or \0033; those below U+0080 are read.
			n, digits := 0, 0
			for i+1 < len(v) && digits < 6 && hex(v[i+1]) >= 0 {
				i++
				digits++
				n = n*16 + hex(v[i])
			}
			if n >= '0' && n <= '9' {
				return true
			}
		case quote != 0 && c >= '0' && c <= '9':
			return true
		}
	}
	return false
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// transform tells whether an element is shrunk to nothing or moved out of the page.
func transform(v string) word {
	name, args, _ := strings.Cut(v, "(")
	args, _, _ = strings.Cut(args, ")")
	switch name = strings.TrimSpace(name); {
	case strings.HasPrefix(name, "scale"):
		for a := range strings.SplitSeq(args, ",") {
			if n, rest := number(strings.TrimSpace(a)); n == 0 && rest == "" {
				return none
			}
		}
	case strings.HasPrefix(name, "translate"):
		for a := range strings.SplitSeq(args, ",") {
			if l := parseLength(strings.TrimSpace(a)); l.unit == px && (l.n <= -farAway || l.n >= farRight) {
				return far
			}
		}
	}
	return other
}

// clip tells whether nothing is left: rect(0 0 0 0), rect(1px,1px,1px,1px), inset(50%),
// circle(0).
func clip(v string) word {
	name, args, ok := strings.Cut(v, "(")
	if !ok {
		return other
	}
	args, _, _ = strings.Cut(args, ")")
	fields := strings.FieldsFunc(args, func(r rune) bool { return r == ' ' || r == ',' })
	var sides [4]length
	n := 0
	for ; n < len(fields) && n < 4; n++ {
		if sides[n] = parseLength(fields[n]); sides[n].unit == unknown {
			break
		}
	}
	switch {
	case name == "rect" && n == 4:
		if sides[2].n-sides[0].n <= 1 || sides[1].n-sides[3].n <= 1 {
			return none
		}
	case name == "inset" && n > 0 && sides[0].unit == percent && sides[0].n >= 50:
		return none
	case name == "circle" && n > 0 && sides[0].n == 0:
		return none
	}
	return other
}

// number reads a number at the beginning of s and returns what follows it.
func number(s string) (float32, string) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' || i == 0 && (s[i] == '-' || s[i] == '+')) {
		i++
	}
	n, err := strconv.ParseFloat(s[:i], 32)
	if err != nil {
		return 0, "?"
	}
	return float32(n), s[i:]
}

// parseLength reads a length; unit unknown if it is none.
func parseLength(s string) length {
	n, u := number(s)
	switch u {
	case "px":
		return length{n, px}
	case "":
		// Only nought has no unit in the standard; browsers take others in quirks mode as px.
		return length{n, px}
	case "pt":
		return length{n * 4 / 3, px}
	case "pc":
		return length{n * 16, px}
	case "in":
		return length{n * 96, px}
	case "cm":
		return length{n * 96 / 2.54, px}
	case "mm":
		return length{n * 96 / 25.4, px}
	case "em":
		return length{n, em}
	case "ex", "ch":
		return length{n / 2, em}
	case "%":
		return length{n, percent}
	case "rem", "vw", "vh", "vmin", "vmax":
		return length{n, root}
	}
	return length{}
}

// fontSize reads font-size, or the size in the shorthand font.
func fontSize(name, v string) length {
	if name == "font" {
		for f := range strings.FieldsSeq(v) {
			size, _, _ := strings.Cut(f, "/")
			if l := parseLength(size); l.unit != unknown && !weight(size) {
				return l
			}
		}
		return length{}
	}
	switch v {
	case "xx-small":
		return length{9, px}
	case "x-small":
		return length{10, px}
	case "small":
		return length{13, px}
	case "medium", "initial":
		return length{16, px}
	case "large", "x-large", "xx-large":
		return length{24, px}
	case "smaller":
		return length{0.83, em}
	case "larger":
		return length{1.2, em}
	}
	return parseLength(v)
}

// weight reports that a number in the shorthand font is a weight, such as 700.
func weight(s string) bool {
	return len(s) == 3 && s[1:] == "00" && s[0] >= '1' && s[0] <= '9'
}
