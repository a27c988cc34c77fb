package years

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// isOf are the words between 数据 and the year that it is of.
var isOf = []string{"均为", "都为", "全部为", "皆为", "为", "均是", "都是", "是", "均系", "系", "均取自", "取自", "均来自", "来自", "均来源于", "来源于", "均采用", "采用", "均反映", "反映", "反映的是", "均截至", "截至", "均截止到", "统计到", "均统计至", "统计至"}

// dataOfYear finds a preamble that says that its numbers are those of an earlier year: 所列数据均为2022年度数据.
func dataOfYear(p *rule.Pass, y int) {
	prose.EachYear(p, func(v prose.YearSeen) {
		if v.Part.Section > 1 || v.Year >= y || v.Year < y-3 {
			return
		}
		before, rest := v.Part.S[v.S.Start:v.Start], v.Part.S[v.End:v.S.End]
		if len(before) > longestLead {
			before = prose.TailRunes(before[len(before)-longestLead:])
		}
		k := prose.LastOf(before, "数据", "数字", "统计数", "统计口径", "数据口径")
		if k < 0 || !equalsAny(before[k:], isOf...) || prose.ContainsAny(before, "上年", "去年", "对比", "比较", "同比", "基期", "增长", "部门决算", "其中", "人口", "普查") || !prose.ContainsAny(before, "本", "报告", "所列", "文中", "全部", "年报", "统计数", "表") {
			return
		}
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "度"), "全年")
		rest = strings.TrimPrefix(strings.TrimPrefix(rest, "末"), "底")
		if !prose.HasPrefixAny(rest, "，", "。", "；", "的数据", "数据", "统计", "的统计", "情况", "的情况", "口径", "数字", "年报") {
			return
		}
		start, _ := prose.Around(v.Part.S, v.Start, v.End, 10)
		d := prose.SpanDraft(v.Part, max(start, v.S.Start), v.End)
		d.Want, d.Got = strconv.Itoa(y), strconv.Itoa(v.Year)
		d.ZH = fmt.Sprintf("%d 年度报告称数据是 %d 年的，可能沿用了旧文字", y, v.Year)
		d.EN = fmt.Sprintf("the report on %d says that its numbers are of %d", y, v.Year)
		p.Find(d)
	})
}

func equalsAny(s string, words ...string) bool {
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}

// comparedWithItself finds a count of the report's own year that is compared with one of the same year:
// 2022年收到54件，比2022年的60件减少6件. What is planned for the next year may be.
func comparedWithItself(p *rule.Pass, v prose.YearSeen, y int) {
	s := v.Part.S
	rest, ok := strings.CutPrefix(s[v.End:v.S.End], "的")
	if !ok || v.Part.Section < 1 || v.Part.Section > 4 || !prose.HasSuffixAny(s[v.S.Start:v.Start], "比", "较") || prose.Digits(rest) == 0 ||
		!prose.ContainsAny(prose.Clip(rest, 45), "增加", "减少", "增长", "下降", "多", "少") || strings.Contains(v.Part.Words(v.S), strconv.Itoa(y+1)+"年") {
		return
	}
	p.Judged()
	d := prose.SpanDraft(v.Part, v.Start-len("比"), v.End+len("的")+prose.Digits(rest))
	d.Want, d.Got = strconv.Itoa(y-1), strconv.Itoa(y)
	d.ZH = fmt.Sprintf("%d 年的数与 %d 年自己相比，应与 %d 年相比", y, y, y-1)
	d.EN = fmt.Sprintf("a number of %d is compared with %d itself, it should be %d", y, y, y-1)
	p.Find(d)
}

// comparedYear finds a comparison with last year, or 同比, that names an earlier one: 同比数据均与2021年比较 or 比上年（2021年）
// in a report on 2023.
func comparedYear(p *rule.Pass, y int) {
	prose.EachYear(p, func(v prose.YearSeen) {
		if v.Year == y {
			comparedWithItself(p, v, y)
		}
		if v.Year >= y-1 || v.Year < y-6 || prose.InTitle(v.Part.S, v.Start) {
			return
		}
		before, rest := v.Part.S[v.S.Start:v.Start], strings.TrimPrefix(v.Part.S[v.End:v.S.End], "度")
		if len(before) > longestLead {
			before = prose.TailRunes(before[len(before)-longestLead:])
		}
		named := prose.HasSuffixAny(before, "较上年（", "比上年（", "与上年（", "较去年（", "比去年（", "与去年（", "较上年度（", "比上年度（", "与上年度（", "较上一年（", "比上一年（", "与上一年（", "与上一年度（", "较上一年度（", "上年即", "上年同期（", "去年同期（", "上年度即") && prose.HasPrefixAny(rest, "）", "同期）", "，")
		if !named {
			k := prose.LastOf(before, "同比数据", "同比增幅", "同比增长率", "同比增减", "同比情况", "同比变化", "同比指标", "同比口径", "同比数", "同比均", "同比基数", "同比基期")
			if k < 0 || prose.ContainsAny(before[k:], "%", "。", "；", "0", "1", "2", "3", "5") {
				return
			}
			named = prose.HasSuffixAny(before[k:], "与", "以", "较", "同", "为", "比", "和", "相对", "采用", "是") && prose.HasPrefixAny(rest, "比较", "相比", "为基", "为比较", "对比", "同期", "数据", "的数据", "。", "，", "作", "全年")
		}
		if !named || strings.Contains(v.Part.Words(v.S), strconv.Itoa(y-1)+"年") {
			return
		}
		start, end := prose.Around(v.Part.S, v.Start, v.End, 8)
		d := prose.SpanDraft(v.Part, max(start, v.S.Start), min(end, v.S.End))
		d.Want, d.Got = strconv.Itoa(y-1), strconv.Itoa(v.Year)
		d.ZH = fmt.Sprintf("同比应与 %d 年相比，写作 %d 年", y-1, v.Year)
		d.EN = fmt.Sprintf("compared with %d and not with the year before, %d", v.Year, y-1)
		p.Find(d)
	})
}
