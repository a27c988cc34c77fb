package parse_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestHeadsInAnyOrder prints the columns of table three in any order under their heads, as a
// grid and between pipes: each figure is read under its own head.
func TestHeadsInAnyOrder(t *testing.T) {
	t.Parallel()
	p := parse.New()
	names := []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}
	rapid.Check(t, func(t *rapid.T) {
		tab := drawWrapped(t)
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6}).Draw(t, "order")
		heads := make([]string, 7)
		for k, col := range order {
			heads[k] = names[col]
		}
		move := func(cells []string) []string {
			out := make([]string, 7)
			for k, col := range order {
				out[k] = cells[col]
			}
			return out
		}
		var b strings.Builder
		fmt.Fprintf(&b, "| 申请人情况 | %s |\n", strings.Join(heads, " | "))
		for _, r := range report.ApplicationRows(tab.form) {
			c := tab.cells(r.Key)
			fmt.Fprintf(&b, "| %s | %s |\n", r.Label, strings.Join(move(c[:]), " | "))
		}
		for name, doc := range map[string]report.Document{
			"grid": gridDocument(&tab, move, heads), "pipes": textDocument("三、收到和处理政府信息公开申请情况\n" + b.String()),
		} {
			rep, err := p.Parse(context.Background(), doc)
			if err != nil {
				t.Fatal(err)
			}
			if bad, read := wrong(rep, &tab); len(bad) > 0 || read != 175 {
				t.Fatalf("%s with heads %v: %d cells read, wrong %v", name, heads, read, bad)
			}
		}
	})
}

// TestFalseHeads has heads that the sums of the rows contradict: nothing is read, and the
// heads are quoted.
func TestFalseHeads(t *testing.T) {
	t.Parallel()
	tab := balanced(someResults)
	heads := []string{"总计", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"}
	r := mustParse(t, gridDocument(&tab, func(cells []string) []string { return cells }, heads))
	if _, read := wrong(r, &tab); read != 0 {
		t.Errorf("%d cells are read under false heads", read)
	}
	if !slices.ContainsFunc(r.Observations, func(o report.Observation) bool { return o.Kind == report.SeenHeads && o.Quote.Text != "" }) {
		t.Errorf("the heads are not quoted: %+v", r.Observations)
	}
}

func TestHeadsOfTableTwo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, two, repealed, valid string
	}{
		{"moved", "第二十条第（一）项\n信息内容 | 现行有效件数 | 本年制发件数 | 本年废止件数 |\n行政规范性文件 | 46 | 8 | 5 |\n", "5", "46"},
		{"as in the form", headOne + "行政规范性文件\n8\n5\n46\n", "5", "46"},
		{"one lost", "第二十条第（一）项\n信息内容 | 本年制发件数 | | 现行有效件数 |\n行政规范性文件 | 8 | 5 | 46 |\n", "5", "46"},
		{"one lost and moved", "第二十条第（一）项\n信息内容 | 现行有效件数 | | 本年制发件数 |\n行政规范性文件 | 46 | 5 | 8 |\n", "", ""},
		{"glued and moved", "第二十条第（一）项信息内容现行有效件数本年制发件数本年废止件数行政规范性文件785第二十条第（五）项信息内容本年处理决定数量行政许可1\n", "5", "7"},
	} {
		s := twoOf(c.two)
		got := mustParse(t, s.document()).Tables.Disclosure
		if r, v := got["normative_repealed"].Value.String(), got["normative_valid"].Value.String(); r != c.repealed || v != c.valid {
			t.Errorf("%s: repealed %q and valid %q, want %q and %q", c.name, r, v, c.repealed, c.valid)
		}
	}
}

// TestGroupsOfTableFour prints the groups of table four in any order, as a grid.
func TestGroupsOfTableFour(t *testing.T) {
	t.Parallel()
	keys, names := []string{"review", "direct", "after_review"}, []string{"行政复议", "未经复议直接起诉", "复议后起诉"}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		doc := report.Document{Format: report.FormatHTML, Blocks: []report.Block{{Line: report.Text{S: "四、政府信息公开行政复议、行政诉讼情况"}}}}
		g := &report.Grid{Rows: 3, Cols: 15}
		for k, group := range order {
			g.Cells = append(g.Cells, report.GridCell{Row: 0, Col: 5 * k, RowSpan: 1, ColSpan: 5, Text: report.Text{S: names[group]}})
		}
		for row := 1; row < 3; row++ {
			for k, group := range order {
				for i, head := range []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"} {
					s := head
					if row == 2 {
						s = fmt.Sprint(10*group + i)
					}
					g.Cells = append(g.Cells, report.GridCell{Row: row, Col: 5*k + i, RowSpan: 1, ColSpan: 1, Text: report.Text{S: s}})
				}
			}
		}
		doc.Blocks = append(doc.Blocks, report.Block{Grid: g})
		r := mustParse(t, doc)
		for group, key := range keys {
			if c := r.Tables.Proceedings[key]["corrected"]; c.Value != report.IntNumber(int64(10*group+1)) {
				t.Errorf("%v: %s.corrected is %+v", order, key, c)
			}
		}
	}
}

// TestColumnsThatAreCut prints table three in columns, as pdftotext -layout does, with heads
// in pieces one above the other, and ends every line after n characters, as editors and mail
// programs do. The places of the words then say nothing: a head may seem to stand left of all
// others. No figure is read under another's head, however few figures there are.
func TestColumnsThatAreCut(t *testing.T) {
	t.Parallel()
	p := parse.New()
	rapid.Check(t, func(t *rapid.T) {
		tab := drawWrapped(t)
		if rapid.Bool().Draw(t, "natural persons only") {
			results := map[string][6]int{}
			for _, r := range report.ApplicationRows(report.Form2021) {
				if r.Group != "" {
					results[r.Key] = [6]int{rapid.IntRange(0, 90).Draw(t, "n")}
				}
			}
			tab = balanced(results)
		}
		label, gap, cut := rapid.IntRange(2, 60).Draw(t, "label"), rapid.IntRange(1, 5).Draw(t, "gap"), rapid.IntRange(20, 100).Draw(t, "cut")
		var b strings.Builder
		row := func(first string, cells ...string) {
			line := first + strings.Repeat(" ", max(1, label-len([]rune(first))))
			for _, c := range cells {
				line += c + strings.Repeat(" ", max(1, 4+gap-2*len([]rune(c))))
			}
			for i, r := range []rune(strings.TrimRight(line, " ")) {
				if i > 0 && i%cut == 0 {
					b.WriteByte('\n')
				}
				b.WriteRune(r)
			}
			b.WriteByte('\n')
		}
		b.WriteString("三、收到和处理政府信息公开申请情况\n")
		row("", "自然人", "", "", "社会", "法律", "", "总计")
		row("", "", "商业", "科研", "公益", "服务", "其他")
		row("", "", "企业", "机构", "组织", "机构")
		for _, r := range report.ApplicationRows(tab.form) {
			c := tab.cells(r.Key)
			row(r.Label, c[:]...)
		}
		rep, err := p.Parse(context.Background(), textDocument(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		if bad, _ := wrong(rep, &tab); len(bad) > 0 {
			t.Fatalf("wrong %v in\n%s", bad, b.String())
		}
	})
}
