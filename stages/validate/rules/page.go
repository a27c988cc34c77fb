package rules

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// Language is a language of the rules page.
type Language string

// The languages of the rules page.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// families are the chapters of the page, by the letters of the ids.
var families = [...]struct {
	prefix string
	name   rule.Text
}{
	{"S-", rule.Text{ZH: "结构与格式", EN: "Structure and form"}},
	{"T2-", rule.Text{ZH: "表二：主动公开", EN: "Table two: disclosure"}},
	{"T3-", rule.Text{ZH: "表三：申请办理的勾稽关系", EN: "Table three: sums of the applications"}},
	{"T4-", rule.Text{ZH: "表四：复议与诉讼的合计", EN: "Table four: sums of the proceedings"}},
	{"N-", rule.Text{ZH: "正文与表格", EN: "Narrative against tables"}},
	{"A-", rule.Text{ZH: "正文中的算术", EN: "Arithmetic of the narrative"}},
	{"Y-", rule.Text{ZH: "年度与期限", EN: "Year and period"}},
	{"D-", rule.Text{ZH: "发布时限", EN: "Deadlines"}},
	{"P-", rule.Text{ZH: "个人信息", EN: "Privacy"}},
	{"W-", rule.Text{ZH: "文字", EN: "Wording"}},
	{"F-", rule.Text{ZH: "信息处理费", EN: "Fees"}},
	{"M-", rule.Text{ZH: "元数据", EN: "Metadata"}},
	{"Q-", rule.Text{ZH: "合理性", EN: "Plausibility"}},
	{"X-", rule.Text{ZH: "跨年度", EN: "Across years"}},
	{"G-", rule.Text{ZH: "跨层级", EN: "Across levels"}},
}

// Page writes the rules page in Markdown. It is a function of the book alone.
func Page(l Language) string {
	w := pageWriter{l: l}
	w.head()
	book, left := Book(), Left()
	for _, f := range families {
		w.family(f.prefix, f.name, book)
	}
	w.left(left)
	return w.b.String()
}

type pageWriter struct {
	l Language
	b strings.Builder
}

// pick returns the text in the page's language.
func (w *pageWriter) pick(t rule.Text) string {
	if w.l == Chinese {
		return t.ZH
	}
	return t.EN
}

func (w *pageWriter) say(zh, en string, args ...any) {
	fmt.Fprintf(&w.b, w.pick(rule.Text{ZH: zh, EN: en}), args...)
}

func (w *pageWriter) head() {
	w.say("# 规则\n\n", "# Rules\n\n")
	w.say("<!-- 由 stages/validate/rules 生成，请勿手改：go generate ./stages/validate/rules -->\n\n", "<!-- Generated from stages/validate/rules, do not edit: go generate ./stages/validate/rules -->\n\n")
	w.say("规则集 %s，共 %d 条，另有 %d 条未纳入。[English](rules.md)\n\n", "Rule set %s: %d rules, and %d left out. [中文](rules.zh-CN.md)\n\n", Set, len(Book()), len(Left()))
	w.say("每条规则对每份报告都有一个结论：met 符合，broken 不符合，not_applicable 不适用，inconclusive 无法判断。读不出的单元格从不算符合。\n\n",
		"Every rule ends in one of four outcomes for every report: met, broken, not_applicable, inconclusive. What could not be read never counts as met.\n\n")
	w.say("严重程度：error 肯定有误，warning 须人工核对，info 供参考。证据较弱时同一规则会降低严重程度，从不提高。\n\n",
		"Severities: error is certainly wrong, warning asks a person to look, info is good to know. A rule reports less than its severity where the evidence is weaker, never more.\n\n")
}

func (w *pageWriter) family(prefix string, name rule.Text, book []rule.Rule) {
	first := true
	for _, r := range book {
		if !strings.HasPrefix(r.ID, prefix) {
			continue
		}
		if first {
			fmt.Fprintf(&w.b, "## %s %s\n\n", strings.TrimSuffix(prefix, "-"), w.pick(name))
			first = false
		}
		w.rule(r)
	}
}

func (w *pageWriter) rule(r rule.Rule) {
	fmt.Fprintf(&w.b, "### %s %s\n\n%s\n\n", r.ID, w.pick(r.Title), w.pick(r.Doc))
	off := rule.Text{}
	if r.Off {
		off = rule.Text{ZH: "，默认不运行", EN: ", off by default"}
	}
	if r.Letters {
		off.ZH, off.EN = off.ZH+"，文字为识别所得（OCR）的不判定", off.EN+", inconclusive on recognised text (OCR)"
	}
	w.say("- 严重程度：%s%s\n", "- Severity: %s%s\n", r.Severity, w.pick(off))
	w.say("- 依据：%s\n", "- Source: %s\n", w.source(r.Source))
	w.say("- 适用格式：%s\n", "- Forms: %s\n", w.forms(r.Forms))
	w.say("- 需要：`%s`\n", "- Needs: `%s`\n", strings.Join(r.Needs, "`, `"))
	w.say("- 不符合的例子：%s\n", "- Reported: %s\n", r.Trip)
	w.say("- 符合的例子：%s\n\n", "- Not reported: %s\n\n", r.Pass)
}

func (w *pageWriter) source(s rule.Source) string {
	out := s.Document
	if s.Clause != "" {
		out += " · " + s.Clause
	}
	switch {
	case s.From != 0 && s.To != 0:
		out += w.pick(rule.Text{ZH: fmt.Sprintf("（%d—%d 年度）", s.From, s.To), EN: fmt.Sprintf(" (report years %d to %d)", s.From, s.To)})
	case s.From != 0:
		out += w.pick(rule.Text{ZH: fmt.Sprintf("（%d 年度起）", s.From), EN: fmt.Sprintf(" (from report year %d)", s.From)})
	}
	return out
}

func (w *pageWriter) forms(fs []report.Form) string {
	if fs == nil {
		return w.pick(rule.Text{ZH: "全部", EN: "all"})
	}
	var out []string
	for _, f := range fs {
		out = append(out, string(f))
	}
	return strings.Join(out, ", ")
}

func (w *pageWriter) left(left []rule.Omission) {
	w.say("## 未纳入的规则\n\n", "## Left out\n\n")
	for _, o := range left {
		w.say("- **%s %s**：%s\n", "- **%s %s**: %s\n", o.ID, w.pick(o.Title), w.pick(o.Reason))
	}
}
