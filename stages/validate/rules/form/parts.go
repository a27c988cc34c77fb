package form

import (
	"cmp"
	"strings"

	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// PartNames are words of the six names in an announcement.
var PartNames = [...][]string{
	{"总体情况", "概述"}, {"主动公开"}, {"申请"}, {"复议", "诉讼"}, {"问题"}, {"其他", "其它"},
}

// Announced is where a sentence names the parts whose number stands at words[end:]: before
// the number (由……六部分组成), or behind it (分六个部分：……).
func Announced(words string, end int) (start, stop int) {
	start = max(strings.LastIndex(words[:end], "由"), strings.LastIndex(words[:end], "包括"), 0)
	if prose.ContainsAny(words[start:end], "总体情况", "概述") {
		return start, end
	}
	if i := prose.FirstIndex(words[end:], "总体情况", "概述"); i >= 0 {
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
		for _, names := range PartNames {
			if whole != item && prose.ContainsAny(whole, names...) {
				return ""
			}
		}
		return whole
	}
	return item
}

// PartsNamed compares what a list of parts names with the six. Reviews and lawsuits may be
// named apart.
func PartsNamed(list string) (absent, extra []string) {
	for _, names := range PartNames {
		if !prose.ContainsAny(list, names...) {
			absent = append(absent, names[0])
		}
	}
	cases := 0
	for _, item := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune("、，；。和及与", r) }) {
		known := false
		for k, names := range PartNames {
			if prose.ContainsAny(item, names...) {
				known = true
				if k == 3 {
					cases++
				}
			}
		}
		if cases <= 2 && (known || !strings.HasSuffix(item, "情况") || !prose.ContainsAny(item, "公开")) {
			continue
		}
		if whole := wholePart(list, item); cases > 2 || whole != "" {
			extra = append(extra, cmp.Or(whole, item))
			cases = min(cases, 2)
		}
	}
	return absent, extra
}
