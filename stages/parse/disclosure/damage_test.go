package disclosure_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestDamagedTables: foreign rows, page numbers, notes, lost rows, cells without a figure, rows
// printed twice and labels over two lines give no wrong number in either form.
func TestDamagedTables(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]report.Form{report.Form2019, report.Form2021}).Draw(t, "form")
		sep := rapid.SampledFrom([]string{" | ", "\t", "   "}).Draw(t, "border")
		want, n := map[string]string{}, 100
		lines := strings.Split(strings.TrimSuffix(printed(form, sep, func(key string) string {
			n++
			want[key] = fmt.Sprint(n)
			return want[key]
		}, inOrder), "\n"), "\n")
		for range rapid.IntRange(1, 3).Draw(t, "damages") {
			at := rapid.IntRange(1, len(lines)-1).Draw(t, "line")
			cells := strings.Split(lines[at], sep)
			figures := len(cells) > 2 && strings.Trim(cells[1], "0123456789") == "" && cells[1] != ""
			switch rapid.IntRange(0, 6).Draw(t, "damage") {
			case 0:
				words := rapid.SampledFrom([]string{"其中：网上公开", "其中", "县政府文件", "合计"}).Draw(t, "words")
				lines = slices.Insert(lines, at, words+strings.Repeat(sep+"7", max(1, len(cells)-2))+sep)
			case 1:
				lines = slices.Insert(lines, at, rapid.SampledFrom([]string{"- 3 -", "3", "第3页", "3 / 8"}).Draw(t, "page"))
			case 2:
				lines = slices.Insert(lines, at, rapid.SampledFrom([]string{"注：含2020年以前制发的5件", "（现行有效件数含历年）", "单位：件"}).Draw(t, "note"))
			case 3:
				lines = slices.Delete(lines, at, at+1)
			case 4:
				lines = slices.Insert(lines, at, lines[at])
			case 5:
				if k := rapid.IntRange(1, max(1, len(cells)-2)).Draw(t, "cell"); figures && strings.Count(strings.Join(lines, "\n"), lines[at]) == 1 { // a number printed twice, once as a dash, is a number
					for key, s := range want {
						if s == cells[k] {
							want[key] = ""
						}
					}
					cells[k] = rapid.SampledFrom([]string{"—", "/", "无"}).Draw(t, "dash")
					if sep != "   " && rapid.Bool().Draw(t, "blank") {
						cells[k] = ""
					}
					lines[at] = strings.Join(cells, sep)
				}
			case 6:
				if r := []rune(cells[0]); len(r) > 3 && figures {
					cut := rapid.IntRange(2, len(r)-1).Draw(t, "cut")
					lines[at] = string(r[:cut]) + sep + strings.Join(cells[1:], sep)
					lines = slices.Insert(lines, at+1, string(r[cut:]))
				}
			}
		}
		text := strings.Join(lines, "\n") + "\n"
		d := read(forms, text)
		if d == nil {
			return
		}
		for key, c := range d.Cells {
			if got := readtest.Show(c); c.Value.Valid() && got != want[key] {
				t.Fatalf("%s\n%s is %s, not %q", text, key, got, want[key])
			}
		}
	})
}

// TestPageNumberBelowABlankCell: the number of a page below a row is no figure of it, though the row
// has a blank cell.
func TestPageNumberBelowABlankCell(t *testing.T) {
	t.Parallel()
	text := "第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\t\n规章\t1\t2\t3\t\n行政规范性文件\t4\t\t6\t\n3\n"
	for key, c := range read(label.NewForms(nil), text).Cells {
		if strings.HasPrefix(key, "normative") && c.Value.Valid() {
			t.Errorf("%s is %s", key, readtest.Show(c))
		}
	}
}

// TestLabelsOnTwoLines: titles, heads and labels over several lines, and labels above and below
// their figures, are read by the repair for them and without it not.
func TestLabelsOnTwoLines(t *testing.T) {
	t.Parallel()
	const title, heads = "第二十条第（一）项\n", "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
	for name, text := range map[string]string{
		"a label over its figures":   title + heads + "规章 | 1 | 2 | 3 |\n行政规范\n性文件\n4 | 5 | 6 |\n",
		"a label around its figures": title + heads + "规章 | 1 | 2 | 3 |\n行政规范\n4 | 5 | 6 |\n性文件\n",
	} {
		for _, off := range []bool{false, true} {
			forms := label.NewForms(nil)
			mem := &record.RowMemory{}
			units := readtest.Units(text, &mem.UnitMemory)
			if off {
				mem.Off = repair.Switches{repair.WrappedLabel: true}
			}
			d := disclosure.Read(forms, units, mem)
			var got []string
			for _, key := range []string{"normative_made", "normative_repealed", "normative_valid"} {
				got = append(got, readtest.Show(d.Cells[key]))
			}
			if read := strings.Join(got, " ") == "4 5 6"; read == off {
				t.Errorf("%s, without the repair %v: %v", name, off, got)
			}
		}
	}
}

// TestMoney: amounts are reckoned into the unit of their column, and a head with another unit
// leaves them unread.
func TestMoney(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, c := range []struct{ head, cell, want string }{
		{"本年收费金额（单位：万元）", "12.5", "12.5"},
		{"本年收费金额（单位：万元）", "125000元", "12.5"},
		{"本年收费金额（单位：万元）", "1,250.00", "1250.00"},
		{"本年收费金额（单位：元）", "125000", "unread"},
		{"本年收费金额（单位：亿元）", "1", "unread"},
		{"本年收费金额（单位：万元）", "0.3亿元", "3000"},
		{"本年收费金额（单位：万元）", "约12", "unread"},
		{"本年收费金额（单位：万元）", "—", "dash"},
	} {
		d := read(forms, "第二十条第（八）项\n信息内容 | "+c.head+" |\n行政事业性收费 | "+c.cell+" |\n")
		if got := readtest.Show(d.Cells["fees_10k_yuan"]); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.head, c.cell, got, c.want)
		}
	}
}
