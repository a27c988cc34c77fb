package rules

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// ordinal is an ordinal of one family in a text.
type ordinal struct {
	value      int
	start, end int
	cited      bool // it may be a reference or no ordinal: 第二十条（三）, 公开三是
}

// numeralOf returns the value of a Chinese numeral from 1 to 10, 0 if s is none.
func numeralOf(s string) int {
	switch s {
	case "一":
		return 1
	case "二":
		return 2
	case "三":
		return 3
	case "四":
		return 4
	case "五":
		return 5
	case "六":
		return 6
	case "七":
		return 7
	case "八":
		return 8
	case "九":
		return 9
	case "十":
		return 10
	}
	return 0
}

// numeral returns the value of the Chinese numeral from 1 to 19 that s begins with and
// its length, 0 if there is none.
func numeral(s string) (value, n int) {
	if len(s) < 3 {
		return 0, 0
	}
	if value, n = numeralOf(s[:3]), 3; value == 0 {
		return 0, 0
	}
	if value == 10 {
		if more, k := numeral(s[n:]); more > 0 && more < 10 {
			return 10 + more, n + k
		}
	}
	return value, n
}

// saidOrdinals are 一是, 二是 … that begin a clause. 一是 may stand behind the title of an
// item that has no mark of its own.
func saidOrdinals(s string) []ordinal {
	var out []ordinal
	for at := 0; ; {
		i := narrative.Index(s[at:], "是")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("是")
		for _, n := range [...]int{6, 3} {
			if i < n {
				continue
			}
			if v, k := numeral(s[i-n:]); k == n {
				begins := clauseBegins(s[:i-n]) || v == 1 && !hasSuffixAny(s[:i-n], "之", "唯", "统", "其", "第", "二", "三")
				out = append(out, ordinal{v, i - n, at, !begins})
				break
			}
		}
	}
}

// surely are the ordinals of a family that begin an item.
func surely(all []ordinal) []ordinal {
	return slices.DeleteFunc(all, func(o ordinal) bool { return o.cited })
}

// bracketOrdinals are （一）（二） or （1）（2）. Those are cited that may belong to an article, are no
// beginning of an item, or have lost their first bracket: 三）.
func bracketOrdinals(s string, chinese bool) []ordinal {
	var out []ordinal
	for at := 0; ; {
		i := strings.Index(s[at:], "）")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("）")
		v, start := bracketedBefore(s, i, chinese)
		if v == 0 {
			continue
		}
		before, open := strings.CutSuffix(s[:start], "（")
		if !open && !chinese {
			continue
		}
		cited := !open || hasSuffixAny(before, "第", "条", "款", "项", "附件", "表") || hasPrefixAny(s[at:], "项", "款", "条", "、", "；", "，", "。", "）", "（", "：", "号", "期")
		out = append(out, ordinal{v, len(before), at, cited})
	}
}

// circledOrdinals are ① to ⑨. One that nothing but a number's end stands before is a note mark: 12件①.
func circledOrdinals(s string) (out []ordinal) {
	const first, size = "①", 3
	for i := strings.Index(s, "\xe2\x91"); i >= 0 && i+size <= len(s); {
		if v := int(s[i+2]) - int(first[2]) + 1; v >= 1 && v <= 9 {
			out = append(out, ordinal{v, i, i + size, i > 0 && !clauseBegins(s[:i])})
		}
		next := strings.Index(s[i+size:], "\xe2\x91")
		if next < 0 {
			break
		}
		i += size + next
	}
	return out
}

// firstOrdinals are 第一，第二，… that begin a clause; 第二季度 and 第二十条 are none.
func firstOrdinals(s string) (out []ordinal) {
	for at := 0; ; {
		i := narrative.Index(s[at:], "第")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("第")
		if v, n := numeral(s[at:]); v > 0 && hasPrefixAny(s[at+n:], "，", "、", "：") && clauseBegins(s[:i]) {
			out = append(out, ordinal{v, i, at + n, false})
		}
	}
}

// bracketedBefore is the value of the numeral that ends before s[i], and where it begins; 0 if there is none.
func bracketedBefore(s string, i int, chinese bool) (value, start int) {
	if chinese {
		for _, n := range [...]int{6, 3} {
			if i >= n {
				if v, k := numeral(s[i-n:]); k == n {
					return v, i - n
				}
			}
		}
		return 0, i
	}
	start = digitsBefore(s, i)
	if i-start > 2 {
		return 0, i
	}
	value, _ = strconv.Atoi(s[start:i])
	return value, start
}

// gaps are the ordinals that neither begin a list nor continue the one before. One that may be cited
// fills a gap, and makes none: behind 公开信息189条 an item （三） may begin.
func gaps(all []ordinal) (out []ordinal, want []int) {
	last, reached := 0, 0
	for _, o := range all {
		switch {
		case o.cited:
			if o.value == reached+1 {
				reached = o.value
			}
			continue
		case o.value != 1 && o.value != last+1 && o.value != reached+1:
			out, want = append(out, o), append(want, last+1)
			if o.value == last { // printed twice: the next goes on as if it were right
				o.value++
			}
		}
		last, reached = o.value, o.value
	}
	return out, want
}

