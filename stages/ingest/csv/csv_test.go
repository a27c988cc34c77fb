package csv_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/csv"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

var limits = sheet.Limits{Cells: 10_000, Columns: 100, Text: 1 << 16}

func TestDelimiter(t *testing.T) {
	t.Parallel()
	many := func(s string) string { return strings.Repeat(s+"\n", 12) }
	for _, c := range []struct {
		name, s, file string
		want          byte
	}{
		{"commas", many("a,b,c,d"), "", ','}, {"semicolons", many("a;b;c;1,5"), "", ';'}, {"three fields", many("a,b,c"), "", 0}, {"few lines", "a,b,c,d\n", "", 0},
		{"prose", many("一、二、三,四,五,六") + "全文。", "", 0}, {"tabs are text", many("a\tb\tc\td"), "", 0}, {"named", "a\tb\n1\t2\n", "x.TSV", '\t'}, {"named csv", "a,b\n", "年报.csv", ','},
		{"named and none", "abc\n", "x.csv", 0}, {"quotes", many("\"a,b\",\"c\nd\",e,f"), "", ','},
	} {
		if got := csv.Delimiter(c.s, c.file); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// read reads values, finds every place again and shows the blocks.
func read(t testing.TB, s string, delimiter byte) string {
	t.Helper()
	blocks, err := csv.Read(t.Context(), s, delimiter, limits)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	text := func(x report.Text) {
		got, err := "", error(nil)
		if x.At.Kind == report.PlaceCSV {
			if csv.Delimiter(s, "x.csv") == delimiter {
				got, err = csv.Reread(s, x.At)
			} else {
				got = x.S
			}
		} else {
			got = s[x.At.Start:x.At.End]
		}
		if err != nil || got != x.S {
			t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
		}
		fmt.Fprintf(&b, "%q", x.S)
	}
	for _, k := range blocks {
		if k.Grid == nil {
			text(k.Line)
			b.WriteString("\n")
			continue
		}
		for i, c := range k.Grid.Cells {
			if c.Col == 0 && i > 0 {
				b.WriteString("/")
			}
			text(c.Text)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s         string
		delimiter byte
		want      string
	}{
		"records":         {"a,b\r\n1,2\r\n", ',', "\"a\"\"b\"/\"1\"\"2\"\n"},
		"no end":          {"a;b\n1;", ';', "\"a\"\"b\"/\"1\"\"\"\n"},
		"quotes":          {"\"a,\nb\",\"c\"\"d\"\n1,2\n", ',', "\"a,\\nb\"\"c\\\"d\"/\"1\"\"2\"\n"},
		"a quote inside":  {"a\"b,\"c\"d,e\n", ',', "\"a\\\"b\"\"\\\"c\\\"d\"\"e\"\n"},
		"an open quote":   {"a,\"b\nc,d\n", ',', "\"a\"\"\\\"b\"/\"c\"\"d\"\n"},
		"prose":           {"一、总体情况,,\n全年。,,\na,b,c\n1,2,3\n", ',', "\"一、总体情况\"\n\"全年。\"\n\"a\"\"b\"\"c\"/\"1\"\"2\"\"3\"\n"},
		"short records":   {"a,b,c\n1\n2,3,4\n", ',', "\"a\"\"b\"\"c\"/\"1\"\"\"\"\"/\"2\"\"3\"\"4\"\n"},
		"byte order mark": {"\uFEFFa,b\n1,2\n", ',', "\"a\"\"b\"/\"1\"\"2\"\n"},
	} {
		if got := read(t, c.s, c.delimiter); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s    string
		want fault.Class
	}{
		"a million values": {strings.Repeat("1,2,3,4\n", 250_000), fault.LimitCells},
		"wide":             {strings.Repeat("1,", 500), fault.LimitCells},
		"long":             {"a," + strings.Repeat("x", 1<<17), fault.LimitToken},
		"quotes in vain":   {strings.Repeat("\"\"\"a,", 2_000_000), fault.LimitCells},
		"open quotes":      {strings.Repeat("\"a,", 100_000), fault.LimitCells},
	} {
		_, err := csv.Read(t.Context(), c.s, ',', limits)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a,\"b\n\"\"c\",d\r\n1,2,3\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range []byte{',', ';', '\t'} {
			if _, err := csv.Read(t.Context(), s, d, limits); err != nil {
				if _, ok := fault.ClassOf(err); !ok {
					t.Fatalf("an error without class: %v", err)
				}
				continue
			}
			read(t, s, d)
		}
	})
}
