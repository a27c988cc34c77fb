package disclosure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

const (
	one   = "第二十条第（一）项\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
	rules = "规章 | 1 | 2 | 3 |\n"
)

// seen are the observations of a kind, the key and the quoted words of each.
func seen(d *disclosure.Table, kind string) (out []string) {
	for _, o := range d.Observations {
		if o.Kind == kind {
			out = append(out, o.Key+"="+o.Quote.Text)
		}
	}
	return out
}

// TestTitles: the numeral of a title is found wherever the title stands in a text, and the last counts.
func TestTitles(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"第二十条第（一）项": "一", "第二十条第(五)项": "五", "第二十条 第 六 项": "六", "《条例》第二十条第（八）项信息内容": "八", "第二十条第（九）项": "九",
		"第二十条第（二）项": "", "第二十一条第（一）项": "", "第二十条": "", "": "", "第二十条第（一）项和第二十条第（五）项": "五", "第二十条第（十）项": "",
	} {
		if got := disclosure.TitleNumeral(fold.String(s)); got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestRowsThatStandTwice: a row that is printed again says the same or nothing; where it says something
// else, neither is read.
func TestRowsThatStandTwice(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for again, want := range map[string]string{
		"规章 | 1 | 2 | 3 |":  "1 2 3",
		"规章 | 1 | 2 | 4 |":  "1 2 unread",
		"规章 | / | / | / |":  "1 2 3",
		"规章 | | 5 | |":      "1 unread 3",
		"规章 | 1 | 2 |":      "1 2 3",
		"规章 | O | 2 | 3 |":  "1 2 3",
		"规章 | 01 | 2 | 3 |": "1 2 3",
	} {
		var got [2][]string
		for k, text := range []string{one + rules + one + again + "\n", one + again + "\n" + one + rules} {
			d := read(forms, text)
			for _, key := range []string{"rules_made", "rules_repealed", "rules_valid"} {
				got[k] = append(got[k], readtest.Show(d.Cells[key]))
			}
		}
		if a, b := strings.Join(got[0], " "), strings.Join(got[1], " "); a != want || b != want {
			t.Errorf("%s: behind the row %s, before it %s, want %s", again, a, b, want)
		}
	}
}

// TestLabelsOfRows has other wordings of a label, with remarks and misprints, and what is noted of them.
func TestLabelsOfRows(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for name, c := range map[string]struct {
		key, want, noted string
	}{
		"行政规范性文件": {"normative_made", "7", ""},
		"规范性文件":   {"normative_made", "7", "normative_made=规范性文件"},
		"行政规范性文件（指有文号的文件）": {"normative_made", "7", ""}, // a long text may be more than a label
		"2.行政规范性文件":        {"normative_made", "7", ""},
		"行政规范姓文件":          {"normative_made", "7", "normative_made=行政规范姓文件"},
		"行政规范性文":           {"normative_made", "7", "normative_made=行政规范性文"},
		"行政规范类文书":          {"", "", ""},
		"规张":               {"", "", ""},
		"其中县政府规章":          {"", "", ""},
		"行政规范性文件及其他各类文件数量": {"", "", ""},
		"行政 规范 性文件":        {"normative_made", "7", ""},
	} {
		d := read(forms, one+rules+name+" | 7 | 8 | 9 |\n")
		if c.key == "" {
			for key, cell := range d.Cells {
				if strings.HasPrefix(key, "normative") && cell.Value.Valid() {
					t.Errorf("%s is read as a row: %s is %s", name, key, cell.Value)
				}
			}
			continue
		}
		if got := readtest.Show(d.Cells[c.key]); got != c.want {
			t.Errorf("%s: %s is %s, want %s", name, c.key, got, c.want)
		}
		if got := strings.Join(seen(d, report.SeenLabel), ";"); got != c.noted {
			t.Errorf("%s: noted is %q, want %q", name, got, c.noted)
		}
	}
}

// TestHeadsThatAreMisprinted: a head with one other character is noted, by itself or glued to those
// beside it, and the figures are read as the form has them.
func TestHeadsThatAreMisprinted(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, c := range []struct{ text, noted string }{
		{one, ""},
		{strings.Replace(one, "本年废止件数", "本年废上件数", 1), "rules_repealed=本年废上件数"},
		{strings.Replace(one, "现行有效件数", "先行有效件数", 1), "rules_valid=先行有效件数"},
		{strings.ReplaceAll(one, " | ", ""), ""},
		{strings.ReplaceAll(strings.Replace(one, "现行有效件数", "先行有效件数", 1), " | ", ""), "rules_valid=先行有效件数"},
		{strings.ReplaceAll(strings.Replace(one, "本年废止件数", "本年度废止件数", 1), " | ", ""), ""},
		{strings.Replace(one, "本年制发件数", "本年印制件数", 1), ""},
	} {
		d := read(forms, c.text+rules)
		if got := strings.Join(seen(d, report.SeenLabel), ";"); got != c.noted {
			t.Errorf("%q: noted is %q, want %q", c.text, got, c.noted)
		}
		for key, want := range map[string]string{"rules_made": "1", "rules_repealed": "2", "rules_valid": "3"} {
			if got := readtest.Show(d.Cells[key]); got != want {
				t.Errorf("%q: %s is %s", c.text, key, got)
			}
		}
	}
}

// TestHeadsThatContradict: figures below heads of the form in an order that is not certain are not read,
// whatever is lost of the heads.
func TestHeadsThatContradict(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"本年制发件数", "本年废止件数", "现行有效件数"}
		want := []string{"11", "22", "33"}
		order := rapid.Permutation([]int{0, 1, 2}).Draw(t, "order")
		lost := rapid.IntRange(-1, 2).Draw(t, "lost")
		heads, cells := []string{"信息内容"}, []string{"规章"}
		for k, o := range order {
			name := names[o]
			if k == lost {
				name = "件"
			}
			heads, cells = append(heads, name), append(cells, want[o])
		}
		text := "第二十条第（一）项\n" + strings.Join(heads, " | ") + " |\n" + strings.Join(cells, " | ") + " |\n"
		d := read(forms, text)
		for k, key := range []string{"rules_made", "rules_repealed", "rules_valid"} {
			got := readtest.Show(d.Cells[key])
			if got != want[k] && got != "unread" && (lost < 0 || !slices.IsSorted(visible(order, lost)) || got != cells[k+1]) {
				t.Fatalf("%s%s is %s, not %s", text, key, got, want[k])
			}
			if lost < 0 && got != want[k] {
				t.Fatalf("%s%s is %s: all heads stand there", text, key, got)
			}
		}
		if n := len(seen(d, report.SeenHeads)); (n > 0) != (readtest.Show(d.Cells["rules_made"]) == "unread") {
			t.Fatalf("%sthe heads are spoken of %d times", text, n)
		}
	})
}

