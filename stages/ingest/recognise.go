package ingest

import (
	"math/bits"
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

// mostRecognised is how many bytes of a document are looked at to recognise it: a report has
// some 10 KB.
const mostRecognised = 1 << 20

// recogniser tells reports from other documents by words alone. It is safe for concurrent use.
type recogniser struct{ words *fold.Words }

// topic is what every report speaks of, in its title or first sentence.
const topic = "政府信息公开"

func newRecogniser() recogniser {
	return recogniser{fold.NewWords(append([]string{topic}, reportWords()...)...)}
}

// isReport reports whether a document is an annual report: it speaks of government information
// disclosure and has the labels of the form. It decides only which of several documents in an
// envelope is meant; what the report says is for parse to read.
//
// Nearly every report shows it by words that stand whole in its lines and cells. Only where
// they do not is the text put together without white space, and then in simplified characters.
func (c recogniser) isReport(doc *report.Document) bool {
	seen, size := new(sightings), 0
	eachText(doc, func(s string) bool {
		size += len(s)
		return size <= mostRecognised && !c.speaks(s, seen)
	})
	if seen.enough() {
		return true
	}
	var b strings.Builder
	eachText(doc, func(s string) bool {
		b.WriteString(squeeze(s))
		return b.Len() < mostRecognised
	})
	return c.speaks(b.String(), new(sightings)) || c.speaks(fold.String(b.String()), new(sightings)) // in traditional characters
}

// eachText calls f with each line and cell of a document until it returns false.
func eachText(doc *report.Document, f func(s string) bool) {
	for i := range doc.Blocks {
		g := doc.Blocks[i].Grid
		if g == nil {
			if !f(doc.Blocks[i].Line.S) {
				return
			}
			continue
		}
		for n := range g.Cells {
			if !f(g.Cells[n].Text.S) {
				return
			}
		}
	}
}

// sightings are the words of a recogniser that were seen: a bit for each, the lowest for topic.
type sightings uint64

// enough reports that the words make a report.
func (v sightings) enough() bool { return v&1 != 0 && bits.OnesCount64(uint64(v)) > enoughWords }

// speaks adds the words in s to those seen, and reports whether they are enough.
func (c recogniser) speaks(s string, seen *sightings) bool {
	c.words.Each(s, func(word, _ int) bool {
		*seen |= 1 << word
		return !seen.enough()
	})
	return seen.enough()
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
