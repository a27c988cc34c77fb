package crosscheck

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// yearOfRules are the counts of normative documents of which a sentence tells a whole year: 上年末现行有效15件，本年制发
// 3件、废止1件，年末现行有效17件.
type yearOfRules struct {
	before, made, gone int64
	after              *narrative.Number
	start              int
}

// checkNormativeYear judges such sentences: what was in force and what was made are what is in force and what was
// repealed, and table two has the last count.
func checkNormativeYear(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			if len(s.Numbers) < 3 || p.Full() || !part.HasIn(part.Words(s), "规范性文件") {
				continue
			}
			y, ok := readYearOfRules(part, s)
			if !ok {
				continue
			}
			p.Judged()
			got, _ := y.after.Int()
			if want := y.before + y.made - y.gone; got != want {
				d := prose.SpanDraft(part, y.start, y.after.UnitEnd)
				d.Want, d.Got = prose.Itoa(want), prose.Itoa(got)
				d.ZH = "规范性文件：原有 " + prose.Itoa(y.before) + "＋制发 " + prose.Itoa(y.made) + "－废止 " + prose.Itoa(y.gone) + "＝" + d.Want + "，年末写作 " + d.Got
				d.EN = "documents in force: " + prose.Itoa(y.before) + " + " + prose.Itoa(y.made) + " - " + prose.Itoa(y.gone) + " is " + d.Want + ", printed " + d.Got
				p.Find(d)
				continue
			}
			const cell = "disclosure.normative_valid"
			if table, ok := form.Sum(p, cell); ok && table != got && part.HasIn(part.Words(s), "行政规范性文件") {
				d := prose.SpanDraft(part, y.start, y.after.UnitEnd)
				d.Cells = []string{cell}
				d.Want, d.Got = prose.Itoa(table), prose.Itoa(got)
				d.ZH = "正文说年末现行有效规范性文件 " + d.Got + "，表格为 " + d.Want
				d.EN = "the text has " + d.Got + " documents in force, the table " + d.Want
				p.Find(d)
			}
		}
	}, "规范性文件")
}

// readYearOfRules reads the counts in their order. It is false where one is of anything else, or is missing.
func readYearOfRules(part *narrative.Part, s narrative.Sentence) (y yearOfRules, ok bool) {
	from, began := s.Start, false
	for i := range s.Numbers {
		n := &s.Numbers[i]
		lead := part.S[from:n.Start]
		if k := strings.LastIndexAny(lead, "，。；：、（"); k >= 0 && n.Unit == "件" {
			lead = lead[k:]
		}
		from = n.UnitEnd
		v, exact := n.Int()
		valid := strings.Contains(lead, "有效")
		switch {
		case n.Unit == "年" || n.Unit == "月" || n.Unit == "日":
			continue
		case n.Unit != "件" || n.Approx || !exact || prose.ContainsAny(lead, "其中", "修订", "修改", "解读", "备案", "审查", "清理", "公开", "政府", "部门"):
			return y, false
		case !began:
			if !valid || !prose.ContainsAny(lead, "上年末", "上年底", "上年度末", "上年年末", "上年年底", "去年末", "去年底", "年初", "上年结转", "上一年末", "上一年度末") {
				return y, false
			}
			y.before, y.start, began = v, n.Start-len(strings.TrimLeft(lead, "，。；：、（")), true
		case valid:
			if !prose.ContainsAny(lead, "末", "底", "目前", "截至", "截止", "仍", "继续") || prose.ContainsAny(lead, "上年", "去年", "初") {
				return y, false
			}
			y.after = n
			return y, i > 1
		case prose.ContainsAny(lead, "废止", "失效", "宣布失效"):
			y.gone += v
		case prose.ContainsAny(lead, "制发", "制定", "出台", "新增", "印发", "发布"):
			y.made += v
		default:
			return y, false
		}
	}
	return y, false
}
