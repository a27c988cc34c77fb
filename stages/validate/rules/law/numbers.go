package law

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// numbered are the last characters of what stands before the year of a document number: 国办发, 清政办函. Notices to
// the public and court files are numbered in other ways.
var numbered = []string{"发", "函", "办", "政", "府", "秘", "电", "规"}

// CheckFormOfNumber finds document numbers that are written in another way than the norm for official documents has it:
// the year in 〔〕 and no 第 before the number.
func CheckFormOfNumber(p *rule.Pass, part *narrative.Part) {
	for at := 0; !p.Full(); {
		p.Step()
		i := part.IndexFrom("号", at)
		if i < 0 {
			return
		}
		at = i + len("号")
		k := prose.DigitsBefore(part.S, i)
		before, ordinal := strings.CutSuffix(part.S[:k], "第")
		shut, _ := utf8.DecodeLastRuneInString(before)
		back := max(0, len(before)-len("【2021年】"))
		open := back + strings.LastIndexAny(before[back:], "〔[（【")
		if k == i || open < back || !strings.ContainsRune("〕]）】", shut) {
			continue
		}
		number, n := numberIn(part.S[open:])
		if number == "" || open+n != at || !prose.HasSuffixAny(part.S[:open], numbered...) || prose.HasPrefixAny(part.S[at:], "令", "公告", "通告") {
			continue
		}
		right := strings.HasPrefix(part.S[open:], "〔") && shut == '〕'
		if right && !ordinal {
			continue
		}
		start, _ := prose.Around(part.S, open, open, 6)
		d := prose.SpanDraft(part, start, at)
		d.Want, d.Got = number, part.S[open:at]
		d.ZH, d.EN = "文号的年份应用六角括号：“"+number+"”", "the year of a document number stands in 〔〕: "+number
		if right {
			d.Severity = report.Info
			d.ZH, d.EN = "文号的序号前不加“第”：“"+number+"”", "no 第 stands in a document number: "+number
		}
		p.Find(d)
	}
}
