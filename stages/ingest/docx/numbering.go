package docx

import (
	"context"
	"strconv"
	"strings"
)

// numbering says which list a paragraph belongs to and at which level.
type numbering struct {
	id    string // w:numId, "0" for none
	level int
	set   bool // level is said
}

// over returns n with what it does not say taken from base.
func (n numbering) over(base numbering) numbering {
	if n.id == "" {
		n.id = base.id
	}
	if !n.set {
		n.level, n.set = base.level, base.set
	}
	return n
}

// maxLabel is the longest text in bytes around a number; longer ones are left out.
const maxLabel = 96

// levels is how many levels a list has (17.9.6).
const levels = 9

// level is how one level of a list is numbered.
type level struct {
	start  int
	format string
	text   string // with %1 to %9 for the numbers of the levels
	style  string // the paragraph style that is of this level
	legal  bool   // all numbers are shown as decimal ones
	said   bool
}

// list is an instance of a list: which definition it follows, with its own changes.
type list struct {
	abstract string
	changes  [levels]*level
	restarts [levels]int // startOverride, -1 for none
}

// lists are the lists of a document and how far each has counted.
type lists struct {
	abstracts map[string]*[levels]level
	byID      map[string]*list
	counts    map[string]*[levels]int
	begun     map[string]bool // lists whose own starts were used
}

// maxLists bounds how many definitions are kept.
const maxLists = 5_000

// readLists reads the part with the numbering, if there is one.
func (a *archive) readLists(ctx context.Context, name string) (*lists, error) {
	out := &lists{abstracts: map[string]*[levels]level{}, byID: map[string]*list{}, counts: map[string]*[levels]int{}, begun: map[string]bool{}}
	s, root, err := a.scan(ctx, name)
	if s == nil {
		return out, err
	}
	err = s.each(root, func(f *frame) error {
		switch f.kind {
		case "abstractNum":
			return s.abstract(f, out)
		case "num":
			return s.list(f, out)
		}
		return s.Skip()
	})
	return out, err
}

func (s *scanner) abstract(f *frame, out *lists) error {
	var all [levels]level
	id := attribute(f, "abstractNumId")
	err := s.each(f, func(c *frame) error {
		if i := whole(attribute(c, "ilvl")); c.kind == "lvl" && i >= 0 && i < levels {
			return s.level(c, &all[i])
		}
		return s.Skip()
	})
	if len(out.abstracts) < maxLists {
		out.abstracts[id] = &all
	}
	return err
}

func (s *scanner) level(f *frame, l *level) error {
	*l = level{start: 1, format: "decimal", said: true}
	return s.each(f, func(c *frame) error {
		v := value(c.StartElement)
		switch c.kind {
		case "start":
			l.start = whole(v)
		case "numFmt":
			l.format = v
		case "lvlText":
			if len(v) <= maxLabel {
				l.text = v
			}
		case "pStyle":
			l.style = v
		case "isLgl":
			l.legal = on(c.StartElement)
		}
		return s.Skip()
	})
}

func (s *scanner) list(f *frame, out *lists) error {
	l := &list{}
	for i := range l.restarts {
		l.restarts[i] = -1
	}
	id := attribute(f, "numId")
	err := s.each(f, func(c *frame) error {
		switch c.kind {
		case "abstractNumId":
			l.abstract = value(c.StartElement)
		case "lvlOverride":
			if i := whole(attribute(c, "ilvl")); i >= 0 && i < levels {
				return s.each(c, func(d *frame) error {
					switch d.kind {
					case "startOverride":
						l.restarts[i] = whole(value(d.StartElement))
					case "lvl":
						l.changes[i] = new(level)
						return s.level(d, l.changes[i])
					}
					return s.Skip()
				})
			}
		}
		return s.Skip()
	})
	if len(out.byID) < maxLists {
		out.byID[id] = l
	}
	return err
}

