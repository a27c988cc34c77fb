package match_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/match"
	"github.com/gouji/gouji/stages/parse/readtest"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// aligned reads a text as rows of table three of the form of 2021.
func aligned(forms *label.Forms, text string) (*record.Table, string) {
	b, mem := forms.Book, &record.RowMemory{}
	table := record.Collect(readtest.Units(text, &mem.UnitMemory), func(c *layout.Cell) int { return b.OwnRow(c.Core(), c.Fold) }, 0, mem)
	skip := make([]bool, len(b.Rows))
	skip[b.RowAt(label.OtherRow)] = true
	var recs []*record.Record
	for i := range table.Records {
		recs = append(recs, &table.Records[i])
	}
	match.Align(b, recs, skip, mem)
	var keys []string
	for _, r := range recs {
		key := "-"
		if r.Row >= 0 {
			key = b.Rows[r.Row].Row.Key
		}
		keys = append(keys, key)
	}
	return table, strings.Join(keys, " ")
}

func figures(n int) string { return strings.Repeat(fmt.Sprintf(" | %d", n), 7) + " |" }

// TestAlignFindsEachRow: any of the rows of the form, in its order, each with its label whole,
// are these rows.
func TestAlignFindsEachRow(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	rapid.Check(t, func(t *rapid.T) {
		var lines, want []string
		for i, r := range report.ApplicationRows(report.Form2021) {
			if rapid.Bool().Draw(t, "has") {
				lines, want = append(lines, r.Label+figures(i)), append(want, r.Key)
			}
		}
		if _, got := aligned(forms, strings.Join(lines, "\n")); got != strings.Join(want, " ") {
			t.Fatalf("%s\nand not %s", got, want)
		}
	})
}

// TestRowsThatLostTheirLabel: rows without words between two labelled ones are those of the form
// between them, if there are as many, and none otherwise.
func TestRowsThatLostTheirLabel(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	all := report.ApplicationRows(report.Form2021)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(all)-4).Draw(t, "from")
		lost := rapid.IntRange(1, min(3, len(all)-from-2)).Draw(t, "lost")
		rows := rapid.IntRange(1, 4).Draw(t, "rows")
		lines, want := []string{all[from].Label + figures(1)}, []string{all[from].Key}
		for k := range rows {
			lines = append(lines, figures(k)[1:])
			if key := "-"; rows != lost {
				want = append(want, key)
			} else {
				want = append(want, all[from+1+k].Key)
			}
		}
		lines, want = append(lines, all[from+lost+1].Label+figures(9)), append(want, all[from+lost+1].Key)
		if _, got := aligned(forms, strings.Join(lines, "\n")); got != strings.Join(want, " ") {
			t.Fatalf("%q: %s\nand not %s", lines, got, want)
		}
	})
}

func TestMisprintedAndWrappedLabels(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, c := range []struct{ name, text, want string }{
		{"a character is another", "1.属于国家密秘" + figures(0), "denied_state_secret"},
		{"in two cells", "1.属于国家 | 秘密" + figures(0), "denied_state_secret"},
		{"the group's label before it", "（三）不予公开 | 1.属于国家秘密" + figures(0), "denied_state_secret"},
		{"behind the end of another label", "予以公开\n（二）\n" + figures(0)[1:] + "\n部分公开（区分处理的，只计这一情形，不计其他情形）", "-"},
		{"above an ordinal alone", "、本年新收政府信息公开申请数量\n二" + figures(0) + "\n、上年结转政府信息公开申请数量", "-"},
		{"no label of the form", "杂记甲乙丙丁戊" + figures(0), "-"},
		{"the head of a column", "总计" + figures(0), "result_total"},
	} {
		if _, got := aligned(forms, c.text); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}

func TestSeen(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	table, _ := aligned(forms, "（一）予以公开\n1.属于\n国家秘密\n自然人\n总计")
	seen := match.Seen(forms.Book, table.Texts, forms.Finder, table.Mem)
	var got []string
	for i, s := range seen {
		if s {
			got = append(got, forms.Book.Rows[i].Row.Key)
		}
	}
	if s := strings.Join(got, " "); !strings.Contains(s, "granted") || !strings.Contains(s, "denied_state_secret") || strings.Contains(s, "carried_out") {
		t.Errorf("seen are %v", got)
	}
}

func TestWholeLabel(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	table, _ := aligned(forms, "1.属于\n国家秘密\n（一）予以公开\n杂记")
	for i, want := range []string{"denied_state_secret 2", "- 1", "granted 1", "- 1"} {
		row, n := match.WholeLabel(forms.Book, table.Texts[i:])
		key := "-"
		if row >= 0 {
			key = forms.Book.Rows[row].Row.Key
		}
		if got := fmt.Sprint(key, " ", n); got != want {
			t.Errorf("from text %d on: %s, not %s", i, got, want)
		}
	}
	if !match.Unexplained(forms.Book, table.Texts) || match.Unexplained(forms.Book, table.Texts[:3]) {
		t.Error("杂记 is explained, or labels are not")
	}
}

// TestLabelsAroundTheirFigures: a label cut anywhere, its first piece above and its last below the
// figures of the row, with or without those of its neighbours beside them, names its own row or none.
func TestLabelsAroundTheirFigures(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	all := report.ApplicationRows(report.Form2021)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(all)-2).Draw(t, "from")
		rows := all[from:min(len(all), from+rapid.IntRange(1, 4).Draw(t, "rows"))]
		var lines, want []string
		for i, r := range rows {
			runes := []rune(r.Label)
			if len(runes) < 5 {
				continue // 3.其他
			}
			want = append(want, r.Key)
			switch cut := rapid.IntRange(2, len(runes)-1).Draw(t, "cut"); rapid.IntRange(0, 2).Draw(t, "print") {
			case 0:
				lines = append(lines, r.Label+figures(i))
			case 1:
				lines = append(lines, string(runes[:cut]), figures(i)[1:], string(runes[cut:]))
			case 2:
				lines = append(lines, string(runes[:cut])+figures(i), string(runes[cut:]))
			}
		}
		_, got := aligned(forms, strings.Join(lines, "\n"))
		keys := strings.Fields(got)
		if len(keys) != len(want) {
			t.Fatalf("%s: %d records", strings.Join(lines, "\n"), len(keys))
		}
		for i, key := range keys {
			if key != "-" && key != want[i] {
				t.Fatalf("%s\n%s, and not %s", strings.Join(lines, "\n"), key, want[i])
			}
		}
	})
}