func checkOrdinals(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		var hits []hit
		for _, family := range [...][]ordinal{saidOrdinals(part.S), bracketOrdinals(part.S, true), bracketOrdinals(part.S, false), circledOrdinals(part.S), firstOrdinals(part.S)} {
			found, want := gaps(family)
			for i, o := range found {
				if part.Section == 0 && want[i] == 1 {
					continue // the text may have lost its beginning
				}
				if o.value == want[i]+1 && renumbered(part, family, o) {
					continue
				}
				start, end := around(part.S, o.start, o.end, 8)
				hits = append(hits, hit{max(o.start, start), end, func(d *rule.Draft) {
					d.Want, d.Got = itoa(int64(want[i])), itoa(int64(o.value))
					d.ZH, d.EN = "序号不连续：应为第 "+d.Want+" 项，写作第 "+d.Got+" 项", "a gap in the ordinals: "+d.Got+" where "+d.Want+" was due"
				}})
			}
		}
		hits = append(hits, otherOrdinals(part)...)
		findHits(p, part, append(hits, unnumbered(part)...))
	})
}

// runOnOrdinals finds 二是, 三是 … that go on with a list and stand directly behind a word: 公开信息二是加强培训.
func runOnOrdinals(part *narrative.Part) (hits []hit) {
	last := 0
	for _, o := range saidOrdinals(part.S) {
		before := part.S[:o.start]
		if o.cited && o.value > 1 && o.value == last+1 && len(before) > 3 && han(before[len(before)-3:]) && !part.BeginsLine(o.start) &&
			!hasSuffixAny(before, "第", "其", "之", "十", "百", "星期", "周", "月", "初", "的", "与", "和") {
			start, end := around(part.S, o.start, o.end, 6)
			hits = append(hits, hit{start, end, func(d *rule.Draft) {
				d.Severity = report.Info
				d.ZH, d.EN = "“"+part.S[o.start:o.end]+"”前漏标点", "a mark is missing before an ordinal"
			}})
		}
		last = o.value
	}
	return hits
}

// renumbered reports whether the item before o came out of a converter as 1. of a list of its own: that
// is what becomes of an item that Word numbers by itself, in whichever way it shows the number.
func renumbered(part *narrative.Part, family []ordinal, o ordinal) bool {
	from := 0
	for _, f := range family {
		if f.start < o.start {
			from = max(from, f.start)
		}
	}
	ones := 0
	for at := from + 1; at < o.start; at++ {
		if !part.BeginsLine(at) {
			continue
		}
		switch s := part.S[at:o.start]; {
		case strings.HasPrefix(s, "1."):
			ones++
		case strings.HasPrefix(s, "2."):
			return false
		}
	}
	return ones == 1
}

// otherOrdinals finds an item of a list that is numbered in another way than its neighbours:
// （一）…… 2、…… （二）…… It also finds one of 1、2、… that skips another.
func otherOrdinals(part *narrative.Part) []hit {
	var hits []hit
	last, bracketed, row := 0, 0, 0 // values of the last 1、 and of the last （一）, and how many 1、2、… have gone on
	for _, s := range part.Sentences {
		words := part.Words(s)
		n := narrative.Ordinal(words)
		if n == 0 {
			continue
		}
		if strings.HasPrefix(words, "（") {
			if v, _ := numeral(words[len("（"):]); v > 0 {
				bracketed, row = v, 0
			}
			continue
		}
		if !isDigit(words[0]) || !strings.HasPrefix(words[1:], "、") {
			continue
		}
		v := int(words[0] - '0')
		if v > 1 && last != v-1 && bracketed == v-1 {
			hits = append(hits, hit{s.Start, s.Start + n, func(d *rule.Draft) {
				d.ZH, d.EN = "序号与前后各项的写法不一致", "an ordinal written in another way than those around it"
			}})
		} else if row > 1 && v == last+2 {
			want := itoa(int64(last + 1))
			hits = append(hits, hit{s.Start, s.Start + n, func(d *rule.Draft) {
				d.Want, d.Got = want, itoa(int64(v))
				d.ZH, d.EN = "序号不连续：应为第 "+want+" 项，写作第 "+d.Got+" 项", "a gap in the ordinals: "+d.Got+" where "+want+" was due"
			}})
		}
		if row++; v != last+1 {
			row = 0
		}
		if last = v; v == 1 {
			row = 1
		}
	}
	return hits
}

// beginnings are words that titles of items begin with.
var beginnings = []string{"加强", "完善", "提高", "推进", "强化", "优化", "规范", "健全", "做好", "拓展", "落实", "加大", "深化", "畅通", "丰富", "坚持",
	"主动公开", "依申请公开", "政府信息管理", "信息管理", "平台建设", "公开平台", "监督保障"}

// longestTitle is how long the title of an item is at most, in bytes with its mark.
const longestTitle = 3*8 + len("。")