// next counts a paragraph of the list and returns what is printed before its text, without
// the space that follows; "" for a bullet and where the list is not known. style is the
// paragraph's own style.
func (t *lists) next(n numbering, style string) string {
	l := t.byID[n.id]
	if l == nil || n.level < 0 || n.level >= levels {
		return ""
	}
	all := t.abstracts[l.abstract]
	if all == nil {
		return ""
	}
	at := n.level
	if !n.set {
		for i := range all {
			if style != "" && all[i].style == style {
				at = i
			}
		}
	}
	counts := t.count(n.id, l, all, at)
	here := l.at(all, at)
	if !here.said || here.format == "bullet" || here.format == "none" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(here.text); i++ {
		if c := here.text[i]; c != '%' || i+1 == len(here.text) || here.text[i+1] < '1' || here.text[i+1] > '9' {
			b.WriteByte(c)
			continue
		}
		i++
		k := int(here.text[i] - '1')
		format := l.at(all, k).format
		if here.legal {
			format = "decimal"
		}
		b.WriteString(ordinal(counts[k], format))
	}
	return b.String()
}

func (l *list) at(all *[levels]level, i int) *level {
	if c := l.changes[i]; c != nil {
		return c
	}
	return &all[i]
}

// count counts one more paragraph at the level and begins those below it anew. Lists of one
// definition count on together, but for the first time that a list has a start of its own.
func (t *lists) count(id string, l *list, all *[levels]level, at int) *[levels]int {
	counts := t.counts[l.abstract]
	if counts == nil {
		counts = new([levels]int)
		for i := range counts {
			counts[i] = -1
		}
		t.counts[l.abstract] = counts
	}
	if !t.begun[id] {
		t.begun[id] = true
		for i, n := range l.restarts {
			if n >= 0 {
				counts[i] = n - 1
			}
		}
	}
	for i := range at {
		if counts[i] < 0 {
			counts[i] = l.at(all, i).start
		}
	}
	if counts[at] < 0 {
		counts[at] = l.at(all, at).start - 1
	}
	counts[at]++
	for i := at + 1; i < levels; i++ {
		counts[i] = -1
	}
	return counts
}

// maxOrdinal is the largest number that is written out; no report has as many paragraphs.
const maxOrdinal = 9999

// ordinal writes a number in one of the formats of lists (17.18.59); those that no Chinese
// report uses come out as decimal ones.
func ordinal(n int, format string) string {
	if n < 0 || n > maxOrdinal {
		return strconv.Itoa(n)
	}
	switch format {
	case "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand":
		return chinese(n, "〇一二三四五六七八九", "十百千")
	case "chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal":
		return chinese(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital":
		return digits(n, []rune("〇一二三四五六七八九"))
	case "decimalFullWidth", "decimalFullWidth2":
		return digits(n, []rune("０１２３４５６７８９"))
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		if n >= 1 && n <= 20 {
			return string(rune('①' + n - 1))
		}
	case "decimalEnclosedParen":
		if n >= 1 && n <= 20 {
			return string(rune('⑴' + n - 1))
		}
	case "ideographEnclosedCircle":
		if n >= 1 && n <= 10 {
			return string(rune('㊀' + n - 1))
		}
	case "ideographTraditional":
		if n >= 1 && n <= 10 {
			return string([]rune("甲乙丙丁戊己庚辛壬癸")[n-1])
		}
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "lowerLetter":
		return letters(n, 'a')
	case "upperLetter":
		return letters(n, 'A')
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	case "none":
		return ""
	}
	return strconv.Itoa(n)
}

func digits(n int, of []rune) string {
	var b strings.Builder
	for _, c := range strconv.Itoa(n) {
		b.WriteRune(of[c-'0'])
	}
	return b.String()
}

// chinese counts as one speaks: 十, 十一, 二十, 一百〇三.
func chinese(n int, numerals, places string) string {
	of, place := []rune(numerals), []rune(places)
	if n == 0 {
		return string(of[0])
	}
	s := strconv.Itoa(n)
	var b strings.Builder
	zero := false
	for i, c := range s {
		rank := len(s) - 1 - i
		if c == '0' {
			zero = true
			continue
		}
		if zero {
			b.WriteRune(of[0])
		}
		zero = false
		if !(c == '1' && rank == 1 && i == 0) {
			b.WriteRune(of[c-'0'])
		}
		if rank > 0 {
			b.WriteRune(place[rank-1])
		}
	}
	return b.String()
}

// letters counts a to z, then aa to zz.
func letters(n int, first rune) string {
	if n < 1 || n > 26*10 {
		return strconv.Itoa(n)
	}
	return strings.Repeat(string(first+rune((n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	if n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range [...]struct {
		n int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.n; n -= r.n {
			b.WriteString(r.s)
		}
	}
	return b.String()
}
