package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// strongWords are label words that no sentence uses; two of them in one line mean that
// the cells of a table have been pasted together.
func strongWords() [17]string {
	return [...]string{
		"第二十条第", "信息内容", "行政规范性文件", "行政事业性收费", "申请人情况", "本年新收", "上年结转", "属于国家秘密",
		"三安全一稳定", "属于四类过程性信息", "属于行政查询事项", "没有现成信息需要另行制作", "重复申请",
		"结转下年度继续办理", "结果维持", "尚未审结", "复议后起诉",
	}
}

// isGlued reports whether the folded line f is a run of table cells without borders.
func isGlued(f string) bool {
	if len(f) < 60 || !strings.ContainsAny(f, "0123456789") {
		return false
	}
	n := 0
	for _, w := range strongWords() {
		if strings.Contains(f, w) {
			if n++; n >= 2 {
				return true
			}
		}
	}
	return false
}

// cutGlued turns a run of table cells without borders into units of one text and the
// figures behind it. Digits without a space between them stay together in one loose
// cell, for the table's sums to divide.
func cutGlued(t report.Text, page int) []unit {
	m := fold.Fold(t.S)
	f := m.S
	var out []unit
	slice := func(start, end int) report.Text {
		from, to := m.Original(start, end)
		return trim(t.Slice(from, to))
	}
	for at := 0; at < len(f); {
		end := textEnd(f, at)
		u := unit{kind: asGlued, page: page, grid: -1}
		if end > at {
			s := slice(at, end)
			u.cells = append(u.cells, cell{s: s.S, f: f[at:end], from: &s})
		}
		at = end
		for at < len(f) {
			n := figureLen(f[at:])
			if n == 0 {
				break
			}
			for _, p := range parts(m, at, at+n) {
				s := slice(p[0], p[1])
				u.cells = append(u.cells, cell{s: s.S, f: f[p[0]:p[1]], from: &s, loose: true})
			}
			at += n
		}
		if len(u.cells) > 0 {
			u.line = u.cells[0].text()
			out = append(out, u)
		}
		if at == end && end < len(f) { // a sign that is no figure
			at++
		}
	}
	return out
}

// parts cuts f[start:end] of m where white space stood in the original.
func parts(m fold.Map, start, end int) [][2]int {
	var out [][2]int
	from := start
	for i := start + 1; i < end; i++ {
		if m.Gap(i) {
			out = append(out, [2]int{from, i})
			from = i
		}
	}
	return append(out, [2]int{from, end})
}

// textEnd is where the text that begins at f[at] ends: before the next figure. Digits
// inside brackets and the ordinals of labels belong to the text.
func textEnd(f string, at int) int {
	depth := 0
	for at < len(f) {
		c := f[at]
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth == 0 && figureLen(f[at:]) > 0:
			return at
		case c >= '0' && c <= '9':
			at++
			for at < len(f) && f[at] >= '0' && f[at] <= '9' {
				at++
			}
			continue
		}
		at++
	}
	return at
}

// figureLen is the length of the run of digits, signs, decimals and unit that f begins
// with, 0 if there is none. The last digit before "." or "、" and a Han character is
// the ordinal of the next label and no part of the figure; digits before 年, 月, 号 and
// the like are no figures of a table.
func figureLen(f string) int {
	i := 0
	if f[0] == '-' || f[0] == '+' {
		if len(f) < 2 || f[1] < '0' || f[1] > '9' {
			return 0
		}
		i = 1
	}
	digits := 0
	for i < len(f) {
		c := f[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && digits > 0 && i+1 < len(f) && f[i+1] >= '0' && f[i+1] <= '9':
		case (c == '-' || c == '+') && i+1 < len(f) && f[i+1] >= '0' && f[i+1] <= '9':
		default:
			return endOfFigure(f, i)
		}
		i++
	}
	if digits == 0 {
		return 0
	}
	return i
}

func endOfFigure(f string, i int) int {
	if i == 0 {
		return 0
	}
	rest := f[i:]
	if rest[0] == '.' || strings.HasPrefix(rest, "、") {
		skip := 1
		if rest[0] != '.' {
			skip = len("、")
		}
		if r, _ := utf8.DecodeRuneInString(rest[skip:]); r >= 0x4E00 && r <= 0x9FFF {
			return i - 1
		}
		return i
	}
	for _, w := range [...]string{"年", "月", "日", "号", "%", "页", "时", "位"} {
		if strings.HasPrefix(rest, w) {
			return 0
		}
	}
	for _, w := range [...]string{"万元", "元"} {
		if strings.HasPrefix(rest, w) {
			return i + len(w)
		}
	}
	return i
}
