package parse

import (
	"testing"

	"github.com/gouji/gouji/stages/fold"
)

// TestPastedHeads: what stands before the heads of a table in a run of pasted cells is prose, and words of
// the heads that a sentence uses are none.
func TestPastedHeads(t *testing.T) {
	const said = "本年从申请人情况看,自然人较多;依照第二十条第(一)项公开信息。"
	for heads, table := range map[string]int{
		"第二十条第(一)项信息内容本年制发件数":         2,
		"信息内容 本年制发件数":                 2,
		"(本列数据的勾稽关系为:第一项加第二项之和)申请人情况": 3,
		"申请人情况自然人法人或其他组织":             3,
		"申请人情况一、本年新收政府信息公开申请数量":       3,
		"行政复议行政诉讼结果维持结果纠正":            4,
		"行政复议 行政诉讼未经复议直接起诉":           4,
		"行政复议结果维持结果纠正其他结果":            4,
	} {
		f := fold.String(said + heads)
		if at, want := pastedHeads(f, table), len(fold.String(said)); at != want {
			t.Errorf("%s: the heads begin at %d, want %d", heads, at, want)
		}
	}
	for table := 2; table <= 4; table++ {
		if at := pastedHeads(fold.String(said), table); at >= 0 {
			t.Errorf("table %d: a sentence has heads at %d", table, at)
		}
	}
}
