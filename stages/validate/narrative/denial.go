package narrative

import "strings"

var negators = [...]string{
	"未收到", "未受理", "未接到", "没有收到", "没有接到", "没有受理", "未发生", "没有发生", "未产生", "未有", "没有", "不存在", "未因", "未出现", "未被", "未涉及", "未提起", "无",
}

// denied are the words for what is denied.
var denied = []string{"复议", "诉讼", "申请", "结转", "不予公开", "无法提供", "不予处理"}

// deniedClasses are the result classes that a report may say it had none of.
var deniedClasses = [...]struct {
	words string
	kind  Kind
}{{"不予公开", Denied}, {"无法提供", Unable}, {"不予处理", Rejected}}

// behindClass are the words that may stand behind a class of which there was none: 没有作出不予公开的答复.
var behindClass = []string{"的", "答复", "决定", "情形", "情况", "申请", "案件", "处理", "政府", "信息", "公开"}

// spoilt are words behind the object that make a denial one of something else:
// 未发生被行政复议纠错 does not deny reviews.
var spoilt = []string{"纠错", "败诉", "纠正", "撤销", "变更", "违法", "被诉", "收费", "处理费", "费", "超期", "逾期", "答复", "投诉", "举报", "泄密", "决定"}

// Denials reads the statements that no application, review or lawsuit came in.
func (p *Part) Denials() []Denial {
	if !p.Has(p.words.denied...) {
		return nil // as most parts
	}
	var out []Denial
	for i, s := range p.Sentences {
		p.words.stepOn()
		words := p.Words(s)
		if !p.HasIn(words, p.words.denied...) || !p.HasIn(words, "未", "无", "没有", "不存在") {
			continue
		}
		r := denier{p: p, sentence: i, topic: p.topicOf(i), words: words}
		for from := 0; from < len(words); {
			end := from + len(upTo(words[from:], "，", "；", "。", "："))
			out = r.deny(out, words[from:end], s.Start+from)
			from = end + len("，")
		}
	}
	return out
}

// upTo is s up to the first of the marks.
func upTo(s string, marks ...string) string {
	end := len(s)
	for _, m := range marks {
		if i := Index(s[:end], m); i >= 0 {
			end = i
		}
	}
	return s[:end]
}

// beside takes what stands before 行政复议 in a list of what did not happen out of it: 举报、投诉、行政复议.
var beside = strings.NewReplacer("举报投诉、", "", "投诉举报、", "", "举报、", "", "投诉、", "")

// denier reads the clauses of one sentence.
type denier struct {
	p        *Part
	sentence int
	topic    Topic
	words    string
	known    bool // office and about are
	office   bool
	about    bool // it speaks of disclosure
}

// whole reads what the sentence as a whole says, once.
func (r *denier) whole() {
	if r.known {
		return
	}
	r.known, r.office = true, r.p.words.office(r.words)
	r.about = r.topic == Proceedings || r.topic == Applications || has(r.words, "信息公开", "政务公开", "依申请公开")
}

// deny reads one clause.
func (r *denier) deny(out []Denial, clause string, at int) []Denial {
	p, sentence := r.p, r.sentence
	start, n := negation(clause)
	if start < 0 {
		return out
	}
	rest := withoutEveryone(clause[start+n:])
	if kind := classDenied(rest); kind != Unknown && !p.words.ofPart(near(r.words[:at-p.Sentences[sentence].Start+start])) {
		if r.whole(); r.topic == Applications || has(r.words, "申请", "答复") {
			return append(out, Denial{Kind: kind, Start: at, End: at + len(clause), Sentence: sentence, Office: r.office, Scope: p.words.scopeOf(near(r.words[:at-p.Sentences[sentence].Start+start]), clause[:start+n])})
		}
		return out
	}
	if i := Index(rest, "行政复议"); i >= 0 {
		rest = beside.Replace(rest[:i]) + rest[i:]
	}
	if has(rest, p.words.spoilt...) || has(rest, p.words.channels...) || has(rest, p.words.applicants...) {
		return out
	}
	if i := Index(rest, "因"); i >= 0 && i < Index(rest, "行政复议") && !has(rest[i:], "公开", "政府信息") {
		return out // 无因行政执法引发的行政复议
	}
	said := near(r.words[:at-p.Sentences[sentence].Start+start])
	if p.words.ofPart(said) || has(clause[:start], "除", "部分", "其余", "其他", "个别", "有的") || has(rest, "其他", "其它", "新的", "复议后") {
		return out
	}
	r.whole()
	d := Denial{Start: at, End: at + len(clause), Sentence: sentence, Office: r.office, Scope: p.words.scopeOf(said, clause[:start+n])}
	for _, x := range p.Sentences[sentence].Numbers {
		if v, ok := x.Int(); ok && x.Unit == "年" && v >= 1990 && v < 2100 && x.Start < at+start {
			d.Year = int(v)
		}
	}
	review, suit := strings.Contains(rest, "行政复议"), strings.Contains(rest, "行政诉讼")
	switch {
	case (review || suit) && (r.about || none(rest)):
		d.Office = d.Office || !r.about // of all reviews, not of those about disclosure in words
		if review {
			d.Kind = Review
			out = append(out, d)
		}
		if suit {
			d.Kind = Suit
			out = append(out, d)
		}
	case strings.Contains(rest, "结转"):
		if d.Kind = carriesNone(clause[start:], rest); d.Kind != Unknown && r.about {
			out = append(out, d)
		}
	case receives(clause[start:], rest):
		d.Kind = Received
		out = append(out, d)
	}
	return out
}

