package arithmetic

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkMoreCounts finds numbers announced in other words than by 以下三个问题.
func checkMoreCounts(p *rule.Pass) {
	rows := p.Narrative().Pieces(beforeRows...)
	prose.EachPart(p, func(part *narrative.Part) {
		laterParts(p, part)
		if part.Section == 5 {
			itemsAbove(p, part)
		}
		dated, titled := part.Has("分别"), part.Has("《")
		for _, s := range part.Sentences {
			if p.Full() {
				return
			}
			sameWords(p, part, s)
			if part.In(rows) {
				rowsCounted(p, part, s)
			}
			if dated {
				datesNamed(p, part, s)
			}
			if titled {
				titlesNamed(p, part, s)
			}
		}
	})
}

// sayCount reports how many were announced and how many there are.
func sayCount(p *rule.Pass, part *narrative.Part, start, end int, said, n int64) {
	d := prose.SpanDraft(part, start, end)
	d.Want, d.Got = prose.Itoa(said), prose.Itoa(n)
	d.ZH = "前面说有 " + d.Want + " 项，列出 " + d.Got + " 项"
	d.EN = d.Want + " are announced, " + d.Got + " are listed"
	p.Find(d)
}

// laterParts finds a part of the report that the form since 2019 does not have: 列入本报告第七部分.
func laterParts(p *rule.Pass, part *narrative.Part) {
	if y := p.Year(); y < 2019 {
		return
	}
	prose.EachPlace(p, part, "报告第", func(i int) {
		at := i + len("报告第")
		v, n := prose.Numeral(part.S[at:])
		if n == 0 || v <= form.LastOfSix || !strings.HasPrefix(part.S[at+n:], "部分") || !prose.HasSuffixAny(part.S[:i], "本", "本年度", "本年度工作", "年度") || prose.InTitle(part.S, i) {
			return
		}
		start, end := prose.Around(part.S, i, at+n+len("部分"), 4)
		d := prose.SpanDraft(part, start, end)
		d.ZH, d.EN = "年度报告共六部分，没有第"+part.S[at:at+n]+"部分", "a report has six parts and no part "+prose.Itoa(int64(v))
		p.Find(d)
	})
}

// sameWords counts what is announced by a word with which each item begins: 做到三个坚持：坚持……，坚持…….
func sameWords(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	colon := strings.Index(words, "：")
	if colon < 0 {
		return
	}
	head := strings.TrimSuffix(words[:colon], "”")
	i := strings.LastIndex(head, "个")
	if i < 3 || len(head)-i != len("个坚持") {
		return
	}
	word, said := head[i+len("个"):], prose.NumeralOf(head[i-3:i])
	if head[i-3:i] == "两" {
		said = 2
	}
	if said < 2 || prose.HasSuffixAny(head[:i-3], "十", "第") || !strings.HasPrefix(words[colon+len("："):], word) {
		return
	}
	rest := words[colon+len("："):]
	n := int64(0)
	for from := 0; from < len(rest); {
		end := prose.ClauseEnd(rest, from)
		for _, item := range strings.Split(rest[from:end], "、") {
			if strings.HasPrefix(item, word) {
				n++
			}
		}
		from = end + len("，")
	}
	p.Judged()
	if n < 2 || n == int64(said) || strings.Contains(rest, "等") || s.End > form.CutFrom(p, part) {
		return
	}
	sayCount(p, part, s.Start+i-3, s.Start+colon+len("：")+len(word), int64(said), n)
}

// dateList reads a list of months or days that nothing but 、 and 和 divides: how many there are, and the length.
func dateList(s string) (n int64, length int) {
	for {
		at := length
		if n > 0 {
			switch {
			case strings.HasPrefix(s[at:], "、"), strings.HasPrefix(s[at:], "和"), strings.HasPrefix(s[at:], "及"):
				at += len("、")
			default:
				return n, length
			}
		}
		k := prose.Digits(s[at:])
		if k == 0 || k > 2 {
			return n, length
		}
		switch at += k; {
		case strings.HasPrefix(s[at:], "月"):
			at += len("月")
			if k := prose.Digits(s[at:]); k > 0 && strings.HasPrefix(s[at+k:], "日") {
				at += k + len("日")
			}
		case strings.HasPrefix(s[at:], "日") && n > 0:
			at += len("日")
		default:
			return n, length
		}
		n, length = n+1, at
	}
}

// datesNamed compares how often something took place with the dates that follow: 会议5次，时间分别为3月、6月和9月.
func datesNamed(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	i := strings.Index(words, "分别")
	if i < 0 {
		return
	}
	at := i + len("分别")
	for _, w := range [...]string{"为", "是", "于", "在"} {
		if strings.HasPrefix(words[at:], w) {
			at += len(w)
			break
		}
	}
	n, length := dateList(words[at:])
	if n < 2 {
		return
	}
	rest := words[at+length:]
	if !prose.HasPrefixAny(rest, "，各1", "，各一", "。", "；", "召开", "举办", "举行", "开展") {
		return
	}
	var said *narrative.Number
	for k := range s.Numbers {
		if s.Numbers[k].End <= s.Start+i {
			said = &s.Numbers[k]
		}
	}
	// 于3月、6月召开 is each done once, where the count stands right before 分别
	if said == nil || said.Approx || !prose.ContainsAny(said.Unit, "次", "场", "期", "批") || said.Unit == "人次" || said.Unit == "件次" || said.Unit == "批次" {
		return
	}
	between := part.S[said.UnitEnd : s.Start+i]
	if between != "" && between != "，" && between != "（" && between != "，时间" && between != "，时间上" && between != "（时间" && between != "，召开时间" {
		return
	}
	v, ok := said.Int()
	if !ok {
		return
	}
	p.Judged()
	if v == n || prose.ContainsAny(rest, "各2", "各两", "各3") {
		return
	}
	sayCount(p, part, said.Start, s.Start+at+length, v, n)
}

