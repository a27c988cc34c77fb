package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// rowsOf prints table three with rows as print gives them, a report around it.
func rowsOf(t *table, print func(labels []string, cells [7]string) string) report.Document {
	s := sample{table: *t, layout: "cells"}
	s.table.drop = map[string]bool{}
	for _, r := range report.ApplicationRows(t.form) {
		s.table.drop[r.Key] = true
	}
	var b strings.Builder
	group := ""
	for _, r := range report.ApplicationRows(t.form) {
		labels := []string{r.Label}
		if r.Group != "" && r.Group != group {
			labels = []string{r.Group, r.Label}
		}
		group = r.Group
		b.WriteString(print(labels, t.cells(r.Key)) + "\n")
	}
	const at = "四、政府信息公开行政复议、行政诉讼情况"
	whole := ""
	for _, k := range s.document().Blocks {
		whole += k.Line.S + "\n"
	}
	return textDocument(strings.Replace(whole, at, b.String()+at, 1))
}

// TestBlankTotals has tables whose column of totals nobody filled in, with padding before
// or behind the figures.
func TestBlankTotals(t *testing.T) {
	t.Parallel()
	tab := balanced(someResults)
	tab.text = map[string][7]string{}
	for key := range tab.rows {
		c := tab.cells(key)
		c[6] = ""
		tab.text[key] = c
	}
	join := func(sep string, lists ...[]string) string {
		var all []string
		for _, l := range lists {
			all = append(all, l...)
		}
		return strings.Join(all, sep)
	}
	for name, c := range map[string]struct {
		print func(labels []string, cells [7]string) string
		read  bool
	}{
		"padded behind": {func(l []string, c [7]string) string { return join(" | ", l, c[:], make([]string, 3-len(l))) + "|" }, true},
		"columns": {func(l []string, c [7]string) string {
			if len(l) == 1 && !strings.ContainsAny(l[0][:1], "123456789") {
				return "| " + join(" | ", l, []string{"", ""}, c[:]) + " |"
			}
			return "| " + join(" | ", make([]string, 3-len(l)), l, c[:]) + " |"
		}, true},
		"a blank column on either side": {func(l []string, c [7]string) string {
			return join("\t", make([]string, 2-len(l)), l, []string{""}, c[:])
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad, read := wrong(mustParse(t, rowsOf(&tab, c.print)), &tab)
			if len(bad) > 0 || (read > 6*20) != c.read {
				t.Errorf("%d cells read, wrong: %v", read, bad)
			}
		})
	}
}

// TestWrappedLabelWithoutSums has labels above and below their figures in a table whose
// totals are all nought: no sum confirms the rows, their labels do.
func TestWrappedLabelWithoutSums(t *testing.T) {
	t.Parallel()
	tab := balanced(someResults)
	for key, row := range tab.rows {
		row[6] = 0
		tab.rows[key] = row
	}
	doc := rowsOf(&tab, func(labels []string, cells [7]string) string {
		figures := strings.Join(cells[:], "   ")
		last := []rune(labels[len(labels)-1])
		if len(last) < 16 {
			return fmt.Sprintf("%s    %s", strings.Join(labels, "    "), figures)
		}
		half := len(last) / 2
		return fmt.Sprintf("%s\n      %s\n%s", strings.Join(append(labels[:len(labels)-1:len(labels)-1], string(last[:half])), "    "), figures, string(last[half:]))
	})
	bad, read := wrong(mustParse(t, doc), &tab)
	if len(bad) > 0 || read != 175 {
		t.Errorf("%d cells read, wrong: %v", read, bad)
	}
}

