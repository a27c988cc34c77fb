package rules

import (
	"slices"
	"strconv"
	"strings"

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

// bulletsOf are the ordinals of both kinds that several rules look at, read once for a report.
func bulletsOf(p *rule.Pass, part *narrative.Part) *bullets {
	all := rule.Memo(p, "bullets", func(p *rule.Pass) []bullets {
		out := make([]bullets, 0, len(p.Narrative().Parts))
		eachPart(p, func(part *narrative.Part) {
			b := bullets{part: part}
			if part.Has("是") {
				b.said = saidOrdinals(part.S)
			}
			if part.Has("）") {
				b.bracketed = bracketOrdinals(part.S, true)
			}
			out = append(out, b)
		})
		return out
	})
	for i := range all {
		if all[i].part == part {
			return &all[i]
		}
	}
	panic("rules: no part of the report")
}

// bullets are the ordinals 一是 and （一） of a part. They must not be changed.
type bullets struct {
	part            *narrative.Part
	said, bracketed []ordinal
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

// firstOrdinals are 第一，第二，… that begin a clause; 第二季度, 第二十条 and 第三、四季度 are none.
func firstOrdinals(s string) (out []ordinal) {
	for at := 0; ; {
		i := narrative.Index(s[at:], "第")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("第")
		v, n := numeral(s[at:])
		if v == 0 || !hasPrefixAny(s[at+n:], "，", "、", "：") || !clauseBegins(s[:i]) {
			continue
		}
		if next, _ := numeral(s[at+n+len("，"):]); next == 0 {
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

// runOnOrdinals finds 二是, 三是 … that go on with a list and stand directly behind a word: 公开信息二是加强培训.
func runOnOrdinals(p *rule.Pass, part *narrative.Part) (hits []hit) {
	last := 0
	for _, o := range bulletsOf(p, part).said {
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
