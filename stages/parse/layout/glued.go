package layout

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
)

// strongWords are words of the tables, or what stands of two cells side by side. They count
// unless a sentence tells them (see Sentence).
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

// GluedWords finds the words of the tables in a line.
type GluedWords struct {
	*fold.Words
	lengths []int
	strong  int // how many of the first are strongWords; the others are figuredWords
}

// NewGluedWords makes the finder of the words by which pasted cells are recognised.
func NewGluedWords() *GluedWords {
	strong, figured := strongWords(), figuredWords()
	words := append(strong[:], figured[:]...)
	g := &GluedWords{Words: fold.NewWords(words...), strong: len(strong)}
	for _, w := range words {
		g.lengths = append(g.lengths, len(w))
	}
	return g
}

// IsGlued reports whether the folded line f is a run of table cells without borders: two
// words of the tables in one line.
func (g *GluedWords) IsGlued(f string) bool {
	if len(f) < 60 || !strings.ContainsAny(f, "0123456789") {
		return false
	}
	first, n, sentence := -1, 0, SentenceOf(f)
	g.Each(f, func(word, at int) bool {
		end := at + g.lengths[word]
		if word != first && (word < g.strong && !sentence.Tells(end) || word >= g.strong && figured(f[end:])) {
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
	return digits > 0 && !Counts(f[digits:])
}

// Sentence says which labels in one folded text a sentence tells: the next figure behind such a label counts
// something, as in 属于四类过程性信息6件 or 行政查询事项的最多,有96件, or there is none and the text ends as sentences
// do. In a table the figures of the row come next. Asked from left to right, it looks at the text once: a line
// of 400 KB that repeats a label took 3.6 s where each question looked for the figure anew.
type Sentence struct {
	text         string
	ends         bool // as sentences do
	from, figure int  // behind from, the next figure stands at figure; the text ends there where there is none
	counts       bool // something, the figure
}

// SentenceOf looks at a folded text.
func SentenceOf(f string) Sentence {
	return Sentence{text: f, ends: strings.HasSuffix(strings.TrimSpace(f), "。"), from: len(f) + 1}
}

// Tells reports whether the label that ends at end is one that the sentence tells.
func (s *Sentence) Tells(end int) bool {
	if end < s.from || end > s.figure {
		s.from, s.figure, s.counts = end, len(s.text), s.ends
		if at := strings.IndexAny(s.text[end:], digits); at >= 0 {
			s.figure = end + at
			s.counts = counted(strings.TrimLeft(s.text[s.figure:], digits))
		}
	}
	return s.counts
}

const digits = "0123456789"

// counted reports that a text begins with a measure word.
func counted(f string) bool {
	for _, w := range [...]string{"件", "条", "次", "个", "项", "宗", "起", "份", "部", "篇"} {
		if strings.HasPrefix(f, w) {
			return true
		}
	}
	return false
}

// Counts reports that a text begins with what a sentence counts.
func Counts(f string) bool {
	for _, w := range [...]string{"余", "多", ",", "."} {
		if strings.HasPrefix(f, w) {
			return true
		}
	}
	return counted(f)
}

// CutGlued turns a run of table cells without borders into units of one text and the
// figures behind it. Digits without a space between them stay together in one loose
// cell, for the table's sums to divide.
func CutGlued(t report.Text, page int, mem *UnitMemory) []Unit {
	m := fold.Fold(t.S)
	f := m.S
	var out []Unit
	slice := func(start, end int) report.Text {
		from, to := m.Original(start, end)
		return Trim(t.Slice(from, to))
	}
	for at := 0; at < len(f); {
		mem.Spend(1)
		end := textEnd(f, at)
		u := Unit{Kind: Glued, Page: page, Grid: -1}
		if end > at {
			s := slice(at, end)
			u.Cells = append(u.Cells, Cell{S: s.S, Fold: f[at:end], From: &s})
		}
		at = end
		tight := len(u.Cells) > 0 && at < len(f) && !spaceBetween(t.S, m, at)
		for at < len(f) {
			n, _ := figureLen(f[at:])
			if n == 0 {
				break
			}
			mem.Spend(1)
			// A letter among digits is one of them that was misread, and a sign before them, or a dash
			// as it stands for nought, stands in a cell of its own.
			doubt := hasDash(slice(at, at+n).S) || isLetter(f, at-1) || isLetter(f, at+n) || at+n < len(f) && f[at+n] == '.' && isLetter(f, at+n+1) || label.EndsInSign(f[:end])
			for _, p := range parts(t.S, m, at, at+n) {
				s := slice(p[0], p[1])
				u.Cells = append(u.Cells, Cell{S: s.S, Fold: f[p[0]:p[1]], From: &s, Loose: true, Tight: tight, broken: doubt})
				tight = false
			}
			at += n
		}
		if len(u.Cells) > 0 {
			u.Line = u.Cells[0].Text()
			out = append(out, u)
		}
	}
	return out
}

// hasDash reports a dash that is no minus: 1—23.
func hasDash(s string) bool { return strings.ContainsAny(s, "—―–") }

// isLetter reports a Latin letter in f[i].
func isLetter(f string, i int) bool {
	return i >= 0 && i < len(f) && (f[i]|0x20 >= 'a' && f[i]|0x20 <= 'z')
}

// parts cuts f[start:end] of m where white space stood in the original s. Characters that nobody sees
// are no border.
func parts(s string, m fold.Map, start, end int) [][2]int {
	var out [][2]int
	from := start
	for i := start + 1; i < end; i++ {
		if m.Gap(i) && spaceBetween(s, m, i) {
			out = append(out, [2]int{from, i})
			from = i
		}
	}
	return append(out, [2]int{from, end})
}

// spaceBetween reports white space in the original before f[i].
func spaceBetween(s string, m fold.Map, i int) bool {
	_, end := m.Original(i-1, i)
	start, _ := m.Original(i, i+1)
	return strings.IndexFunc(s[end:start], unicode.IsSpace) >= 0
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
	digits := false
	for i < len(f) {
		c := f[i]
		switch {
		case c >= '0' && c <= '9':
			digits = true
		case c == '.' && digits && i+1 < len(f) && f[i+1] >= '0' && f[i+1] <= '9':
		case (c == '-' || c == '+') && i+1 < len(f) && f[i+1] >= '0' && f[i+1] <= '9':
		default:
			return endOfFigure(f, i), i
		}
		i++
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
