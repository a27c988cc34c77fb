package narrative

import (
	"slices"
	"strings"
)

// totalWords stand between the last part and the number that says what the parts come to.
var totalWords = []string{"，共计", "，合计", "，总计", "，共", "，一共", "共计", "合计", "，两项合计", "，两者合计", "，三项合计", "，三者合计", "，四项合计", "，以上合计", "，各项合计"}

// Total is a number that says what those before it come to: 网上7件、信函3件，共计10件.
type Total struct {
	Number
	// Parts are the numbers with its measure word that stand right before it, in order, two at least.
	Parts []Number
}

// Totals finds the numbers that sum up those before them.
func (p *Part) Totals() []Total {
	var out []Total
	for _, s := range p.Sentences {
		p.words.stepOn()
		for j := 2; j < len(s.Numbers); j++ {
			n := s.Numbers[j]
			between := p.S[s.Numbers[j-1].UnitEnd:n.Start]
			plain := slices.Contains(totalWords, between)
			if !counted(n.Unit) || !plain && !strings.Contains(between, "计") && !strings.Contains(between, "总数") {
				continue
			}
			from := j
			for from > 0 && s.Numbers[from-1].Unit == n.Unit {
				from--
			}
			if j-from > 1 && !p.otherUnit(s, from) && (plain || p.namesParts(s, from, j, between)) {
				out = append(out, Total{n, s.Numbers[from:j]})
			}
		}
	}
	return out
}

// namesParts reports whether the words before a total say that it is one and name what each of its parts counts:
// 建议14件、提案21件，共计办理建议提案36件; 一级专栏8个，二级专栏32个，专栏总数为40个.
func (p *Part) namesParts(s Sentence, from, j int, words string) bool {
	rest, ok := strings.CutPrefix(words, "，")
	if !ok {
		return false
	}
	if totalOfThem(rest, j-from) {
		return true
	}
	for _, w := range [...]string{"总数为", "总数达", "总数共"} {
		if of, found := strings.CutSuffix(rest, w); found && of != "" {
			return !slices.ContainsFunc(s.Numbers[from:j], func(n Number) bool {
				return !strings.Contains(p.S[max(s.Start, n.Start-longestLead):n.Start], of)
			})
		}
	}
	for _, w := range [...]string{"共计", "合计", "总计"} {
		if of, found := strings.CutPrefix(rest, w); found && len(of) <= 3*12 && !strings.Contains(of, "，") {
			return p.namesEach(s, from, j, of)
		}
	}
	return false
}

// namesEach reports whether words have the last two characters before each of the numbers from to j.
func (p *Part) namesEach(s Sentence, from, j int, words string) bool {
	for k := from; k < j; k++ {
		start := s.Start
		if k > 0 {
			start = s.Numbers[k-1].UnitEnd
		}
		lead := p.S[start:s.Numbers[k].Start]
		if n := len(lead) - len("建议"); n < 0 || !strings.Contains(words, lead[n:]) {
			return false
		}
	}
	return true
}

// longestLead is how far before a part the word for what it counts stands at most.
const longestLead = 3 * 10

// totalOfThem reports whether the words before a total say of how many numbers it is one: 三大领域信息共计.
func totalOfThem(words string, n int) bool {
	if n < 2 || n > 9 || !strings.HasSuffix(words, "共计") && !strings.HasSuffix(words, "合计") && !strings.HasSuffix(words, "总计") || len(words) > 3*12 {
		return false
	}
	numeral := [...]string{"两", "三", "四", "五", "六", "七", "八", "九"}[n-2]
	for _, w := range [...]string{"大领域", "大类", "类", "个领域", "个方面", "个渠道", "种渠道", "级", "个平台"} {
		if strings.HasPrefix(words, numeral+w) || strings.HasPrefix(words, "以上"+numeral+w) {
			return true
		}
	}
	return false
}

// otherUnit reports whether a number with another measure word stands in the row that begins with number k: 图解10期、
// 短视频20个、动漫5个，共计35个.
func (p *Part) otherUnit(s Sentence, k int) bool {
	return k > 0 && counted(s.Numbers[k-1].Unit) && strings.HasPrefix(p.S[s.Numbers[k-1].UnitEnd:], "、")
}

// Sum adds the parts, as many of the last as come to the number, else all. It is false if one of them is not an
// exact count, and where the number is said before its parts as well: what is said first is judged as a list.
func (t Total) Sum() (parts, whole int64, ok bool) {
	whole, ok = t.Int()
	ok = ok && !t.Approx
	for i := len(t.Parts) - 1; i >= 0; i-- {
		v, exact := t.Parts[i].Int()
		if !exact || t.Parts[i].Approx {
			return parts, whole, false
		}
		if v == whole && i < len(t.Parts)-2 {
			return parts, whole, false
		}
		if parts += v; parts == whole && i < len(t.Parts)-1 {
			return parts, whole, ok
		}
	}
	return parts, whole, ok
}
