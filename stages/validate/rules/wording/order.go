package wording

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// gaps are the ordinals that neither begin a list nor continue the one before. One that may be cited
// fills a gap, and makes none: behind 公开信息189条 an item （三） may begin.
func gaps(all []prose.Ordinal) (out []prose.Ordinal, want []int) {
	last, reached := 0, 0
	for _, o := range all {
		switch {
		case o.Cited:
			if o.Value == reached+1 {
				reached = o.Value
			}
			continue
		case o.Value != 1 && o.Value != last+1 && o.Value != reached+1:
			out, want = append(out, o), append(want, last+1)
			if o.Value == last { // printed twice: the next goes on as if it were right
				o.Value++
			}
		}
		last, reached = o.Value, o.Value
	}
	return out, want
}

func checkOrdinals(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		var hits []prose.Hit
		b := prose.BulletsOf(p, part)
		for _, family := range [...][]prose.Ordinal{b.Said, b.Bracketed, prose.BracketOrdinals(part.S, false), prose.CircledOrdinals(part.S), prose.FirstOrdinals(part.S)} {
			found, want := gaps(family)
			for i, o := range found {
				if part.Section == 0 && want[i] == 1 {
					continue // the text may have lost its beginning
				}
				if o.Value == want[i]+1 && renumbered(part, family, o) {
					continue
				}
				start, end := prose.Around(part.S, o.Start, o.End, 8)
				hits = append(hits, prose.Hit{Start: max(o.Start, start), End: end, Draft: func(d *rule.Draft) {
					d.Want, d.Got = prose.Itoa(int64(want[i])), prose.Itoa(int64(o.Value))
					d.ZH, d.EN = "序号不连续：应为第 "+d.Want+" 项，写作第 "+d.Got+" 项", "a gap in the ordinals: "+d.Got+" where "+d.Want+" was due"
				}})
			}
		}
		hits = append(hits, prose.OtherOrdinals(part)...)
		hits = append(hits, otherFamily(part, b.Said)...)
		prose.FindHits(p, part, append(hits, unnumbered(part)...))
	})
}

// otherFamily finds the next item of 一是, 二是 told with 三、 in the same sentence.
func otherFamily(part *narrative.Part, said []prose.Ordinal) (hits []prose.Hit) {
	for i, o := range said {
		if o.Cited || o.Value < 2 || i+1 < len(said) && said[i+1].Value == o.Value+1 {
			continue
		}
		rest, _, _ := strings.Cut(part.S[o.End:], "。")
		k := strings.Index(rest, "；")
		if k < 0 {
			continue
		}
		at := o.End + k + len("；")
		if v, n := prose.Numeral(part.S[at:]); v == o.Value+1 && strings.HasPrefix(part.S[at+n:], "、") && prose.NumeralOf(prose.Clip(part.S[at+n+len("、"):], 3)) == 0 && len(rest)-k > 3*6 {
			printed := part.S[at : at+n]
			hits = append(hits, prose.Hit{Start: at, End: at + n + len("、"), Draft: func(d *rule.Draft) {
				d.Want, d.Got = printed+"是", printed+"、"
				d.ZH, d.EN = "序号写法前后不一：“"+d.Got+"”应为“"+d.Want+"”", "the items before it are numbered in another way"
			}})
		}
	}
	return hits
}

// renumbered reports whether the item before o came out of a converter as 1. of a list of its own: that
// is what becomes of an item that Word numbers by itself, in whichever way it shows the number.
func renumbered(part *narrative.Part, family []prose.Ordinal, o prose.Ordinal) bool {
	from := 0
	for _, f := range family {
		if f.Start < o.Start {
			from = max(from, f.Start)
		}
	}
	ones := 0
	for at := from + 1; at < o.Start; at++ {
		if !part.BeginsLine(at) {
			continue
		}
		switch s := part.S[at:o.Start]; {
		case strings.HasPrefix(s, "1."):
			ones++
		case strings.HasPrefix(s, "2."):
			return false
		}
	}
	return ones == 1
}

// beginnings are words that titles of items begin with.
var beginnings = []string{"加强", "完善", "提高", "推进", "强化", "优化", "规范", "健全", "做好", "拓展", "落实", "加大", "深化", "畅通", "丰富", "坚持",
	"主动公开", "依申请公开", "政府信息管理", "信息管理", "平台建设", "公开平台", "监督保障"}

// unnumbered finds a title like those of the numbered items of its list that has no
// number: （1）完善制度规范。… 加强研究会商。… （2）提高服务质量。 A short sentence is a title
// only if text stands before it, behind the title of its item, and longer text behind it.
func unnumbered(part *narrative.Part) []prose.Hit {
	var hits, maybe []prose.Hit
	titled, lines := false, 0
	for i, s := range part.Sentences {
		words := part.Words(s)
		n := narrative.Ordinal(words)
		if n > 0 && strings.HasPrefix(words, "（") {
			short := len(words)-n <= prose.LongestTitle && strings.HasSuffix(words, "。") && prose.HasPrefixAny(words[n:], beginnings...)
			if titled && short {
				hits = append(hits, maybe...)
			}
			titled, maybe, lines = short, nil, 0
			continue
		}
		lines++
		body := strings.TrimSuffix(words, "。")
		if n != 0 || !titled || lines < 2 || body == words || len(words) > prose.LongestTitle || len(body) < 12 || !prose.Han(body) || !prose.HasPrefixAny(body, beginnings...) {
			continue
		}
		if i+1 < len(part.Sentences) {
			next := part.Words(part.Sentences[i+1])
			if narrative.Ordinal(next) == 0 && len(next) > len(words) {
				maybe = append(maybe, prose.Hit{Start: s.Start, End: s.End, Draft: func(d *rule.Draft) {
					d.ZH, d.EN = "列表中的一项似漏了序号", "an item of the list seems to have lost its number"
				}})
			}
		}
	}
	return hits
}