// TestSentencesAreNoTables puts sentences that use the words of the tables before each.
func TestSentencesAreNoTables(t *testing.T) {
	t.Parallel()
	s := sample{
		table: balanced(someResults), layout: "pipes", four: strings.Split("0 1 0 0 1 0 0 2 0 2 0 0 0 3 3", " "),
		two: "制发行政规范性文件113件，废止行政规范性文件21件，办理行政许可550件，行政事业性收费12项，第二十条第（一）项规定的信息内容全部公开。\n" + twoOf2021,
	}
	s.table.as = map[string]string{"new_received": "全年收到申请，予以公开16件，属于国家秘密0件，重复申请3件，没有现成信息需要另行制作1件，结转下年度继续办理0件。\n一、本年新收政府信息公开申请数量"}
	doc := s.document()
	for i := range doc.Blocks {
		if l := &doc.Blocks[i].Line; strings.HasPrefix(l.S, "2023年，主动公开") {
			l.S = "因政府信息公开引起行政复议1件，其中结果维持0件、结果纠正1件、尚未审结0件；未经复议直接起诉2件、复议后起诉3件，结转下年度继续办理0件。"
		}
	}
	r := mustParse(t, doc)
	bad, read := wrong(r, &s.table)
	if len(bad) > 0 || read != 175 {
		t.Errorf("table three: %d cells read, wrong: %v", read, bad)
	}
	if c := r.Tables.Proceedings["after_review"]["total"]; c.State != report.Printed || c.Value != report.IntNumber(3) {
		t.Errorf("table four: %+v", c)
	}
	if c := r.Tables.Disclosure["normative_made"]; c.State != report.Printed || c.Value != report.IntNumber(4) {
		t.Errorf("table two: %+v", c)
	}
}

// twoOf2021 is table two with cells between pipes.
const twoOf2021 = `第二十条第（一）项 |||
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |
规章 | 0 | 0 | 0 |
行政规范性文件 | 4 | 1 | 9 |
第二十条第（五）项 ||
信息内容 | 本年处理决定数量 |
行政许可 | 550 |`

// TestPageNumberInPieces: a reader of PDF may find the number of a page in three words.
// Figures beside a lost label that look alike, but stand as far apart as columns, stay.
func TestPageNumberInPieces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		gap   float64
		state report.State
	}{"close together": {4, report.Printed}, "as far apart as columns": {90, report.Unread}} {
		doc := report.Document{Schema: report.DocumentSchema, ID: report.DocumentID([]byte(name)), Format: report.FormatPDF}
		y := 0.0
		line := func(page int, gap float64, words ...string) {
			y += 20
			var b strings.Builder
			t := report.Text{At: report.Place{Kind: report.PlacePDF, Page: page}}
			x := 80.0
			for i, w := range words {
				if i > 0 {
					b.WriteByte(' ')
				}
				start, wide := b.Len(), 10*float64(len([]rune(w)))
				b.WriteString(w)
				t.Words = append(t.Words, report.Word{Start: start, End: b.Len(), Box: [4]float64{x, y, x + wide, y + 12}})
				x += wide + gap
			}
			t.S = b.String()
			t.At.Box = [4]float64{80, y, x, y + 12}
			doc.Blocks = append(doc.Blocks, report.Block{Page: page, Line: t})
		}
		line(1, 0, "二、主动公开政府信息情况")
		line(1, 0, "第二十条第（六）项")
		line(1, c.gap, "-", "2", "-")
		line(2, 100, "信息内容", "本年处理决定数量")
		line(2, 100, "行政处罚", "4119")
		line(2, 100, "行政强制", "195")
		line(2, 0, "三、收到和处理政府信息公开申请情况")
		got := mustParse(t, doc).Tables.Disclosure["penalties"]
		if got.State != c.state {
			t.Errorf("%s: %+v, want %s", name, got, c.state)
		}
	}
}

// TestTitleBrokenInsideItsYear has titles whose second line begins inside of 2023年政府.
func TestTitleBrokenInsideItsYear(t *testing.T) {
	t.Parallel()
	const title = "东河县教育局2023年度政府信息公开工作年度报告"
	for _, at := range []string{"年度政府", "度政府", "政府信息", "府信息"} {
		i := strings.Index(title, at)
		r := mustParse(t, textDocument(title[:i]+"\n"+title[i:]+period+body))
		if text(r.Title) != title {
			t.Errorf("broken before %s: %q", at, text(r.Title))
		}
	}
}
