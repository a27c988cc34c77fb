package label_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

func TestCore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"3.危及“三安全一稳定”", "危及三安全一稳定"},
		{"3、危及三安全一稳定", "危及三安全一稳定"},
		{"（一）予以公开", "予以公开"},
		{"三、本年度办理结果", "本年度办理结果"},
		{"(3) 其他", "其他"},
		{"1.属于国家秘密", "属于国家秘密"},
		{`1\.属于国家秘密`, "属于国家秘密"},
		{"总计", "总计"},
		{"", ""},
	} {
		if got := label.Core(fold.String(c.text)); got != c.want {
			t.Errorf("the core of %q is %q, not %q", c.text, got, c.want)
		}
	}
}

func TestOrdinals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		size   int // of all ordinals
		number int
	}{
		{"三、本年度", len("三、"), 3},
		{"(七)总计", len("(七)"), 7},
		{"(七)、总计", len("(七)、"), 7},
		{"3.其他", len("3."), 3},
		{"3、其他", len("3、"), 3},
		{"3)其他", len("3)"), 3},
		{"十、其他", len("十、"), 10},
		{"三、(一)1.予以公开", len("三、(一)1."), 3},
		{"4五、存在的主要问题", len("4五、"), 5}, // the last figure of the table above
		{"12五、存在的主要问题", len("12五、"), 5},
		{"3.5万元", 0, 0}, // a decimal
		{"(三", 0, 0},
		{"1234.条", 0, 0},
		{"总计", 0, 0},
		{"", 0, 0},
	} {
		if got := label.OrdinalLen(c.text); got != c.size {
			t.Errorf("the ordinals of %q take %d bytes, not %d", c.text, got, c.size)
		}
		if got := label.PrintedOrdinal(c.text); got != c.number {
			t.Errorf("the ordinal of %q is %d, not %d", c.text, got, c.number)
		}
	}
}

// TestOrdinalsAreNoPartOfTheCore: whatever ordinals stand before a label, its core is the same.
func TestOrdinalsAreNoPartOfTheCore(t *testing.T) {
	t.Parallel()
	ordinal := rapid.SampledFrom([]string{"", "一、", "(二)", "3.", "4、", "(5)", "六、(一)", "十、"})
	word := rapid.SampledFrom([]string{"予以公开", "属于国家秘密", "总计", "其他法律行政法规禁止公开"})
	rapid.Check(t, func(t *rapid.T) {
		o, w := ordinal.Draw(t, "ordinal"), word.Draw(t, "label")
		if got := label.Core(o + w); got != w {
			t.Fatalf("the core of %q is %q", o+w, got)
		}
		if got := label.OrdinalLen(o + w); got != len(o) {
			t.Fatalf("the ordinals of %q take %d bytes, not %d", o+w, got, len(o))
		}
	})
}

// TestEveryRowOfTheForms: each label of table three leads to its own row, in both forms.
func TestEveryRowOfTheForms(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	for _, form := range []report.Form{report.Form2019, report.Form2021} {
		for _, r := range report.ApplicationRows(form) {
			f := fold.String(r.Label)
			row, ok := b.ByCore[label.Core(f)]
			if !ok || b.Rows[row].Row.Key != r.Key {
				t.Errorf("%s: %q leads to row %d", form, r.Label, row)
				continue
			}
			if b.RowAt(r.Key) != row {
				t.Errorf("%s: the row of %s is %d, that of its label %d", form, r.Key, b.RowAt(r.Key), row)
			}
			if got := b.OwnRow(label.Core(f), f); got != label.Columns {
				t.Errorf("behind %q stand %d figures", r.Label, got)
			}
			if !b.Fits(row, label.Core(f), f, true) {
				t.Errorf("%q does not fit its own row", r.Label)
			}
		}
	}
	if b.RowAt("no such row") != -1 {
		t.Error("a key of no row has a row")
	}
}

// TestShortLabelsNeedTheirOrdinal: 总计 and 其他 are heads of columns as well.
func TestShortLabelsNeedTheirOrdinal(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	for _, c := range []struct {
		text string
		want int
	}{{"(七)总计", label.Columns}, {"总计", 0}, {"(三)总计", 0}, {"3.其他", label.Columns}, {"其他", 0}, {"自然人", 0}, {"予以公开", label.Columns}} {
		if got := b.OwnRow(label.Core(c.text), c.text); got != c.want {
			t.Errorf("%q is the label of a row with %d figures, not %d", c.text, got, c.want)
		}
	}
}

// TestVariants: other wordings lead to rows that the forms have, and none is a label itself.
func TestVariants(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	for text, key := range map[string]string{
		"本年度新收到政府信息公开申请数量": "new_received", "上年度结转政府信息公开申请数量": "carried_in",
		"其他法律法规禁止公开": "denied_law", "结转下年继续办理": "carried_out",
	} {
		if row, ok := b.ByCore[text]; !ok || b.Rows[row].Row.Key != key {
			t.Errorf("%s is no wording of %s", text, key)
		}
	}
}

