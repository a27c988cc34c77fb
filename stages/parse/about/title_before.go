package about

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// longestBefore is the most bytes that stand before a title in its line.
const longestBefore = 60

// titleStart is where a title begins in its line: behind a label that white space parts from it, the number
// of a page, or a remark in corner brackets; 0 where it begins the line.
func titleStart(t report.Text) int {
	s := strings.TrimLeft(t.S, "#* ")
	lead := len(t.S) - len(s)
	if strings.HasPrefix(s, "【") {
		if end := strings.Index(s[:min(len(s), longestBefore)], "】"); end > 0 {
			return lead + end + len("】")
		}
		return 0
	}
	if rest, ok := strings.CutPrefix(s, "Page "); ok {
		rest = strings.TrimLeft(rest, "0123456789")
		if title, ok := strings.CutPrefix(rest, " - "); ok {
			return len(t.S) - len(title)
		}
	}
	for i, c := range s[:min(len(s), longestBefore)] {
		if unicode.IsSpace(c) && slices.Contains(titleLabels[:], fold.String(s[:i])) {
			return lead + i
		}
	}
	return 0
}

// isRowOfFields reports a line with the labels of two fields of the page, whose last value may be the name
// of a column: 发布机构某某局组配分类信息公开年报.
func isRowOfFields(f string) bool {
	n := 0
	for _, w := range [...]string{"索引号", "文号", "组配分类", "主题分类", "信息分类", "所属分类", "公开方式", "公开时限", "公开范围", "责任部门", "发布机构", "生成日期", "发布日期", "成文日期"} {
		if strings.Contains(f, w) {
			n++
		}
	}
	return n > 1
}
