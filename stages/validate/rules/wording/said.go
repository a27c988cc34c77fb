package wording

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// noProblems finds a part five that says there are none, and lists some.
func noProblems(p *rule.Pass, part *narrative.Part) {
	if part.Section != 5 || !part.Has("有待", "不够", "不足", "不到位", "不及时", "薄弱", "滞后", "不强", "短板") {
		return
	}
	for _, w := range [...]string{"不存在问题", "不存在任何问题", "没有任何问题", "不存在明显问题", "未发现任何问题"} {
		prose.EachPlace(p, part, w, func(i int) {
			clause := prose.ClauseOf(part, i)
			if !prose.EndsClause(part.S[i+len(w):]) || !prose.ContainsAny(clause, "工作", "报告", "本年度", "全年", "总的", "总体") || prose.ContainsAny(clause, "如", "若", "确保", "力争", "是否", "整改后", "栏目", "并非", "不是", "方面") {
				return
			}
			d := prose.SpanDraft(part, i-len(prose.ClipEnd(clause[:max(0, strings.Index(clause, w))], 3*10)), i+len(w))
			d.ZH, d.EN = "说“"+w+"”，又列出了问题", "there are no problems, and some are listed"
			p.Find(d)
		})
	}
}

// lacks are ends of problems that say there is too little of something, and less verbs that take more of it away.
var (
	lacks = []string{"不足的问题", "不够的问题", "偏少的问题", "较少的问题", "不多的问题", "过少的问题", "少的问题", "不足问题", "偏少问题", "不够问题", "不足，", "偏少，"}
	less  = []string{"减少", "压减", "削减", "缩减", "取消", "压缩", "降低"}
)

// contraryMeasure finds a measure that makes less of what there is too little of: 针对培训不足的问题，将减少培训期数.
func contraryMeasure(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	if !prose.ContainsAny(words, "解决", "针对") || p.Full() {
		return
	}
	for _, w := range lacks {
		i := narrative.Index(words, w)
		if i < 0 {
			continue
		}
		problem := words[:i]
		problem = problem[max(strings.LastIndex(problem, "针对"), strings.LastIndex(problem, "解决"), 0):]
		if k := strings.LastIndex(problem, "、"); k >= 0 {
			problem = problem[k+len("、"):] // 会议过多、培训不足
		}
		for _, verb := range less {
			k := narrative.Index(words[i+len(w):], verb)
			if k < 0 || k > 3*12 {
				continue
			}
			at := i + len(w) + k + len(verb)
			if at+6 > len(words) || !prose.Han(words[at:at+6]) || !strings.Contains(problem, words[at:at+6]) || prose.ContainsAny(words[i:at], "不得", "不再", "避免", "防止", "不") && w[:3] != "不" {
				continue
			}
			d := prose.SpanDraft(part, s.Start+i-len(problem), s.Start+at+6)
			d.ZH, d.EN = "措施与所要解决的问题相反", "the measure makes the problem worse"
			p.Find(d)
			return
		}
		return
	}
}

// namedRate is a rate of the text by its name, as 满意率.
type namedRate struct {
	part       *narrative.Part
	name, no   string
	of         string // what its clause says before the name
	start, end int
}

// sameRateTwice finds a rate that stands twice with two digits swapped: 满意率96.2%, 满意率为92.6%.
func sameRateTwice(p *rule.Pass) {
	var all []namedRate
	named := []string{"满意率", "办结率", "答复率", "回复率", "合格率", "满意度", "公开率", "达标率", "更新率", "完成率"}
	prose.EachPartWith(p, func(part *narrative.Part) {
		if !part.Has(named...) {
			return
		}
		for _, s := range part.Sentences {
			if len(s.Numbers) == 0 || part.HasIn(part.Words(s), "上年", "去年", "同期", "提高到", "提升到", "季度", "由") {
				continue
			}
			for _, n := range s.Numbers {
				if n.Unit != "%" || n.Approx || len(all) > prose.MostClauses {
					continue
				}
				before := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(part.S[s.Start:n.Start], "为"), "到"), "达")
				if !prose.HasSuffixAny(before, "率", "满意度") || len(before) < 9 {
					continue
				}
				name := before[len(before)-9:]
				of := prose.ClauseOfNumber(before[:len(before)-9])
				all = append(all, namedRate{part, name, n.Value.String(), of, n.Start - (n.Start - s.Start - len(before)) - 9, n.UnitEnd})
			}
		}
	}, named...)
	for i := 1; i < len(all); i++ {
		for k := range i {
			a, b := all[k], all[i]
			if a.name != b.name || a.of != b.of && a.of != "" && b.of != "" || len(a.no) < 4 || p.Full() || !swappedDigits(a.no, b.no) {
				continue
			}
			d, f := prose.SpanDraft(b.part, b.start, b.end), prose.SpanDraft(a.part, a.start, a.end)
			d.Quotes, d.At = append(f.Quotes, d.Quotes...), append(f.At, d.At...)
			d.Want, d.Got = a.no+"%", b.no+"%"
			d.ZH, d.EN = a.name+"前后不一："+a.no+"% 与 "+b.no+"%，数字可能颠倒", "a rate in two ways: "+a.no+" and "+b.no
			p.Find(d)
			return
		}
	}
}

