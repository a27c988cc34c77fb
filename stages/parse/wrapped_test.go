package parse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// wrapRow prints a row of cells whose numbers may go on in the next line: cut says after
// how many digits each cell ends on the first line, 0 for not at all.
type wrapRow struct {
	labels []string
	cells  []string
	cut    []int
}

// lines are the pieces of the cells, line by line.
func (r *wrapRow) lines() (first, second []string, any bool) {
	for i, c := range r.cells {
		a, b := c, ""
		if n := r.cut[i]; n > 0 && n < len(c) {
			a, b, any = c[:n], c[n:], true
		}
		first, second = append(first, a), append(second, b)
	}
	return first, second, any
}

// printers print a row with wrapped numbers as the layouts of real documents do.
func printers() map[string]func(b *strings.Builder, r *wrapRow) {
	joined := func(sep, end string) func(b *strings.Builder, r *wrapRow) {
		return func(b *strings.Builder, r *wrapRow) {
			first, second, any := r.lines()
			fmt.Fprintln(b, strings.Join(append(append([]string(nil), r.labels...), first...), sep)+end)
			if any {
				fmt.Fprintln(b, strings.Join(append(make([]string, len(r.labels)), second...), sep)+end)
			}
		}
	}
	spaced := func(label func(r *wrapRow) (string, string), above bool) func(b *strings.Builder, r *wrapRow) {
		return func(b *strings.Builder, r *wrapRow) {
			first, second, any := r.lines()
			one, two := label(r)
			pad := func(s string, cells []string) string {
				out := s + strings.Repeat(" ", max(2, 90-2*len([]rune(s))))
				for _, c := range cells {
					out += fmt.Sprintf("%-9s", c)
				}
				return strings.TrimRight(out, " ")
			}
			switch {
			case !any:
				fmt.Fprintln(b, pad(one+two, first))
			case above:
				fmt.Fprintln(b, pad("", first))
				fmt.Fprintln(b, pad(one+two, second))
			default:
				fmt.Fprintln(b, pad(one, first))
				fmt.Fprintln(b, pad(two, second))
			}
		}
	}
	perLine := func(end string) func(b *strings.Builder, r *wrapRow) {
		return func(b *strings.Builder, r *wrapRow) {
			for _, l := range r.labels {
				fmt.Fprintln(b, l+end)
			}
			first, second, _ := r.lines()
			for i := range first {
				fmt.Fprintln(b, first[i]+end)
				if second[i] != "" {
					fmt.Fprintln(b, second[i]+end)
				}
			}
		}
	}
	return map[string]func(b *strings.Builder, r *wrapRow){
		"pipes": joined(" | ", " |"), "tabs": joined("\t", ""),
		"cells": perLine(" |"), "lines": perLine(""),
		"spaces": spaced(func(r *wrapRow) (string, string) { return strings.Join(r.labels, "  "), "" }, false),
		"spaces with the label on two lines": spaced(func(r *wrapRow) (string, string) {
			l := []rune(strings.Join(r.labels, "  "))
			return string(l[:len(l)/2]), string(l[len(l)/2:])
		}, false),
		"spaces with the label below": spaced(func(r *wrapRow) (string, string) { return strings.Join(r.labels, "  "), "" }, true),
		"a row that ends on the next line": func(b *strings.Builder, r *wrapRow) {
			end := len(r.cells)
			if n := r.cut[len(r.cut)-1]; n > 0 {
				end = max(0, end-1-n%2)
			}
			fmt.Fprintln(b, "| "+strings.Join(append(append([]string(nil), r.labels...), r.cells[:end]...), " | "))
			if end < len(r.cells) {
				fmt.Fprintln(b, "| "+strings.Join(r.cells[end:], " | "))
			}
		},
	}
}

// withoutRows is a sample with a table whose rows are left out, for a test that prints them itself.
func withoutRows(tab table) sample {
	s := sample{table: tab, layout: "cells"}
	s.table.drop = map[string]bool{}
	for _, r := range report.ApplicationRows(tab.form) {
		s.table.drop[r.Key] = true
	}
	return s
}

// text is the lines of the sample's document.
func (s sample) text() string {
	var b strings.Builder
	for _, k := range s.document().Blocks {
		b.WriteString(k.Line.S + "\n")
	}
	return b.String()
}

// printRows prints the rows of table three, with their groups, cut as cuts says.
func printRows(t *rapid.T, b *strings.Builder, tab *table, cuts func(*rapid.T, int) []int, print func(*strings.Builder, *wrapRow)) {
	group := ""
	for _, r := range report.ApplicationRows(tab.form) {
		cells := tab.cells(r.Key)
		row := wrapRow{labels: []string{r.Label}, cells: cells[:], cut: cuts(t, 7)}
		if r.Group != "" && r.Group != group {
			row.labels = []string{r.Group, r.Label}
		}
		group = r.Group
		print(b, &row)
	}
}

