package arithmetic

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// checkNamedParts judges parts that are named first, with their number, and counted behind 分别为: 案件2145件，食品、药品、
// 其他三类分别为936件、318件、891件. As many as are announced, one of them 其他, are all there are.
func checkNamedParts(p *rule.Pass) {
	prose.EachPartWith(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			words := part.Words(s)
			for at := 0; !p.Full(); {
				i := strings.Index(words[at:], "分别")
				if i < 0 {
					break
				}
				i += at
				at = i + len("分别")
				namedParts(p, part, s, s.Start+i)
			}
		}
	}, "分别")
}

// namedParts judges the parts whose 分别 stands at S[i:].
func namedParts(p *rule.Pass, part *narrative.Part, s narrative.Sentence, i int) {
	names := prose.ClauseOf(part, i)
	start := i - len(names)
	k := prose.LastOf(names, "类", "种", "项", "大类")
	if k < 0 || !prose.ContainsAny(names[:k], "其他", "其它", "其余") {
		return
	}
	head := strings.TrimSuffix(names[:k-len("类")], "大")
	said, from := prose.Hundredth(head, len(head))
	if said < 2 || from == len(head) || !prose.ContainsAny(head[:from], "其他", "其它", "其余") {
		return
	}
	tail := names[k:] // other than what the whole counts, as 办结, it makes the parts those of another number
	var whole *narrative.Number
	var parts []narrative.Number
	for j := range s.Numbers {
		switch n := &s.Numbers[j]; {
		case n.UnitEnd < start:
			whole = n
		case n.Start > i && len(parts) < said:
			parts = append(parts, *n)
		}
	}
	if whole == nil || len(parts) != said || !prose.HasSuffixAny(part.S[:start], "，", "；", "。") || strings.TrimSuffix(strings.TrimSuffix(part.S[whole.UnitEnd:start], "，"), "；") != "" {
		return
	}
	if tail != "" && tail != "案件" && tail != "信息" && !strings.Contains(prose.ClauseOf(part, whole.Start), tail) {
		return
	}
	behind := strings.TrimPrefix(strings.TrimPrefix(part.S[i+len("分别"):parts[0].Start], "为"), "是")
	if behind != "" && behind != "有" {
		return
	}
	all, ok := whole.Int()
	sum := int64(0)
	for j, n := range parts {
		v, exact := n.Int()
		ok = ok && exact && n.Unit == whole.Unit && n.Unit != "" && !n.Approx && (j == 0 || spreadMark(part.S[parts[j-1].UnitEnd:n.Start]))
		sum += v
	}
	if !ok || whole.Approx || prose.HasPrefixAny(part.S[parts[said-1].UnitEnd:], "、", "和") {
		return
	}
	p.Judged()
	if sum == all {
		return
	}
	d := prose.SpanDraft(part, whole.Start, parts[said-1].UnitEnd)
	d.Severity = report.Warning
	d.Want, d.Got = prose.Itoa(all), prose.Itoa(sum)
	d.ZH = "各部分之和为 " + d.Got + "，总数写作 " + d.Want
	d.EN = "the parts sum to " + d.Got + ", the whole is " + d.Want
	p.Find(d)
}
