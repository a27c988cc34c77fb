package layout

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
)

// Noughts counts the noughts among values.
func Noughts(vals []Value) int {
	n := 0
	for i := range vals {
		if v, ok := vals[i].Num.Int(); ok && v == 0 {
			n++
		}
	}
	return n
}

// Clear reports a number that is printed whole: its digits stand together, and without
// borders it has no leading nought, which would be a cell of its own.
func (v *Value) Clear(glued bool) bool {
	return v.Kind == Dash || v.Kind == Number && !v.Split && (!glued || len(v.Cell.Fold) == 1 || v.Cell.Fold[0] != '0')
}

// NumbersIn counts the numbers among values.
func NumbersIn(vals []Value) int {
	n := 0
	for i := range vals {
		if vals[i].Kind == Number {
			n++
		}
	}
	return n
}

// Says reports whether any of the values is more than blank or a dash, whether it can be read or not.
func Says(vals []Value) bool {
	for i := range vals {
		if k := vals[i].Kind; k != Blank && k != Dash {
			return true
		}
	}
	return false
}

// FilledCells counts the cells with text.
func FilledCells(cells []Cell) int {
	n := 0
	for i := range cells {
		if cells[i].Fold != "" {
			n++
		}
	}
	return n
}

// FilledOf counts the values that are not blank.
func FilledOf(vals []Value) int {
	n := 0
	for i := range vals {
		if vals[i].Kind != Blank {
			n++
		}
	}
	return n
}

// ValueKind is the kind of thing that stands in a cell.
type ValueKind uint8

const (
	Text ValueKind = iota
	Number
	Blank
	Dash
	// Odd is a sign in the place of a figure that says nothing certain: O, *, ?.
	Odd
	// Thing is a cell that holds something that is no text, such as a picture.
	Thing
	// Broken is a cell whose figure is interrupted by characters that do not count, such
	// as struck digits.
	Broken
	// Merged is a figure that stands for several rows.
	Merged
)

// Value is the reading of one cell. num is set for isNumber.
type Value struct {
	Kind ValueKind
	Num  report.Number
	Cell *Cell
	// Split is set where white space stands between the digits, so that the cell may
	// hold one number or two.
	Split bool
	Unit  int32
}

// dashes are the words that say there is nothing to state in a cell.
func isDashWord(f string) bool {
	switch f {
	case "无", "不涉及", "无此项", "不适用", "未涉及", "N/A", "n/a", "NA", "空", "无数据", "\\":
		return true
	}
	return len(f) <= 8 && strings.Trim(f, "/-_\\") == ""
}

// ReadValue says what stands in a cell.
func ReadValue(c *Cell, at int) Value {
	v := Value{Cell: c, Unit: int32(at)}
	f := c.Fold
	switch {
	case c.broken:
		v.Kind = Broken
	case c.merged:
		v.Kind = Merged
	case f == "":
		v.Kind = Blank
		if c.thing {
			v.Kind = Thing
		}
	case f[0] <= '9' && f[0] >= '0' && AllDigits(f):
		n, err := report.ParseNumber(f)
		if err == nil {
			v.Kind, v.Num = Number, n
		}
	case isDashWord(f):
		v.Kind = Dash
	case len(f) > len("〇") && (f[0] == '(' || f[0] >= 0xE4):
		// words, as in most cells: no figure begins with a bracket or a Han character
	default:
		if n, ok := number(plain(f)); ok {
			v.Kind, v.Num = Number, n
		} else if isOddSign(f) || isMisread(f) || isMeasured(f) {
			v.Kind = Odd
		}
	}
	if v.Kind == Number && len(f) > 1 && len(f) != len(c.S) {
		v.Split = digitsApart(c.S)
	}
	return v
}

// plain takes away the signs by which Markdown sets a figure in bold type, **228** or __228__, and
// those of a formula, $228$ or \(228\), which readers of scans make of single figures.
func plain(f string) string {
	switch f[0] {
	case '$', '\\':
		return formula(f)
	}
	for _, bold := range [...]string{"***", "**", "__"} {
		if in, ok := strings.CutPrefix(f, bold); ok {
			if in, ok = strings.CutSuffix(in, bold); ok && in != "" && strings.Trim(in, "*_") == in {
				return in
			}
		}
	}
	return f
}

// formula is the figure in the signs of a formula, folded: $228$, $$228$$, \\(228\\), $\\mathbf(228)$.
func formula(f string) string {
	for _, signs := range [...][2]string{{"$$", "$$"}, {"$", "$"}, {"\\(", "\\)"}} {
		in, begins := strings.CutPrefix(f, signs[0])
		in, ends := strings.CutSuffix(in, signs[1])
		if !begins || !ends || in == "" {
			continue
		}
		if name, inner, ok := strings.Cut(in, "("); ok && (name == "\\mathbf" || name == "\\mathrm" || name == "\\text" || name == "\\textbf") {
			if inner, ok = strings.CutSuffix(inner, ")"); ok && inner != "" {
				return inner
			}
		}
		return in
	}
	return f
}

