package rules

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// checkRise judges a change whose two counts stand before it in the order of time: 由35件增加到50件，增长42.86%.
// A change behind the two may be none of theirs where it is not given at once.
func checkRise(p *rule.Pass, part *narrative.Part) {
	for _, s := range part.Sentences {
		for i := 2; i < len(s.Numbers); i++ {
			p.Step()
			change, now, was := s.Numbers[i], s.Numbers[i-1], s.Numbers[i-2]
			if was.Unit == "" || was.Unit != now.Unit || change.Unit != "%" && change.Unit != was.Unit || now.Approx || was.Approx || change.Approx {
				continue
			}
			if !narrative.Rises(strings.Trim(part.S[was.UnitEnd:now.Start], "，")) {
				continue
			}
			verb := strings.Trim(part.S[now.UnitEnd:change.Start], "，（了")
			verb = strings.TrimPrefix(strings.TrimPrefix(verb, "同比"), "共")
			if up := isChange(verb, true); up || isChange(verb, false) {
				judgeChange(p, part, [...]narrative.Number{now, was, change}, up)
			}
		}
	}
}

// compared are what the text gives a change of against last year, with the cells of both reports.
var compared = [...]struct {
	words string
	cell  string
}{
	{"行政许可", "disclosure.licences"}, {"行政处罚", "disclosure.penalties"}, {"行政强制", "disclosure.coercions"},
	{"现行有效行政规范性文件", "disclosure.normative_valid"}, {"现行有效的行政规范性文件", "disclosure.normative_valid"},
	{"新收政府信息公开申请", newTotal}, {"收到政府信息公开申请", newTotal}, {"受理政府信息公开申请", newTotal}, {"新收申请", newTotal},
}

// beforeCompared are the words that may stand before what changed, and nothing else.
var beforeCompared = []string{"全年", "本年度", "本年", "年内", "作出", "全区", "全县", "全市", "全省", "我区", "我县", "我市", "我局", "的", "，", "、", "其中", "总的看"}

// behindCompared are the words that may stand between what changed and the comparison.
var behindCompared = []string{"处理", "决定", "数量", "件数", "总数", "总量", "申请量", "案件", "事项", "量", "，"}

// checkAgainstLast judges a change of what both reports have in a table: 行政许可处理决定比上年减少210件.
func checkAgainstLast(p *rule.Pass, part *narrative.Part, last *report.Report) {
	for _, s := range part.Sentences {
		from := s.Start
		for i := range s.Numbers {
			p.Step()
			n := s.Numbers[i]
			if n.Unit == "年" && isYear(n, p.Year()-1) {
				continue // 比2022年增加
			}
			words := part.S[from:n.Start]
			from = n.UnitEnd
			if n.Approx || n.Unit != "%" && n.Unit != "件" && n.Unit != "份" {
				continue
			}
			cell, up, ok := changeOf(words, p.Year())
			if !ok {
				continue
			}
			now, ok1 := sum(p, cell)
			was, ok2 := countIn(p, last, cell)
			if ok1 && ok2 && was > 0 {
				count := narrative.Number{Start: n.Start - len(words), End: n.Start, UnitEnd: n.Start, Value: report.IntNumber(now), Scale: 1}
				judgeChange(p, part, [...]narrative.Number{count, {Value: report.IntNumber(was), Scale: 1}, n}, up)
				if next := i + 1; n.Unit != "%" && next < len(s.Numbers) && s.Numbers[next].Unit == "%" && !s.Numbers[next].Approx &&
					isChange(strings.Trim(part.S[n.UnitEnd:s.Numbers[next].Start], "，（"), up) {
					judgeChange(p, part, [...]narrative.Number{count, {Value: report.IntNumber(was), Scale: 1}, s.Numbers[next]}, up)
				}
			}
		}
	}
}

// isYear reports whether a number is a year.
func isYear(n narrative.Number, year int) bool {
	v, ok := n.Int()
	return ok && int(v) == year
}

// changeOf reads what has changed against last year from the words before a number, and whether they say
// that it grew. It is false where anything else stands in them.
func changeOf(words string, year int) (cell string, up, ok bool) {
	words = strings.TrimSuffix(words, "了")
	k := slices.IndexFunc(changes[:], func(c struct {
		word string
		up   bool
	}) bool {
		return strings.HasSuffix(words, c.word)
	})
	if k < 0 {
		return "", false, false
	}
	words = strings.TrimSuffix(words, changes[k].word)
	against := false
	for _, w := range [...]string{"与上年相比", "与去年相比", "比上年度", "较上年度", "比上年", "较上年", "比去年", "较去年", "同比", "比" + itoa(int64(year-1)) + "年", "较" + itoa(int64(year-1)) + "年", "上年同期"} {
		if strings.Contains(words, w) {
			words, against = strings.Replace(words, w, "", 1), true
		}
	}
	words = cutSuffixes(words, behindCompared)
	for _, c := range compared {
		head, ends := strings.CutSuffix(words, c.words)
		if head = strings.TrimPrefix(head, itoa(int64(year))+"年"); ends && against && cutSuffixes(head, beforeCompared) == "" {
			return c.cell, changes[k].up, true
		}
	}
	return "", false, false
}

// cutSuffixes takes the words from the end of s until none is left there.
func cutSuffixes(s string, words []string) string {
	for again := s != ""; again; {
		again = false
		for _, w := range words {
			if t, ok := strings.CutSuffix(s, w); ok {
				s, again = t, t != ""
			}
		}
	}
	return s
}