// classDenied is the result class that a report says it had none of, Unknown if it says something else.
func classDenied(rest string) Kind {
	for _, w := range [...]string{"作出", "有", "出现", "发生"} {
		rest = strings.TrimPrefix(rest, w)
	}
	for _, c := range deniedClasses {
		if tail, ok := strings.CutPrefix(rest, c.words); ok && (tail == "" || hasAnySuffix(tail, behindClass) && trimWords("。"+tail, behindClass...) == "。") {
			return c.kind
		}
	}
	return Unknown
}

// negation finds the first negator of a clause that negates; 无 alone must begin the
// statement and not be part of a longer word.
func negation(clause string) (start, n int) {
	best := -1
	for _, w := range negators {
		i := Index(clause, w)
		if i < 0 || (best >= 0 && i >= best) {
			continue
		}
		if w == "无" && (hasAnyPrefix(clause[i+len(w):], []string{"法", "正当", "理由", "效", "关", "需", "障碍", "力", "偿", "纸"}) || i > len("2023年度我单位本年度全年")) {
			continue
		}
		best, n = i, len(w)
	}
	return best, n
}

// none reports whether what is denied is reviews or lawsuits as such: 无行政复议、行政诉讼情况. A
// body that had none at all had none about disclosure.
func none(rest string) bool {
	rest, ok := strings.CutPrefix(rest, "行政复议")
	if !ok {
		return false
	}
	return hasAnyPrefix(strings.TrimSuffix(rest, "案件"), []string{"、行政诉讼", "和行政诉讼", "及行政诉讼", "或行政诉讼", "或者行政诉讼"})
}

// longestCarry is how many bytes may stand behind a negation that denies what was carried.
const longestCarry = 3 * 20

// carriesNone is what 无上年结转申请 or 无结转下年度继续办理的申请 denies, Unknown if neither.
func carriesNone(denied, rest string) Kind {
	in, out := has(rest, "上年", "上一年", "去年"), has(rest, "下年", "下一年", "次年", "继续办理")
	switch {
	case in == out || len(rest) > longestCarry || !hasAnyPrefix(denied, []string{"无", "没有", "不存在"}) || !hasAnyPrefix(rest, []string{"上", "去年", "下", "次年", "结转", "政府信息公开申请结转", "申请结转"}):
		return Unknown
	case in:
		return CarriedIn
	}
	return CarriedOut
}

// receives reports whether a denial is that of applications as such.
func receives(denied, rest string) bool {
	if hasAnyPrefix(denied, []string{"未收到", "未受理", "未接到", "没有收到", "没有接到", "没有受理"}) {
		tail := trimWords(rest, "情况", "件", "事项", "的", "业务", "信息", "政府", "请求", "任何")
		return hasAnySuffix(tail, []string{"公开申请", "申请公开", "公开政府信息申请", "公开信息申请", "依申请公开", "公开的申请", "依申请公开申请", "公开政府信息的申请", "公开信息的申请"})
	}
	if hasAnySuffix(rest, []string{"申请公开政府信息", "申请政府信息公开", "申请公开政府信息的情况"}) && hasAnyPrefix(rest, []string{"申请", "人", "向"}) {
		return hasAnyPrefix(denied, []string{"无", "没有", "未有"})
	}
	return hasAnyPrefix(denied, []string{"无", "没有", "未发生", "未有"}) && (rest == "依申请公开" || rest == "政府信息公开申请" || rest == "依申请公开情况" || rest == "政府信息公开申请情况" || rest == "依申请公开事项")
}