// isOddSign recognises a letter or sign that stands alone where a figure belongs.
func isOddSign(f string) bool {
	if len(f) > 3 && strings.IndexByte("0123456789.,+-", f[0]) < 0 {
		return false // words, as in most cells
	}
	if f != "" && f[len(f)-1] >= '0' && f[len(f)-1] <= '9' && strings.Trim(f, "0123456789.,") == "" {
		return true // a piece of a number: .90
	}
	if isMarked(f) {
		return true
	}
	if f != "" && (f[0] == '.' || f[0] == ',') {
		if _, ok := number("0" + f); ok {
			return true // with its unit: .90元
		}
	}
	if bare := strings.TrimRight(f, "*#?^~†‡※①②③④⑤"); bare != f && bare != "" {
		_, ok := number(bare)
		return ok // a figure with a mark that may be a note's or a doubt's
	}
	return len(f) <= 3 && strings.Trim(f, "OoIlQDSZxX*?#~^!") == "" || f == "〇" || f == "×" || f == "○"
}

// measures are the characters of words that stand behind a figure and in no label by themselves.
const measures = "亿万千百元件条次个项宗起份部篇期人注余约多"

// longestMeasured is the size in bytes of a figure with its measure words: 32161.58万元/件次.
const longestMeasured = 28

// longestMisread is how many digits and letters may be a number of which a letter was read for a digit.
const longestMisread = 8

// isMisread reports digits among which a letter stands for one: l2.
func isMisread(f string) bool {
	return len(f) <= longestMisread && strings.ContainsAny(f, "0123456789") && strings.ContainsAny(f, "OoIlQDSZ") && strings.Trim(f, "0123456789.,OoIlQDSZ") == ""
}

// isMeasured reports a text that begins with a figure and goes on with measure words and signs alone: 50件/次,
// 3 1), 1注. It is no label, whatever its number is.
func isMeasured(f string) bool {
	f = strings.TrimLeft(f, "'\"`.,·")
	if f == "" || f[0] < '0' || f[0] > '9' || len(f) > longestMeasured || label.OrdinalLen(f) > 0 {
		return false
	}
	return strings.IndexFunc(f, func(r rune) bool { return unicode.IsLetter(r) && !strings.ContainsRune(measures, r) }) < 0
}

// isMarked reports digits with marks between them that are no usual thousands marks: 2'034.
func isMarked(f string) bool {
	const digits = "0123456789"
	return f != "" && strings.IndexByte(digits, f[0]) >= 0 && strings.IndexByte(digits, f[len(f)-1]) >= 0 &&
		strings.Trim(f, digits+"'\"`、,·") == ""
}

// AllDigits reports that a text has nothing but the digits 0 to 9; the empty text has.
func AllDigits(f string) bool {
	for i := range len(f) {
		if f[i] < '0' || f[i] > '9' {
			return false
		}
	}
	return true
}

// digitsApart reports white space between two digits of the original.
func digitsApart(s string) bool {
	digit, space := false, false
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			if digit && space {
				return true
			}
			digit, space = true, false
		case unicode.IsSpace(r): // the wide spaces of pages too, which folding drops as well
			space = true
		case r == '\u200b' || r == '\ufeff':
		default:
			digit = false
		}
	}
	return false
}

// number reads a folded cell that holds one number: a sign, digits with thousands
// marks, decimals, a unit of counting, and a note in brackets behind it.
func number(f string) (report.Number, bool) {
	rest := f
	if rest[0] == '+' || rest[0] == '-' {
		rest = rest[1:]
	}
	n := numberLen(rest)
	if n == 0 {
		return report.Number{}, false
	}
	if !isUnit(rest[n:]) {
		return report.Number{}, false
	}
	num, err := report.ParseNumber(strings.ReplaceAll(f[:len(f)-len(rest)+n], ",", ""))
	return num, err == nil
}

// numberLen is the length of the unsigned number that s begins with, 0 if there is none
// or its thousands marks or decimals are malformed.
func numberLen(s string) int {
	i, comma, group := 0, false, 0
	for i < len(s) {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			group++
		case s[i] == ',' && group > 0 && group <= 3 && (!comma || group == 3):
			comma, group = true, 0
		default:
			goto end
		}
		i++
	}
end:
	if i == 0 || (comma && group != 3) {
		return 0
	}
	if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		}
	}
	return i
}

// isUnit reports whether a folded text may stand behind the number of a cell: nothing,
// a unit, a note in brackets, or both.
func isUnit(s string) bool {
	if s == "" {
		return true
	}
	if s[0] == '(' {
		return strings.IndexByte(s, ')') == len(s)-1 && strings.Count(s, "(") == 1 && len(s) > 3 && strings.Trim(s, "()0123456789.,+-/ ") != ""
	}
	for _, unit := range [...]string{"亿元", "百万元", "万元", "千元", "元", "件", "条", "次", "个", "项", "宗", "起", "份", "部"} {
		if strings.HasPrefix(s, unit) {
			rest := s[len(unit):]
			return rest == "" || (rest[0] == '(' && isUnit(rest))
		}
	}
	return false
}

// Blanks reports that all values are blank.
func Blanks(vals []Value) bool { return FilledOf(vals) == 0 }

// FirstFilled is the place of the first value that is not blank, len(vals) for none.
func FirstFilled(vals []Value) int {
	for i := range vals {
		if vals[i].Kind != Blank {
			return i
		}
	}
	return len(vals)
}