// titleList counts the titles that s begins with, which nothing but 、 or 和 divides, and says where they end.
func titleList(s string) (n int64, length int) {
	for {
		at := length
		if n > 0 {
			for _, w := range [...]string{"、", "和", "及", "以及", "，"} {
				if strings.HasPrefix(s[at:], w+"《") {
					at += len(w)
					break
				}
			}
		}
		if !strings.HasPrefix(s[at:], "《") {
			return n, length
		}
		end := strings.Index(s[at:], "》")
		if end < 0 || end > prose.LongestTitleBytes || strings.Count(s[at:at+end], "《") > 1 {
			return n, 0
		}
		n, length = n+1, at+end+len("》")
		if strings.HasPrefix(s[length:], "（") { // a document's number behind its title
			if k := strings.Index(s[length:], "）"); k > 0 && k < prose.LongestTitleBytes {
				length += k + len("）")
			}
		}
	}
}

// made are the ways in which a sentence says what normative documents are named behind it, with the cell of table two
// that counts them.
var made = [...]struct {
	words []string
	cell  string
}{
	{[]string{"废止的行政规范性文件", "废止行政规范性文件", "废止的规范性文件"}, "disclosure.normative_repealed"},
	{[]string{"制发的行政规范性文件", "制定的行政规范性文件", "出台的行政规范性文件", "制发的规范性文件", "制定的规范性文件", "制发行政规范性文件", "印发的行政规范性文件"}, "disclosure.normative_made"},
}

// titlesNamed compares the titles of documents with their number: with that in the sentence (规范性文件3件：《》《》), or
// with that of table two (制发的行政规范性文件为《》《》).
func titlesNamed(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	i := strings.Index(words, "《")
	if i < 0 {
		return
	}
	n, length := titleList(words[i:])
	if length == 0 {
		return
	}
	rest := words[i+length:]
	if !prose.HasPrefixAny(rest, "。", "，", "；", "）") && rest != "" || prose.ContainsAny(rest, "《", "等") || s.End > form.CutFrom(p, part) {
		return
	}
	lead := words[:i]
	for k := len(s.Numbers) - 1; k >= 0; k-- {
		said := &s.Numbers[k]
		if said.End > s.Start+i {
			continue
		}
		switch part.S[said.UnitEnd : s.Start+i] {
		case "：", "，即", "，即：", "，分别为", "，分别是", "，分别为：", "，分别是：", "（", "，为":
		default:
			return
		}
		v, ok := said.Int()
		if !ok || said.Approx || !prose.ContainsAny(said.Unit, "件", "部", "份", "个", "项", "部") || !prose.ContainsAny(lead, "文件", "办法", "规定", "制度", "方案", "规划", "意见") {
			return
		}
		p.Judged()
		if v != n && v < 20 {
			sayCount(p, part, said.Start, s.Start+i+length, v, n)
		}
		return
	}
	head := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(lead, "："), "是"), "为")
	if head == lead {
		return
	}
	for _, m := range made {
		if !prose.HasSuffixAny(head, m.words...) || prose.ContainsAny(head, "拟", "计划", "下一步", "上年", "之一", "重点") {
			continue
		}
		want, ok := p.Count(m.cell)
		if !ok {
			return
		}
		p.Judged()
		if want == n {
			return
		}
		d := prose.SpanDraft(part, s.Start+max(0, i-len(prose.Clip(head, 3*12))), s.Start+i+length)
		d.Cells = []string{m.cell}
		d.Want, d.Got = prose.Itoa(want), prose.Itoa(n)
		d.ZH = "表二为 " + d.Want + " 件，正文列出 " + d.Got + " 件"
		d.EN = "table two has " + d.Want + ", the text names " + d.Got
		p.Find(d)
		return
	}
}

// itemsAbove compares the number of the problems that a sentence points back to with the lists before it: 对上述三个问题.
func itemsAbove(p *rule.Pass, part *narrative.Part) {
	for _, w := range [...]string{"上述", "以上", "这"} {
		prose.EachPlace(p, part, w, func(i int) {
			at := i + len(w)
			if at+3 > len(part.S) {
				return
			}
			said := prose.NumeralOf(part.S[at : at+3])
			if part.S[at:at+3] == "两" {
				said = 2
			}
			if said < 2 || !prose.HasPrefixAny(part.S[at+3:], "个问题", "个方面问题", "个方面的问题", "方面问题", "方面的问题", "点问题", "项问题", "个不足", "点不足", "条问题") {
				return
			}
			longest, listed := 0, false
			for _, family := range [...][]prose.Ordinal{prose.SaidOrdinals(part.S[:i]), prose.BracketOrdinals(part.S[:i], true), prose.BracketOrdinals(part.S[:i], false), prose.CircledOrdinals(part.S[:i]), prose.FirstOrdinals(part.S[:i])} {
				last := 0
				for k, o := range family {
					if o.Value != 1 && o.Value != last+1 {
						return // an item is lost, of which W-09 tells
					}
					last = o.Value
					if k+1 == len(family) || family[k+1].Value == 1 {
						listed = listed || o.Value == said
						longest = max(longest, o.Value)
					}
				}
			}
			for _, s := range part.Sentences { // items by figures are not counted
				if s.Start < i && narrative.Ordinal(part.Words(s)) > 0 && prose.IsDigit(part.Words(s)[0]) {
					return
				}
			}
			if longest < 2 || listed {
				return
			}
			p.Judged()
			_, size := utf8.DecodeRuneInString(part.S[at:])
			sayCount(p, part, i, at+size+len("个问题"), int64(said), int64(longest))
		})
	}
}