// unnumbered finds a title like those of the numbered items of its list that has no
// number: （1）完善制度规范。… 加强研究会商。… （2）提高服务质量。 A short sentence is a title
// only if text stands before it, behind the title of its item, and longer text behind it.
func unnumbered(part *narrative.Part) []hit {
	var hits, maybe []hit
	titled, lines := false, 0
	for i, s := range part.Sentences {
		words := part.Words(s)
		n := narrative.Ordinal(words)
		if n > 0 && strings.HasPrefix(words, "（") {
			short := len(words)-n <= longestTitle && strings.HasSuffix(words, "。") && hasPrefixAny(words[n:], beginnings...)
			if titled && short {
				hits = append(hits, maybe...)
			}
			titled, maybe, lines = short, nil, 0
			continue
		}
		lines++
		body := strings.TrimSuffix(words, "。")
		if n != 0 || !titled || lines < 2 || body == words || len(words) > longestTitle || len(body) < 12 || !han(body) || !hasPrefixAny(body, beginnings...) {
			continue
		}
		if i+1 < len(part.Sentences) {
			next := part.Words(part.Sentences[i+1])
			if narrative.Ordinal(next) == 0 && len(next) > len(words) {
				maybe = append(maybe, hit{s.Start, s.End, func(d *rule.Draft) {
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
	eachPart(p, func(part *narrative.Part) {
		var hits []hit
		cut, lost := part.Has(cutByColon...), cutFrom(p, part)
		for _, s := range part.Sentences {
			p.Step()
			p.Judged()
			words := part.Words(s)
			if r, _ := utf8.DecodeLastRuneInString(words); len(words) >= longParagraph && (r >= 0x4E00 && r <= 0x9FFF || r == '%') && s.End <= lost {
				start := s.End
				start, _ = around(part.S, start, s.End, 12)
				hits = append(hits, hit{start, s.End, func(d *rule.Draft) { d.ZH, d.EN = "段落没有句末标点", "a paragraph without an end mark" }})
			}
			if !cut {
				continue
			}
			if i := firstIndex(words, cutByColon...); i >= 0 {
				start, end := around(part.S, s.Start+i, s.Start+i+len("根据存在问题："), 5)
				hits = append(hits, hit{max(start, s.Start+i), end, func(d *rule.Draft) { d.ZH, d.EN = "冒号截断了句子", "a colon cuts the sentence" }})
			}
		}
		findHits(p, part, hits)
	})
}

// faults are words that make a sentence a problem.
var faults = []string{"有待", "不够", "不足", "不高", "不强", "不全", "不到位", "不严", "不及时", "不深", "不多", "不规范", "不准确", "不完善", "不平衡", "不均衡", "不紧密", "不畅", "未", "缺", "差距", "薄弱", "滞后", "欠", "难", "弱", "较少", "偏低", "单一", "有限", "尚", "需", "问题", "错", "短板", "亟", "不", "少数", "个别"}

var praise = []string{"丰富完善", "明显提", "显著提", "进一步提升", "进一步完善", "进一步丰富", "进一步加强", "不断提升", "取得"}

func checkPraise(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		end := firstIndex(part.S, "下一步", "改进措施", "针对", "今后", "整改措施", "将采取")
		if end < 0 {
			end = len(part.S)
		}
		all := surely(saidOrdinals(part.S[:end]))
		if len(all) > 0 {
			p.Judged()
		}
		for i, o := range all {
			p.Step()
			stop := end
			if i+1 < len(all) {
				stop = all[i+1].start
			}
			if k := firstIndex(part.S[o.start:stop], "。", "；"); k >= 0 {
				stop = o.start + k
			}
			words := part.S[o.start:stop]
			if containsAny(words, faults...) || !containsAny(words, praise...) {
				continue
			}
			d := spanDraft(part, o.start, stop)
			d.ZH, d.EN = "列为问题，读来像成绩，可能漏了“有待”等字", "listed as a problem, it reads as praise"
			p.Find(d)
		}
	})
}

func checkCounts(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		var lengths []int
		var starts []int
		for _, o := range surely(saidOrdinals(part.S)) {
			if o.value == 1 || len(lengths) == 0 {
				lengths, starts = append(lengths, 0), append(starts, o.start)
			}
			lengths[len(lengths)-1]++
		}
		if len(lengths) != 2 {
			return
		}
		p.Judged()
		if lengths[1] >= lengths[0] || cutFrom(p, part) < len(part.S) {
			return // more measures than problems answer them all, and more may follow where the text is cut off
		}
		_, end := around(part.S, starts[1], starts[1], 20)
		d := spanDraft(part, starts[1], end)
		d.Severity = report.Info
		d.Want, d.Got = itoa(int64(lengths[0])), itoa(int64(lengths[1]))
		d.ZH, d.EN = "问题 "+d.Want+" 条，改进措施 "+d.Got+" 条", d.Want+" problems, "+d.Got+" measures"
		p.Find(d)
	})
}
