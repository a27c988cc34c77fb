package narrative

import "strings"

// Reason is a number of the text that counts the applications that were refused, or not dealt with, for
// one of the reasons that table three has a row for: 属于国家秘密1件.
type Reason struct {
	// Row is the key of the row.
	Row        string
	Number     Number
	Start, End int
	Office     bool
	Scope      Scope
}

// reasonWords are the words of the form for its rows, and how reports shorten them.
var reasonWords = [...]struct{ words, row string }{
	{"属于国家秘密", "denied_state_secret"}, {"涉及国家秘密", "denied_state_secret"},
	{"其他法律行政法规禁止公开", "denied_law"}, {"法律行政法规禁止公开", "denied_law"}, {"法律、行政法规禁止公开", "denied_law"},
	{"危及“三安全一稳定”", "denied_safety"}, {"保护第三方合法权益", "denied_third_party"},
	{"属于三类内部事务信息", "denied_internal"}, {"三类内部事务信息", "denied_internal"}, {"属于四类过程性信息", "denied_process"}, {"四类过程性信息", "denied_process"},
	{"属于行政执法案卷", "denied_enforcement_file"}, {"属于行政查询事项", "denied_inquiry"}, {"行政查询事项", "denied_inquiry"},
	{"本机关不掌握相关政府信息", "unable_not_held"}, {"本机关不掌握相关信息", "unable_not_held"},
	{"没有现成信息需要另行制作", "unable_needs_creation"}, {"补正后申请内容仍不明确", "unable_unclear"},
	{"信访举报投诉类申请", "rejected_petition"}, {"信访、举报、投诉类申请", "rejected_petition"},
	{"重复申请", "rejected_duplicate"}, {"要求提供公开出版物", "rejected_publication"}, {"无正当理由大量反复申请", "rejected_mass"},
	{"要求行政机关确认或重新出具已获取信息", "rejected_reconfirm"},
	{"申请人无正当理由逾期不补正", "other_overdue_correction"}, {"申请人逾期未按收费通知要求缴纳费用", "other_overdue_fee"},
}

// beforeReason are the words that may stand before a reason in its clause, and behindReason those between it
// and its number.
var (
	beforeReason = []string{"其中", "因", "由于", "以", "为", "系", "是", "不予公开", "无法提供", "不予处理", "其他处理", "的"}
	behindReason = []string{"的", "申请", "政府信息", "不予公开", "无法提供", "不予处理", "而", "共", "计", "有", "为", "情形", "决定", "告知", "类"}
)

// reasonCues are words of which a part has one that counts by reasons.
var reasonCues = []string{"国家秘密", "法规禁止公开", "三安全一稳定", "第三方合法权益", "内部事务信息", "过程性信息", "执法案卷", "查询事项", "不掌握", "另行制作", "内容仍不明确", "投诉类申请", "公开出版物", "大量反复申请", "重新出具", "逾期", "重复申请"}

// Reasons reads the numbers of applications by the reasons of the form.
func (p *Part) Reasons() []Reason {
	if !p.In(p.words.reasoned) || !p.Has(reasonCues...) {
		return nil
	}
	var out []Reason
	for i, s := range p.Sentences {
		p.words.stepOn()
		words := p.Words(s)
		if p.topicOf(i) != Applications && !p.HasIn(words, asked[anyApplication]...) {
			continue
		}
		from := s.Start
		for _, n := range s.Numbers {
			if n.Unit != "件" || n.Approx {
				continue
			}
			said, start := p.S[from:n.Start], from
			from = n.UnitEnd
			if row, at := reasonOf(said); row != "" {
				before := near(p.S[s.Start:n.Start])
				if !p.words.compares(said) && !p.words.ofPart(before) && !has(before, "上年", "去年") {
					out = append(out, Reason{row, n, start + at, n.UnitEnd, p.words.office(before), p.words.scopeOf(before, said)})
				}
			}
		}
	}
	return out
}

// reasonOf is the row whose reason the words before a number end with, and where it begins in them; "" for
// none.
func reasonOf(said string) (row string, at int) {
	for tail, more := said, true; more; {
		for _, w := range reasonWords {
			if head, ok := strings.CutSuffix(tail, w.words); ok {
				if CutSuffixes(clauseBefore(head), beforeReason) == "" {
					return w.row, len(head)
				}
				return "", 0
			}
		}
		more = false
		for _, w := range behindReason {
			if t, ok := strings.CutSuffix(tail, w); ok {
				tail, more = t, true
				break
			}
		}
	}
	return "", 0
}
