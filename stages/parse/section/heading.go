package section

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
)

// headingNumber says which of the six sections a folded heading without its ordinal
// announces, decided by its words; 0 for none.
func headingNumber(s string) int {
	has := func(w string) bool { return strings.Contains(s, w) }
	switch {
	case s == "" || len(s) > 110:
		return 0
	case isRowLabel(s) || has("。") || has(";"):
		return 0
	case (has("复议") || has("诉讼")) && (has("情况") || has("行政复议") && has("诉讼")) && !has("存在"):
		return 4
	case has("存在") && (has("问题") || has("改进")), has("主要问题"), has("问题") && has("改进"):
		return 5
	case isOther(s):
		return 6
	case has("收到和处理"), has("申请") && (has("情况") || has("收到") || has("办理")) && (has("依申请") || has("政府信息公开申请")):
		return 3
	case has("主动公开") && (has("情况") || has("政府信息")):
		return 2
	case strings.HasPrefix(s, "总体情况"), strings.HasPrefix(s, "总体") && strings.HasSuffix(s, "情况"), strings.HasPrefix(s, "总体工作"), strings.HasPrefix(s, "概述"),
		strings.HasPrefix(s, "基本情况"), strings.HasSuffix(s, "的基本情况"), strings.HasSuffix(s, "总体情况"), strings.HasSuffix(s, "总体工作情况"), strings.HasPrefix(s, "工作概述"):
		return 1
	}
	return 0
}

// isRowLabel reports a row of table three, whose ordinals are those of headings.
func isRowLabel(s string) bool {
	return strings.Contains(s, "数量") || strings.Contains(s, "结转") || strings.Contains(s, "办理结果")
}

// isOther reports the words of heading six: 其他需要报告的事项, and those of the forms before
// 2019, such as 需要说明的事项与附表.
func isOther(s string) bool {
	has := func(w string) bool { return strings.Contains(s, w) }
	switch {
	case has("事项"):
		return (has("其他") || has("其它") || has("需")) && (has("报告") || has("说明") || has("有关") || has("其他") || has("其它"))
	case has("情况"):
		return (has("其他") || has("其它")) && (has("报告") || has("说明"))
	}
	return s == "说明与附表" || s == "说明和附表" || s == "附表与说明" || s == "有关说明"
}

// Heading is a line that may be the heading of a section.
type Heading struct {
	Unit, Lines     int
	Number, Printed int
	weight          int
}

// ByOrdinal reports a heading whose words are not the form's: it is told by its ordinal alone.
func (h Heading) ByOrdinal() bool { return h.weight == 1 && h.Printed != 0 }

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
	if r, size := utf8.DecodeRuneInString(f); fold.HanDigit(r) > 0 && !strings.HasPrefix(f[size:], "、") && sameHeading(f[size:], fold.HanDigit(r)) {
		return fold.HanDigit(r), fold.HanDigit(r), 3 // 一　总体情况, whose space is folded away
	}
	n := sectionOrdinal(f)
	words := f[n:]
	number = headingNumber(words)
	if number == 0 && n > 0 && strings.HasSuffix(words, "统计表") {
		number = label.PrintedOrdinal(strings.TrimPrefix(f, "第"))
	}
	if number == 0 {
		return 0, 0, 0
	}
	if n > 0 && capitalDigit(f) > 0 {
		return number, capitalDigit(f), 3
	}
	if n > 0 {
		return number, cmp.Or(label.PrintedOrdinal(f), hanFirst(f)), 3 // 第四部分 has its numeral without a mark
	}
	if sameHeading(words, number) {
		return number, 0, 1
	}
	return 0, 0, 0
}

