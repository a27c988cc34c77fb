package about_test

import (
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/about"
)

// TestALineOfAnOpenQuoteIsNoTitle has lines of a preamble that a page broke behind 年度报告.
func TestALineOfAnOpenQuoteIsNoTitle(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告": false,
		"关于印发《中华人民共和国政府信息公开工作年度报告":             false,
		"某某县关于执行《条例》的2023年政府信息公开工作年度报告":        true,
		"某某县人民政府2023年政府信息公开工作年度报告":             true,
	} {
		if got := about.IsTitle(fold.String(line)); got != want {
			t.Errorf("%s: %v, want %v", line, got, want)
		}
	}
}
