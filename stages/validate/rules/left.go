package rules

import "github.com/gouji/gouji/stages/validate/rule"

// Left returns the rules of the catalogue that the book leaves out.
func Left() []rule.Omission {
	return []rule.Omission{
		{
			ID:     "A-08",
			Title:  rule.Text{ZH: "约数不作精确比较", EN: "approximate numbers are not compared"},
			Reason: rule.Text{ZH: "这是其他规则共同遵守的限度，本身不产生问题：带“余、多、约、近、以上”的数从不参与比较。", EN: "A limit that the other rules keep, not a fault to report: a number with 余, 多, 约, 近 or 以上 is never compared."},
		},
		{
			ID:     "D-06",
			Title:  rule.Text{ZH: "发布后内容有变动", EN: "content changed after publication"},
			Reason: rule.Text{ZH: "需要同一网址的多次抓取；单份文件看不出来。", EN: "Needs several captures of one address; a single document cannot show it."},
		},
		{
			ID:     "D-07",
			Title:  rule.Text{ZH: "同一报告在不同处数据不同", EN: "copies of one report differ"},
			Reason: rule.Text{ZH: "需要对照同一机关同一年度的其他副本；邻近年度不包含它们。", EN: "Needs the other copies of the same year; the neighbours are other years only."},
		},
		{
			ID:     "D-08",
			Title:  rule.Text{ZH: "名单上的机关没有报告", EN: "an organ on the list has no report"},
			Reason: rule.Text{ZH: "需要编制主体名单；没有报告就没有可检查的文件。", EN: "Needs the list of reporting organs; a report that is not there cannot be checked."},
		},
		{
			ID:     "G-01",
			Title:  rule.Text{ZH: "汇总数等于各成员单位之和", EN: "a region's total is the sum of its members"},
			Reason: rule.Text{ZH: "需要成员名单和全部成员的报告。", EN: "Needs the list of members and the reports of all of them."},
		},
		{
			ID:     "G-02",
			Title:  rule.Text{ZH: "汇总数不小于任一成员单位", EN: "a region's total is at least any member's"},
			Reason: rule.Text{ZH: "需要知道哪一份报告汇总了哪一份。", EN: "Needs to know which report sums up which."},
		},
		{
			ID:     "G-03",
			Title:  rule.Text{ZH: "与行政执法年度数据一致", EN: "agrees with the yearly enforcement figures"},
			Reason: rule.Text{ZH: "需要同一机关另行公布的行政执法数据，没有读取它的途径。", EN: "Needs the enforcement figures the organ publishes elsewhere; there is no reader for them."},
		},
		{
			ID:     "G-04",
			Title:  rule.Text{ZH: "共同被告案件不重复统计", EN: "a co-defendant's case is counted once"},
			Reason: rule.Text{ZH: "需要逐案数据；表格只有合计数。", EN: "Needs the single cases; the tables have sums only."},
		},
		{
			ID:     "X-07",
			Title:  rule.Text{ZH: "与其他机关的文字雷同", EN: "text like another organ's"},
			Reason: rule.Text{ZH: "需要其他机关的报告；验证的输入只有同一机关的邻近年度。", EN: "Needs the reports of other organs; the input has other years of the same organ only."},
		},
		{
			ID:     "X-08",
			Title:  rule.Text{ZH: "出现与本机关无关的地名、机关名", EN: "a foreign place or organ"},
			Reason: rule.Text{ZH: "需要行政区划名录，才能分清上级、下级、被引用的机关与照搬来的地名；没有名录的判断误报太多。", EN: "Needs a gazetteer to tell superiors, members and cited bodies from copied names; without one it would mostly be wrong."},
		},
	}
}
