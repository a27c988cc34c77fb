package rules

import (
	"github.com/gouji/gouji/stages/validate/rule"
)

// Left returns the rules of the catalogue that the book leaves out.
func Left() []rule.Omission {
	return []rule.Omission{
		{
			ID:     "G-04",
			Title:  rule.Text{ZH: "共同被告案件不重复统计", EN: "a co-defendant's case is counted once"},
			Reason: rule.Text{ZH: "一案由谁统计取决于原行为机关是谁，而两级报告的表四都只有合计数：复议机关的数大于或小于下级之和都可能是对的。没有逐案数据就没有可靠的判断方法。", EN: "Who counts a case depends on whose act it was about, and table four has sums only: an authority may rightly have more cases than its subordinates together, or fewer. Without the single cases there is no sound test."},
		},
	}
}
