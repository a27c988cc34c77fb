package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// strongWords are words of the tables, or what stands of two cells side by side, that no
// sentence uses.
func strongWords() [12]string {
	return [...]string{
		"第二十条第", "信息内容本年", "信息内容上一年", "信息内容采购", "申请人情况", "三安全一稳定", "属于三类内部事务信息",
		"属于四类过程性信息", "属于行政查询事项", "结果维持结果纠正", "尚未审结总计", "复议后起诉结果维持",
	}
}

// figuredWords are labels of the tables that sentences use as well: they count where a
// figure follows that counts nothing, as 重复申请0 does and 重复申请3件 does not.
func figuredWords() [9]string {
	return [...]string{
		"行政规范性文件", "行政事业性收费", "新收政府信息公开申请数量", "结转政府信息公开申请数量", "予以公开", "属于国家秘密",
		"没有现成信息需要另行制作", "重复申请", "结转下年度继续办理",
	}
}

// gluedWords finds the words of the tables in a line.
type gluedWords struct {
	*fold.Words
	lengths []int
	strong  int // how many of the first are strongWords; the others are figuredWords
}

func newGluedWords() *gluedWords {
	strong, figured := strongWords(), figuredWords()
	words := append(strong[:], figured[:]...)
	g := &gluedWords{Words: fold.NewWords(words...), strong: len(strong)}
	for _, w := range words {
		g.lengths = append(g.lengths, len(w))
	}
	return g
}

// isGlued reports whether the folded line f is a run of table cells without borders: two
// words of the tables in one line.
func (g *gluedWords) isGlued(f string) bool {
	if len(f) < 60 || !strings.ContainsAny(f, "0123456789") {
		return false
	}
	first, n := -1, 0
	g.Each(f, func(word, at int) bool {
		if word != first && (word < g.strong || figured(f[at+g.lengths[word]:])) {
			first = word
			n++
		}
		return n < 2
	})
	return n >= 2
}

// figured reports that a text begins with a bare figure.
func figured(f string) bool {
	digits := len(f) - len(strings.TrimLeft(f, "0123456789"))
	return digits > 0 && !counts(f[digits:])
}

// counts reports that a text begins with what a sentence counts.
func counts(f string) bool {
	for _, w := range [...]string{"件", "条", "次", "个", "项", "宗", "起", "份", "部", "余", "多", "篇", ",", "."} {
		if strings.HasPrefix(f, w) {
			return true
		}
	}
	return false
}

