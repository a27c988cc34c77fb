package parse_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
)

// textDocument is the document of a plain text: a block a line, with its offsets.
func textDocument(s string) report.Document {
	doc := report.Document{Schema: report.DocumentSchema, ID: report.DocumentID([]byte(s)), Format: report.FormatText}
	at, gap := 0, 0
	for line := range strings.SplitSeq(s, "\n") {
		if strings.Trim(line, " \t\r") == "" { // a line of one no-break space is a block, as ingest gives it
			gap++
		} else {
			doc.Blocks = append(doc.Blocks, report.Block{Gap: gap, Line: report.Text{
				S: line, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(line)},
			}})
			gap = 0
		}
		at += len(line) + 1
	}
	return doc
}

// table is a table three with its figures, and how its cells are printed.
type table struct {
	form report.Form
	rows map[string][7]int
	text map[string][7]string // what is printed, where it is not the plain number
	drop map[string]bool      // rows left out
	lost map[string]bool      // rows that lost their label
	as   map[string]string    // other labels
}

func (t *table) label(r report.Row) string {
	if t.lost[r.Key] {
		return ""
	}
	if s, ok := t.as[r.Key]; ok {
		return s
	}
	return r.Label
}

func (t *table) cells(key string) (out [7]string) {
	for i, n := range t.rows[key] {
		out[i] = fmt.Sprint(n)
	}
	if s, ok := t.text[key]; ok {
		out = s
	}
	return out
}

// sample is a whole report around a table three.
type sample struct {
	table  table
	layout string
	two    string // table two, in the layout "cells" if empty
	four   []string
}

func (s *sample) document() report.Document {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("临江市某某局2023年政府信息公开工作年度报告")
	line("根据条例编制本报告。所列数据的统计期限自2023年1月1日起至2023年12月31日止。")
	line("一、总体情况")
	line("2023年，主动公开政府信息1136条，收到申请21件，其中重复申请2件。")
	line("二、主动公开政府信息情况")
	b.WriteString(s.two)
	line("三、收到和处理政府信息公开申请情况")
	s.writeApplications(&b)
	line("四、政府信息公开行政复议、行政诉讼情况")
	if s.four != nil {
		line("行政复议\n行政诉讼\n结果维持\n结果纠正\n其他结果\n尚未审结\n总计")
		line("%s", strings.Join(s.four, "\n"))
	}
	line("五、存在的主要问题及改进情况\n一是培训不够；二是公开不及时。下一步加强改进。")
	line("六、其他需要报告的事项\n无。\n临江市某某局\n2024年1月8日")
	return textDocument(b.String())
}

func (s *sample) writeApplications(b *strings.Builder) {
	t := &s.table
	group := ""
	for _, r := range report.ApplicationRows(t.form) {
		if t.drop[r.Key] {
			continue
		}
		labels := []string{}
		if r.Group != "" && r.Group != group {
			labels = append(labels, r.Group)
		}
		group = r.Group
		cells := t.cells(r.Key)
		label := t.label(r)
		switch s.layout {
		case "pipes":
			fmt.Fprintln(b, strings.Join(append(append(labels, label), cells[:]...), " | ")+" |")
		case "tabs":
			fmt.Fprintln(b, strings.Join(append(append(labels, label), cells[:]...), "\t"))
		case "cells":
			for _, c := range append(append(labels, label), cells[:]...) {
				fmt.Fprintln(b, c+" |")
			}
		case "lines":
			for _, c := range append(append(labels, label), cells[:]...) {
				fmt.Fprintln(b, c)
			}
		case "spaces":
			fmt.Fprintln(b, strings.Join(labels, "\n"))
			fmt.Fprintf(b, "%s    %s\n", label, strings.Join(cells[:], "   "))
		case "glued":
			b.WriteString(strings.Join(labels, "") + label + strings.Join(cells[:], ""))
		default:
			panic("no layout " + s.layout)
		}
	}
	if s.layout == "glued" {
		b.WriteByte('\n')
	}
}

func mustParse(t testing.TB, doc report.Document) report.Report {
	t.Helper()
	r, err := parse.New().Parse(context.Background(), doc)
	if err != nil {
		t.Fatalf("the document was not read: %v", err)
	}
	return r
}

// balanced is a table whose sums hold, made of the figures of the first row and the
// results given.
func balanced(results map[string][6]int) table {
	t := table{form: report.Form2021, rows: map[string][7]int{}}
	var total [7]int
	for _, r := range report.ApplicationRows(report.Form2021) {
		var row [7]int
		for i, n := range results[r.Key] {
			row[i] = n
			row[6] += n
		}
		t.rows[r.Key] = row
		for i := range row {
			total[i] += row[i]
		}
	}
	t.rows["result_total"], t.rows["new_received"] = total, total
	return t
}

func parseDocument(doc report.Document) (report.Report, error) {
	return parse.New().Parse(context.Background(), doc)
}
