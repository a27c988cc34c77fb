package years

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// appeared is the day on which a report was there: the later of its publication and its signature; "" if neither is
// known.
func appeared(p *rule.Pass) (day string) {
	for _, d := range [...]*string{p.Report().Published, p.Report().Signed} {
		if d != nil && len(*d) == len("2024-01-31") {
			day = max(day, *d)
		}
	}
	return day
}

// longestLead is how many bytes before a date are looked at, so that work on a long sentence stays bounded.
const longestLead = 200

// ofItself are the words by which a report speaks of itself, and putOut those by which it says that it was published.
var (
	ofItself = []string{"本报告", "本年报", "本年度报告"}
	putOut   = []string{"公布", "公开", "发布", "印发", "公示"}
	yetToDo  = []string{"将", "拟", "计划", "预计", "要", "力争", "争取", "确保", "打算", "今后", "下一步", "前", "规划", "目标", "截至", "起可", "有效期", "届满", "到期"}
)

// checkPastDates finds what is told as done on a day after the report appeared: 2024年5月，组织开展了培训 in a report of
// February, and a report that says that it was published on such a day, or before its year had ended.
func checkPastDates(p *rule.Pass) {
	y, day := p.Year(), appeared(p)
	if y == 0 {
		return
	}
	if day <= fmt.Sprintf("%04d-12-31", y) {
		day = "" // that of another page
	}
	prose.EachPartWith(p, func(part *narrative.Part) {
		if part.Index("月") < 0 {
			return
		}
		for _, s := range part.Sentences {
			if len(s.Numbers) < 2 || p.Full() {
				continue
			}
			p.Step()
			words := part.Words(s)
			for _, d := range prose.MonthsIn(part, s) {
				if prose.InTitle(part.S, d.Start) {
					continue
				}
				before, behind := part.S[s.Start:d.Start], part.S[d.End:s.End]
				if len(before) > longestLead {
					before = prose.TailRunes(before[len(before)-longestLead:])
				}
				switch {
				case saysPublished(before, behind):
					if d.To() <= fmt.Sprintf("%04d-12-31", y) {
						f := prose.SpanDraft(part, d.Start, d.End)
						f.ZH = fmt.Sprintf("报告称自己公布于 %s，%d 年度当时尚未结束", part.S[d.Start:d.End], y)
						f.EN = fmt.Sprintf("the report says that it was published before the year %d had ended", y)
						p.Find(f)
					} else if day != "" && d.From() > day {
						findLater(p, part, d, day)
					}
				case day != "" && d.From() > day && part.Section >= 1 && part.Section <= 4 && prose.ClauseBegins(before) && !prose.ContainsAny(words, yetToDo...) && toldAsDone(behind):
					findLater(p, part, d, day)
				}
			}
		}
	}, "月")
}

func findLater(p *rule.Pass, part *narrative.Part, d prose.DatedAt, day string) {
	f := prose.SpanDraft(part, d.Start, d.End)
	f.Want, f.Got = "≤"+day, part.S[d.Start:d.End]
	f.ZH = "所写日期 " + f.Got + " 在报告公布（" + day + "）之后"
	f.EN = "a day after the report appeared on " + day
	p.Find(f)
}

// saysPublished reports whether a date between two pieces of a sentence is that of the report's publication: 本报告于…向社会公布.
func saysPublished(before, behind string) bool {
	k := prose.LastOf(before, ofItself...)
	if k < 0 {
		return false
	}
	between := before[k:]
	if prose.ContainsAny(between, "，", "。", "；", "统计", "数据", "截至", "上年", "《") || !prose.HasSuffixAny(between, "于", "在", "已于", "自", "是") {
		return false
	}
	i := prose.FirstIndex(behind, putOut...)
	return i >= 0 && i <= 3*12 && !prose.ContainsAny(behind[:i], "，", "。", "；", "前", "起可", "将")
}

// done are words that tell of something as done.
var done = []string{"了", "召开", "举办", "开展", "组织", "完成", "印发", "发布", "公布", "上线", "开通", "启动", "建成", "修订", "参加", "接受", "获", "通过", "收到", "制定", "出台"}

// toldAsDone reports whether the clauses behind a date tell of something as done.
func toldAsDone(behind string) bool {
	return prose.ContainsAny(prose.Clip(prose.FirstClauses(strings.TrimPrefix(behind, "，")), 90), done...)
}

// late are the words behind a date up to which something is planned, and due what is then done: 前完成. Of 前形成的信息
// nothing is planned.
var (
	late = []string{"底前", "底之前", "底以前", "末前", "上旬前", "中旬前", "下旬前", "之前", "以前", "前"}
	due  = []string{"完成", "实现", "建成", "达到", "解决", "更新", "修订", "制定", "落实", "补齐", "整改", "举办", "开展", "组织", "建立", "汇总", "报送", "得到", "补充", "公开", "改版", "上线"}
)

// dueBy reports whether the words behind a date say that something is to be done by then.
func dueBy(behind string) bool {
	for _, w := range late {
		rest, ok := strings.CutPrefix(behind, w)
		if !ok {
			continue
		}
		rest = strings.TrimPrefix(rest, "，")
		for _, m := range [...]string{"全部", "全面", "基本", "逐项", "按时", "再"} {
			rest = strings.TrimPrefix(rest, m)
		}
		for _, v := range due {
			if strings.HasPrefix(rest, v) {
				return !strings.HasPrefix(rest[len(v):], "的")
			}
		}
		return false
	}
	return false
}

// plannedTooEarly finds plans of section five for a day that has passed when the report appears: 力争在2023年9月底前
// 完成 in a report of 2024. What was to be done and was not is told with 未, 原 and the like.
func plannedTooEarly(p *rule.Pass, y int) {
	day := strconv.Itoa(y) + "-12-31"
	for _, d := range [...]*string{p.Report().Published, p.Report().Signed} {
		// a page that is years younger than its report was moved
		if d != nil && *d > day && *d <= strconv.Itoa(y+1)+"-03-31" {
			day = *d
			break
		}
	}
	prose.EachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		for _, s := range part.Sentences {
			words := part.Words(s)
			if len(s.Numbers) < 2 || p.Full() || !prose.ContainsAny(words, "力争", "争取", "计划", "拟", "将", "预计", "打算", "下一步", "确保", "务必", "要在", "要于") {
				continue
			}
			p.Step()
			if prose.ContainsAny(words, "未", "没有", "已", "原", "曾", "滞后", "逾期", "规定", "不及时", "了", "印发", "出台") {
				continue
			}
			for _, d := range prose.MonthsIn(part, s) {
				if d.To() > day || d.Year < y-1 || !dueBy(part.S[d.End:]) || prose.InTitle(part.S, d.Start) {
					continue
				}
				f := prose.SpanDraft(part, d.Start, d.End+len("前"))
				f.ZH = "改进打算的期限 " + part.S[d.Start:d.End] + " 在报告公布时已经过去"
				f.EN = "a plan for a day that had passed when the report appeared"
				p.Find(f)
			}
		}
	})
}
