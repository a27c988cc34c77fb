package disclosure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

func read(forms *label.Forms, text string) *disclosure.Table {
	mem := &record.RowMemory{}
	return disclosure.Read(forms, readtest.Units(text, &mem.UnitMemory), mem)
}

// printed prints table two of a form with sep between its cells; order says how the columns of
// each row are moved.
func printed(form report.Form, sep string, number func(key string) string, order func(n int) []int) string {
	var b strings.Builder
	title := ""
	for _, row := range report.DisclosureRows(form) {
		heads, cells := []string{"信息内容"}, []string{row.Label}
		for _, k := range order(len(row.Cells)) {
			heads, cells = append(heads, row.Cells[k].Label), append(cells, number(row.Cells[k].Key))
		}
		if row.Title != title {
			b.WriteString(row.Title + "\n" + strings.Join(heads, sep) + sep + "\n")
		}
		title = row.Title
		b.WriteString(strings.Join(cells, sep) + sep + "\n")
	}
	return b.String()
}

func inOrder(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}

// TestBothForms: each cell of either form is read under its own key, whatever numbers stand
// there and in whatever borders.
func TestBothForms(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]report.Form{report.Form2019, report.Form2021}).Draw(t, "form")
		sep := rapid.SampledFrom([]string{" | ", "\t"}).Draw(t, "border")
		want := map[string]string{}
		text := printed(form, sep, func(key string) string {
			want[key] = fmt.Sprint(rapid.IntRange(0, 5000).Draw(t, key))
			return want[key]
		}, inOrder)
		d := read(forms, text)
		if d == nil || d.Form() != form || len(d.Cells) != len(want) {
			t.Fatalf("%s: read as %+v", text, d)
		}
		for key, n := range want {
			if got := readtest.Show(d.Cells[key]); got != n {
				t.Fatalf("%s\n%s is %s, not %s", text, key, got, n)
			}
		}
	})
}

// TestColumnsUnderTheirHeads: where the columns are moved with their heads, each figure is read
// under its own.
func TestColumnsUnderTheirHeads(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		turn := rapid.IntRange(0, 2).Draw(t, "turn")
		want, n := map[string]string{}, 100
		text := printed(report.Form2021, " | ", func(key string) string {
			n++
			want[key] = fmt.Sprint(n)
			return want[key]
		}, func(n int) (out []int) {
			for i := range n {
				out = append(out, (i+turn)%n)
			}
			return out
		})
		for key, c := range read(forms, text).Cells {
			if got := readtest.Show(c); got != want[key] {
				t.Fatalf("%s\n%s is %s, not %s", text, key, got, want[key])
			}
		}
	})
}

func TestNoTable(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, text := range []string{"", "规章 | 1 | 2 | 3 |", "本年制定规章3件，废止1件。", "自然人 | 总计 |\n1 | 1 |"} {
		if d := read(forms, text); d != nil {
			t.Errorf("%q is read as table two: %+v", text, d.Cells)
		}
	}
	var none *disclosure.Table
	if none.FormOr2021() != report.Form2021 {
		t.Error("no table is of no form")
	}
}

// TestSentenceAboutARowOfTheOtherForm: a sentence below the table that ends with the label of a row is no
// row without figures, also where the row is of the other form.
func TestSentenceAboutARowOfTheOtherForm(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	text := strings.ReplaceAll(printed(report.Form2021, "\t", func(string) string { return "1" }, inOrder), "\t\n", "\n") +
		"年末现行有效的行政规范性文件为5件，比上年末的4件增加1件，即本年新制发的1件；本年没有废止行政规范性文件。本单位没有行政许可事项，未实施行政强制，不收取行政事业性收费。\n"
	if seen := read(forms, text).Observations; len(seen) > 0 {
		t.Errorf("%+v is said of a sentence", seen)
	}
}

// TestTooFewAndTooMany: a row with another number of figures than the form is not read.
func TestTooFewAndTooMany(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	head := "第二十条第（一）项\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
	for _, row := range []string{"规章  1  2", "规章  1  2  3  4"} {
		d := read(forms, head+row)
		for _, key := range []string{"rules_made", "rules_repealed", "rules_valid"} {
			if got := readtest.Show(d.Cells[key]); got != string(report.Unread) {
				t.Errorf("%q: %s is %s", row, key, got)
			}
		}
	}
}

// TestHeadsOfBothForms: a head of the form of 2019 in a table of that of 2021 is said.
func TestHeadsOfBothForms(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, h := range forms.OnlyOlder {
		if h == "本年增/减" {
			continue // by itself it does not tell a head
		}
		text := printed(report.Form2021, " | ", func(string) string { return "1" }, inOrder) + "第二十条第（九）项\n信息内容 | " + h + " |\n"
		said := 0
		for _, o := range read(forms, text).Observations {
			if o.Kind == report.SeenOtherForm && strings.Contains(o.Quote.Text, h) {
				said++
			}
		}
		if said != 1 {
			t.Errorf("%s is said %d times", h, said)
		}
	}
}

// TestBlankRow: a row that was not filled in is blank, whether or not a border stands behind its last
// cell; of a row with a figure that lacks a cell nothing is said.
func TestBlankRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for row, want := range map[string]report.State{"规章 |  |  |": report.Blank, "规章 |  |  |  |": report.Blank, "规章 |  |  |  |  |  |": report.Blank, "规章 | 3 |  |": report.Unread} {
		d := read(forms, "第二十条第（一）项 |\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"+row+"\n行政规范性文件 | 5 | 4 | 27 |\n")
		for _, key := range []string{"rules_made", "rules_repealed", "rules_valid"} {
			if c := d.Cells[key]; c.State != want {
				t.Errorf("%q: %s is %s", row, key, c.State)
			}
		}
		if got := readtest.Show(d.Cells["normative_valid"]); got != "27" {
			t.Errorf("%q: the row below is read as %s", row, got)
		}
	}
}
