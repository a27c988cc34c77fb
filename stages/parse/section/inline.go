package section

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/layout"
)

// CutLong splits a paragraph in which whole sections stand one behind the other,
// as a page's text without its markup gives it, at the headings inside.
func CutLong(us []layout.Unit, mem *layout.UnitMemory) []layout.Unit {
	var out []layout.Unit // nil as long as nothing was cut
	for i := range us {
		u := &us[i]
		var parts []layout.Unit
		if u.Kind == layout.Line && len(u.Cells) == 1 && len(u.Cells[0].S) > 400 {
			parts = cutAtHeadings(u, mem)
		}
		switch {
		case parts != nil && out == nil:
			out = append(append(make([]layout.Unit, 0, len(us)+16), us[:i]...), parts...)
		case parts != nil:
			out = append(out, parts...)
		case out != nil:
			out = append(out, *u)
		}
	}
	if out == nil {
		return us
	}
	return out
}

// cutAtHeadings gives the parts of a paragraph, nil if it holds no heading.
func cutAtHeadings(u *layout.Unit, mem *layout.UnitMemory) (out []layout.Unit) {
	t := u.Cells[0].Text()
	if headingCandidates(u.Cells[0].Fold) == 0 {
		return nil
	}
	m := fold.Fold(t.S)
	last := 0
	cut := func(start, end int) {
		if end <= start {
			return
		}
		from, to := m.Original(start, end)
		if p := layout.Trim(t.Slice(from, to)); p.S != "" {
			mem.Spend(1)
			c := layout.WholeCell(p)
			out = append(out, layout.Unit{Kind: layout.Line, Page: u.Page, Gap: u.Gap, Grid: -1, Line: p, Glued: mem.Glued.IsGlued(c.Fold), Cells: []layout.Cell{c}})
		}
	}
	for at := 0; at < len(m.S); {
		i := strings.Index(m.S[at:], "、")
		if i < 0 {
			break
		}
		at += i
		mem.Step()
		start, end := inlineHeading(m, at)
		at += len("、")
		if end == 0 || start < last {
			continue
		}
		cut(last, start)
		cut(start, end)
		last, at = end, end
	}
	if last == 0 {
		return nil
	}
	cut(last, len(m.S))
	return out
}

// inlineHeading is the range of the heading whose 、 stands at m.S[at], or 0, 0. A
// heading begins behind the end of a sentence, a bracket, a figure, or a space.
func inlineHeading(m fold.Map, at int) (int, int) {
	f := m.S
	if at < 3 {
		return 0, 0
	}
	r, size := utf8.DecodeLastRuneInString(f[:at])
	number := fold.HanDigit(r)
	if number == 0 || number > 8 {
		return 0, 0
	}
	start := at - size
	if start > 0 && !m.Gap(start) {
		before, _ := utf8.DecodeLastRuneInString(f[:start])
		if !strings.ContainsRune("。;:)!\"0123456789元", before) {
			return 0, 0
		}
	}
	body := f[at+len("、"):]
	n := inlineHeadingLen(m, at+len("、"), body)
	if n == 0 {
		return 0, 0
	}
	return start, at + len("、") + n
}

// inlineHeadingLen finds where a heading inside a line ends: with the words of one of
// the six, with 情况 or 事项, before a bracket or the label of a table.
func inlineHeadingLen(m fold.Map, at int, body string) int {
	for number := 1; number <= 6; number++ {
		for _, w := range headingWords(number) {
			if strings.HasPrefix(body, w) {
				return len(w)
			}
		}
	}
	for n := yearLen(body); n < len(body) && n <= 110; {
		r, size := utf8.DecodeRuneInString(body[n:])
		if strings.ContainsRune("。;:(0123456789", r) {
			if headingNumber(body[:n]) > 0 {
				return n
			}
			return 0
		}
		n += size
		for _, tail := range [...]string{"情况", "事项", "措施", "统计表", "概述"} {
			if strings.HasSuffix(body[:n], tail) && headingNumber(body[:n]) > 0 && !continues(body[n:]) {
				return n
			}
			if tail == "统计表" && strings.HasSuffix(body[:n], tail) && n < 80 {
				return n
			}
		}
		if n > 6 && m.Gap(at+n) && headingNumber(body[:n]) > 0 {
			return n
		}
	}
	return 0
}

// yearLen is the length of the year that a heading begins with, whose figures do not end it; 0 for none.
func yearLen(f string) int {
	if len(f) > 4 && layout.AllDigits(f[:4]) && strings.HasPrefix(f[4:], "年") {
		return 4 + len("年")
	}
	return 0
}

// continues reports that a heading goes on behind one of its usual last words.
func continues(rest string) bool {
	for _, w := range [...]string{"和", "及", "、", "与", "的", "统计"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// headingCandidates counts the Chinese ordinals with 、 in a folded text: without any,
// no heading stands in it.
func headingCandidates(f string) int {
	n := 0
	for at := 0; ; {
		i := strings.Index(f[at:], "、")
		if i < 0 {
			return n
		}
		at += i
		if r, _ := utf8.DecodeLastRuneInString(f[:at]); fold.HanDigit(r) > 0 {
			n++
		}
		at += len("、")
	}
}