// visible are the columns of the heads that are not lost. Where these stand in the order of the form, so
// does the lost one, for all that anybody can see.
func visible(order []int, lost int) []int {
	return slices.Delete(slices.Clone(order), lost, lost+1)
}

// TestOtherForms: cells of the other form that stand in a table are none of it, and words of a sentence
// are no head.
func TestOtherForms(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	newer := printed(report.Form2021, " | ", func(string) string { return "4" }, inOrder)
	d := read(forms, newer+"第二十条第（九）项\n信息内容 | 采购项目数量 | 采购总金额 |\n政府集中采购 | 5 | 6 |\n")
	if d.Form() != report.Form2021 || d.FormOr2021() != report.Form2021 {
		t.Errorf("of the form %s", d.Form())
	}
	if _, ok := d.Cells["procurement_items"]; ok || len(d.Cells) != 10 {
		t.Errorf("the cells are %v", d.Cells)
	}
	if got := seen(d, report.SeenOtherForm); len(got) != 1 {
		t.Errorf("the heads of the other form are said %d times", len(got))
	}
	older := read(forms, printed(report.Form2019, " | ", func(string) string { return "4" }, inOrder))
	if older.FormOr2021() != report.Form2019 || len(seen(older, report.SeenOtherForm)) != 0 {
		t.Errorf("of the form %s, %v", older.FormOr2021(), seen(older, report.SeenOtherForm))
	}
	for _, sentence := range []string{"本年新公开数量，含历年的共3件", "注：本年新制作数量。", "本年新公开数量；对外公开总数量"} {
		if got := seen(read(forms, newer+sentence+"\n"), report.SeenOtherForm); len(got) != 0 {
			t.Errorf("a sentence is said to be a head: %v", got)
		}
	}
	unknown := read(forms, "第二十条第（一）项\n规章 | 1 | 2 | 3 |\n")
	if unknown.Form() != report.FormUnknown || unknown.FormOr2021() != report.Form2021 || readtest.Show(unknown.Cells["rules_valid"]) != "3" {
		t.Errorf("without heads: %s, %v", unknown.Form(), unknown.Cells)
	}
}

