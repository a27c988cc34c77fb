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
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// form are the labels of table three by their keys.
func form() map[string]string {
	out := map[string]string{}
	for _, r := range report.ApplicationRows(report.Form2021) {
		out[r.Key] = r.Label
	}
	return out
}

// cellsOf are cells with these texts.
func cellsOf(texts ...string) (out []*layout.Cell) {
	for _, s := range texts {
		c := layout.WholeCell(report.Text{S: s})
		out = append(out, &c)
	}
	return out
}

// likeness are the keys of the rows that a record is like more than any row is like no words at all,
// with their weights.
func likeness(forms *label.Forms, r *record.Record) string {
	mem := &record.RowMemory{}
	readtest.Units("", &mem.UnitMemory) // makes the memory ready
	w, _ := match.Likeness(forms.Book, r, mem)
	var out []string
	for i, n := range w {
		if n > label.Unlabeled {
			out = append(out, fmt.Sprint(forms.Book.Rows[i].Row.Key, "=", n))
		}
	}
	return strings.Join(out, " ")
}

// TestLikenessOfARecord has the words inside of a row and before it, and which rows it is like.
func TestLikenessOfARecord(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	exact := func(key string) string { return fmt.Sprint(key, "=", label.Exact) }
	for _, c := range []struct {
		name           string
		inside, before []string
		single, torn   bool
		want           string
	}{
		{"a label whole", []string{"1.属于国家秘密"}, nil, false, false, exact("denied_state_secret")},
		{"in three cells", []string{"（三）不予公开", "1.属于", "国家秘密"}, nil, false, false, exact("denied_state_secret")},
		{"above the figures", nil, []string{"杂记", "1.属于国家秘密"}, false, false, exact("denied_state_secret")},
		{"above the figures in pieces", nil, []string{"1.属于", "国家", "秘密"}, false, false, exact("denied_state_secret")},
		{"inside before above", []string{"1.属于国家秘密"}, []string{"（一）予以公开"}, false, false, exact("denied_state_secret")},
		{"two labels above", nil, []string{"（一）予以公开", "1.属于国家秘密"}, false, false, ""},
		{"one label twice above", nil, []string{"1.属于国家秘密", "1.属于国家秘密"}, false, false, exact("denied_state_secret")},
		{"torn from its label", nil, []string{"1.属于国家秘密"}, false, true, ""},
		{"a head of a column above", nil, []string{"总计"}, true, false, ""},
		{"the row of that name above", nil, []string{"（七）总计"}, true, false, exact("result_total")},
		{"at the end of a long text", []string{"三、本年度办理结果（三）不予公开1.属于国家秘密"}, nil, false, false, fmt.Sprint("denied_state_secret=", label.AtEnd)},
		{"a fragment of one row alone", []string{"三安全一稳定"}, nil, false, false, fmt.Sprint("denied_safety=", label.Fragment)},
		{"the last cell says it", []string{"不予公开甲乙", "三安全一稳定"}, nil, false, false, fmt.Sprint("denied_safety=", label.Fragment)},
		{"a column's head inside", []string{"自然人"}, nil, false, false, ""},
		{"nothing", nil, nil, false, false, ""},
		{"an ordinal alone before another label", nil, []string{"（一）予以公开", "（二）"}, false, false, ""},
	} {
		r := &record.Record{Inside: cellsOf(c.inside...), Before: cellsOf(c.before...), Single: c.single, Torn: c.torn}
		if got := likeness(forms, r); got != c.want {
			t.Errorf("%s: like %q, want %q", c.name, got, c.want)
		}
		if doubt := c.name == "two labels above"; r.Doubt != doubt {
			t.Errorf("%s: in doubt %v", c.name, r.Doubt)
		}
	}
}

// TestFragmentsOfSeveralRows: a piece that several labels have says no more than that one of them is
// meant.
func TestFragmentsOfSeveralRows(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	got := likeness(forms, &record.Record{Inside: cellsOf("政府信息公开申请数量")})
	if n := len(strings.Fields(got)); n < 2 {
		t.Fatalf("like %q", got)
	}
	for _, s := range strings.Fields(got) {
		if !strings.HasSuffix(s, fmt.Sprint("=", label.Hinted)) {
			t.Errorf("like %q", got)
		}
	}
}

// TestRowsBetweenWordsInAnotherOrder: whole rows between borders whose words stand before them in another
// order are those of the form, if there are as many, and need the sums; else no row is guessed.
func TestRowsBetweenWordsInAnotherOrder(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	l := form()
	bare := func(n int) string { return figures(n)[3:] }
	first, last := l["carried_in"]+figures(1), "1.属于国家秘密"+figures(9)
	for _, c := range []struct{ name, text, want string }{
		{"as many as rows", first + "\n" + l["granted"] + "\n" + bare(2) + "\n" + bare(3) + "\n" + last, "carried_in granted partial denied_state_secret"},
		{"words of the second before the first", first + "\n" + l["partial"] + "\n" + bare(2) + "\n" + bare(3) + "\n" + last, "carried_in granted partial denied_state_secret"},
		{"one too few", first + "\n" + bare(2) + "\n" + last, "carried_in - denied_state_secret"},
		{"one too many", first + "\n" + bare(2) + "\n" + bare(3) + "\n" + bare(4) + "\n" + last, "carried_in - - - denied_state_secret"},
		{"a cell short", first + "\n" + l["partial"] + "\n" + bare(2) + "\n3 | 3 | 3 | 3 | 3 | 3 |\n" + last, ""},
	} {
		table, got := aligned(forms, c.text)
		if c.want != "" && got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if c.name == "words of the second before the first" && (!table.Records[1].Doubt || !table.Records[2].Doubt) {
			t.Errorf("%s: the rows need no sums", c.name)
		}
	}
	off := label.NewForms(repair.Switches{repair.LostLabel: true})
	if _, got := aligned(off, first+"\n"+bare(2)+"\n"+bare(3)+"\n"+last); got != "carried_in - - denied_state_secret" {
		t.Errorf("without the repair: %s", got)
	}
}

