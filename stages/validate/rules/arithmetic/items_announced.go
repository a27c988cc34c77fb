package arithmetic

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// itemWords follow the number of items that a sentence announces: 以下三个问题.
var itemWords = []string{"个方面", "方面", "个问题", "个不足", "点不足", "个短板", "点问题", "个主要问题", "项措施", "项举措", "项工作", "点措施", "条措施", "个环节"}

// nearItems is how far behind its number the first item of a list begins, in bytes.
const nearItems = 3 * 20

// checkItemCount counts the items of lists whose number is announced: 存在以下三个问题：一是……二是……
func checkItemCount(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		b := prose.BulletsOf(p, part)
		for _, family := range [...][]prose.Ordinal{b.Said, b.Bracketed} {
			for i, o := range family {
				p.Step()
				if o.Value == 1 && !o.Cited && !p.Full() {
					countItems(p, part, family[i:])
				}
			}
		}
	})
	checkPartsCounted(p)
	checkMoreCounts(p)
}

// countItems compares the items of a list, from its first, with the number announced before.
func countItems(p *rule.Pass, part *narrative.Part, items []prose.Ordinal) {
	start, said := announcedBefore(part, items[0].Start)
	if said == 0 {
		return
	}
	n := 1
	for n < len(items) && items[n].Value == n+1 {
		if items[n].Cited {
			return // an item or a reference
		}
		n++
	}
	if n < len(items) && items[n].Value != 1 {
		return // W-09 says that an ordinal is skipped or repeated
	}
	last := part.S[items[n-1].End:]
	if n < len(items) {
		last = part.S[items[n-1].End:items[n].Start]
	}
	p.Judged()
	// behind the last ordinal another way of numbering, or the file's end, may go on
	if n == said || n == 1 || n < said && (form.CutIn(p.Report(), form.TableForm{Section: part.Section}) || prose.ContainsAny(last, "此外", "另外", "同时，", "最后")) {
		return
	}
	d := prose.SpanDraft(part, start, items[0].End)
	d.Want, d.Got = prose.Itoa(int64(said)), prose.Itoa(int64(n))
	d.ZH = "前面说有 " + d.Want + " 项，列出 " + d.Got + " 项"
	d.EN = d.Want + " items are announced, " + d.Got + " are listed"
	p.Find(d)
}

// announcedBefore is the number of items that is announced directly before S[at:] and where
// it stands; 0 for none.
func announcedBefore(part *narrative.Part, at int) (start, n int) {
	before := part.S[max(0, at-nearItems-9):at]
	if i := strings.LastIndexAny(before, "。；"); i >= 0 {
		_, k := utf8.DecodeRuneInString(before[i:])
		before = before[i+k:]
	}
	for _, w := range itemWords {
		if !part.May(w) {
			continue
		}
		i := strings.LastIndex(before, w)
		if i < 3 {
			continue
		}
		v := prose.NumeralOf(before[i-3 : i])
		if before[i-3:i] == "两" {
			v = 2
		}
		if v < 2 || v > 9 || prose.HasSuffixAny(before[:i-3], "第", "十", "百", "一", "二", "三", "之") {
			continue
		}
		// two numbers in one sentence announce two lists, or something else
		if prose.ContainsAny(before[i+len(w):], "个", "项", "方面") {
			continue
		}
		return at - len(before) + i - 3, v
	}
	return 0, 0
}

// itemsOf is how many parts a list names, whatever they are. Reviews and lawsuits are one part
// though 、 divides them.
func itemsOf(list string) (n int) {
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("、，；", r) }) {
		if !strings.HasPrefix(item, "行政诉讼") && !strings.HasPrefix(item, "提起行政诉讼") && !strings.HasPrefix(item, "等") {
			n++
		}
	}
	return n
}

// checkPartsCounted compares the parts of the report that a sentence names with their number.
// Reports before 2019 have other parts, which PartsNamed does not know.
func checkPartsCounted(p *rule.Pass) {
	if y := p.Year(); y != 0 && y < 2019 {
		return
	}
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section > 1 || !part.Has("部分组成", "个部分", "六部分") {
			return
		}
		for _, s := range part.Sentences {
			words := part.Words(s)
			end := prose.FirstIndex(words, "部分组成", "个部分", "六部分")
			if end < 3 || !prose.ContainsAny(words, "总体情况", "概述") {
				continue
			}
			said := prose.NumeralOf(words[end-3 : end])
			if strings.HasPrefix(words[end:], "六部分") {
				said = 6
			}
			if said == 0 {
				continue
			}
			start, stop := form.Announced(words, end)
			p.Judged()
			if said == itemsOf(words[start:stop]) {
				continue
			}
			absent, extra := form.PartsNamed(words[start:stop])
			n := len(form.PartNames) - len(absent) + len(extra)
			if n == said || n <= said && len(extra) == 0 && len(absent) > 1 {
				continue
			}
			if after := strings.Index(words[end:], "部分"); after >= 0 {
				stop = max(stop, end+after+len("部分"))
			}
			d := prose.SpanDraft(part, s.Start+start, s.Start+stop)
			d.Severity = report.Warning
			d.Want, d.Got = prose.Itoa(int64(said)), prose.Itoa(int64(n))
			d.ZH = "前面说有 " + d.Want + " 部分，列出 " + d.Got + " 部分"
			d.EN = d.Want + " parts are announced, " + d.Got + " are named"
			p.Find(d)
		}
	})
}
