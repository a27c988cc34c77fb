package text

import (
	"strings"
	"unicode/utf8"
)

// margin is what stands before each line of a text that is quoted or numbered as a whole, and
// is no part of it.
type margin struct {
	// sign is the sign of a quotation, 0 for none.
	sign byte
	// numbered says that lines are numbered, and behind is what follows the number: nothing but
	// white space, or one of behindNumber.
	numbered bool
	behind   string
	// tabs is how many tabs stand before each line, as in a copy from a sheet's second column.
	tabs int
}

// leastQuoted is how many lines, and perQuoted of how many, begin with the sign where a text is
// quoted as a whole; leastNumbered is how many lines of a numbered one begin with their number.
const leastQuoted, perQuoted, leastNumbered = 10, 20, 20

// behindNumber are the signs that programs write behind the number of a line.
func behindNumber() []string {
	return []string{" |", " :", ".", ":", "|", ")", "、", "：", "．"}
}

// marginOf is the margin of a text.
func marginOf(s string) margin {
	switch {
	case quoted(s, '>'):
		return margin{sign: '>'}
	case quoted(s, '|'):
		return margin{sign: '|'}
	}
	if m := numbered(s); m.numbered {
		return m
	}
	return margin{tabs: setIn(s)}
}

// setIn is how many tabs stand before every line with a text. Where a line of prose has none, a tab
// is the blank first cell of a row.
func setIn(s string) int {
	least, lines := 0, 0
	for l := range strings.SplitSeq(s, "\n") {
		if Blank(l) {
			continue
		}
		n := len(l) - len(strings.TrimLeft(l, "\t"))
		if n == 0 {
			return 0
		}
		if lines == 0 || n < least {
			least = n
		}
		lines++
	}
	if lines < leastNumbered {
		return 0
	}
	return least
}

// quoted reports that a text is quoted as mail programs do: all lines but a few, such as who
// wrote when, begin with the sign. A bar that stands in lines as well is one between cells.
func quoted(s string, sign byte) bool {
	if strings.Count(s, string(sign)) < leastQuoted {
		return false
	}
	with, without, inside := 0, 0, 0
	for l := range strings.SplitSeq(s, "\n") {
		switch {
		case l != "" && l[0] == sign:
			with++
			if sign == '|' && strings.Contains(l[1:], "|") {
				inside++
			}
		case !Blank(l):
			without++
		}
	}
	return with >= leastQuoted && without*perQuoted <= with && inside*perQuoted <= with
}

// numbered is the margin of a text whose lines begin with their numbers, one more each, as
// editors and cat -n print them. The numbers may count blank lines or not. Figures that happen
// to grow like that do not begin nearly every line of a report.
func numbered(s string) (m margin) {
	line, full, with, without := 0, 0, 0, 0
	var byLine, byFull = true, true
	var first, firstLine, firstFull int
	for l := range strings.SplitSeq(s, "\n") {
		line++
		if Blank(l) {
			continue
		}
		full++
		n, size := lineNumber(l)
		if size == 0 {
			if without++; without > 3 && without*perQuoted > with+leastNumbered {
				return margin{}
			}
			continue
		}
		if with == 0 {
			first, firstLine, firstFull = n, line, full
			for _, b := range behindNumber() {
				if strings.HasPrefix(l[size:], b) {
					m.behind = b
				}
			}
		}
		with++
		byLine = byLine && n-first == line-firstLine
		byFull = byFull && n-first == full-firstFull
		if !byLine && !byFull || !strings.HasPrefix(l[size:], m.behind) || !setOff(l[size+len(m.behind):]) {
			return margin{}
		}
	}
	if with < leastNumbered || without*perQuoted > with {
		return margin{}
	}
	m.numbered = true
	return m
}

// lineNumber is the number that a line begins with, behind blanks, and where it ends; 0 for
// none.
func lineNumber(l string) (n, end int) {
	for end < len(l) && (l[end] == ' ' || l[end] == '\t') {
		end++
	}
	from := end
	for ; end < len(l) && l[end] >= '0' && l[end] <= '9' && end-from < 6; end++ {
		n = n*10 + int(l[end]-'0')
	}
	if end == from {
		return 0, 0
	}
	return n, end
}

// setOff reports that what follows a line's number is apart from it.
func setOff(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || r == ' ' || r == '\t' || r == '\r' || r == '\u00a0' || r == '\u3000'
}

// width is how many bytes at the beginning of a line belong to the margin.
func (m margin) width(line string) int {
	switch {
	case m.sign != 0:
		return unquote(line, m.sign)
	case m.numbered:
		_, n := lineNumber(line)
		if n == 0 || !strings.HasPrefix(line[n:], m.behind) {
			return 0
		}
		n += len(m.behind)
		if n < len(line) && (line[n] == ' ' || line[n] == '\t') {
			n++
		}
		return n
	case m.tabs > 0 && len(line) >= m.tabs && strings.Trim(line[:m.tabs], "\t") == "":
		return m.tabs
	}
	return 0
}

// unquote returns how many bytes at the beginning of a line are the signs of a quotation.
func unquote(line string, sign byte) int {
	n := 0
	for n < len(line) && line[n] == sign {
		if n++; n+1 < len(line) && line[n] == ' ' && line[n+1] == sign {
			n++
		}
	}
	if n > 0 && n < len(line) && line[n] == ' ' {
		n++
	}
	return n
}