// sectionOrdinal is the length of a section's ordinal: 一、 or 第一部分 or 1、.
func sectionOrdinal(f string) int {
	if n := label.OneOrdinal(f); n > 0 && f[0] != '(' {
		return n
	}
	if rest, ok := strings.CutPrefix(f[min(len("壹"), len(f)):], "、"); ok && capitalDigit(f) > 0 {
		return len(f) - len(rest)
	}
	at := 0
	if strings.HasPrefix(f, "第") {
		at = len("第")
	}
	r, size := utf8.DecodeRuneInString(f[at:])
	if fold.HanDigit(r) == 0 {
		return 0
	}
	at += size
	switch rest := f[at:]; {
	case strings.HasPrefix(rest, "部分"), strings.HasPrefix(rest, "章") && strings.HasPrefix(f, "第"):
		at += len(rest) - len(strings.TrimPrefix(strings.TrimPrefix(rest, "部分"), "章"))
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

// capitalDigit is the value of the numeral that a line begins with if it is one of those for sums of
// money: 壹. 0 for none.
func capitalDigit(f string) int {
	r, _ := utf8.DecodeRuneInString(f)
	for i, c := range [...]rune{'壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'} {
		if r == c {
			return i + 1
		}
	}
	return 0
}

// sameHeading reports whether words are the whole heading of the section, as a line
// without an ordinal must be to count as a heading: a short line that ends as headings do
// and has none but their words.
func sameHeading(words string, number int) bool {
	if len(words) > 90 || !endsAsHeading(words) {
		return false
	}
	rest := headingFiller().Replace(words)
	for _, w := range headingCores(number) {
		if rest == w {
			return true
		}
	}
	return false
}

func endsAsHeading(words string) bool {
	for _, w := range [...]string{"情况", "事项", "概述", "措施"} {
		if strings.HasSuffix(words, w) {
			return true
		}
	}
	return false
}

// headingFiller takes the words out of a heading that its variants have or have not.
func headingFiller() *strings.Replacer {
	return strings.NewReplacer(
		"政府信息公开工作", "", "政府信息公开", "", "政府信息", "", "工作", "", "情况", "", "被申请", "", "提起", "", "主要", "",
		"因", "", "的", "", "和", "", "、", "", "与", "", "及", "", "措施", "", "其它", "其他",
	)
}

// headingWords are headings whose end shows inside of a line, longer ones first.
func headingWords(number int) []string {
	return [...][]string{
		1: {"总体情况", "概述"},
		2: {"主动公开政府信息情况"},
		3: {"收到和处理政府信息公开申请情况"},
		4: {"政府信息公开行政复议、行政诉讼情况", "政府信息公开行政复议行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"},
		5: {"存在的主要问题及改进情况", "存在的主要问题及改进措施"},
		6: {
			"其他需要报告的事项", "需要说明的其他事项与附表", "需要说明的其他事项和附表", "需要说明的事项与附表", "需要说明的事项和附表",
			"需要说明的其他事项", "需要说明的有关事项", "其他需要说明的事项", "需要说明的事项", "说明与附表", "说明和附表",
		},
	}[number]
}

// headingCores are the headings of a section without filler.
func headingCores(number int) []string {
	return [...][]string{
		1: {"总体", "概述", "基本", "总体概述"},
		2: {"主动公开"},
		3: {"收到处理申请", "依申请公开", "收到处理"},
		4: {"行政复议行政诉讼", "行政复议诉讼", "复议诉讼"},
		5: {"存在问题改进", "问题改进"},
		6: {"其他需要报告事项", "其他需要说明事项", "需要说明其他事项", "需要报告其他事项", "其他事项", "需要说明有关事项", "需要说明事项"},
	}[number]
}

// Find marks the units that are the headings of the sections: the ascending
// chain of candidates that weighs most, the later one where two weigh the same, since
// a list of contents comes before what it lists.
//
// The second list has all that look like one with an ordinal, for several.
func Find(us []layout.Unit, mem *layout.UnitMemory) (heads, printed []Heading) {
	var cand, bracketed []Heading
	for i := range us {
		mem.Step()
		u := &us[i]
		if c := u.Sole(); c == nil || u.Kind == layout.Grid || len(c.Fold) > 120 {
			if !(u.Kind == layout.Placed && len(u.Cells) > 1 && len(u.Line.S) <= 150) {
				continue
			}
		}
		f := headFold(u)
		if i > 0 && strings.HasSuffix(layout.LineFold(&us[i-1]), "(") {
			continue // the end of a line cut off the bracket of an item: （ 二）依申请公开情况
		}
		if n := bracketHeading(f); n > 0 {
			bracketed = append(bracketed, Heading{Unit: i, Lines: 1, Number: n, Printed: n, weight: 3})
		}
		number, printed, weight := asHeading(f)
		lines := 1
		if number == 0 && i+1 < len(us) && weight == 0 && sectionOrdinal(f) > 0 && len(f) > 40 && us[i+1].Sole() != nil {
			if next := layout.LineFold(&us[i+1]); len(next) <= 45 {
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
		cand = append(cand, Heading{Unit: i, Lines: lines, Number: number, Printed: printed, weight: weight})
	}
	cand = withoutItems(us, cand)
	for _, c := range cand {
		if c.weight >= 3 {
			printed = append(printed, c)
		}
	}
	if chain := bestChain(bracketed); len(printed) == 0 && len(chain) >= fewestBracketed {
		return chain, bracketed
	}
	return fillGaps(us, bestChain(cand)), printed
}

// fewestBracketed is how many of the six headings must stand behind ordinals in brackets, which are
// those of items in all other documents.
const fewestBracketed = 4

// bracketHeading is the section whose heading a folded line is with its own ordinal in brackets:
// （一）总体情况; 0 for none.
func bracketHeading(f string) int {
	if f == "" || f[0] != '(' {
		return 0
	}
	n := label.OneOrdinal(f)
	if n == 0 {
		return 0
	}
	if number := label.PrintedOrdinal(f); sameHeading(strings.TrimRight(f[n:], "*:。#"), number) {
		return number
	}
	return 0
}

// fillGaps adds the headings of sections one, two, five and six whose words are others than
// the form's, where their ordinal is printed and stands in the gap between its neighbours.
// The ordinals of three and four are those of rows in table three.
func fillGaps(us []layout.Unit, heads []Heading) []Heading {
	for _, h := range heads {
		if h.Printed != h.Number {
			return heads // the ordinals of this document say nothing
		}
	}
	if len(heads) == 0 {
		return heads
	}
	for _, number := range []int{1, 2, 5, 6} {
		k := 0
		for k < len(heads) && heads[k].Number < number {
			k++
		}
		if k < len(heads) && heads[k].Number == number || number > 1 && (k == 0 || heads[k-1].Number != number-1) {
			continue
		}
		if number == 1 && heads[0].Number != 2 || number < 6 && k < len(heads) && heads[k].Number != number+1 {
			continue
		}
		from, to := 0, len(us)
		if k > 0 {
			from = heads[k-1].Unit + heads[k-1].Lines
		}
		if k < len(heads) {
			to = heads[k].Unit
		}
		if i := ordinalLine(us, number, from, to); i >= 0 {
			heads = slices.Insert(heads, k, Heading{Unit: i, Lines: 1, Number: number, Printed: number, weight: 1})
		}
	}
	return heads
}

// longestHeading is the most bytes of a folded heading whose words are not the form's.
const longestHeading = 90

// ordinalLine is the unit in us[from:to] that is a short line with the ordinal; -1 if there
// is none, or another line there has the ordinal before it, so that both are of a list.
func ordinalLine(us []layout.Unit, number, from, to int) int {
	found := -1
	for i := from; i < to; i++ {
		u := &us[i]
		c := u.Sole()
		if c == nil || u.Kind == layout.Grid {
			continue
		}
		f := strings.TrimLeft(c.Fold, "#*")
		n := sectionOrdinal(f)
		if n == 0 || len(f) > longestHeading || strings.ContainsAny(f, "。;") || isRowLabel(f) || hanFirst(f) == 0 {
			continue
		}
		switch hanFirst(f) {
		case number:
			if found < 0 {
				found = i
			}
		case number - 1:
			return -1
		}
	}
	return found
}

// hanFirst is the value of the Chinese digit that a line begins with, 0 if it begins with
// none.
func hanFirst(f string) int {
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(f, "第"))
	return fold.HanDigit(r)
}

// bestChain is the chain of ascending numbers that weighs most, the later one of equals.
// There are ten numbers at most, so the best end of a chain is kept for each of them: to
// look at all candidates before took 36 s where there were 160,000.
func bestChain(cand []Heading) []Heading {
	best := make([]int, len(cand))
	prev := make([]int, len(cand))
	var ends []int // the best end by its number, -1 for none
	top := -1
	for i := range cand {
		for cand[i].Number >= len(ends) {
			ends = append(ends, -1)
		}
		best[i], prev[i] = cand[i].weight, -1
		for _, j := range ends[:cand[i].Number] {
			if j < 0 {
				continue
			}
			if sum := best[j] + cand[i].weight; sum > best[i] || sum == best[i] && j > prev[i] {
				best[i], prev[i] = sum, j
			}
		}
		if end := &ends[cand[i].Number]; *end < 0 || best[i] >= best[*end] {
			*end = i
		}
		if top < 0 || best[i] >= best[top] {
			top = i
		}
	}
	var out []Heading
	for i := top; i >= 0; i = prev[i] {
		out = append(out, cand[i])
	}
	slices.Reverse(out)
	return out
}

// headFold is the folded text of a unit as a heading shows it: with the number that a list
// prints before it.
func headFold(u *layout.Unit) string {
	if u.Line.Auto == "" {
		return layout.LineFold(u)
	}
	return fold.String(u.Line.Auto) + layout.LineFold(u)
}
