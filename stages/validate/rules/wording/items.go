package wording

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// openLines finds a paragraph that ends with a comma, where an item with an ordinal follows: 粉丝2万人，（三）.
func openLines(part *narrative.Part) (hits []prose.Hit) {
	for _, mark := range [...]string{"，", "、"} {
		part.EachLine(func(at int) {
			if !strings.HasSuffix(part.S[:at], mark) || narrative.Ordinal(part.S[at:]) == 0 {
				return
			}
			start, end := prose.Around(part.S, at-len(mark), at, 8)
			hits = append(hits, prose.Hit{Start: start, End: min(end, at), Draft: prose.Misspelt("段落以“"+mark+"”结束", "a paragraph ends with a comma")})
		})
	}
	return hits
}

// markedOrdinals finds an ordinal in brackets that has a 、 behind it all the same: （一）、主动公开.
func markedOrdinals(part *narrative.Part) []prose.Hit {
	for _, s := range part.Sentences {
		n := narrative.Ordinal(part.Words(s))
		if n == 0 || !strings.HasSuffix(part.S[:s.Start+n], "）") || !strings.HasPrefix(part.S[s.Start+n:], "、") {
			continue
		}
		start, end := prose.Around(part.S, s.Start, s.Start+n+len("、"), 8)
		return []prose.Hit{{Start: max(start, s.Start), End: end, Draft: func(d *rule.Draft) {
			d.Severity = report.Info
			d.ZH, d.EN = "带括号的序号后面不用顿号", "no 、 behind an ordinal in brackets"
		}}} // once: all of a report are written alike
	}
	return nil
}

// longItem is how many bytes an item has that is no mere adjective: 政策法规.
const longItem = 3 * 4

// leads reports whether what stands before the first item of a row ends with a verb for showing it.
func leads(before string, is bool) bool {
	return is && prose.HasSuffixAny(before, "公开", "公布", "发布", "设置", "开设", "设立", "包括", "包含", "涉及", "涵盖", "更新", "增加", "新增", "采用", "运用", "利用", "通过", "举办", "组织", "推出", "了", "为", "有")
}

// repeatedItems finds an item that stands twice in a row of at least three that nothing but 、 divides:
// 政策法规、工作动态、政策法规.
func repeatedItems(part *narrative.Part, s narrative.Sentence, clauses []prose.Span, hits []prose.Hit) []prose.Hit {
	words := part.Words(s)
	if !part.HasIn(words, "、") {
		return hits
	}
	for _, c := range clauses {
		row := words[c.From:c.To]
		if divided := strings.Count(row, "、"); divided > 0 {
			if divided > 1 {
				hits = itemsAgain(s.Start+c.From, strings.Split(row, "、"), hits)
			}
			hits = lastAgain(part, s.Start+c.From, row, hits)
		}
	}
	return hits
}

// itemsAgain finds the items of a row that begins at S[at] which stand in it before.
func itemsAgain(at int, row []string, hits []prose.Hit) []prose.Hit {
	for k, item := range row[:min(len(row), prose.MostClauses)] {
		if k == len(row)-1 {
			item, _, _ = strings.Cut(item, "等")
		}
		if len(item) >= longItem && narrative.Index(item, "《") < 0 {
			if slices.Contains(row[:k], item) || k > 0 && leads(strings.CutSuffix(row[0], item)) {
				hits = append(hits, prose.Hit{Start: at, End: at + len(item), Draft: prose.Misspelt("并列的各项中“"+item+"”列了两次", "an item is listed twice: "+item)})
			}
		}
		at += len(row[k]) + len("、")
	}
	return hits
}

// lastAgain finds the item of a row behind 和 that stands in the row already: 增加现场访谈、音频和现场访谈.
func lastAgain(part *narrative.Part, start int, row string, hits []prose.Hit) []prose.Hit {
	i := strings.LastIndex(row, "、")
	if i < 0 {
		return hits
	}
	for _, and := range [...]string{"和", "以及", "及"} {
		k := strings.LastIndex(row[i:], and)
		if k < 0 {
			continue
		}
		k += i
		item, _, _ := strings.Cut(row[k+len(and):], "等")
		if len(item) < longItem || !prose.Han(item) {
			return hits
		}
		for n, before := range strings.Split(row[:k], "、") {
			if before == item && n > 0 || n == 0 && leads(strings.CutSuffix(before, item)) {
				return append(hits, prose.Hit{Start: start + k + len(and), End: start + k + len(and) + len(item), Draft: prose.Misspelt("并列的各项中“"+item+"”列了两次", "an item is listed twice: "+item)})
			}
		}
		return hits
	}
	return hits
}
