package structure

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// titleOf2019 is how the title of the notice of 2019 ends; that of 2021 is 关于印发……格式的通知.
const titleOf2019 = "年度报告有关事项的通知》（"

// noticeOf2019 is the title of the notice of 2019.
const noticeOf2019 = "《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》"

// checkBasisTitle finds the notice of 2019 where nothing of that of 2021 is cited, and the number of the notice of 2021 behind the title of that of 2019.
func checkBasisTitle(p *rule.Pass, part *narrative.Part) {
	const number = "国办公开办函〔2021〕30号"
	if i := part.Index(noticeOf2019); i >= 0 && p.Year() >= 2021 && !part.Has(number, "年度报告格式") {
		d := prose.SpanDraft(part, i, i+len(noticeOf2019))
		d.ZH = "依据写的是 2019 年的通知，" + prose.Itoa(int64(p.Year())) + " 年度应依据国办公开办函〔2021〕30号"
		d.EN = "rests on the notice of 2019; a report that follows the form of 2021 rests on that of 2021"
		d.Want, d.Got = "关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知", "关于政府信息公开工作年度报告有关事项的通知"
		p.Find(d)
		return
	}
	checkBasisNumber(p, part)
	i := part.Index(titleOf2019 + number)
	if i < 0 {
		return
	}
	start, end := prose.Around(part.S, i, i+len(titleOf2019+number), 8)
	d := prose.SpanDraft(part, start, end)
	d.ZH = "文件名与文号不符：" + number + "是关于印发年度报告格式的通知，“有关事项的通知”是 2019 年的〔2019〕60号"
	d.EN = "title and number are those of two notices: " + number + " issued the form, the title is that of 2019"
	d.Want, d.Got = "关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知", "关于政府信息公开工作年度报告有关事项的通知"
	p.Find(d)
}

// checkBasisNumber finds another number than that of the notice of 2021 behind its title.
func checkBasisNumber(p *rule.Pass, part *narrative.Part) {
	const number, issuer = "〔2021〕30号", "国办公开办函"
	for _, title := range [...]string{"年度报告格式》的通知》（" + issuer, "年度报告格式〉的通知》（" + issuer} {
		i := part.Index(title)
		if i < 0 || form.LostBesideFigures(p) || p.Full() {
			continue
		}
		p.Step()
		at := i + len(title)
		got, _, closed := strings.Cut(part.S[at:], "）")
		if !closed || got == number || !strings.HasPrefix(got, "〔") || !strings.HasSuffix(got, "号") || len(got) > len(number)+2 {
			continue
		}
		d := prose.SpanDraft(part, at-len(issuer), at+len(got))
		d.Want, d.Got = issuer+number, issuer+got
		d.ZH, d.EN = "文号有误，应为"+d.Want, "the notice's number is "+d.Want
		p.Find(d)
	}
}

// checkBasisArticle finds a preamble that rests the report on another article of the regulation than the 49th, which
// asks for it, and the 50th, which says what it holds.
func checkBasisArticle(p *rule.Pass, part *narrative.Part) {
	const title = "条例》第"
	i := part.Index(title)
	if part.Section != 0 || i < 0 || p.Year() < 2019 || p.Full() {
		return
	}
	at := i + len(title)
	got, behind, ok := strings.Cut(prose.Clip(part.S[at:], 3*8), "条")
	if !ok || got == "" || strings.Trim(got, "一二三四五六七八九十0123456789") != "" {
		return
	}
	switch got {
	case "四十九", "五十", "49", "50":
		return
	}
	if !prose.HasPrefixAny(behind, "规定", "要求", "的规定", "的要求", "之规定", "，") || strings.Contains(part.S[at:], "第五十条") || strings.Contains(part.S[at:], "第四十九条") {
		return
	}
	sentence, _, _ := strings.Cut(part.S[at:], "。")
	if !prose.ContainsAny(sentence, "编制", "公布", "现将", "本报告") {
		return
	}
	d := prose.SpanDraft(part, i, at+len(got)+len("条"))
	d.Severity = report.Info
	d.Want, d.Got = "第四十九条、第五十条", "第"+got+"条"
	d.ZH, d.EN = "年度报告的依据是《条例》第四十九条、第五十条，写作"+d.Got, "annual reports rest on articles 49 and 50 of the regulation, not on "+got
	p.Find(d)
}

func checkBasisDocument(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		for _, w := range [...]string{"国办公开办函〔2019〕60", "国办公开办函[2019]60", "国办公开办函（2019）60", "国办公开函〔2019〕60", "年度报告格式（试行）》"} {
			i := part.Index(w)
			if i < 0 {
				continue
			}
			end := i + len(w)
			if k := strings.Index(part.S[end:], "号"); k >= 0 && k < 12 && !strings.HasSuffix(w, "》") {
				end += k + len("号")
			}
			d := prose.SpanDraft(part, i, end)
			d.ZH = "引用了 2019 年的格式文件，" + prose.Itoa(int64(p.Year())) + " 年度应依据国办公开办函〔2021〕30号"
			d.EN = "cites the format notice of 2019 for a report that follows that of 2021"
			d.Want = "国办公开办函〔2021〕30号"
			p.Find(d)
			return
		}
		checkBasisTitle(p, part)
		checkBasisArticle(p, part)
	})
}
