package arithmetic

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// averageWords stand before an average, issueWords in the names of what appears so often.
var (
	averageWords = []string{"平均每", "月均", "日均", "周均", "场均", "期均", "次均"}
	issueWords   = []string{"月报", "月刊", "季报", "季刊", "周报", "周刊"}
)

// checkAverages judges what comes to each of several, and how often something appears that has its frequency in its
// name: 培训12期480人次，平均每期45人次; 月报13期.
func checkAverages(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		each, often := part.Has(averageWords...), part.Has(issueWords...)
		for _, s := range part.Sentences {
			if p.Full() {
				return
			}
			for k := range s.Numbers {
				if each && k > 0 {
					average(p, part, s, k)
				}
				if often {
					tooOften(p, part, s, s.Numbers[k])
				}
			}
		}
	}, slices.Concat(averageWords, issueWords)...)
}

// shareOf is by how many a whole is divided: at least and at most, since a day may be one of 365 or of some 240 on
// which offices work.
type shareOf struct{ least, most float64 }

// periods are the divisors of a whole year by the word for one of its parts, longer words first.
var periods = [...]struct {
	word string
	by   shareOf
}{
	{"平均每个工作日", shareOf{235, 255}}, {"平均每工作日", shareOf{235, 255}}, {"平均每个月", shareOf{12, 12}}, {"平均每月", shareOf{12, 12}},
	{"平均每天", shareOf{235, 366}}, {"平均每日", shareOf{235, 366}}, {"平均每周", shareOf{50, 53}}, {"平均每季度", shareOf{4, 4}},
	{"月均", shareOf{12, 12}}, {"日均", shareOf{235, 366}}, {"周均", shareOf{50, 53}},
}

// average compares s.Numbers[k], where it is said to come to each of several, with the whole and the number of
// these before it in the sentence. Of two wholes that it may be one of, it is right where it fits one of them.
func average(p *rule.Pass, part *narrative.Part, s narrative.Sentence, k int) {
	n := s.Numbers[k]
	start := max(prose.ClauseStart(part.S, n.Start), s.Numbers[k-1].UnitEnd)
	by, of, ok := divisor(part, s, k, part.S[start:n.Start])
	if !ok || n.Unit == "" || n.Unit == "%" || n.Value.Cmp(report.IntNumber(0)) == 0 {
		return
	}
	var whole float64
	wholes, got := 0, size(n)
	// The last digit may be rounded either way; of days and months somebody may have left some out.
	slack := lastDigit(part.S[n.Start:n.End]) * float64(n.Scale) * 0.99
	if of < 0 || n.Approx {
		slack = max(slack, got/10)
	}
	for i, w := range s.Numbers[:k] {
		if i == of || w.Unit != n.Unit || size(w) <= got {
			continue
		}
		if wholes, whole = wholes+1, size(w); got >= whole/by.most-slack && got <= whole/by.least+slack {
			p.Judged()
			return
		}
	}
	if wholes != 1 {
		return
	}
	p.Judged()
	d := prose.SpanDraft(part, start, n.UnitEnd)
	d.Severity = report.Warning
	d.Want, d.Got = strconv.FormatFloat(math.Round(whole/by.most*10)/10/float64(n.Scale), 'f', -1, 64), part.S[n.Start:n.End]
	d.ZH = "按前面的数，平均约为 " + d.Want + n.Unit + "，写作 " + d.Got + n.Unit
	d.EN = "by the numbers before it the average is some " + d.Want + ", printed " + d.Got
	p.Find(d)
}

// divisor is by how many the words before an average divide, and which number of the sentence says so, -1 where it
// is the months or days of a year.
func divisor(part *narrative.Part, s narrative.Sentence, k int, lead string) (by shareOf, of int, ok bool) {
	if prose.ContainsAny(lead, "至少", "不少于", "不低于", "最多", "不超过", "目标", "上年", "去年", "每人次") {
		return by, 0, false
	}
	for _, w := range periods {
		if i := strings.LastIndex(lead, w.word); i >= 0 {
			whole := part.S[s.Start:s.Numbers[k].Start]
			return w.by, -1, utf8.RuneCountInString(lead[i+len(w.word):]) <= 6 && prose.ContainsAny(whole, "全年", "本年", "年内", "年共", "一年来", "年度") &&
				!prose.ContainsAny(whole, "季度", "上半年", "下半年", "个月", "月以来", "月份", "截至", "累计至", "历年")
		}
	}
	each := ""
	if i := strings.LastIndex(lead, "平均每"); i >= 0 && utf8.RuneCountInString(lead[i:]) <= 12 {
		each = lead[i+len("平均每"):]
	} else if i := strings.LastIndex(lead, "均"); i >= len("场") && utf8.RuneCountInString(lead[i:]) <= 4 && prose.HasSuffixAny(lead[:i], "场", "期", "次") {
		each = lead[i-len("场"):i] + lead[i+len("均"):]
	} else {
		return by, 0, false
	}
	for j, n := range s.Numbers[:k] {
		rest, found := strings.CutPrefix(each, n.Unit)
		if n.Unit == "" || !found || n.Approx {
			continue
		}
		if counts := part.S[n.UnitEnd:s.End]; (n.Unit == "个" || n.Unit == "家") && !sameThing(counts, rest) {
			continue // 25个单位 divide by units only: 平均每个单位
		}
		if ok {
			return by, 0, false // two numbers may be meant
		}
		by, of, ok = shareOf{size(n), size(n)}, j, size(n) > 0
	}
	return by, of, ok
}

// sameThing reports whether what stands behind two measure words is the same thing, or a second measure word: 家次.
func sameThing(a, b string) bool {
	return strings.HasPrefix(a, "次") && strings.HasPrefix(b, "次") || len(b) >= 6 && strings.HasPrefix(a, b[:6])
}

// issues are how often a year has at most what has its frequency in its name.
var issues = [...]struct {
	name string
	most int64
}{{"半月刊", 24}, {"双月刊", 6}, {"月报", 12}, {"月刊", 12}, {"季报", 4}, {"季刊", 4}, {"周报", 53}, {"周刊", 53}}

// tooOften finds more issues than a year has of what appears each month, quarter or week: 月报13期.
func tooOften(p *rule.Pass, part *narrative.Part, s narrative.Sentence, n narrative.Number) {
	got, ok := n.Int()
	if n.Unit != "期" || !ok || n.Approx || prose.ContainsAny(part.Words(s), "累计", "以来", "创刊", "各单位", "各部门", "各镇", "上年", "去年") {
		return
	}
	lead := strings.TrimRight(strings.TrimSuffix(part.S[prose.ClauseStart(part.S, n.Start):n.Start], "共"), "》”")
	for _, w := range issues {
		if !strings.HasSuffix(lead, w.name) {
			continue
		}
		p.Judged()
		if got > w.most && !p.Full() {
			d := prose.SpanDraft(part, n.Start-len(w.name), n.UnitEnd)
			d.Severity = report.Warning
			d.Want, d.Got = "≤"+prose.Itoa(w.most), prose.Itoa(got)
			d.ZH = w.name + "一年至多 " + prose.Itoa(w.most) + " 期，写作 " + d.Got + " 期"
			d.EN = "more issues than a year has: " + d.Got + ", at most " + prose.Itoa(w.most)
			p.Find(d)
		}
		return
	}
}
