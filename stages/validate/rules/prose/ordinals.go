package prose

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// Ordinal is an ordinal of one family in a text.
type Ordinal struct {
	Value      int
	Start, End int
	Cited      bool // it may be a reference or no ordinal: 第二十条（三）, 公开三是
}

// SaidOrdinals are 一是, 二是 … that begin a clause. 一是 may stand behind the title of an
// item that has no mark of its own.
func SaidOrdinals(s string) []Ordinal {
	var out []Ordinal
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
			if v, k := Numeral(s[i-n:]); k == n {
				begins := ClauseBegins(s[:i-n]) || v == 1 && !HasSuffixAny(s[:i-n], "之", "唯", "统", "其", "第", "二", "三")
				out = append(out, Ordinal{v, i - n, at, !begins})
				break
			}
		}
	}
}

// BulletsOf are the ordinals of both kinds that several rules look at, read once for a report.
func BulletsOf(p *rule.Pass, part *narrative.Part) *Bullets {
	all := rule.Memo(p, "bullets", func(p *rule.Pass) []Bullets {
		out := make([]Bullets, 0, len(p.Narrative().Parts))
		EachPart(p, func(part *narrative.Part) {
			b := Bullets{part: part}
			if part.Has("是") {
				b.Said = SaidOrdinals(part.S)
			}
			if part.Has("）") {
				b.Bracketed = BracketOrdinals(part.S, true)
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

// Bullets are the ordinals 一是 and （一） of a part. They must not be changed.
type Bullets struct {
	part            *narrative.Part
	Said, Bracketed []Ordinal
}

// Surely are the ordinals of a family that begin an item.
func Surely(all []Ordinal) []Ordinal {
	return slices.DeleteFunc(all, func(o Ordinal) bool { return o.Cited })
}

// BracketOrdinals are （一）（二） or （1）（2）. Those are cited that may belong to an article, are no
// beginning of an item, or have lost their first bracket: 三）.
func BracketOrdinals(s string, chinese bool) []Ordinal {
	var out []Ordinal
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
		cited := !open || HasSuffixAny(before, "第", "条", "款", "项", "附件", "表") || HasPrefixAny(s[at:], "项", "款", "条", "、", "；", "，", "。", "）", "（", "：", "号", "期")
		out = append(out, Ordinal{v, len(before), at, cited})
	}
}

// CircledOrdinals are ① to ⑨. One that nothing but a number's end stands before is a note mark: 12件①.
func CircledOrdinals(s string) (out []Ordinal) {
	const first, size = "①", 3
	for i := strings.Index(s, "\xe2\x91"); i >= 0 && i+size <= len(s); {
		if v := int(s[i+2]) - int(first[2]) + 1; v >= 1 && v <= 9 {
			out = append(out, Ordinal{v, i, i + size, i > 0 && !ClauseBegins(s[:i])})
		}
		next := strings.Index(s[i+size:], "\xe2\x91")
		if next < 0 {
			break
		}
		i += size + next
	}
	return out
}

// FirstOrdinals are 第一，第二，… that begin a clause; 第二季度, 第二十条 and 第三、四季度 are none.
func FirstOrdinals(s string) (out []Ordinal) {
	for at := 0; ; {
		i := narrative.Index(s[at:], "第")
		if i < 0 {
			return out
		}
		i += at
		at = i + len("第")
		v, n := Numeral(s[at:])
		if v == 0 || !HasPrefixAny(s[at+n:], "，", "、", "：") || !ClauseBegins(s[:i]) {
			continue
		}
		if next, _ := Numeral(s[at+n+len("，"):]); next == 0 {
			out = append(out, Ordinal{v, i, at + n, false})
		}
	}
}

// bracketedBefore is the value of the numeral that ends before s[i], and where it begins; 0 if there is none.
func bracketedBefore(s string, i int, chinese bool) (value, start int) {
	if chinese {
		for _, n := range [...]int{6, 3} {
			if i >= n {
				if v, k := Numeral(s[i-n:]); k == n {
					return v, i - n
				}
			}
		}
		return 0, i
	}
	start = DigitsBefore(s, i)
	if i-start > 2 {
		return 0, i
	}
	value, _ = strconv.Atoi(s[start:i])
	return value, start
}

// RunOnOrdinals finds 二是, 三是 … that go on with a list and stand directly behind a word: 公开信息二是加强培训.
func RunOnOrdinals(p *rule.Pass, part *narrative.Part) (hits []Hit) {
	last := 0
	for _, o := range BulletsOf(p, part).Said {
		before := part.S[:o.Start]
		if o.Cited && o.Value > 1 && o.Value == last+1 && len(before) > 3 && Han(before[len(before)-3:]) && !part.BeginsLine(o.Start) &&
			!HasSuffixAny(before, "第", "其", "之", "十", "百", "星期", "周", "月", "初", "的", "与", "和") {
			start, end := Around(part.S, o.Start, o.End, 6)
			hits = append(hits, Hit{start, end, func(d *rule.Draft) {
				d.Severity = report.Info
				d.ZH, d.EN = "“"+part.S[o.Start:o.End]+"”前漏标点", "a mark is missing before an ordinal"
			}})
		}
		last = o.Value
	}
	return hits
}

// OtherOrdinals finds an item of a list that is numbered in another way than its neighbours:
// （一）…… 2、…… （二）…… It also finds one of 1、2、… that skips another.
func OtherOrdinals(part *narrative.Part) []Hit {
	var hits []Hit
	last, bracketed, row := 0, 0, 0 // values of the last 1、 and of the last （一）, and how many 1、2、… have gone on
	for _, s := range part.Sentences {
		words := part.Words(s)
		n := narrative.Ordinal(words)
		if n == 0 {
			continue
		}
		if strings.HasPrefix(words, "（") {
			if v, _ := Numeral(words[len("（"):]); v > 0 {
				bracketed, row = v, 0
			}
			continue
		}
		if !IsDigit(words[0]) || !strings.HasPrefix(words[1:], "、") {
			continue
		}
		v := int(words[0] - '0')
		if v > 1 && last != v-1 && bracketed == v-1 {
			hits = append(hits, Hit{s.Start, s.Start + n, func(d *rule.Draft) {
				d.ZH, d.EN = "序号与前后各项的写法不一致", "an ordinal written in another way than those around it"
			}})
		} else if row > 1 && v == last+2 {
			want := Itoa(int64(last + 1))
			hits = append(hits, Hit{s.Start, s.Start + n, func(d *rule.Draft) {
				d.Want, d.Got = want, Itoa(int64(v))
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
