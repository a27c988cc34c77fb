package parse_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func twoOf(lines string) sample {
	return sample{table: balanced(someResults), layout: "cells", two: lines}
}

const headOne = "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n"

func TestDisclosure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, two string
		want      map[string]string // key to value; "" is unread, "-" absent
	}{
		{"a cell a line", headOne + "规章\n0\n0\n7\n行政规范性文件\n8\n5\n46\n第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n550\n",
			map[string]string{"rules_valid": "7", "normative_made": "8", "normative_valid": "46", "licences": "550", "penalties": "-"}},
		{"a row left out", headOne + "行政规范性文件\n8\n5\n46\n",
			map[string]string{"rules_made": "-", "normative_made": "8", "normative_repealed": "5", "normative_valid": "46"}},
		{"too few figures", headOne + "规章\n0\n7\n行政规范性文件\n8\n5\n46\n",
			map[string]string{"rules_made": "", "rules_valid": "", "normative_valid": "46"}},
		{"figures before their labels", "第二十条第（六）项\n信息内容\n本年处理决定数量\n4119\n行政处罚\n195\n行政强制\n",
			map[string]string{"penalties": "", "coercions": ""}}, // no sum says which is which
		{"one figure before its label", "第二十条第（五）项\n信息内容\n本年处理决定数量\n4119\n行政许可\n", map[string]string{"licences": "4119"}},
		{"glued", "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件8855698第二十条第（五）项信息内容本年处理决定数量行政许可10690第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费9116.36\n",
			map[string]string{"rules_made": "0", "rules_valid": "0", "normative_made": "", "normative_valid": "", "licences": "10690", "fees_10k_yuan": "9116.36"}},
		{"the 2019 form", "第二十条第（六）项\n信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n行政处罚 | 2648 | -18 | 538 |\n第二十条第（九）项\n信息内容 | 采购项目数量 | 采购总金额 |\n政府集中采购 | 395 | 12.5万元 |\n",
			map[string]string{"penalties_prev_items": "2648", "penalties_change": "-18", "penalties_decisions": "538", "procurement_items": "395", "procurement_amount_yuan": "125000"}},
		{"a misprinted label", "第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处\n8\n行政强制\n1\n",
			map[string]string{"penalties": "8", "coercions": "1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := twoOf(c.two)
			got := mustParse(t, s.document()).Tables.Disclosure
			for key, want := range c.want {
				cell, ok := got[key]
				switch {
				case want == "-" && ok:
					t.Errorf("%s is there: %+v", key, cell)
				case want != "-" && cell.Value.String() != want:
					t.Errorf("%s is %s %q, want %q", key, cell.State, cell.Value, want)
				}
			}
		})
	}
}

func TestSentencesAreNoTable(t *testing.T) {
	t.Parallel()
	s := twoOf("2023年，行政许可40条，行政处罚3件。\n" + headOne + "规章\n0\n0\n7\n行政规范性文件\n1\n0\n2\n")
	r := mustParse(t, s.document())
	if c, ok := r.Tables.Disclosure["licences"]; ok {
		t.Errorf("a number of a sentence was read as %+v", c)
	}
	if got := section(r, 2).Text; got != "2023年，行政许可40条，行政处罚3件。" {
		t.Errorf("the narrative of section two is %q", got)
	}
}

func section(r report.Report, number int) report.Section {
	for _, s := range r.Sections {
		if s.Number == number {
			return s
		}
	}
	return report.Section{}
}

func TestProceedings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, figures, review, after string }{
		{"fifteen", "10 1 0 0 0 0 0 0 0 0 5 0 0 0 0", "10 1 0 0 0", "5 0 0 0 0"},
		{"one too many", "0 0 0 0 0 0 0 0 0 0 3 0 0 0 3 8", "0 0 0 0 0", " 0 0  "},            // 38 may be wrong in print
		{"one too many, and a sum", "1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0", " 0 0  ", "0 0 0 0 0"}, // 10 may
		{"too few", "1 0 0 0 1 0 0 0 0 0 0 0 0 0", "    ", "    "},
	} {
		s := sample{table: balanced(nil), layout: "cells", four: strings.Fields(c.figures)}
		got := mustParse(t, s.document()).Tables.Proceedings
		line := func(group string) string {
			var out []string
			for _, o := range report.ProceedingOutcomes() {
				out = append(out, got[group][o.Key].Value.String())
			}
			return strings.Join(out, " ")
		}
		if line("review") != c.review || line("after_review") != c.after {
			t.Errorf("%s: review %q, after review %q", c.name, line("review"), line("after_review"))
		}
	}
}

func TestProceedingsGlued(t *testing.T) {
	t.Parallel()
	const heads = "行政复议行政诉讼结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计"
	for digits, want := range map[string]string{
		"10203120001200000": "12", // 1 0 2 0 3 | 12 0 0 0 12 | 0 0 0 0 0
		"1020412000120000":  "",   // no division adds up
	} {
		s := sample{table: balanced(nil), layout: "cells", four: []string{heads + digits}}
		c := mustParse(t, s.document()).Tables.Proceedings["direct"]["upheld"]
		if c.Value.String() != want {
			t.Errorf("%s gives %s %q, want %q", digits, c.State, c.Value, want)
		}
	}
}

func TestGridWithSpans(t *testing.T) {
	t.Parallel()
	doc := textDocument("某某局2022年政府信息公开工作年度报告\n三、收到和处理政府信息公开申请情况")
	grid := &report.Grid{Rows: 3, Cols: 10}
	row := 0
	add := func(texts ...string) {
		col := 10 - len(texts)
		for i, s := range texts {
			c := report.GridCell{Row: row, Col: col + i, RowSpan: 1, ColSpan: 1, Text: report.Text{S: s}}
			if i == 0 {
				c.Col, c.ColSpan = 0, col+1
			}
			grid.Cells = append(grid.Cells, c)
		}
		row++
	}
	add("一、本年新收政府信息公开申请数量", "20", "0", "0", "0", "0", "1", "21")
	add("三、本年度办理结果", "（一）予以公开", "6", "", "0", "0", "0", "1", "7")
	add("（二）部分公开", "6", "0", "0", "0", "0", "0", "6")
	doc.Blocks = append(doc.Blocks, report.Block{Grid: grid})
	got := mustParse(t, doc).Tables.Applications
	if v := got["granted"]["total"].Value.String(); v != "7" {
		t.Errorf("the last cell of a row is %q", v)
	}
	if s := got["granted"]["company"].State; s != report.Blank {
		t.Errorf("an empty cell is %s", s)
	}
	if v := got["partial"]["natural"].Value.String(); v != "6" {
		t.Errorf("a label without its explanation: %q", v)
	}
}
