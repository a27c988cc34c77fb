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
