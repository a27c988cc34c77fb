package sheet_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

var limits = sheet.Limits{Cells: 10_000, Columns: 100, Text: 1 << 16}

func TestNumberAsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, code, want string }{
		{"1", "", "1"}, {"1.0", "General", "1"}, {"12004.146008", "General", "12004.146008"}, {"-12004.146008", "", "-12004.146008"}, {"12004.146007999999", "", "12004.146008"}, {"0.333333333333333", "", "0.333333333"}, {"66.6666666666667", "", "66.66666667"}, {"17.309999999999999", "", "17.31"}, {"0.30000000000000004", "", "0.3"}, {"96171.6", "", "96171.6"},
		{"0.33333333333333331", "", "0.333333333"}, {"12345678901", "", "12345678901"}, {"-3", "", "-3"}, {"1E-10", "", "1e-10"}, {"abc", "", "abc"}, {"", "0", ""},
		{"12.5", "0", "13"}, {"-12.4", "0", "-12"}, {"0.4", "0", "0"}, {"3", "0.00", "3.00"}, {"17.309999999999999", "0.00", "17.31"}, {"1.005", "0.00", "1.01"},
		{"3119", "#,##0", "3,119"}, {"1234567.5", "#,##0.00", "1,234,567.50"}, {"0", "#,##0", "0"}, {"0", "#", ""}, {"5", "000", "005"},
		{"0.9575", "0.00%", "95.75%"}, {"0.5", "0%", "50%"}, {"12", "0_ ", "12"}, {"12", `0_);\(0\)`, "12"}, {"-12", `0_);\(0\)`, "(12)"}, {"-0.4", "0", "0"},
		{"0", `0;-0;"-"`, "-"}, {"0", "0;-0;;@", ""}, {"5", `0"件"`, "5件"}, {"5", `"共"0"件"`, "共5件"}, {"5", "[Red]0", "5"}, {"5", "[$-804]0", "5"}, {"5", "[$¥-804]0", "¥5"},
		{"5", "[>100]0;0.0", "5"}, {"0.5", "# ?/?", "0.5"}, {"12345", "0.00E+00", "12345"}, {"1234", "0.0,", "1.2"}, {"5", "@", "5"}, {"5", `General"件"`, "5件"},
		{"45292", "yyyy/m/d", "2024/1/1"}, {"45292", `yyyy"年"m"月"d"日"`, "2024年1月1日"}, {"45292.75", "yyyy-mm-dd hh:mm", "2024-01-01 18:00"}, {"45292.75", "h:mm AM/PM", "6:00 PM"},
		{"45292", "yyyy", "2024"}, {"1.5", "[h]:mm:ss", "36:00:00"}, {"0.5", "mm:ss", "00:00"}, {"1", "yyyy/m/d", "1900/1/1"}, {"-1", "yyyy/m/d", "-1"},
		{"1e400", "0", "1e400"}, {"NaN", "0", "NaN"}, {"5", `"a`, "5"}, {"5", `[`, "5"}, {"5", `\`, "5"},
	} {
		if got := sheet.Number(c.value, c.code, false); got != c.want && !(c.code == `\` && got == "") {
			t.Errorf("%s as %q is shown as %q, want %q", c.value, c.code, got, c.want)
		}
	}
	if got := sheet.Number("0", "yyyy/m/d", true); got != "1904/1/1" {
		t.Errorf("day 0 of 1904 is %s", got)
	}
}

// TestDecimalsComeThrough writes amounts with the seventeen digits that spreadsheets store:
// none is shown with another digit.
func TestDecimalsComeThrough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.Int64Range(0, 9_999_999_99).Draw(t, "cents")
		stored := strconv.FormatFloat(float64(cents)/100, 'g', 17, 64)
		want := fmt.Sprintf("%d.%02d", cents/100, cents%100)
		if got := sheet.Number(stored, "0.00", false); got != want {
			t.Fatalf("%s as 0.00 is %s, want %s", stored, got, want)
		}
		want = strings.TrimSuffix(strings.TrimRight(want, "0"), ".")
		if cents%100 == 0 {
			want = strconv.FormatInt(cents/100, 10)
		}
		if got := sheet.Number(stored, "", false); got != want {
			t.Fatalf("%s is %s, want %s", stored, got, want)
		}
	})
}

func FuzzNumber(f *testing.F) {
	for _, code := range []string{"0.00", `#,##0.0_);[Red]\(0\)`, `yyyy"年"m"月"`, "[h]:mm", "0.0,,%"} {
		f.Add("12.5", code)
	}
	f.Fuzz(func(t *testing.T, value, code string) {
		if got := sheet.Number(value, code, false); len(got) > 4*len(code)+len(value)+400 {
			t.Errorf("%q as %q takes %d bytes", value, code, len(got))
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row, col int
		name     string
	}{{0, 0, "A1"}, {4, 25, "Z5"}, {9, 26, "AA10"}, {0, 701, "ZZ1"}, {0, 702, "AAA1"}, {1<<20 - 1, 1<<14 - 1, "XFD1048576"}} {
		if got := sheet.Name(c.row, c.col); got != c.name {
			t.Errorf("%d, %d is %s, want %s", c.row, c.col, got, c.name)
		}
		if row, col, ok := sheet.Parse(c.name); !ok || row != c.row || col != c.col {
			t.Errorf("%s is %d, %d, %v", c.name, row, col, ok)
		}
	}
	for _, s := range []string{"", "A", "1", "A0", "a1", "AAAAA1", "A1048577", "ZZZ1", "A-1", "A99999999999999999999"} {
		if row, col, ok := sheet.Parse(s); ok {
			t.Errorf("%q is read as %d, %d", s, row, col)
		}
	}
}

// show lays a sheet out from rows of texts and shows its blocks; * is a square that is not
// there.
func show(t *testing.T, rows ...string) string {
	t.Helper()
	s := sheet.Sheet{Blank: func(int, int) report.Text { return report.Text{} }}
	for y, r := range rows {
		for x, c := range strings.Split(r, "|") {
			if c != "*" {
				s.Cells = append(s.Cells, sheet.Cell{Row: y, Col: x, RowSpan: 1, ColSpan: 1, Text: report.Text{S: c}})
			}
		}
	}
	blocks, err := s.Blocks(limits)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, k := range blocks {
		if k.Grid == nil {
			b.WriteString(k.Line.S + "\n")
			continue
		}
		row := 0
		b.WriteString("[")
		for i, c := range k.Grid.Cells {
			if c.Row != row {
				b.WriteString("/")
				row = c.Row
			} else if i > 0 {
				b.WriteString("|")
			}
			b.WriteString(c.Text.S)
		}
		b.WriteString("]\n")
	}
	return b.String()
}

func TestBlocks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rows []string
		want string
	}{
		"prose and a table":   {[]string{"某局年度报告||", "一、总体情况", "全年公开12条。", "", "a|b|c", "1|2|3"}, "某局年度报告\n一、总体情况\n全年公开12条。\n[a|b|c/1|2|3]\n"},
		"a heading at once":   {[]string{"a|1", "三、收到和处理情况", "b|2"}, "[a|1]\n三、收到和处理情况\n[b|2]\n"},
		"a row without value": {[]string{"a|1", "行政许可|", "b|2"}, "[a|1/行政许可|/b|2]\n"},
		"a title in a table":  {[]string{"第二十条第（一）项|||", "信息内容|x|y|z", "规章|1|2|3"}, "[第二十条第（一）项|||/信息内容|x|y|z/规章|1|2|3]\n"},
		"blank columns":       {[]string{"a|||b||", "1|||2||"}, "[a|b/1|2]\n"},
		"missing squares":     {[]string{"a|*|b", "1|2|*"}, "[a||b/1|2|]\n"},
		"a gap ends a table":  {[]string{"a|1", "", "b|2"}, "[a|1]\n[b|2]\n"},
		"rows not filled in":  {[]string{"a|b|c", "一、新收||", "二、结转||", "（一）|予以公开|", "重复||", "其他||", "（七）||5"}, "[a|b|c/一、新收||/二、结转||/（一）|予以公开|/重复||/其他||/（七）||5]\n"},
		"no figure at all":    {[]string{"四、复议情况||", "维持|纠正|总计", "||", "五、问题||"}, "四、复议情况\n[维持|纠正|总计/||]\n五、问题\n"},
		"blank below figures": {[]string{"a|1", "||", "某局||", "2024年1月9日||"}, "[a|1]\n某局\n2024年1月9日\n"},
	} {
		if got := show(t, c.rows...); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// TestSquares holds whatever cells a sheet has: each square of a grid is covered once, and
// every text is in one block.
func TestSquares(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := sheet.Sheet{Blank: func(int, int) report.Text { return report.Text{} }}
		taken := map[[2]int]bool{}
		texts := map[string]int{}
		for n := range rapid.IntRange(0, 20).Draw(t, "cells") {
			c := sheet.Cell{Row: rapid.IntRange(0, 6).Draw(t, "row"), Col: rapid.IntRange(0, 6).Draw(t, "col"),
				RowSpan: rapid.IntRange(1, 3).Draw(t, "high"), ColSpan: rapid.IntRange(1, 3).Draw(t, "wide")}
			free := true
			for y := range c.RowSpan {
				for x := range c.ColSpan {
					free = free && !taken[[2]int{c.Row + y, c.Col + x}]
				}
			}
			if !free {
				continue
			}
			for y := range c.RowSpan {
				for x := range c.ColSpan {
					taken[[2]int{c.Row + y, c.Col + x}] = true
				}
			}
			c.Text.S = fmt.Sprintf("t%d", n)
			texts[c.Text.S] = 1
			s.Cells = append(s.Cells, c)
		}
		blocks, err := s.Blocks(limits)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range blocks {
			if b.Grid == nil {
				texts[b.Line.S]--
				continue
			}
			seen := 0
			for _, c := range b.Grid.Cells {
				seen += c.RowSpan * c.ColSpan
				if c.Text.S != "" {
					texts[c.Text.S]--
				}
			}
			if seen != b.Grid.Rows*b.Grid.Cols {
				t.Fatalf("%d squares of %dx%d are covered: %+v", seen, b.Grid.Rows, b.Grid.Cols, b.Grid.Cells)
			}
		}
		for s, n := range texts {
			if n != 0 {
				t.Fatalf("%s stands %d times too seldom", s, n)
			}
		}
	})
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	s := sheet.Sheet{Blank: func(int, int) report.Text { return report.Text{} }}
	for x := range 200 {
		s.Cells = append(s.Cells, sheet.Cell{Col: x, RowSpan: 1, ColSpan: 1, Text: report.Text{S: "x"}})
	}
	if _, err := s.Blocks(limits); err == nil {
		t.Error("a table of 200 columns was made")
	} else if c, _ := fault.ClassOf(err); c != fault.LimitCells {
		t.Errorf("got %v", err)
	}
}
