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
			if !counted(n.Unit) || !slices.Contains(totalWords, p.S[s.Numbers[j-1].UnitEnd:n.Start]) {
				continue
			}
			from := j
			for from > 0 && s.Numbers[from-1].Unit == n.Unit {
				from--
			}
			if j-from > 1 && !p.otherUnit(s, from) {
				out = append(out, Total{n, s.Numbers[from:j]})
			}
		}
	}
	return out
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