// TestWhatATableLacks: each title and row of the form that does not stand in the table is noted, and
// none that does.
func TestWhatATableLacks(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]report.Form{report.Form2019, report.Form2021}).Draw(t, "form")
		var lines, rows, titles []string
		last := ""
		for i, row := range report.DisclosureRows(form) {
			kept := i == 0 || rapid.Bool().Draw(t, row.Label)
			if row.Title != last {
				if i == 0 || rapid.Bool().Draw(t, row.Title) {
					lines = append(lines, row.Title)
				} else {
					titles = append(titles, row.Title)
				}
				heads := "信息内容"
				for _, c := range row.Cells {
					heads += " | " + c.Label
				}
				lines = append(lines, heads+" |")
			}
			last = row.Title
			if !kept {
				rows = append(rows, row.Label)
				continue
			}
			lines = append(lines, row.Label+strings.Repeat(" | 1", len(row.Cells))+" |")
		}
		d := read(forms, strings.Join(lines, "\n"))
		got := map[string][]string{}
		for _, o := range d.Observations {
			got[o.Kind] = append(got[o.Kind], o.Want)
		}
		if fmt.Sprint(got[report.SeenMissingRow]) != fmt.Sprint(rows) || fmt.Sprint(got[report.SeenNoTitle]) != fmt.Sprint(titles) {
			t.Fatalf("%q\nlack %v, %v; noted are %v", lines, rows, titles, got)
		}
	})
}

// TestQuotesOfRows: the label of a row is quoted as it is printed, at its place.
func TestQuotesOfRows(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	text := one + "2.规 章 | 1 | 2 | 3 |\n"
	d := read(forms, text)
	if q := d.QuoteRow("rules_made"); q.Text != "2.规 章" || text[q.At.Start:q.At.End] != q.Text {
		t.Errorf("%+v", q)
	}
	if q := d.QuoteRow("licences"); q.Text != "" {
		t.Errorf("a row that is not there is quoted as %q", q.Text)
	}
}

// TestFiguresOnLinesOfTheirOwn: they are read by their number, and given up where blank cells leave no
// trace in the document; a cell that stands alone in its row is kept.
func TestFiguresOnLinesOfTheirOwn(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	text := strings.ReplaceAll(one, " | ", "\n") + "规章\n1\n2\n3\n行政规范性文件\n4\n5\n6\n第二十条第（五）项\n信息内容\n本年处理决定数量\n行政许可\n7\n"
	keys := []string{"rules_made", "rules_repealed", "rules_valid", "normative_made", "normative_repealed", "normative_valid", "licences"}
	show := func(d *disclosure.Table) (s string) {
		for _, key := range keys {
			s += readtest.Show(d.Cells[key]) + " "
		}
		return s
	}
	d := read(forms, text)
	if got := show(d); got != "1 2 3 4 5 6 7 " {
		t.Errorf("%s", got)
	}
	d.DropSingles()
	if got := show(d); got != strings.Repeat("unread ", 6)+"7 " {
		t.Errorf("given up: %s", got)
	}
	rows := read(forms, one+rules)
	rows.DropSingles()
	if got := readtest.Show(rows.Cells["rules_made"]); got != "1" {
		t.Errorf("a row between borders is given up: %s", got)
	}
	if got := show(read(forms, strings.Replace(text, "2\n3\n行政", "2\n行政", 1))); got != "unread unread unread 4 5 6 7 " {
		t.Errorf("with a figure lost: %s", got)
	}
}
