package about

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// titleTail reports what the last line of a title may be that was set on several lines.
func titleTail(f string) bool {
	switch f {
	case "工作年度报告", "年度报告", "工作报告", "年度工作报告", "工作年报", "年报":
		return true
	}
	return false
}

// brokenTitle is a title on two or three lines, the first of which has no 报告 yet, or ends with
// the year, and how many lines it has.
func (r *reader) brokenTitle(i, end int, f string) (report.Text, int) {
	if i+1 >= end || len(f) > 120 || strings.ContainsAny(f, "。,;:《》") || !r.Lines[i+1].Plain {
		return report.Text{}, 1
	}
	next, n := r.Lines[i+1].Fold, 2
	both := joined(withoutMarks(*r.Lines[i].Text), withoutMarks(*r.Lines[i+1].Text))
	f, next = strings.Trim(f, "#*"), strings.Trim(next, "#*")
	if i+2 < end && r.Lines[i+2].Plain && strings.Contains(next, "信息公开") && len(next) <= 60 {
		if last := strings.Trim(r.Lines[i+2].Fold, "#*"); titleTail(last) {
			both, next, n = joined(both, withoutMarks(*r.Lines[i+2].Text)), next+last, 3
		}
	}
	_, at, _ := titleYear(f + next)
	if at > 0 && at < len(f) && len(next) <= 60 && isOrgan(f[:at]) && startsBare((f + next)[at:]) && IsTitle(f+next) {
		return both, n // broken inside of 2023年政府
	}
	_, at, _ = yearIn(f + next)
	if at < 0 && titleTail(next) && strings.HasSuffix(f, "信息公开") && IsTitle(f+next) && (startsBare(f) || isBody(strings.TrimSuffix(strings.TrimSuffix(f, "信息公开"), "政府"))) {
		return both, n // its year stands elsewhere
	}
	if at < 0 || len(next) > 40 || !IsTitle(f+next) || IsTitle(next) && !startsBare(next) {
		return report.Text{}, 1
	}
	if !strings.Contains(f, "信息公开") && IsTitle(next) && !endsWithYear(f) {
		return report.Text{}, 1
	}
	return both, n
}

func endsWithYear(f string) bool {
	for _, w := range [...]string{"年", "年度", "年政府", "年度政府"} {
		if strings.HasSuffix(f, w) {
			return true
		}
	}
	return false
}

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
// of a column: 发布机构某某局组配分类信息公开年报. That of the column alone is enough.
func isRowOfFields(f string) bool {
	if strings.HasPrefix(f, "组配分类") || strings.HasPrefix(f, "所属分类") || strings.HasPrefix(f, "信息分类") {
		return true
	}
	n := 0
	for _, w := range [...]string{"索引号", "文号", "组配分类", "主题分类", "信息分类", "所属分类", "公开方式", "公开时限", "公开范围", "责任部门", "发布机构", "生成日期", "发布日期", "成文日期"} {
		if strings.Contains(f, w) {
			n++
		}
	}
	return n > 1
}
