package arithmetic

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// beforeRows stand between the number of a row of names and the row: 公开五类信息：…、…; “五个统一”，即…、….
var beforeRows = []string{"：", "，即", "，分别是", "，分别为", "（"}

// rowCounters are the measure words of such a number.
var rowCounters = []string{"大类", "类", "项", "个", "大", "种"}

// shortestItem and longestItem are how many characters an item of a row has that is surely one: 批准、实施 are parts
// of one.
const shortestItem, longestItem = 3, 12

// rowsCounted compares the number that a sentence announces with the names that stand in a row behind it. Only a
// row of short names up to the end of the sentence or a semicolon, with nothing but 、 between them, is counted.
func rowsCounted(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	for _, mark := range beforeRows {
		for at := 0; !p.Full(); {
			i := strings.Index(words[at:], mark)
			if i < 0 {
				break
			}
			i += at
			at = i + len(mark)
			start, said, of := saidBeforeRow(words[:i])
			if n := quotedNames(words[at:]); mark == "：" && n > 1 {
				if said == 0 {
					start, said = countBehind(part, s, s.Start+i)
				}
				if said > 0 && n != said && n-said <= 2 && said-n <= 2 {
					sayCount(p, part, s.Start+start, s.Start+i, int64(said), int64(n))
				}
				continue
			}
			if said == 0 {
				continue
			}
			row := strings.TrimPrefix(words[at:], "：")
			ends := []string{"。", "；"}
			if mark == "（" {
				ends = []string{"）"}
			}
			if end := prose.FirstIndex(row, ends...); end >= 0 && s.Start+at+end < form.CutFrom(p, part) {
				row = row[:end]
			} else {
				continue
			}
			if mark == "：" && strings.HasPrefix(row, of) && strings.HasPrefix(of, "个") {
				continue // sameWords counts them
			}
			least, most := namesInRow(row)
			if least == 0 {
				continue
			}
			p.Judged()
			if said >= least && said <= most || said < 3 || said-most > 2 || least-said > 2 || mark == "（" && said > most {
				continue // brackets may name some of them only
			}
			sayCount(p, part, s.Start+start, s.Start+i+strings.Index(words[i:], row)+len(row), int64(said), int64(least))
		}
	}
}

// saidBeforeRow is the number of things that words end by announcing, where it begins and what is counted: 五类信息.
func saidBeforeRow(words string) (start, said int, of string) {
	words = strings.TrimSuffix(words, "”")
	head := prose.ClauseOfNumber(words)
	for _, w := range rowCounters {
		i := strings.LastIndex(head, w)
		if i < 1 {
			continue
		}
		of = head[i+len(w):]
		before := head[:i]
		if from := prose.DigitsBefore(before, i); from < i {
			said, _ = prose.Hundredth(before, i)
			before = before[:from]
		} else if i >= 3 {
			said, before = prose.NumeralOf(before[i-3:]), before[:i-3]
		}
		if said < 2 || said > 12 || len(of) > 3*8 || !prose.Han(of) || prose.ContainsAny(of, "个", "项", "种", "等", "中", "第", "部分", "字") || of == "" && w != "项" {
			return 0, 0, ""
		}
		if prose.IsDigit(prose.LastByte(before)) || prose.HasSuffixAny(before, "第", "等", "十", "百", "一", "二", "三", "其他", "其余", "其它", "前", "后", "约", "近", "余", "至少", "超过", "每", "另", "另外", "新增", "年", "、", "至", "—", "-") {
			return 0, 0, ""
		}
		if w == "个" {
			of = w + of
		}
		return len(words) - len(head) + len(before), said, of
	}
	return 0, 0, ""
}

// namesInRow is how many names a row has at least and at most, 0 where it may be anything else than a row of names.
// 和 may stand between two of them or inside of one.
func namesInRow(row string) (least, most int) {
	if prose.HasPrefixAny(row, "见", "含", "如", "包括", "其中", "主要", "新增") || prose.ContainsAny(row, "，", "：", "等", "（", "《", "“", "其他", "其它", "一是", "诉讼") || strings.ContainsAny(row, "0123456789") {
		return 0, 0
	}
	items := strings.Split(row, "、")
	for _, item := range items {
		if n := utf8.RuneCountInString(item); n < shortestItem || n > longestItem || !prose.Han(item) {
			return 0, 0
		}
	}
	if len(items) < 2 {
		return 0, 0
	}
	for _, w := range [...]string{"和", "与", "及", "或", "并"} {
		most += strings.Count(row, w)
	}
	return len(items), len(items) + most
}

// countBehind is a number that stands behind what it counts, directly before at, and where it begins in its sentence:
// 专栏3个.
func countBehind(part *narrative.Part, s narrative.Sentence, at int) (start, said int) {
	for _, n := range s.Numbers {
		v, ok := n.Int()
		if n.UnitEnd == at && ok && !n.Approx && (n.Unit == "个" || n.Unit == "项" || n.Unit == "类") && v < 10 {
			return prose.ClauseStart(part.S, n.Start) - s.Start, int(v)
		}
	}
	return 0, 0
}

// quotedNames is how many names in quotation marks a sentence consists of, with nothing but marks between them: “政策问答”
// “民生实事”。 It is 0 where anything else stands among them.
func quotedNames(words string) (n int) {
	for {
		rest, ok := strings.CutPrefix(words, "“")
		if !ok {
			return 0
		}
		_, rest, ok = strings.Cut(rest, "”")
		if !ok {
			return 0
		}
		n++
		if prose.HasPrefixAny(rest, "。", "；") {
			return n
		}
		words = strings.TrimPrefix(strings.TrimPrefix(rest, "、"), "和")
	}
}
