package structure

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// longest is the length of section one that a local rule allows, in characters.
const longest = 1000

// contentRules judge what the sections have to speak of.
func contentRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "S-03",
			Title: rule.Text{ZH: "标题与格式一致", EN: "headings as in the form"},
			Doc: rule.Text{
				ZH: "六个部分的标题以格式为准；含义相同的写法可以接受，仅作提示。错别字也在这里提示。",
				EN: "The headings are those of the form. Other words of the same meaning are accepted and merely noted, as are misprints.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：年度报告格式", From: 2019},
			Needs:    []string{"sections"},
			Trip:     "五、存在的主要问题及改进措施:", Pass: "五、存在的主要问题及改进情况",
			Forms: form.Modern, Check: checkHeadings,
		},
		{
			ID:    "S-05",
			Title: rule.Text{ZH: "“由六部分组成”列全六部分", EN: "the six parts that are announced are named"},
			Doc: rule.Text{
				ZH: "引言写明由几部分组成并逐一列出时，应为六部分且与正文一致。",
				EN: "Where the introduction says how many parts there are and names them, they are the six.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "常识", From: 2019},
			Needs:    []string{"preamble", "section 1"},
			Trip:     "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、其他需要报告的事项六部分组成。", Pass: "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。",
			Forms: form.Modern, Check: checkAnnounced,
		},
		{
			ID:    "S-06",
			Title: rule.Text{ZH: "第一部分写到五个方面", EN: "section one covers the five topics"},
			Doc: rule.Text{
				ZH: "总体情况应评述主动公开、依申请公开、政府信息管理、平台建设、监督保障。有专门段落，或有写明数量的一句，或两次说到，就算写到。",
				EN: "Section one reviews disclosure, applications, information management, platforms and supervision. A topic counts when it has a paragraph, a sentence with a number, or is spoken of twice.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Notice30, Clause: "一（一）", From: 2021},
			Needs:    []string{"section 1"},
			Trip:     "只写组织机构、制度、机制、学习宣传", Pass: "（一）主动公开……（五）监督保障",
			Forms: form.Modern, Check: checkTopics,
		},
		{
			ID:    "S-07",
			Title: rule.Text{ZH: "政府的报告写明考核、社会评议、责任追究结果", EN: "a government reports assessment, public appraisal and accountability"},
			Doc: rule.Text{
				ZH: "条例第五十条要求各级人民政府的报告还应包括工作考核、社会评议和责任追究结果。",
				EN: "Article 50 wants these three results from governments of every level.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Regulation, Clause: "第五十条第（四）项", From: 2019},
			Needs:    []string{"agency", "sections"},
			Trip:     "某镇人民政府的报告没有社会评议和责任追究", Pass: "将政务公开纳入考核，开展社会评议，没有发生责任追究的情形",
			Forms: form.Modern, Check: checkResults,
		},
		{
			ID:    "S-15",
			Title: rule.Text{ZH: "引用现行的格式文件", EN: "cites the format document in force"},
			Doc: rule.Text{
				ZH: "2021 年度起的格式依据是国办公开办函〔2021〕30号，仍引用〔2019〕60号（包括只写文件名、格式（试行）的），或者把它的文件名与新文号写在一起，说明沿用了旧文字。",
				EN: "From report year 2021 on the form rests on the notice of 2021; citing that of 2019, by its number, its title or the trial form (试行), or its title with the new number, shows old text.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Notice30, From: 2021},
			Needs:    []string{"preamble", "sections"},
			Trip:     "根据国办公开办函〔2019〕60号……（2023 年度报告）", Pass: "根据国办公开办函〔2021〕30号",
			Forms: form.Modern, Check: checkBasisDocument,
		},
		{
			ID:    "S-16",
			Title: rule.Text{ZH: "2019 年以前的格式", EN: "the format before 2019"},
			Doc: rule.Text{
				ZH: "旧格式（统计表）没有现行的三张表，不按现行格式检查，只检查文字、个人信息和年份。",
				EN: "The older format has none of the three tables and is not checked against the form in force; only wording, privacy and years are.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: "国办发〔2014〕32号"},
			Needs:    []string{"form"},
			Trip:     "2018 年度报告附“政府信息公开情况统计表”", Pass: "2023 年度报告为现行格式",
			Check: checkOldForm,
		},
		{
			ID:    "S-18",
			Title: rule.Text{ZH: "第一部分不超过 1000 字", EN: "section one has at most 1000 characters"},
			Doc: rule.Text{
				ZH: "个别地方有此要求，默认不检查。",
				EN: "A local requirement, off by default.",
			},
			Severity: report.Info,
			Source:   rule.Source{Document: "参考：武政办发〔2025〕54号（武威市）", From: 2021},
			Needs:    []string{"section 1"},
			Trip:     "总体情况 1800 字", Pass: "总体情况 600 字",
			Forms: form.Modern, Off: true, Check: checkLength,
		},
	}
}

// accepted are other wordings of the headings, by section, folded and without their
// ordinals.
var accepted = [...][]string{
	2: {"主动公开情况"},
	4: {"因政府信息公开工作被申请行政复议和提起行政诉讼情况", "政府信息公开行政复议与行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"},
	5: {"政府信息公开工作存在的主要问题及改进情况", "存在问题及改进情况", "存在的问题及改进情况", "存在主要问题及改进情况"},
	6: {"其他需要报告的事项情况"},
}

func checkHeadings(p *rule.Pass) {
	parts := p.Narrative().Parts
	for i := range parts {
		n := parts[i].Section
		if n < 1 || n > 6 {
			continue
		}
		p.Judged()
		heading := strings.TrimLeft(parts[i].Heading.S, "#*") // marks of Markdown
		got := strings.TrimRight(heading[narrative.Ordinal(heading):], "：。、，；")
		want := report.SectionHeadings()[n-1]
		plain := want[narrative.Ordinal(want):]
		exact := strings.TrimRight(heading[narrative.Ordinal(heading):], "*")
		if exact == plain || heading == "" || form.HeadingCut(p, &parts[i]) || (n < len(accepted) && slices.Contains(accepted[n], exact)) {
			continue
		}
		s := parts[i].Printed()
		d := rule.Draft{Section: n, Quotes: []string{s.Heading}, At: form.Places(s.At), Want: want, Got: s.Heading}
		d.ZH, d.EN = "标题与格式不一致：格式为“"+want+"”", "the heading differs from the form's "+want
		if got == plain {
			d.ZH, d.EN = "标题多出标点", "the heading has a stray mark"
		}
		p.Find(d)
	}
}

// topic is one of the five things that section one reviews.
type topic struct {
	name, en string
	words    []string
}

var topics = [...]topic{
	{"主动公开", "disclosure", []string{"主动公开", "主动公示", "公开信息", "公开政府信息", "公开各类", "发布信息", "发布各类", "政策解读"}},
	{"依申请公开", "applications", []string{"依申请", "公开申请"}},
	{"政府信息管理", "information management", []string{"信息管理", "信息资源", "三审三校", "保密审查", "公文公开属性", "规范性文件库", "信息发布审核", "信息审核", "动态更新", "清理"}},
	{"平台建设", "platforms", []string{"平台", "网站", "新媒体", "公众号", "专栏"}},
	{"监督保障", "supervision", []string{"监督", "保障", "考核", "培训", "社会评议", "督查", "领导小组"}},
}

func checkTopics(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 1 || part.S == "" {
			return
		}
		if form.LastSection(p.Report()) <= 1 {
			p.Doubt() // nothing follows: the text may be cut off in section one
			return
		}
		p.Judged()
		var absent, en []string
		for _, t := range topics {
			if !addressed(p, part, t) {
				absent, en = append(absent, t.name), append(en, t.en)
			}
		}
		if len(absent) == 0 {
			return
		}
		s := part.Printed()
		d := rule.Draft{Section: 1, Quotes: []string{s.Heading}, At: form.Places(s.At)}
		d.ZH = "第一部分没有说到：" + strings.Join(absent, "、")
		d.EN = "section one does not cover: " + strings.Join(en, ", ")
		p.Find(d)
	})
}

// addressed reports whether section one covers a topic: an item is about it, a sentence with
// a number or its very name speaks of it, or it is spoken of twice.
func addressed(p *rule.Pass, part *narrative.Part, t topic) bool {
	if part.Has(t.name) {
		return true
	}
	n := 0
	for _, s := range part.Sentences {
		p.Step()
		words := part.Words(s)
		if !prose.ContainsAny(words, t.words...) {
			continue
		}
		if k := narrative.Ordinal(words); k > 0 && strings.HasPrefix(words, "（") && prose.ContainsAny(prose.Clip(words[k:], 36), t.words...) {
			return true
		}
		if len(s.Numbers) > 0 {
			return true
		}
	}
	for _, w := range t.words {
		n += strings.Count(part.S, w)
	}
	return n >= 2
}

// results are what Article 50 wants from governments, with words for each.
var results = [...]struct {
	zh, en string
	words  []string
}{
	{"工作考核", "assessment", []string{"考核", "考评"}},
	{"社会评议", "public appraisal", []string{"社会评议", "评议", "满意度", "民意调查"}},
	{"责任追究", "accountability", []string{"责任追究", "追究责任", "追责", "问责"}},
}

func checkResults(p *rule.Pass) {
	if !p.Agency().Government {
		return
	}
	var absent, en []string
	for _, r := range results {
		found := false
		prose.EachPart(p, func(part *narrative.Part) { found = found || part.Has(r.words...) })
		if !found {
			absent, en = append(absent, r.zh), append(en, r.en)
		}
	}
	if len(absent) == 0 {
		p.Judged()
		return
	}
	if form.CutShort(p.Report()) {
		p.Doubt() // what is cut off may have named them
		return
	}
	p.Judged()
	d := rule.Draft{Section: 1}
	if s := form.SectionNumbered(p.Report(), 1); s != nil {
		d.Quotes, d.At = []string{s.Heading}, form.Places(s.At)
	}
	d.ZH = "政府的年度报告没有写明" + strings.Join(absent, "、") + "结果"
	d.EN = "a government's report lacks: " + strings.Join(en, ", ")
	p.Find(d)
}

func checkOldForm(p *rule.Pass) {
	p.Judged()
	if p.Report().Form != report.FormPre2019 {
		return
	}
	p.Find(rule.Draft{
		ZH: "2019 年以前的格式，未按国办公开办函〔2021〕30号检查",
		EN: "older format (before 2019), not checked against the form of 2021",
	})
}

func checkLength(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 1 {
			return
		}
		p.Judged()
		n := utf8.RuneCountInString(part.S)
		if n <= longest {
			return
		}
		s := part.Printed()
		d := rule.Say("第一部分约 %d 字，超过 %d 字", "section one has about %d characters, more than %d", n, longest)
		d.Section, d.Quotes, d.At = 1, []string{s.Heading}, form.Places(s.At)
		p.Find(d)
	})
}
