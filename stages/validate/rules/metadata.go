package rules

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// metadataRules judge issuer, title and text as such.
func metadataRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "M-01",
			Title: rule.Text{ZH: "写明编制机关、标题和年度", EN: "issuer, title and year are given"},
			Doc: rule.Text{
				ZH: "缺少这些信息的报告难以归档和汇总。",
				EN: "A report without them is hard to file and to add up.",
			},
			Severity: report.Info, Source: common,
			Needs: []string{"agency", "title", "year"},
			Trip:  "正文只称“我办”，没有机关名称", Pass: "清河区人民政府2023年政府信息公开工作年度报告",
			Forms: modern, Check: checkNamed,
		},
		{
			ID:    "M-02",
			Title: rule.Text{ZH: "标题中的机关与编制机关一致", EN: "the issuer in the title is the issuer"},
			Doc: rule.Text{
				ZH: "标题与落款或正文的机关不同，可能套用了别处的文字。全称与简称视为相同。",
				EN: "A title that names another body than the signature or text may come from elsewhere. Full and short names count as one.",
			},
			Severity: report.Warning, Source: common,
			Needs: []string{"agency", "title"},
			Trip:  "标题为甲县统计局，编制机关为乙县统计局", Pass: "洪泽区人民政府与淮安市洪泽区人民政府",
			Forms: modern, Check: checkIssuer,
		},
		{
			ID:    "M-03",
			Title: rule.Text{ZH: "有可读的文字", EN: "there is text to read"},
			Doc: rule.Text{
				ZH: "扫描件和图片不便获取和利用，也无法检查。",
				EN: "Scans and images can neither be used nor checked.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: "社科院政府透明度评估 2016（可获取性）"},
			Needs:    []string{"sections"},
			Trip:     "全文为一张图片", Pass: "正文文字可以复制",
			Forms: modern, Check: checkReadable,
		},
	}
}

func checkNamed(p *rule.Pass) {
	p.Judged()
	r := p.Report()
	var zh, en []string
	for _, f := range [...]struct {
		there  bool
		zh, en string
	}{{r.Agency != nil, "编制机关", "issuer"}, {r.Title != nil, "标题", "title"}, {r.Year != nil, "年度", "year"}} {
		if !f.there {
			zh, en = append(zh, f.zh), append(en, f.en)
		}
	}
	if len(zh) > 0 {
		p.Find(rule.Draft{ZH: "没有找到：" + strings.Join(zh, "、"), EN: "not found: " + strings.Join(en, ", ")})
	}
}

func checkIssuer(p *rule.Pass) {
	r := p.Report()
	if r.Agency == nil || r.Title == nil {
		return
	}
	agency, title := narrative.Fold(*r.Agency).S, narrative.Fold(*r.Title).S
	end := firstIndex(title, "20", "政府信息公开")
	if end <= 0 {
		return
	}
	named := strings.TrimSuffix(title[:end], "关于")
	if utf8.RuneCountInString(named) < 4 {
		return
	}
	p.Judged()
	if strings.Contains(agency, named) || strings.Contains(named, agency) || sharesTail(agency, named, 5) || strings.HasPrefix(agency, firstRunes(named, 3)) {
		return
	}
	d := rule.Say("标题中的机关是“%s”，编制机关是“%s”", "the title names %s, the issuer is %s", named, *r.Agency)
	q1, a1 := evidence(r, "title")
	q2, a2 := evidence(r, "agency")
	d.Quotes, d.At = append(q1, q2...), append(a1, a2...)
	p.Find(d)
}

// sharesTail reports whether the names end alike: a short name leaves words out in
// front, and a changed one keeps its last words.
func sharesTail(a, b string, runes int) bool {
	x, y := []rune(a), []rune(b)
	same := 0
	for same < min(len(x), len(y)) && x[len(x)-1-same] == y[len(y)-1-same] {
		same++
	}
	return same >= runes
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func checkReadable(p *rule.Pass) {
	p.Judged()
	n := 0
	eachPart(p, func(part *narrative.Part) { n += len(part.S) })
	t := p.Report().Tables
	if n > 3*minimumWords || t.Disclosure != nil || t.Applications != nil || t.Proceedings != nil {
		return
	}
	p.Find(rule.Draft{ZH: "几乎没有可读的文字，可能是扫描件或图片", EN: "hardly any text to read; perhaps a scan or an image"})
}
