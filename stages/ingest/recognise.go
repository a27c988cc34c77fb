package ingest

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// reportWords are labels of the form's tables and its headings, without white space. A page
// that speaks of reports has one or two, a report of any form most.
func reportWords() []string {
	return []string{
		"总体情况", "主动公开政府信息", "收到和处理政府信息公开申请", "行政复议", "行政诉讼", "存在的主要问题", "其他需要报告",
		"信息内容", "规范性文件", "行政许可", "行政处罚", "申请人情况", "本年新收政府信息公开申请", "上年结转政府信息公开申请", "予以公开",
		"部分公开", "不予公开", "无法提供", "结转下年度继续办理", "结果维持", "尚未审结", "收费",
	}
}

// enoughWords is how many of reportWords make a report.
const enoughWords = 8

// isReport reports whether a document is an annual report, by words alone: it speaks of
// government information disclosure and has the labels of the form. It decides only which of
// several documents in an envelope is meant; what the report says is for parse to read.
func isReport(doc *report.Document) bool {
	var b strings.Builder
	const most = 1 << 20 // a report has some 10 KB
	add := func(s string) {
		if b.Len() < most {
			b.WriteString(squeeze(s))
		}
	}
	for i := range doc.Blocks {
		if g := doc.Blocks[i].Grid; g != nil {
			for n := range g.Cells {
				add(g.Cells[n].Text.S)
			}
			continue
		}
		add(doc.Blocks[i].Line.S)
	}
	return speaksAsReport(b.String()) || speaksAsReport(fold.String(b.String())) // in traditional characters
}

func speaksAsReport(s string) bool {
	if !strings.Contains(s, "政府信息公开") {
		return false
	}
	n := 0
	for _, w := range reportWords() {
		if strings.Contains(s, w) {
			n++
		}
	}
	return n >= enoughWords
}

// enoughHeadings is how many headings of the form, of six, make a page the report itself,
// whatever stands in place of its tables.
const enoughHeadings = 4

// longestHeading is the most bytes of a line that may be a heading; the longest of the form
// has 60.
const longestHeading = 120

// isHeaded reports that a document has the headings of a report on lines of their own: then
// it is the report, also where pictures or scripts stand for its tables.
func isHeaded(doc *report.Document) bool {
	words := []string{"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请", "行政复议", "存在的主要问题", "其他需要报告"}
	seen := map[string]bool{}
	for i := range doc.Blocks {
		line := doc.Blocks[i].Line.S
		if line == "" || len(line) > longestHeading {
			continue
		}
		line = fold.String(line)
		for _, w := range words {
			if strings.Contains(line, w) {
				seen[w] = true
			}
		}
	}
	return len(seen) >= enoughHeadings
}
