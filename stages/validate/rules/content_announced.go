package rules

import (
	"cmp"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// partNames are words of the six names in an announcement.
var partNames = [...][]string{
	{"总体情况", "概述"}, {"主动公开"}, {"申请"}, {"复议", "诉讼"}, {"问题"}, {"其他", "其它"},
}

// partsWords follow the number of parts that a sentence announces.
var partsWords = []string{"部分组成", "个部分", "六部分", "方面组成", "六个方面", "6个方面", "六项内容", "6项内容"}

func checkAnnounced(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.Section > 1 || !part.Has(partsWords...) {
			return
		}
		for _, s := range part.Sentences {
			words := part.Words(s)
			end := firstIndex(words, partsWords...)
			if end < 0 || !containsAny(words, "总体情况", "概述") {
				continue
			}
			p.Judged()
			start, stop := announced(words, end)
			absent, extra := partsNamed(words[start:stop])
			other := containsAny(words[max(0, end-len("五个")):end+len("部分")], "五", "七", "八", "5", "7", "8")
			if strings.HasSuffix(words[:end], "等") && strings.HasPrefix(words[end:], "部分") {
				absent = nil // 由总体情况、主动公开政府信息情况等部分组成 counts none
			}
			if len(absent) == 0 && len(extra) == 0 && !other || !other && len(extra) == 0 && cutByEtc(words[start:stop], absent) {
				continue
			}
			if after := strings.Index(words[end:], "部分"); after >= 0 {
				stop = max(stop, end+after+len("部分"))
			}
			d := spanDraft(part, s.Start+start, s.Start+stop)
			d.ZH, d.EN = "引言列出的组成部分不是六部分", "the parts announced are not the six"
			if len(absent) > 0 {
				d.ZH += "，缺：" + strings.Join(absent, "、")
			}
			if len(extra) > 0 {
				d.ZH += "，多出：" + strings.Join(extra, "、")
				d.EN += "; more than these: " + strings.Join(extra, ", ")
			}
			p.Find(d)
		}
	})
}

// cutByEtc reports whether a list names the first of the parts and leaves several others to 等: 由总体
// 情况、主动公开政府信息情况等六个部分组成, 内容包括总体情况等六个部分. Who names all but one has forgotten it.
func cutByEtc(list string, absent []string) bool {
	if !strings.Contains(list, "等") || len(absent) < 2 || len(absent) > len(partNames)-1 {
		return false
	}
	for i, name := range absent {
		if partNames[len(partNames)-len(absent)+i][0] != name {
			return false
		}
	}
	return true
}

// announced is where a sentence names the parts whose number stands at words[end:]: before
// the number (由……六部分组成), or behind it (分六个部分：……).
func announced(words string, end int) (start, stop int) {
	start = max(strings.LastIndex(words[:end], "由"), strings.LastIndex(words[:end], "包括"), 0)
	if containsAny(words[start:end], "总体情况", "概述") {
		return start, end
	}
	if i := firstIndex(words[end:], "总体情况", "概述"); i >= 0 {
		return end + i, len(words)
	}
	return start, end
}

// wholePart is the part of a list that an item between 和 or 及 belongs to, "" if that is one of the
// six, as 依申请公开和不予公开情况 is.
func wholePart(list, item string) string {
	for _, whole := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("、，；。", r) }) {
		if !strings.HasSuffix(whole, item) {
			continue
		}
		for _, names := range partNames {
			if whole != item && containsAny(whole, names...) {
				return ""
			}
		}
		return whole
	}
	return item
}

// partsNamed compares what a list of parts names with the six. Reviews and lawsuits may be
// named apart.
func partsNamed(list string) (absent, extra []string) {
	for _, names := range partNames {
		if !containsAny(list, names...) {
			absent = append(absent, names[0])
		}
	}
	cases := 0
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("、，；。和及与", r) }) {
		known := false
		for k, names := range partNames {
			if containsAny(item, names...) {
				known = true
				if k == 3 {
					cases++
				}
			}
		}
		if cases <= 2 && (known || !strings.HasSuffix(item, "情况") || !containsAny(item, "公开")) {
			continue
		}
		if whole := wholePart(list, item); cases > 2 || whole != "" {
			extra = append(extra, cmp.Or(whole, item))
			cases = min(cases, 2)
		}
	}
	return absent, extra
}