// cutGlued turns a run of table cells without borders into units of one text and the
// figures behind it. Digits without a space between them stay together in one loose
// cell, for the table's sums to divide.
func cutGlued(t report.Text, page int, mem *scratch) []unit {
	m := fold.Fold(t.S)
	f := m.S
	var out []unit
	slice := func(start, end int) report.Text {
		from, to := m.Original(start, end)
		return trim(t.Slice(from, to))
	}
	for at := 0; at < len(f); {
		mem.spend(1)
		end := textEnd(f, at)
		u := unit{kind: asGlued, page: page, grid: -1}
		if end > at {
			s := slice(at, end)
			u.cells = append(u.cells, cell{s: s.S, f: f[at:end], from: &s})
		}
		at = end
		for at < len(f) {
			n, _ := figureLen(f[at:])
			if n == 0 {
				break
			}
			mem.spend(1)
			// A letter among digits is one of them that was misread.
			doubt := isLetter(f, at-1) || isLetter(f, at+n)
			for _, p := range parts(m, at, at+n) {
				s := slice(p[0], p[1])
				u.cells = append(u.cells, cell{s: s.S, f: f[p[0]:p[1]], from: &s, loose: true, broken: doubt})
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

// isLetter reports a Latin letter in f[i].
func isLetter(f string, i int) bool {
	return i >= 0 && i < len(f) && (f[i]|0x20 >= 'a' && f[i]|0x20 <= 'z')
}

// cutLabels looks into the texts of a run of table cells. Where the labels of several rows
// follow each other, the figures belong to the last, and the others stand in units of their
// own. A figure inside of a sentence is none of the table.
func (p *Parser) cutLabels(us []unit, mem *scratch) []unit {
	var out []unit
	for i := range us {
		mem.step()
		u := us[i]
		c := &u.cells[0]
		if c.loose {
			out = append(out, u)
			continue
		}
		rest := ""
		if i+1 < len(us) && !us[i+1].cells[0].loose {
			rest = us[i+1].cells[0].f
		}
		labels := p.labelsOf(c.f, mem)
		last := 0
		if n := len(labels); n > 0 {
			last = labels[n-1].end
		}
		if len(u.cells) > 1 && counts(rest) && inSentence(c.f[last:]) && mem.off.on(sentenceFigure) {
			u.cells = u.cells[:1]
		}
		if cuts := cutsOf(c.f, labels); len(cuts) > 0 && mem.off.on(gluedLabels) {
			var heads []unit
			heads, u.cells[0] = splitCell(c, cuts, u.page, mem)
			out = append(out, heads...)
		}
		out = append(out, u)
	}
	return out
}

// cutsOf are the places at which a text of several labels is cut: behind each label but
// the last, and around the dashes that stand in cells beside one.
func cutsOf(f string, labels []labelAt) (cuts []int) {
	for i, l := range labels {
		if n := dashesBefore(f[:l.start]); n > 0 && !strings.HasSuffix(f[:l.start-n], "增") {
			cuts = append(cuts, l.start-n, l.start)
		}
		n := len(f[l.end:]) - len(strings.TrimLeft(f[l.end:], "/"))
		if i+1 < len(labels) || n > 0 {
			cuts = append(cuts, l.end)
		}
		if n > 0 && l.end+n < len(f) {
			cuts = append(cuts, l.end+n)
		}
	}
	slices.Sort(cuts)
	return slices.Compact(cuts)
}

// dashesBefore is the length of the run of dashes before a label, without its ordinal.
func dashesBefore(f string) int {
	return len(f) - len(strings.TrimRight(f, "/"))
}

// labelsOf are the labels in a text. Most texts of a table are one label and nothing else.
func (p *Parser) labelsOf(f string, mem *scratch) []labelAt {
	if len(f) < longText {
		s := core(f)
		if _, ok := p.book.byCore[s]; ok && len(s) > len("总计") || p.book.twoCells[s] > 0 {
			return []labelAt{{0, len(f)}}
		}
	}
	return p.finder.rows(f, mem)
}

// inSentence reports that a folded text has the marks of a sentence outside of brackets.
func inSentence(f string) bool {
	depth := 0
	for _, r := range f {
		switch r {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case '。', ';', ',', ':':
			if depth == 0 {
				return true
			}
		}
	}
	return false
}

// splitCell cuts a cell at the places; the last piece is the cell that is left.
func splitCell(c *cell, cuts []int, page int, mem *scratch) ([]unit, cell) {
	t := c.text()
	m := fold.Fold(t.S)
	var out []unit
	at := 0
	cut := func(end int) cell {
		mem.spend(1)
		from, to := m.Original(at, end)
		at = end
		return cellOn(trim(t.Slice(from, to)))
	}
	for _, end := range cuts {
		k := cut(end)
		u := unit{kind: asGlued, page: page, grid: -1, line: k.text(), cells: []cell{k}}
		if n := len(out); n > 0 && strings.Trim(k.f, "/") == "" { // dashes in the cells of the label before
			for i := range k.f {
				t := k.text()
				if len(k.s) == len(k.f) {
					t = t.Slice(i, i+1)
				}
				d := cellOn(t)
				d.f, d.loose = "/", true
				out[n-1].cells = append(out[n-1].cells, d)
			}
			continue
		}
		out = append(out, u)
	}
	return out, cut(len(m.S))
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
		c, run := f[at], 1
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth > 0:
		case c < utf8.RuneSelf:
			n, read := figureLen(f[at:])
			if n > 0 {
				return at
			}
			// a run that is no figure is none from any place inside it
			run = max(read, 1)
		}
		at += run
	}
	return at
}

// figureLen is the length of the run of digits, signs, decimals and unit that f begins
// with, 0 if there is none. The last digit before "." or "、" and a Han character is
// the ordinal of the next label and no part of the figure; digits before 年, 月, 号 and
// the like are no figures of a table. run is how much of f was looked at.
func figureLen(f string) (n, run int) {
	i := 0
	if f[0] == '-' || f[0] == '+' {
		if len(f) < 2 || f[1] < '0' || f[1] > '9' {
			return 0, 0
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
			return endOfFigure(f, i), i
		}
		i++
	}
	if digits == 0 {
		return 0, i
	}
	return i, i
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
