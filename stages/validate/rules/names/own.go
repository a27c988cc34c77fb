package names

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// notOurs are, by what an issuer's name ends with, what it cannot call itself. A county has a city above it, which it
// may speak of, and never a town; what a department's area is called is no matter.
var notOurs = []struct {
	ends []string
	not  []string
}{
	{[]string{"街道办事处"}, []string{"我镇", "我乡", "我局", "全镇", "全乡"}},
	{[]string{"镇人民政府"}, []string{"我乡", "我街道", "我局", "全乡"}},
	{[]string{"乡人民政府"}, []string{"我镇", "我街道", "我局", "全镇"}},
	{[]string{"市人民政府"}, []string{"我县", "我镇", "我乡", "我街道", "我局"}},
	{[]string{"县人民政府"}, []string{"我区", "我镇", "我乡", "我街道", "我局"}},
	{[]string{"区人民政府"}, []string{"我县", "我镇", "我乡", "我局", "全县"}},
	{[]string{"管理委员会", "管委会"}, nil},
	{[]string{"街道办事处", "街道"}, []string{"我镇", "我乡"}},
	{[]string{"镇人民政府", "镇政府", "镇"}, []string{"我乡", "我街道"}},
	{[]string{"乡人民政府", "乡政府", "乡"}, []string{"我镇", "我街道"}},
	{[]string{"市人民政府", "市政府", "市人民政府办公室", "市政府办公室", "市"}, []string{"我县", "我镇", "我乡", "我街道"}},
	{[]string{"县人民政府", "县政府", "县人民政府办公室", "县政府办公室", "县"}, []string{"我区", "我镇", "我乡", "我街道"}},
	{[]string{"区人民政府", "区政府", "区人民政府办公室", "区政府办公室"}, []string{"我县", "我镇", "我乡"}},
	{[]string{"委员会", "委"}, []string{"我局", "我厅", "我镇", "我乡"}},
	{[]string{"局"}, []string{"我委", "我厅", "我镇", "我乡", "我街道"}},
	{[]string{"厅"}, []string{"我局", "我委", "我镇", "我乡"}},
}

// otherWords are what begins with the second character of such a word, and is none: 我委托, 我乡村.
var otherWords = []string{"我委托", "我委派", "我委员", "我乡村", "我乡镇", "我局部", "我局面", "我区域", "我厅堂", "我镇街", "我镇域", "我县域", "我县级", "我区级", "全县级", "全乡镇", "全镇街", "全乡村"}

// CheckOwnKind finds an issuer that calls itself by another kind of body, as words taken from elsewhere do.
func CheckOwnKind(p *rule.Pass) {
	agency := p.Report().Agency
	if agency == nil {
		return
	}
	name := narrative.Fold(*agency).S
	var not []string
	for _, kind := range notOurs {
		if prose.HasSuffixAny(name, kind.ends...) {
			not = kind.not
			break
		}
	}
	for _, w := range not {
		prose.EachPartWith(p, func(part *narrative.Part) {
			i := part.Index(w)
			if i < 0 || p.Full() || prose.HasPrefixAny(part.S[i:], otherWords...) || prose.HasSuffixAny(part.S[:i], "自", "“", "忘", "小", "大", "安", "健", "齐", "保", "周") || prose.InTitle(part.S, i) {
				return
			}
			p.Step()
			start, end := prose.Around(part.S, i, i+len(w), 8)
			d := prose.SpanDraft(part, start, end)
			d.Severity = report.Info
			d.ZH, d.EN = "编制机关是"+name+"，却自称“"+w+"”，可能照搬了别处的文字", "the issuer is "+name+" and calls itself "+w
			p.Find(d)
		}, w)
	}
}
