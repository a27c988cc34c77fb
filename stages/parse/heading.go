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
func findHeadings(us []unit, mem *scratch) []heading {
	var cand []heading
	for i := range us {
		mem.step()
		u := &us[i]
		if len(u.cells) != 1 || u.kind == asGrid || len(u.cells[0].f) > 120 {
			if !(u.kind == asPlaced && len(u.cells) > 1 && len(u.line.S) <= 150) {
				continue
			}
		}
		f := headFold(u)
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

// bestChain is the chain of ascending numbers that weighs most, the later one of equals.
// There are ten numbers at most, so the best end of a chain is kept for each of them: to
// look at all candidates before took 36 s where there were 160,000.
func bestChain(cand []heading) []heading {
	best := make([]int, len(cand))
	prev := make([]int, len(cand))
	var ends []int // the best end by its number, -1 for none
	top := -1
	for i := range cand {
		for cand[i].number >= len(ends) {
			ends = append(ends, -1)
		}
		best[i], prev[i] = cand[i].weight, -1
		for _, j := range ends[:cand[i].number] {
			if j < 0 {
				continue
			}
			if sum := best[j] + cand[i].weight; sum > best[i] || sum == best[i] && j > prev[i] {
				best[i], prev[i] = sum, j
			}
		}
		if end := &ends[cand[i].number]; *end < 0 || best[i] >= best[*end] {
			*end = i
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
