package disclosure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// readGlued reads lines in which the cells of a table stand together without borders.
func readGlued(forms *label.Forms, lines ...string) *disclosure.Table {
	mem := &record.RowMemory{}
	readtest.Units("", &mem.UnitMemory) // makes the memory ready
	var us []layout.Unit
	at := 0
	for _, s := range lines {
		t := report.Text{S: s, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(s)}}
		us = append(us, layout.CutGlued(t, 0, &mem.UnitMemory)...)
		at += len(s) + 1
	}
	return disclosure.Read(forms, us, mem)
}

// gluedTable prints table two of a form without any border, a line for each title.
func gluedTable(form report.Form, between string, number func(key string) string) (lines []string) {
	title := ""
	for _, row := range report.DisclosureRows(form) {
		if row.Title != title {
			lines = append(lines, row.Title+"信息内容")
			for _, c := range row.Cells {
				lines[len(lines)-1] += c.Label
			}
		}
		title = row.Title
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, number(c.Key))
		}
		lines[len(lines)-1] += row.Label + strings.Join(cells, between)
	}
	return lines
}

// value is the number that digits say, perhaps with a sign.
func value(s string) report.Number {
	n, _ := report.ParseNumber(s)
	return n
}

// TestDigitsWithoutBorders: the cells of a row that stand together are never divided into other numbers
// than those printed; where each has one digit, a sign or a space, all are read, each at its place.
func TestDigitsWithoutBorders(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]report.Form{report.Form2019, report.Form2021}).Draw(t, "form")
		between := rapid.SampledFrom([]string{"", "", " "}).Draw(t, "between")
		most := rapid.SampledFrom([]int{9, 9, 120}).Draw(t, "largest")
		want := map[string]string{}
		lines := gluedTable(form, between, func(key string) string {
			n := rapid.IntRange(0, most).Draw(t, key)
			s := fmt.Sprint(n)
			if strings.HasSuffix(key, "_change") {
				s = rapid.SampledFrom([]string{"-", "+", ""}).Draw(t, "sign") + s
			}
			want[key] = value(s).String()
			return s
		})
		d := readGlued(forms, lines...)
		if d == nil || d.Form() != form {
			t.Fatalf("%q are read as %+v", lines, d)
		}
		text := strings.Join(lines, "\n")
		for key, c := range d.Cells {
			if !c.Value.Valid() {
				if most == 9 || between == " " {
					t.Fatalf("%q\n%s is %s: %s", lines, key, c.State, c.Why)
				}
				continue
			}
			if c.Value.String() != want[key] {
				t.Fatalf("%q\n%s is %s, not %s", lines, key, c.Value, want[key])
			}
			if text[c.At.Start:c.At.End] != c.Text || value(c.Text) != c.Value {
				t.Fatalf("%q\n%s is %s, and its print %q at %q", lines, key, c.Value, c.Text, text[c.At.Start:c.At.End])
			}
		}
	})
}

// TestBlankCellsWithoutBorders: where a row shows that blank cells leave no trace, by fewer digits than
// cells or none, no cell of any row is read as its neighbour.
func TestBlankCellsWithoutBorders(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		want := map[string]string{}
		lines := gluedTable(report.Form2021, "", func(key string) string {
			want[key] = rapid.SampledFrom([]string{"1", "2", "34", ""}).Draw(t, key)
			return want[key]
		})
		shows := false
		for _, row := range report.DisclosureRows(report.Form2021) {
			digits := ""
			for _, c := range row.Cells {
				digits += want[c.Key]
			}
			shows = shows || len(digits) < len(row.Cells)
		}
		if !shows {
			t.Skip("each row has as many digits as cells")
		}
		d := readGlued(forms, lines...)
		if d == nil {
			return
		}
		for key, c := range d.Cells {
			if c.Value.Valid() && c.Value.String() != want[key] {
				t.Fatalf("%q\n%s is %s, not %q", lines, key, c.Value, want[key])
			}
		}
	})
}