func TestNoRow(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	for text, want := range map[string]bool{
		"(三)不予公开": true, "自然人": true, "三、本年度办理结果": true, "(六)其他处理": true, "1.属于国家秘密": false, "(七)总计": false, "杂记": false,
	} {
		if got := b.NoRow(text); got != want {
			t.Errorf("%s names no row: %v", text, got)
		}
	}
}

// TestMisprintsAreLikeOneRow: a label of the form with one character exchanged is most like its
// own row, and is like none where the repair is off.
func TestMisprintsAreLikeOneRow(t *testing.T) {
	t.Parallel()
	b, off := label.NewForms(nil).Book, label.NewForms(repair.Switches{repair.Misprinted: true}).Book
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(b.Rows)-1).Draw(t, "row")
		text := []rune(b.Rows[i].Core)
		if len(text) < 6 {
			t.Skip("too short to be told from others")
		}
		at := rapid.IntRange(1, len(text)-2).Draw(t, "at")
		text[at] = rapid.SampledFrom([]rune("山水田园")).Draw(t, "instead")
		s := string(text)
		own := b.Weigh(i, s, text)
		if own < label.Alike {
			t.Fatalf("%s weighs %d against %s", s, own, b.Rows[i].Core)
		}
		for j := range b.Rows {
			if w := b.Weigh(j, s, text); j != i && w > own {
				t.Fatalf("%s is more like %s than like %s", s, b.Rows[j].Core, b.Rows[i].Core)
			}
		}
		if w := off.Weigh(i, s, text); w >= label.Alike && w < label.Fragment {
			t.Fatalf("%s weighs %d without the repair", s, w)
		}
	})
}

func TestPiecesOfALabel(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	only := func(s string) string {
		if i := b.Only(s); i >= 0 {
			return b.Rows[i].Row.Key
		}
		return ""
	}
	for s, want := range map[string]string{"属于国家秘密": "denied_state_secret", "三安全一稳定": "denied_safety", "申请": "", "": "", "政府信息公开申请": ""} {
		if got := only(s); got != want {
			t.Errorf("%q is a piece of %q, not of %q", s, got, want)
		}
	}
	if i := b.Suffix("本年度办理结果予以公开"); i < 0 || b.Rows[i].Row.Key != "granted" {
		t.Errorf("the label at the end is that of row %d", i)
	}
	if i := b.Suffix("以上各项总计"); i >= 0 {
		t.Errorf("总计 at the end of other words is the label of row %d", i)
	}
}

// TestOnlyOlder holds what is derived from the forms to what a person reads in them.
func TestOnlyOlder(t *testing.T) {
	t.Parallel()
	got := label.NewForms(nil).OnlyOlder
	want := []string{"本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "本年增/减", "采购项目数量", "采购总金额"}
	if !slices.Equal(got, want) {
		t.Errorf("the heads that only the form of 2019 has are %v", got)
	}
}

// TestFinderFindsEveryLabel: labels of rows that stand in running text, with anything but Han
// characters between, are found each at its place.
func TestFinderFindsEveryLabel(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	var words []string
	for _, r := range forms.Book.Rows {
		if len(r.Core) > len("总计") {
			words = append(words, r.Core)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(t, "labels")
		gap := rapid.SampledFrom([]string{" ", "。", "  ", "；"})
		var b strings.Builder
		var at [][2]int
		for _, w := range chosen {
			b.WriteString(gap.Draw(t, "between"))
			at = append(at, [2]int{b.Len(), b.Len() + len(w)})
			b.WriteString(w)
		}
		var buf label.CoreBuffer
		found := forms.Finder.Rows(b.String(), &buf)
		if len(found) != len(at) {
			t.Fatalf("%q: %d labels found, not %d", b.String(), len(found), len(at))
		}
		for i, l := range found {
			if l.Start != at[i][0] || l.End != at[i][1] {
				t.Fatalf("%q: label %d is at %d to %d, not %v", b.String(), i, l.Start, l.End, at[i])
			}
		}
	})
}

// FuzzCore wants the core of any text to be a part of it character by character, and the core
// of a core to be the same, its ordinals aside.
func FuzzCore(f *testing.F) {
	for _, s := range []string{"3.危及“三安全一稳定”", "(七)总计", "三、", "1.2.3.", `4\)其他`, "十一、其他", "\xff、"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		f := fold.String(s)
		n := label.OrdinalLen(f)
		if n < 0 || n > len(f) {
			t.Fatalf("the ordinals of %q take %d of %d bytes", f, n, len(f))
		}
		rest := []rune(f[n:])
		for _, r := range label.Core(f) {
			at := slices.Index(rest, r)
			if at < 0 {
				t.Fatalf("the core of %q is %q", f, label.Core(f))
			}
			rest = rest[at+1:]
		}
	})
}