// TestWrappedNumbers breaks numbers over two lines of their cell, at every digit, in every
// layout: none is ever read wrongly.
func TestWrappedNumbers(t *testing.T) {
	t.Parallel()
	for layout, print := range printers() {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			p := parse.New()
			rapid.Check(t, func(t *rapid.T) {
				tab := drawWrapped(t)
				cuts := drawCuts(t)
				s := withoutRows(tab)
				s.two = twoWrapped(t, print)
				var b strings.Builder
				printRows(t, &b, &tab, cuts, print)
				const at = "四、政府信息公开行政复议、行政诉讼情况"
				whole := s.text()
				text := strings.Replace(whole, at, b.String()+at, 1)
				rep, err := p.Parse(context.Background(), textDocument(text))
				if err != nil {
					t.Fatal(err)
				}
				bad, _ := wrong(rep, &tab)
				for key, want := range map[string]string{"penalties": "71600", "coercions": "12", "licences": "40"} {
					if c := rep.Tables.Disclosure[key]; c.Value.Valid() && c.Value.String() != want {
						bad = append(bad, fmt.Sprintf("%s is %s, not %s", key, c.Value, want))
					}
				}
				if len(bad) > 0 {
					t.Fatalf("%v in\n%s%s", bad, s.two, b.String())
				}
			})
		})
	}
}

func drawWrapped(t *rapid.T) table {
	results := map[string][6]int{}
	most := rapid.SampledFrom([]int{12, 400, 30000}).Draw(t, "most")
	for _, r := range report.ApplicationRows(report.Form2021) {
		if rapid.IntRange(0, 2).Draw(t, "some") == 0 && r.Group != "" {
			var v [6]int
			for i := range v {
				v[i] = rapid.IntRange(0, most).Draw(t, "n") * rapid.IntRange(0, 1).Draw(t, "on")
			}
			results[r.Key] = v
		}
	}
	return balanced(results)
}

// drawCuts draws where the numbers of a table are cut: few of them, or a whole column that
// is so narrow that all its numbers go on.
func drawCuts(t *rapid.T) func(t *rapid.T, n int) []int {
	narrow := rapid.IntRange(0, 3).Draw(t, "narrow")
	return func(t *rapid.T, n int) []int {
		cut := make([]int, n)
		for i := range cut {
			if narrow > 0 {
				cut[i] = narrow
			} else if rapid.IntRange(0, 9).Draw(t, "wrap") == 0 {
				cut[i] = rapid.IntRange(1, 4).Draw(t, "cut")
			}
		}
		return cut
	}
}

func twoWrapped(t *rapid.T, print func(b *strings.Builder, r *wrapRow)) string {
	var b strings.Builder
	row := func(label, n string) {
		print(&b, &wrapRow{labels: []string{label}, cells: []string{n}, cut: []int{rapid.IntRange(0, 4).Draw(t, "two")}})
	}
	head := "信息内容\n本年处理决定数量\n"
	b.WriteString("第二十条第（五）项\n" + head)
	row("行政许可", "40")
	b.WriteString("第二十条第（六）项\n" + head)
	row("行政处罚", "71600")
	row("行政强制", "12")
	return b.String()
}

// TestWrappedInACell has numbers on two lines of one cell of a grid: they are read where
// the sum of the row says so, and nowhere else.
func TestWrappedInACell(t *testing.T) {
	t.Parallel()
	p := parse.New()
	rapid.Check(t, func(t *rapid.T) {
		tab := drawWrapped(t)
		cuts := drawCuts(t)
		doc := gridDocument(&tab, twoLines(t, cuts), nil)
		rep, err := p.Parse(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		if bad, read := wrong(rep, &tab); len(bad) > 0 || read != 175 {
			t.Fatalf("%d cells read, wrong %v", read, bad)
		}
	})
}

// twoLines prints the cells of a row with the rest of each number that is cut on a second line.
func twoLines(t *rapid.T, cuts func(*rapid.T, int) []int) func(cells []string) []string {
	return func(cells []string) []string {
		row := wrapRow{cells: cells, cut: cuts(t, len(cells))}
		first, second, _ := row.lines()
		for i := range first {
			if second[i] != "" {
				first[i] += "\n" + second[i]
			}
		}
		return first
	}
}

// gridDocument is a report whose table three is a grid as HTML and DOCX give it. change
// prints the seven cells of a row, heads the words of the heads from left to right.
func gridDocument(tab *table, change func(cells []string) []string, heads []string) report.Document {
	if heads == nil {
		heads = []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}
	}
	doc := report.Document{Schema: report.DocumentSchema, ID: report.DocumentID([]byte("grid")), Format: report.FormatHTML}
	line := func(s string) {
		doc.Blocks = append(doc.Blocks, report.Block{Line: report.Text{S: s, At: report.Place{Kind: report.PlaceHTML, Path: "/p", End: len(s)}}})
	}
	line("临江市某某局2023年政府信息公开工作年度报告")
	line("三、收到和处理政府信息公开申请情况")
	g := &report.Grid{Cols: 9}
	add := func(row, col, span int, s string) {
		at := report.Place{Kind: report.PlaceHTML, Path: fmt.Sprintf("/t/%d/%d", row, col), End: len(s)}
		g.Cells = append(g.Cells, report.GridCell{Row: row, Col: col, RowSpan: 1, ColSpan: span, Text: report.Text{S: s, At: at}})
	}
	add(0, 0, 2, "申请人情况")
	for i, h := range heads {
		add(0, 2+i, 1, h)
	}
	for n, r := range report.ApplicationRows(tab.form) {
		if tab.drop[r.Key] {
			continue
		}
		add(n+1, 0, 1, r.Group)
		add(n+1, 1, 1, tab.label(r))
		cells := tab.cells(r.Key)
		for i, c := range change(cells[:]) {
			add(n+1, 2+i, 1, c)
		}
		g.Rows = n + 2
	}
	doc.Blocks = append(doc.Blocks, report.Block{Grid: g})
	line("四、政府信息公开行政复议、行政诉讼情况")
	return doc
}