// TestPiecesAroundTheFigures has labels that stand above, beside and below their figures, and pieces that
// may be of another row.
func TestPiecesAroundTheFigures(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	law, safety := "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”"
	cut := func(s string, n int) (string, string) { r := []rune(s); return string(r[:n]), string(r[n:]) }
	a, b := cut(law, 8)
	c, d := cut(safety, 6)
	for _, x := range []struct{ name, text, want string }{
		{"above and below", a + "\n" + figures(1)[3:] + "\n" + b, "denied_law"},
		{"beside and below", a + figures(1) + "\n" + b, "denied_law"},
		{"above and beside", a + "\n" + b + figures(1), "denied_law"},
		{"two rows around", a + figures(1) + "\n" + b + "\n" + c + figures(2) + "\n" + d, "denied_law denied_safety"},
		{"the group's label on the same line", "不予  " + a + "\n" + figures(1)[3:] + "\n公开  " + b, "denied_law"},
		{"the group's label with one space", "不予 " + a + "\n" + figures(1)[3:] + "\n公开 " + b, "denied_law"},
		{"the numeral of the group beside", "三 " + a + "\n" + figures(1)[3:] + "\n" + b, "denied_law"},
		{"the piece of another row between", a + "\n1.属于\n" + figures(1)[3:] + "\n" + b, "-"},
		{"the next label below", a + "\n" + figures(1)[3:] + "\n3.危及", "-"},
		{"nothing below", a + "\n" + figures(1)[3:], "-"},
		{"the whole label below", "杂记\n" + figures(1)[3:] + "\n" + law, "-"},
	} {
		if _, got := aligned(forms, x.text); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
	}
	off := label.NewForms(repair.Switches{repair.WrappedLabel: true})
	if _, got := aligned(off, a+"\n"+figures(1)[3:]+"\n"+b); got != "-" {
		t.Errorf("without the repair: %s", got)
	}
}

// TestLabelsInLongTexts: the labels that stand in a long text, a paragraph of pasted cells, are seen, and
// so are those in two pieces.
func TestLabelsInLongTexts(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	all := report.ApplicationRows(report.Form2021)
	rapid.Check(t, func(t *rapid.T) {
		long := rapid.Bool().Draw(t, "in one text")
		var texts []string
		want := map[string]bool{}
		for _, r := range all {
			if len([]rune(r.Label)) < 7 || !rapid.Bool().Draw(t, r.Key) {
				continue
			}
			want[r.Key] = true
			switch runes := []rune(r.Label); {
			case !long && rapid.Bool().Draw(t, "in pieces"):
				n := rapid.IntRange(3, len(runes)-1).Draw(t, "cut")
				texts = append(texts, string(runes[:n]), string(runes[n:]))
			default:
				texts = append(texts, r.Label)
			}
		}
		if long {
			texts = []string{strings.Repeat("申请人情况 ", 12) + strings.Join(texts, " 0 0 0 ")}
		}
		mem := &record.RowMemory{}
		readtest.Units("", &mem.UnitMemory)
		for i, seen := range match.Seen(forms.Book, cellsOf(texts...), forms.Finder, mem) {
			key := forms.Book.Rows[i].Row.Key
			if want[key] && !seen {
				t.Fatalf("%q: %s is not seen", texts, key)
			}
			if seen && !want[key] && long {
				t.Fatalf("%q: %s is seen", texts, key)
			}
		}
	})
}

// TestTextsThatAreExplained: labels of rows, also in pieces, of groups and of columns explain a text.
func TestTextsThatAreExplained(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	for _, c := range []struct {
		texts []string
		want  bool
	}{
		{nil, false}, {[]string{"（一）予以公开"}, false}, {[]string{"1.属于", "国家", "秘密", "总计"}, false}, {[]string{"自然人", "（三）不予公开", "（六）其他处理"}, false},
		{[]string{"杂记"}, true}, {[]string{"1.属于", "2.国家秘密"}, true}, {[]string{"（一）予以公开", "属于"}, true},
	} {
		if got := match.Unexplained(b, cellsOf(c.texts...)); got != c.want {
			t.Errorf("%q: unexplained %v", c.texts, got)
		}
	}
	for _, c := range []struct {
		texts  []string
		key    string
		pieces int
	}{
		{[]string{"1.属", "于", "国", "家秘密"}, "denied_state_secret", 4}, {[]string{"1.属", "于", "国", "家", "秘密"}, "", 1}, {[]string{"3", "、其他"}, "", 1},
		{[]string{"（七）", "总计"}, "result_total", 2}, {[]string{"总计"}, "", 1},
	} {
		row, n := match.WholeLabel(b, cellsOf(c.texts...))
		key := ""
		if row >= 0 {
			key = b.Rows[row].Row.Key
		}
		if key != c.key || n != c.pieces {
			t.Errorf("%q: %q in %d pieces", c.texts, key, n)
		}
	}
}