// TestDigitsThatOneDivisionLeaves has runs of three cells and what every division of them agrees on.
func TestDigitsThatOneDivisionLeaves(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	const title = "第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数"
	for digits, want := range map[string]string{
		"123":     "1 2 3",
		"1234":    "unread unread unread",
		"1 2 34":  "1 2 34",
		"10 20 3": "10 20 3",
		"1 234":   "unread unread unread",
		"12 3 4a": "unread unread unread",
		"-123":    "-1 2 3",
		"1-23":    "1 -2 3",
		"007":     "0 0 7",
		"1.234":   "unread unread unread",
		"1,234":   "unread unread unread",
	} {
		d := readGlued(forms, title+"规章"+digits+"行政规范性文件1 2 3")
		var got []string
		for _, key := range []string{"rules_made", "rules_repealed", "rules_valid"} {
			got = append(got, readtest.Show(d.Cells[key]))
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s, want %s", digits, s, want)
		}
	}
}

// TestColumnTornOut: a column that stands apart with a note that names it is put back, and without the
// note, or with more or fewer figures than rows, nothing is.
func TestColumnTornOut(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	const unread = "unread unread unread | unread unread unread"
	for _, c := range []struct{ name, rows, apart, want string }{
		{"the second", "1 3|4 6", "本年废止件数\n2\n（含自然失效1件）\n5\n", "1 2 3 | 4 5 6"},
		{"the first", "2 3|5 6", "本年制发件数\n1\n（新制定）\n4\n", "1 2 3 | 4 5 6"},
		{"the third", "1 2|4 5", "现行有效件数\n3\n（含历年现行有效）\n6\n", "1 2 3 | 4 5 6"},
		{"no note", "1 3|4 6", "本年废止件数\n2\n5\n", unread},
		{"a note of two columns", "1 3|4 6", "本年废止件数\n2\n（制发和废止）\n5\n", unread},
		{"a note of none", "1 3|4 6", "本年废止件数\n2\n（含往年）\n5\n", unread},
		{"one figure", "1 3|4 6", "本年废止件数\n2\n（废止）\n", unread},
		{"three figures", "1 3|4 6", "本年废止件数\n2\n（废止）\n5\n7\n", unread},
		{"a dash in a row", "1 /|4 6", "本年废止件数\n2\n（废止）\n5\n", unread},
		{"one row whole", "1 2 3|4 6", "本年废止件数\n2\n（废止）\n5\n", unread}, // is 2 what was repealed, or what is in force?
	} {
		rows := strings.Split(c.rows, "|")
		text := "第二十条第（一）项\n| 信息内容 | 本年制发件数 | 现行有效件数 |\n"
		for i, name := range []string{"规章", "行政规范性文件"} {
			text += "| " + name + " | " + strings.ReplaceAll(rows[i], " ", " | ") + " |\n"
		}
		d := read(forms, text+c.apart+"第二十条第（五）项\n| 信息内容 | 本年处理决定数量 |\n| 行政许可 | 550 |\n")
		var got []string
		for _, key := range []string{"rules_made", "rules_repealed", "rules_valid", "normative_made", "normative_repealed", "normative_valid"} {
			if key == "normative_made" {
				got = append(got, "|")
			}
			got = append(got, readtest.Show(d.Cells[key]))
		}
		s := strings.Join(got, " ")
		if s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
		short := slices.ContainsFunc(d.Observations, func(o report.Observation) bool { return o.Kind == report.SeenMissing })
		if c.want == "1 2 3 | 4 5 6" && short {
			t.Errorf("%s: figures are said to lack", c.name)
		}
	}
}

// TestFigureBeforeItsLabel: the only figure of a sub-table of one cell is that cell's, where every
// sub-table has as many figures as cells.
func TestFigureBeforeItsLabel(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	const five, six = "第二十条第（五）项\n信息内容\n本年处理决定数量\n", "第二十条第（六）项\n信息内容\n本年处理决定数量\n行政处罚\n7\n行政强制\n8\n"
	for _, c := range []struct{ name, text, want string }{
		{"before", five + "550\n行政许可\n" + six, "550"},
		{"behind", five + "行政许可\n550\n" + six, "550"},
		{"a figure too many elsewhere", five + "550\n行政许可\n" + six + "9\n", "unread"},
		{"a figure too few elsewhere", five + "550\n行政许可\n" + strings.Replace(six, "8\n", "", 1), "unread"},
		{"two figures", five + "550\n3\n行政许可\n" + six, "unread"},
		{"words beside", five + "/\n行政许可\n" + six, "unread"},
	} {
		d := read(forms, c.text)
		if got := readtest.Show(d.Cells["licences"]); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
