package law

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkArticles finds articles that the regulation does not have, and such that are about something else than what is
// done by them. 《条例》 is the regulation unless one with another name was spoken of last.
func checkArticles(p *rule.Pass, part *narrative.Part) {
	const title = "条例》"
	own := true
	for at := 0; p.Year() >= lawOf2019 && !p.Full(); {
		p.Step()
		i := part.IndexFrom(title, at)
		if i < 0 {
			return
		}
		at = i + len(title)
		full := !strings.HasSuffix(part.S[:i], "《")
		if full {
			own = prose.HasSuffixAny(part.S[:i], "《政府信息公开", "《中华人民共和国政府信息公开", "《信息公开")
		}
		if own && !full {
			knownDay(p, part, &knownDocuments[0], at)
		}
		if own && strings.HasPrefix(part.S[at:], "第") {
			checkArticle(p, part, i, at+len("第"), full)
		}
	}
}

// checkArticle judges the article of the regulation whose number begins with S[start:]; its title ends behind S[i:].
func checkArticle(p *rule.Pass, part *narrative.Part, i, start int, full bool) {
	end := strings.Index(prose.Clip(part.S[start:], 3*6), "条")
	if end <= 0 {
		return
	}
	end += start
	n, from := prose.Hundredth(part.S, end)
	if from != start || n < 0 {
		return
	}
	behind := part.S[end+len("条"):]
	got := "第" + part.S[start:end] + "条"
	if n > articles {
		d := lawDraft(part, i, end+len("条"), "≤"+prose.Itoa(articles), got)
		if full {
			d.Severity = report.Error
		}
		d.ZH, d.EN = "《政府信息公开条例》共"+prose.Itoa(articles)+"条，没有"+got, "the regulation has "+prose.Itoa(articles)+" articles"
		p.Find(d)
		return
	}
	lead := part.S[max(0, i-prose.LongestTitleBytes):i]
	lead = lead[:max(0, strings.LastIndex(lead, "《"))]
	if lead != "" && !prose.HasSuffixAny(lead, "依照", "依据", "根据", "按照", "在", "按", "未超过", "没有超过", "符合", "。", "，", "\n") {
		return
	}
	if words, want := otherTopic(n, behind); words != "" {
		d := lawDraft(part, i, end+len("条")+len(prose.Clip(prose.FirstClauses(behind), 90)), "第"+prose.Itoa(int64(want))+"条", got)
		d.ZH, d.EN = "《条例》"+got+"说的不是"+words+"，那是第"+prose.Itoa(int64(want))+"条", "another article is about "+words
		p.Find(d)
	}
}

// otherTopic is what the clause behind an article is about where that is a topic of others, and their first.
func otherTopic(n int, behind string) (words string, want int) {
	behind, _, _ = strings.Cut(prose.Clip(behind, 180), "。")
	if i := strings.Index(behind, "条"); i >= 0 {
		if prose.ContainsAny(behind[:i], "第", "、", "和", "至") {
			return "", 0 // several articles
		}
	}
	i := prose.FirstIndex(behind, "规定", "要求")
	if i < 0 || i > 3*12 {
		return "", 0
	}
	behind = strings.TrimPrefix(behind[i+len("规定"):], "，")
	clause, _, _ := strings.Cut(behind, "，")
	if prose.ContainsAny(clause, "《") {
		return "", 0
	}
	for _, t := range subjects {
		for _, w := range t.words {
			if !strings.Contains(clause, w) {
				continue
			}
			for _, k := range t.in {
				if k == n {
					return "", 0
				}
			}
			if words == "" {
				words, want = w, t.in[0]
			}
		}
	}
	return words, want
}

// checkOldDecree finds the decree of 2007 as the one in force, where it does not stand behind the title.
func checkOldDecree(p *rule.Pass, part *narrative.Part) {
	const decree = "令第492号"
	i := part.Index(decree)
	if i < 0 || p.Full() {
		return
	}
	for _, s := range part.Sentences {
		if i < s.Start || i >= s.End {
			continue
		}
		words := part.Words(s)
		if !strings.Contains(words, "条例》") || strings.Contains(words, "711") || prose.ContainsAny(words, "修订前", "原", "旧", "2007", "2008", "废止", "曾", "首次", "历史", "信息公开条例》（") {
			return
		}
		start, end := prose.Around(part.S, i, i+len(decree), 3)
		d := lawDraft(part, start, end, "711", "492")
		d.ZH, d.EN = "现行条例由国务院令第711号公布，写作492号", "the regulation in force is that of decree 711, not 492"
		p.Find(d)
	}
}
