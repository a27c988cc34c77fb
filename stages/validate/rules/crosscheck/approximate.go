package crosscheck

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// approximateRules compare the rounded numbers of the text, which no other rule does.
func approximateRules() []rule.Rule {
	return []rule.Rule{{
		ID:    "A-08",
		Title: rule.Text{ZH: "约数与表格大致相符", EN: "approximate numbers are about those of the table"},
		Doc: rule.Text{
			ZH: "带“余、多、约、近、超过、不足”等的数只作宽松比较：“余、多”允许高出一成再加 10，“约、近、左右”允许上下一成再加 10，“超过、以上”“不足、以下”只看方向。其他规则从不比较约数；所数的是什么、是谁的不明确时，这里也不比较。",
			EN: "Numbers with 余, 多, 约, 近, 超过 or 不足 are compared with room: a tenth and 10 above for 余 and 多, a tenth and 10 either way for 约 and 近, the direction alone for 超过 and 不足. No other rule compares them, and this one only where it is certain what they count, and whose.",
		},
		Severity: report.Warning, Source: sense,
		Needs: []string{"applications.*.total", "proceedings.*.total", "disclosure.*", "section 1"},
		Trip:  "收到政府信息公开申请80余件，表中新收 50", Pass: "收到政府信息公开申请约50余件，表中新收 50；主动公开政府信息5500余条",
		Forms: form.Tabular, Check: checkApproximate,
	}}
}

// bounds is what a rounded number allows.
type bounds struct{ low, high int64 }

// noBound is above every number of a report.
const noBound = int64(1) << 60

// boundsOf returns what a rounded number allows, by the words beside it.
func boundsOf(s string, n narrative.Number, value int64) bounds {
	before, behind := s[max(0, n.Start-len("不少于")):n.Start], s[n.End:n.UnitEnd]
	if rest := s[n.UnitEnd:]; rest != "" {
		behind += rest[:min(len(rest), len("以上"))]
	}
	tenth := (value + 9) / 10
	switch {
	case prose.ContainsAny(behind, "以上") || prose.HasSuffixAny(before, "超", "超过", "逾", "突破", "不少于", "至少"):
		return bounds{value, noBound}
	case prose.ContainsAny(behind, "以下", "以内") || prose.HasSuffixAny(before, "不足"):
		return bounds{0, value}
	case prose.HasSuffixAny(before, "约", "近", "将近", "接近") || prose.ContainsAny(behind, "左右", "上下"):
		return bounds{value - tenth - 10, value + tenth + 10}
	}
	return bounds{value, value + tenth + 10}
}

// roundedCells are the cells that a kind of number is the sum of.
func roundedCells(k narrative.Kind) (cells []string, name string) {
	switch k {
	case narrative.Received:
		return []string{form.NewTotal}, "收到申请"
	case narrative.Answered:
		return []string{form.SumTotal}, "办结（答复）"
	case narrative.CarriedIn:
		return []string{form.InTotal}, "上年结转"
	case narrative.CarriedOut:
		return []string{form.OutTotal}, "结转下年"
	case narrative.Review:
		return form.ReviewTotal, "行政复议"
	case narrative.Suit:
		return form.SuitTotals, "行政诉讼"
	case narrative.Licences:
		return []string{"disclosure.licences"}, "行政许可"
	case narrative.Penalties:
		return []string{"disclosure.penalties"}, "行政处罚"
	case narrative.Coercions:
		return []string{"disclosure.coercions"}, "行政强制"
	}
	return form.ClassRows[k], form.ClassName[k]
}

func checkApproximate(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if !rounded(part) {
			return
		}
		for _, f := range approximateFacts(p, part) {
			of, certain := form.ScopeIs(p, f.Scope)
			if !of || !certain || !f.Sure || f.Office && !form.IsOffice(p.Report()) || f.And != narrative.Unknown {
				continue
			}
			cells, name := roundedCells(f.Kind)
			if n, ok := form.Sum(p, cells...); ok && len(cells) > 0 {
				judgeRounded(p, part, f, n, name, cells)
			}
		}
	})
}

func judgeRounded(p *rule.Pass, part *narrative.Part, f narrative.Fact, n int64, name string, cells []string) {
	p.Judged()
	b := boundsOf(part.S, f.Number, f.N)
	if n >= b.low && n <= b.high || f.WithCarried {
		return
	}
	d := prose.SpanDraft(part, f.Start, f.End)
	d.Cells = form.Present(p.Report(), cells)
	d.Want, d.Got = prose.Itoa(n), strings.TrimSpace(part.S[f.Number.Start:f.Number.UnitEnd])
	d.ZH = "正文说" + name + "大致为 " + d.Got + "，表格为 " + d.Want
	d.EN = "the text says about " + prose.Itoa(f.N) + ", the table " + d.Want + " (" + strings.Join(d.Cells, " + ") + ")"
	p.Find(d)
}

// rounded reports whether a part has a rounded number.
func rounded(part *narrative.Part) bool {
	for i := range part.Sentences {
		for j := range part.Sentences[i].Numbers {
			if part.Sentences[i].Numbers[j].Approx {
				return true
			}
		}
	}
	return false
}

// approximateFacts are the facts of a part that rest on a rounded number: those of a copy in
// which every number is exact.
func approximateFacts(p *rule.Pass, part *narrative.Part) []narrative.Fact {
	exact := *part
	exact.Sentences = make([]narrative.Sentence, len(part.Sentences))
	approx := map[int]bool{}
	for i, s := range part.Sentences {
		p.Step()
		numbers := make([]narrative.Number, len(s.Numbers))
		for j, n := range s.Numbers {
			approx[n.Start] = n.Approx
			n.Approx = false
			numbers[j] = n
		}
		s.Numbers = numbers
		exact.Sentences[i] = s
	}
	var out []narrative.Fact
	for _, f := range exact.Facts(p.Year()) {
		if approx[f.Number.Start] {
			out = append(out, f)
		}
	}
	return out
}
