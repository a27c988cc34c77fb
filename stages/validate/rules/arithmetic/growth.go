package arithmetic

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkRise judges a change whose two counts stand before it in the order of time: 由35件增加到50件，增长42.86%.
// A change behind the two may be none of theirs where it is not given at once.
func checkRise(p *rule.Pass, part *narrative.Part, told map[int]bool) {
	for _, s := range part.Sentences {
		for i := 2; i < len(s.Numbers); i++ {
			p.Step()
			change, now, was := s.Numbers[i], s.Numbers[i-1], s.Numbers[i-2]
			if told[change.Start] || was.Unit == "" || was.Unit != now.Unit || change.Unit != "%" && change.Unit != was.Unit || now.Approx || was.Approx || change.Approx {
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

// turns are words right before a change, and whether it is upwards. Those of one character compare only behind 比 or 较, or before 了.
var turns = [...]struct {
	word string
	up   bool
}{
	{"增长", true}, {"增加", true}, {"上升", true}, {"增幅", true}, {"增幅为", true}, {"增幅达", true}, {"减少", false}, {"下降", false}, {"降幅", false}, {"降幅为", false}, {"降幅达", false},
	{"多", true}, {"少", false},
}

// checkTold judges changes whose two counts the same part of a sentence tells, in whatever order: 1500条，同比增长
// 25%（上年1200条）; 2022年收到35件，2023年收到50件，增加15件. It returns where the changes stand that it has judged. Where there
// are other counts before the change, they may be those of other things.
func checkTold(p *rule.Pass, part *narrative.Part) map[int]bool {
	told := map[int]bool{}
	for _, s := range part.Sentences {
		for from := s.Start; from < s.End; {
			end := s.End
			if k := strings.Index(part.S[from:end], "；"); k >= 0 {
				end = from + k
			}
			p.Step()
			if t := readTold(p, part, s, from, end); t != nil {
				for _, c := range t.changes {
					if c.n.Unit == "%" || c.n.Unit == t.was.Unit {
						told[c.n.Start] = true
						judgeChange(p, part, [...]narrative.Number{t.now, t.was, c.n}, c.up)
					}
				}
			}
			from = end + len("；")
		}
	}
	return told
}

// toldChange is what a part of a sentence tells of a count.
type toldChange struct {
	now, was narrative.Number
	changes  []turned
}

// turned is a change and its direction.
type turned struct {
	n  narrative.Number
	up bool
}

// readTold reads one part of a sentence, nil where it does not tell of just two counts and a change.
func readTold(p *rule.Pass, part *narrative.Part, s narrative.Sentence, from, end int) *toldChange {
	var t toldChange
	var counts []narrative.Number
	last := from
	was := 0
	for _, n := range s.Numbers {
		if n.Start < from || n.End > end || n.Unit == "年" || n.Unit == "" {
			continue
		}
		lead := part.S[last:n.Start]
		last = n.UnitEnd
		if up, ok := turnOf(lead); ok {
			if n.Approx {
				return nil
			}
			t.changes = append(t.changes, turned{n, up})
			continue
		}
		if n.Unit == "%" {
			continue
		}
		if ofLastYear(lead, p.Year()-1) {
			t.was = n
			was++
			continue
		}
		counts = append(counts, n)
	}
	if was != 1 || len(t.changes) == 0 || t.was.Approx {
		return nil
	}
	// what stands behind the first change is a part, or something else
	counts = slices.DeleteFunc(counts, func(n narrative.Number) bool { return n.Unit != t.was.Unit || n.Start > t.changes[0].n.Start })
	if len(counts) != 1 || counts[0].Approx || strings.Contains(part.S[from:end], "结转") {
		return nil
	}
	t.now = counts[0]
	return &t
}

// turnOf is the direction of the change that the words before a number tell of.
func turnOf(lead string) (up, ok bool) {
	lead = strings.TrimSuffix(lead, "约")
	lead, more := strings.CutSuffix(lead, "了") // 今年多了21条
	for _, t := range turns {
		if strings.HasSuffix(lead, t.word) && (len(t.word) > len("多") || more || prose.ContainsAny(lead, "比", "较")) {
			return t.up, true
		}
	}
	return false, false
}

// longestSubject is how many bytes a clause that begins with the year of a count may have before it: 2022年收到网民留言.
const longestSubject = 3 * 14

// ofLastYear reports whether the words right before a number say that it is last year's count: 上年, 2022年为, 较2022年的.
func ofLastYear(lead string, year int) bool {
	lead = narrative.CutSuffixes(lead, []string{"的", "为", "是", "共", "同期", "度", "收到", "受理", "发布", "公开", "总数", "数量", "数", "全年"})
	clause := lead
	if i := strings.LastIndex(lead, "，"); i >= 0 {
		clause = lead[i+len("，"):]
	}
	clause = strings.TrimPrefix(clause, "（")
	for _, w := range [...]string{"上年", "去年", "上一年", prose.Itoa(int64(year)) + "年"} {
		if strings.HasSuffix(lead, w) && !prose.HasSuffixAny(lead, "与"+w) || strings.HasPrefix(clause, w) && len(clause) < longestSubject {
			return true
		}
	}
	return false
}

// compared are what the text gives a change of against last year, with the cells of both reports.
var compared = [...]struct {
	words string
	cell  string
}{
	{"行政许可", "disclosure.licences"}, {"行政处罚", "disclosure.penalties"}, {"行政强制", "disclosure.coercions"},
	{"现行有效行政规范性文件", "disclosure.normative_valid"}, {"现行有效的行政规范性文件", "disclosure.normative_valid"},
	{"新收政府信息公开申请", form.NewTotal}, {"收到政府信息公开申请", form.NewTotal}, {"受理政府信息公开申请", form.NewTotal}, {"新收申请", form.NewTotal},
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
			if i > 0 && from == s.Numbers[i-1].UnitEnd && s.Numbers[i-1].Unit == "件" && strings.HasPrefix(words, "，") {
				lead := part.S[prose.ClauseStart(part.S, s.Numbers[i-1].Start):s.Numbers[i-1].Start]
				words = narrative.CutSuffixes(lead, []string{"共", "计", "为"}) + words // 行政处罚415件，同比下降3.2%
			}
			from = n.UnitEnd
			if n.Approx || n.Unit != "%" && n.Unit != "件" && n.Unit != "份" {
				continue
			}
			cell, up, ok := changeOf(words, p.Year())
			if !ok {
				continue
			}
			now, ok1 := form.Sum(p, cell)
			was, ok2 := form.CountIn(p, last, cell)
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
	for _, w := range [...]string{"与上年相比", "与去年相比", "比上年度", "较上年度", "比上年", "较上年", "比去年", "较去年", "同比", "比" + prose.Itoa(int64(year-1)) + "年", "较" + prose.Itoa(int64(year-1)) + "年", "上年同期"} {
		if strings.Contains(words, w) {
			words, against = strings.Replace(words, w, "", 1), true
		}
	}
	words = narrative.CutSuffixes(words, behindCompared)
	for _, c := range compared {
		head, ends := strings.CutSuffix(words, c.words)
		if head = strings.TrimPrefix(head, prose.Itoa(int64(year))+"年"); ends && against && narrative.CutSuffixes(head, beforeCompared) == "" {
			return c.cell, changes[k].up, true
		}
	}
	return "", false, false
}