// longParagraph is from how many bytes a paragraph should end with a mark.
const longParagraph = 3 * 40

// cutByColon are beginnings of sentences that a colon cuts.
var cutByColon = []string{"根据存在问题：", "针对存在问题：我", "根据以上问题：", "根据上述问题："}

func checkEnds(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		var hits []prose.Hit
		cut, lost := part.Has(cutByColon...), form.CutFrom(p, part)
		hits = append(hits, openCounts(part, lost)...)
		for _, s := range part.Sentences {
			p.Step()
			p.Judged()
			words := part.Words(s)
			if r, _ := utf8.DecodeLastRuneInString(words); len(words) >= longParagraph && (r >= 0x4E00 && r <= 0x9FFF || r == '%') && s.End <= lost {
				start := s.End
				start, _ = prose.Around(part.S, start, s.End, 12)
				hits = append(hits, prose.Hit{Start: start, End: s.End, Draft: func(d *rule.Draft) { d.ZH, d.EN = "段落没有句末标点", "a paragraph without an end mark" }})
			}
			if !cut {
				continue
			}
			if i := prose.FirstIndex(words, cutByColon...); i >= 0 {
				start, end := prose.Around(part.S, s.Start+i, s.Start+i+len("根据存在问题："), 5)
				hits = append(hits, prose.Hit{Start: max(start, s.Start+i), End: end, Draft: func(d *rule.Draft) { d.ZH, d.EN = "冒号截断了句子", "a colon cuts the sentence" }})
			}
		}
		prose.FindHits(p, part, hits)
	})
}

// faults are words that make a sentence a problem.
var faults = []string{"有待", "不够", "不足", "不高", "不强", "不全", "不到位", "不严", "不及时", "不深", "不多", "不规范", "不准确", "不完善", "不平衡", "不均衡", "不紧密", "不畅", "未", "缺", "差距", "薄弱", "滞后", "欠", "难", "弱", "较少", "偏低", "单一", "有限", "尚", "需", "问题", "错", "短板", "亟", "不", "少数", "个别"}

var praise = []string{"丰富完善", "明显提", "显著提", "进一步提升", "进一步完善", "进一步丰富", "进一步加强", "不断提升", "取得"}

func checkPraise(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		end := prose.FirstIndex(part.S, "下一步", "改进措施", "针对", "今后", "整改措施", "将采取")
		if end < 0 {
			end = len(part.S)
		}
		all := prose.Surely(prose.SaidOrdinals(part.S[:end]))
		if len(all) > 0 {
			p.Judged()
		}
		for i, o := range all {
			p.Step()
			stop := end
			if i+1 < len(all) {
				stop = all[i+1].Start
			}
			if k := prose.FirstIndex(part.S[o.Start:stop], "。", "；"); k >= 0 {
				stop = o.Start + k
			}
			words := part.S[o.Start:stop]
			if prose.ContainsAny(words, faults...) || !prose.ContainsAny(words, praise...) {
				continue
			}
			d := prose.SpanDraft(part, o.Start, stop)
			d.ZH, d.EN = "列为问题，读来像成绩，可能漏了“有待”等字", "listed as a problem, it reads as praise"
			p.Find(d)
		}
	})
}

func checkCounts(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		var lengths []int
		var starts []int
		for _, o := range prose.Surely(prose.SaidOrdinals(part.S)) {
			if o.Value == 1 || len(lengths) == 0 {
				lengths, starts = append(lengths, 0), append(starts, o.Start)
			}
			lengths[len(lengths)-1]++
		}
		if len(lengths) != 2 {
			return
		}
		p.Judged()
		if lengths[1] >= lengths[0] || form.CutFrom(p, part) < len(part.S) {
			return // more measures than problems answer them all, and more may follow where the text is cut off
		}
		_, end := prose.Around(part.S, starts[1], starts[1], 20)
		d := prose.SpanDraft(part, starts[1], end)
		d.Severity = report.Info
		d.Want, d.Got = prose.Itoa(int64(lengths[0])), prose.Itoa(int64(lengths[1]))
		d.ZH, d.EN = "问题 "+d.Want+" 条，改进措施 "+d.Got+" 条", d.Want+" problems, "+d.Got+" measures"
		p.Find(d)
	})
}

// openCounts finds a paragraph of two clauses or more that ends with a count and no mark, where the paragraphs around
// it end with one: 开展自查，修改错别字46处
func openCounts(part *narrative.Part, lost int) (hits []prose.Hit) {
	if part.Section != 1 && part.Section < 5 {
		return nil
	}
	marked, open := 0, 0
	for i := range part.Sentences {
		s := &part.Sentences[i]
		words := part.Words(*s)
		if strings.HasSuffix(words, "。") {
			marked++
			continue
		}
		r, _ := utf8.DecodeLastRuneInString(words)
		if !prose.Han(string(r)) {
			continue
		}
		open++
		n := len(s.Numbers)
		if n == 0 || s.Numbers[n-1].UnitEnd != s.End || s.End > lost || len(words) >= longParagraph || !strings.Contains(words, "，") || strings.Contains(words, "：") {
			continue
		}
		if u := s.Numbers[n-1].Unit; u == "" || u == "年" || u == "月" || u == "日" || u == "号" {
			continue
		}
		start, _ := prose.Around(part.S, s.End, s.End, 12)
		hits = append(hits, prose.Hit{Start: max(start, s.Start), End: s.End, Draft: func(d *rule.Draft) { d.ZH, d.EN = "段落没有句末标点", "a paragraph without an end mark" }})
	}
	if open > 2 || marked < 3 {
		return nil
	}
	return hits
}