// swappedDigits reports whether two different numbers have the same digits in another order.
func swappedDigits(a, b string) bool {
	if a == b || len(a) != len(b) || strings.IndexByte(a, '.') != strings.IndexByte(b, '.') || !strings.Contains(a, ".") {
		return false
	}
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// synonyms are words of titles that are mistaken for one another.
var synonyms = [...][2]string{{"审查", "审核"}, {"暂行", "试行"}, {"公布", "发布"}, {"管理", "监管"}, {"办法", "规定"}, {"实施", "施行"}, {"制度", "规定"}, {"监督", "监管"}, {"考核", "考评"}}

// titlesNearlySame finds a document of the issuer's own that is called by two titles: 《清河区政府信息公开审查办法》 and
// 《清河区政府信息公开审核办法》. Titles of one row are those of two documents.
func titlesNearlySame(p *rule.Pass) {
	type title struct {
		words string
		part  *narrative.Part
		at    int
	}
	var all []title
	prose.EachPart(p, func(part *narrative.Part) {
		prose.EachPlace(p, part, "《", func(i int) {
			i += len("《")
			n := strings.Index(part.S[i:], "》")
			if n < 3*10 || n > prose.LongestTitleBytes || strings.Contains(part.S[i:i+n], "《") || len(all) > prose.MostClauses {
				return
			}
			all = append(all, title{part.S[i : i+n], part, i})
		})
	})
	for i := 1; i < len(all); i++ {
		for k := range i {
			a, b := all[k], all[i]
			if a.words == b.words || len(a.words) != len(b.words) || p.Full() {
				continue
			}
			for _, pair := range synonyms {
				one, other := strings.Replace(a.words, pair[0], pair[1], 1), strings.Replace(a.words, pair[1], pair[0], 1)
				if one != b.words && other != b.words {
					continue
				}
				if a.part == b.part && !prose.ContainsAny(a.part.S[a.at+len(a.words):b.at], "，", "。") || !prose.ContainsAny(a.words, "区", "县", "市", "镇", "乡", "局") {
					continue
				}
				d, f := prose.SpanDraft(b.part, b.at, b.at+len(b.words)), prose.SpanDraft(a.part, a.at, a.at+len(a.words))
				d.Quotes, d.At = append(f.Quotes, d.Quotes...), append(f.At, d.At...)
				d.Want, d.Got = a.words, b.words
				d.ZH, d.EN = "文件名称前后写法不一：“"+pair[0]+"”与“"+pair[1]+"”", "a document in two titles: "+pair[0]+" and "+pair[1]
				p.Find(d)
				return
			}
		}
	}
}

// held are what is counted by a measure word behind a verb.
var held = []string{"举办", "召开", "开展", "组织", "举行"}

// heldThings are what such a verb has as its object.
var heldThings = []string{"培训", "会议", "活动", "检查", "督查", "讲座", "座谈会", "发布会", "培训班", "推进会", "联席会", "开放日", "抽查", "演练", "宣讲"}

// checkBareCounts finds a count of what was held without its measure word: 举办业务培训4，参训320人次.
func checkBareCounts(p *rule.Pass, part *narrative.Part) {
	if !part.Has(held...) {
		return
	}
	for _, s := range part.Sentences {
		for _, n := range s.Numbers {
			if n.Unit != "" || n.UnitEnd != n.End || p.Full() || n.Scale != 1 || n.End-n.Start > 3 || !prose.HasPrefixAny(part.S[n.End:], "，", "。", "；", "、") {
				continue
			}
			lead := prose.ClauseOfNumber(part.S[s.Start:n.Start])
			if len(lead) > 3*16 || !prose.HasSuffixAny(lead, heldThings...) || !prose.ContainsAny(lead, held...) || prose.ContainsAny(lead, "、", "第") {
				continue
			}
			start := n.Start - len(lead)
			d := prose.SpanDraft(part, start, n.End)
			d.Got = n.Value.String()
			d.ZH, d.EN = "“"+d.Got+"”后漏写量词", "a measure word is missing behind "+d.Got
			p.Find(d)
		}
	}
}

// bareNouns say nothing by themselves as the last clause of a sentence. Each has two characters.
var bareNouns = []string{"业务", "工作", "信息", "制度", "机制", "人员", "内容", "群众", "政府", "栏目", "单位", "部门", "公开", "培训", "平台", "意识", "能力", "质量", "解读", "目录", "渠道"}

// checkBrokenOff finds a sentence that breaks off behind a noun: 工作人员变动较多，业务。
func checkBrokenOff(p *rule.Pass, part *narrative.Part) {
	for _, s := range part.Sentences {
		words, ok := strings.CutSuffix(part.Words(s), "。")
		i := len(words) - len("，业务")
		if !ok || p.Full() || i < 0 || !strings.HasPrefix(words[i:], "，") || !slices.Contains(bareNouns, words[i+len("，"):]) {
			continue
		}
		before := prose.ClauseOfNumber(words[:i])
		if len(before) < 3*5 || strings.Contains(before, "、") || prose.HasSuffixAny(before, "等", "的", "和") || prose.HasPrefixAny(before, "如", "即") {
			continue
		}
		d := prose.SpanDraft(part, s.Start+i-len(prose.ClipEnd(before, 3*8)), s.End)
		d.ZH, d.EN = "句子似未写完：“"+words[i+len("，"):]+"”", "a sentence seems to break off"
		p.Find(d)
	}
}

// checkRequestKind finds requests that are called those of what is disclosed without being asked for: 收到的主动公开申请.
func checkRequestKind(p *rule.Pass, part *narrative.Part) {
	const words = "主动公开申请"
	prose.EachPlace(p, part, words, func(i int) {
		before := strings.TrimSuffix(part.S[:i], "的")
		if prose.IsDigit(prose.LastByte(strings.TrimSuffix(before, "件"))) {
			before = strings.TrimRight(strings.TrimSuffix(before, "件"), "0123456789")
		}
		if !prose.HasSuffixAny(before, "收到", "受理", "接收", "新收", "答复", "办结", "接到") || prose.HasPrefixAny(part.S[i+len(words):], "表", "指南", "渠道", "流程", "方式", "条件") {
			return
		}
		start, end := prose.Around(part.S, i, i+len(words), 6)
		d := prose.SpanDraft(part, start, end)
		d.Want, d.Got = "政府信息公开申请", words
		d.ZH, d.EN = "主动公开的信息不用申请，应为“政府信息公开申请”", "what is disclosed by itself is not applied for"
		p.Find(d)
	})
}

// commaInNumber finds a number whose point or thousands mark is a full comma: 1，25万次, 12，580条.
func commaInNumber(part *narrative.Part) (hits []prose.Hit) {
	for at := 0; ; {
		i := strings.Index(part.S[at:], "，")
		if i < 0 {
			return hits
		}
		i += at
		at = i + len("，")
		from := prose.DigitsBefore(part.S, i)
		n := prose.Digits(part.S[at:])
		if from == i || n == 0 || n > 2 || i-from > 2 || !prose.HasPrefixAny(part.S[at+n:], "万", "亿", "%") || from == 0 || part.BeginsLine(at) {
			continue
		}
		if !prose.HasSuffixAny(part.S[:from], "达", "为", "约", "共", "到", "率", "占", "近", "超", "计", "比", "增长", "下降", "增加", "减少") || strings.HasPrefix(part.S[at+n:], "%") && n > 2 {
			continue
		}
		start, end := prose.Around(part.S, from, at+n+3, 4)
		hits = append(hits, prose.Hit{Start: start, End: end, Draft: prose.Misspelt("数字中误用了逗号", "a comma within a number")})
	}
}

// mostHalfCommas is how many half commas between Chinese characters are slips; more are the way in which the text
// is typed.
const mostHalfCommas = 2

// halfCommas finds half commas between Chinese characters where the report has full ones else.
func halfCommas(part *narrative.Part) []prose.Hit {
	src := part.Printed()
	if src == nil || strings.IndexByte(src.Text, ',') < 0 || strings.Count(src.Text, "，") < 5 || len(src.Lines) > 0 && src.Lines[0].At.OnPage() {
		return nil
	}
	var hits []prose.Hit
	for i := 0; i < len(part.S); {
		k := strings.Index(part.S[i:], "，")
		if k < 0 {
			break
		}
		at := i + k
		i = at + len("，")
		if at < 3 || i+3 > len(part.S) || !prose.Han(part.S[at-3:at]) || !prose.Han(part.S[i:i+3]) {
			continue
		}
		if words, _, _ := part.Source(at, i); words != "," {
			continue
		}
		start, end := prose.Around(part.S, at, i, 6)
		hits = append(hits, prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) {
			d.Severity = report.Info
			d.ZH, d.EN = "中文之间用了半角逗号", "a half comma between Chinese characters"
		}})
	}
	if len(hits) > mostHalfCommas {
		return nil
	}
	return hits
}
