package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
)

// headingNumber says which of the six sections a folded heading without its ordinal
// announces, decided by its words; 0 for none.
func headingNumber(s string) int {
	has := func(w string) bool { return strings.Contains(s, w) }
	switch {
	case s == "" || len(s) > 110:
		return 0
	case has("数量") || has("结转") || has("办理结果") || has("。") || has(";"):
		return 0
	case (has("复议") || has("诉讼")) && (has("情况") || has("行政复议") && has("诉讼")) && !has("存在"):
		return 4
	case has("存在") && (has("问题") || has("改进")), has("主要问题"), has("问题") && has("改进"):
		return 5
	case has("其他") && has("报告") && (has("事项") || has("情况")), has("其他需要") && has("事项"):
		return 6
	case has("收到和处理"), has("申请") && (has("情况") || has("收到") || has("办理")) && (has("依申请") || has("政府信息公开申请")):
		return 3
	case has("主动公开") && (has("情况") || has("政府信息")):
		return 2
	case strings.HasPrefix(s, "总体情况"), strings.HasPrefix(s, "总体工作"), strings.HasPrefix(s, "概述"),
		strings.HasPrefix(s, "基本情况"), strings.HasSuffix(s, "总体情况"), strings.HasPrefix(s, "工作概述"):
		return 1
	}
	return 0
}

// heading is a line that may be the heading of a section.
type heading struct {
	unit, lines     int
	number, printed int
	weight          int
}

// asHeading judges whether a folded line is a heading. The weight is 3 for an ordinal
// and the form's words, 1 for the words alone on a line.
func asHeading(f string) (number, printed, weight int) {
	f = strings.TrimLeft(f, "#*")
	f = strings.TrimRight(f, "*:。#")
	if len(f) > 120 || len(f) < 6 {
		return 0, 0, 0
	}
	if strings.HasPrefix(f, "表") || f[0] == '(' {
		return 0, 0, 0
	}
	n := sectionOrdinal(f)
	words := f[n:]
	number = headingNumber(words)
	if number == 0 && n > 0 && strings.HasSuffix(words, "统计表") {
		number = printedOrdinal(strings.TrimPrefix(f, "第"))
	}
	if number == 0 {
		return 0, 0, 0
	}
	if n > 0 {
		return number, printedOrdinal(strings.TrimPrefix(strings.TrimPrefix(f, "第"), "(")), 3
	}
	if sameHeading(words, number) {
		return number, 0, 1
	}
	return 0, 0, 0
}

// sectionOrdinal is the length of a section's ordinal: 一、 or 第一部分 or 1、.
func sectionOrdinal(f string) int {
	if n := oneOrdinal(f); n > 0 && f[0] != '(' {
		return n
	}
	at := 0
	if strings.HasPrefix(f, "第") {
		at = len("第")
	}
	r, size := utf8.DecodeRuneInString(f[at:])
	if hanDigit(r) == 0 {
		return 0
	}
	at += size
	switch rest := f[at:]; {
	case strings.HasPrefix(rest, "部分"):
		at += len("部分")
		for strings.HasPrefix(f[at:], "、") || strings.HasPrefix(f[at:], ":") {
			_, size = utf8.DecodeRuneInString(f[at:])
			at += size
		}
		return at
	case rest != "" && (rest[0] == '.' || rest[0] == ':' || rest[0] == ','):
		return at + 1
	}
	return 0
}

// sameHeading reports whether words are the whole heading of the section, as a line
// without an ordinal must be to count as a heading.
func sameHeading(words string, number int) bool {
	for _, w := range headingWords(number) {
		if words == w {
			return true
		}
	}
	return false
}

func headingWords(number int) []string {
	return [...][]string{
		1: {"总体情况", "概述"},
		2: {"主动公开政府信息情况"},
		3: {"收到和处理政府信息公开申请情况"},
		4: {"政府信息公开行政复议、行政诉讼情况", "政府信息公开行政复议行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"},
		5: {"存在的主要问题及改进情况", "存在的主要问题及改进措施"},
		6: {"其他需要报告的事项"},
	}[number]
}

// findHeadings marks the units that are the headings of the sections: the ascending
// chain of candidates that weighs most, the later one where two weigh the same, since
// a list of contents comes before what it lists.
func findHeadings(us []unit) []heading {
	var cand []heading
	for i := range us {
		u := &us[i]
		if len(u.cells) != 1 || u.kind == asGrid || len(u.cells[0].f) > 120 {
			if !(u.kind == asPlaced && len(u.cells) > 1 && len(u.line.S) <= 150) {
				continue
			}
		}
		f := lineFold(u)
		number, printed, weight := asHeading(f)
		lines := 1
		if number == 0 && i+1 < len(us) && weight == 0 && sectionOrdinal(f) > 0 && len(f) > 40 && len(us[i+1].cells) == 1 {
			if next := lineFold(&us[i+1]); len(next) <= 45 {
				number, printed, weight = asHeading(f + next)
				lines = 2
			}
		}
		if number == 0 {
			continue
		}
		if printed == number {
			weight++
		}
		cand = append(cand, heading{unit: i, lines: lines, number: number, printed: printed, weight: weight})
	}
	return bestChain(cand)
}

func lineFold(u *unit) string {
	if len(u.cells) == 1 {
		return u.cells[0].f
	}
	return fold.String(u.line.S)
}

func bestChain(cand []heading) []heading {
	best := make([]int, len(cand))
	prev := make([]int, len(cand))
	top := -1
	for i := range cand {
		best[i], prev[i] = cand[i].weight, -1
		for j := range i {
			if cand[j].number < cand[i].number && best[j]+cand[i].weight >= best[i] {
				best[i], prev[i] = best[j]+cand[i].weight, j
			}
		}
		if top < 0 || best[i] >= best[top] {
			top = i
		}
	}
	var out []heading
	for i := top; i >= 0; i = prev[i] {
		out = append([]heading{cand[i]}, out...)
	}
	return out
}

// cutLongLines splits a paragraph in which whole sections stand one behind the other,
// as a page's text without its markup gives it, at the headings inside.
func cutLongLines(us []unit) []unit {
	var out []unit // nil as long as nothing was cut
	for i := range us {
		u := &us[i]
		var parts []unit
		if u.kind == asLine && len(u.cells) == 1 && len(u.cells[0].s) > 400 {
			parts = cutAtHeadings(u)
		}
		switch {
		case parts != nil && out == nil:
			out = append(append(make([]unit, 0, len(us)+16), us[:i]...), parts...)
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
func cutAtHeadings(u *unit) (out []unit) {
	t := u.cells[0].text()
	if headingCandidates(u.cells[0].f) == 0 {
		return nil
	}
	m := fold.Fold(t.S)
	last := 0
	cut := func(start, end int) {
		if end <= start {
			return
		}
		from, to := m.Original(start, end)
		if p := trim(t.Slice(from, to)); p.S != "" {
			c := cellOn(p)
			out = append(out, unit{kind: asLine, page: u.page, gap: u.gap, grid: -1, line: p, glued: isGlued(c.f), cells: []cell{c}})
		}
	}
	for at := 0; at < len(m.S); {
		i := strings.Index(m.S[at:], "、")
		if i < 0 {
			break
		}
		at += i
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
	number := hanDigit(r)
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
	for n := 0; n < len(body) && n <= 110; {
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
		if r, _ := utf8.DecodeLastRuneInString(f[:at]); hanDigit(r) > 0 {
			n++
		}
		at += len("、")
	}
}
