package label_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestCoreKeepsWhatTellsLabelsApart: a core has the Han characters, figures and letters of the text
// behind its ordinals, in their order, and that of a core that begins with none is itself.
func TestCoreKeepsWhatTellsLabelsApart(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"一、", "(二)", "3.", "公开", "“", "”", ",", " ", "12", "A", "-", "·", "\\", "[", "]", "_", "^", "`", "龥", "é", "３"})
	rapid.Check(t, func(t *rapid.T) {
		f := fold.String(strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), ""))
		want := ""
		for _, r := range f[label.OrdinalLen(f):] {
			if r >= 0x4E00 && r <= 0x9FFF || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
				want += string(r)
			}
		}
		if got := label.Core(f); got != want {
			t.Fatalf("the core of %q is %q, not %q", f, got, want)
		}
	})
}

// TestSignsAmongOrdinals has ordinals as programs and people write them, and what is none.
func TestSignsAmongOrdinals(t *testing.T) {
	t.Parallel()
	for f, want := range map[string]int{
		"一．总体": len("一．"), "3,其他": 2, "(12)其他": 4, "(123)其他": 5, "(1234)其他": 0, `3\.其他`: 3, `(3\)其他`: 4, "十一、其他": len("十一、"), "3:其他": 0, "()其他": 0,
		"三": 0, "3": 0, "1.2": 0, "1.2.其他": 0, "(一)(二)(三)(四)其他": len("(一)(二)(三)"), "一、二、三、": len("一、二、三、"),
	} {
		if got := label.OrdinalLen(f); got != want {
			t.Errorf("the ordinals of %q take %d bytes, not %d", f, got, want)
		}
	}
	for f, want := range map[string]int{"(12)其他": 1, "7.总计": 7, "十、其他": 10, "12五、问题": 5, "(3)其他": 3, "其他": 0} {
		if got := label.PrintedOrdinal(f); got != want {
			t.Errorf("the ordinal of %q is %d, not %d", f, got, want)
		}
	}
}

// TestWhichRowATextIsLike weighs whole labels, their beginnings, pieces and misprints, and words that are
// none of them, against the row of (二)部分公开 and that of 1.属于国家秘密.
func TestWhichRowATextIsLike(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	weigh := func(key, s string) int { return b.Weigh(b.RowAt(key), s, []rune(s)) }
	for _, c := range []struct {
		key, text string
		from, to  int
	}{
		{"denied_state_secret", "属于国家", 600, 600},
		{"denied_state_secret", "属于国", 500, 500},
		{"denied_state_secret", "国家秘密", 500, 500},
		{"denied_state_secret", "秘密", label.Unlabeled, label.Unlabeled},
		{"denied_state_secret", "不予公开属于国家秘密", 500, 500},
		{"denied_state_secret", "属于国家密秘", label.Alike, 300},
		{"denied_state_secret", "属干囯家秘密", label.Alike, 300},
		{"denied_state_secret", "杂记甲乙丙丁", label.Unlabeled, label.Unlabeled},
		{"denied_state_secret", strings.Repeat("属于国家秘", 5), label.Unlabeled, label.Unlabeled},
		{"result_total", "总", label.Unlabeled, label.Unlabeled},
		{"result_total", "总记数", label.Unlabeled, label.Unlabeled},
		{"partial", "部分公开区分处理", 600, 600},
	} {
		if got := weigh(c.key, c.text); got < c.from || got > c.to {
			t.Errorf("%s weighs %d against %s, want %d to %d", c.text, got, c.key, c.from, c.to)
		}
	}
	long := []rune(strings.Repeat("公", 80))
	if got := b.Weigh(b.RowAt("granted"), string(long), long); got != label.Unlabeled {
		t.Errorf("a long text weighs %d", got)
	}
}

// TestOnlyAlike: a misprint that is like one row alone is told from one that another row is like as well.
func TestOnlyAlike(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	if i := b.RowAt("denied_state_secret"); !b.OnlyAlike(i, "属于国家密秘") {
		t.Error("属于国家密秘 is like other rows than that of 国家秘密")
	}
	if i := b.RowAt("new_received"); b.OnlyAlike(i, "本年政府信息公开申请数量") {
		t.Error("本年政府信息公开申请数量 is like one row alone")
	}
	for i := range b.Rows {
		for j := range b.Rows {
			if s := b.Rows[j].Core; i != j && len([]rune(s)) > 3 && b.OnlyAlike(i, s) && b.Weigh(j, s, []rune(s)) > label.Unlabeled {
				t.Fatalf("the label of row %d is like row %d alone", j, i)
			}
		}
	}
}

// TestSuffixIsTheLongest: the row whose label a text ends with is that of the longest such label, by
// trying all of them, and none for a text that is the label itself.
func TestSuffixIsTheLongest(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	var words []string
	for s := range b.ByCore {
		words = append(words, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom([]string{"", "本年度办理结果", "不予公开", "甲"}).Draw(t, "before") + rapid.SampledFrom(words).Draw(t, "label")
		longest := ""
		for _, w := range words {
			if len(w) > len("总计") && len(w) > len(longest) && len(w) < len(s) && strings.HasSuffix(s, w) {
				longest = w
			}
		}
		got := b.Suffix(s)
		if (got < 0) != (longest == "") || got >= 0 && got != b.ByCore[longest] {
			t.Fatalf("%q ends with the label of row %d, not with %q", s, got, longest)
		}
	})
}

// TestTableTwo: each row of table two knows how many figures stand behind its label, and other wordings
// are of rows that the form has.
func TestTableTwo(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, form := range []report.Form{report.Form2019, report.Form2021} {
		rows := report.DisclosureRows(form)
		if len(forms.Two[form]) != len(rows) {
			t.Fatalf("%s has %d rows", form, len(forms.Two[form]))
		}
		for i, r := range forms.Two[form] {
			if r.Row.Label != rows[i].Label || len(r.Heads) != len(rows[i].Cells) || r.Core != label.Core(fold.String(rows[i].Label)) {
				t.Errorf("%s: row %d is %+v", form, i, r)
			}
			if n := forms.Book.OwnTwo(r.Core); n == 0 || n > 3 {
				t.Errorf("behind %s stand %d figures", r.Row.Label, n)
			}
			for k, h := range r.Heads {
				if forms.Book.TwoHeads[h] == "" {
					t.Errorf("%s, the head of cell %d of %s, is none", h, k, r.Row.Label)
				}
			}
		}
	}
	if n := forms.Book.OwnTwo("杂记"); n != 0 {
		t.Errorf("behind other words stand %d figures", n)
	}
	for s, want := range map[string]bool{"行政复议": true, "行政诉讼": true, "结果维持": true, "结果": false} {
		if forms.Book.Four[s] != want {
			t.Errorf("%s is a head of table four: %v", s, !want)
		}
	}
}

// TestFinderTakesTheFirstAndLongest: of labels that overlap in a text the first counts, and of these the
// longest; the short ones count behind their ordinal alone.
func TestFinderTakesTheFirstAndLongest(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for text, want := range map[string]string{
		"行政规范性文件3":        "行政规范性文件",
		"规范性文件3":          "规范性文件",
		"(七)总计12":         "总计",
		"总计12":            "",
		"3.其他4":           "其他",
		"其他4":             "",
		"(一)予以公开1(二)部分公开": "予以公开;部分公开",
		"属于 国家 秘密":        "属于 国家 秘密",
		"1.属于国家秘密2.其他法律行政法规禁止公开3": "属于国家秘密;其他法律行政法规禁止公开",
		"规章0规章": "规章;规章",
		"":      "",
	} {
		var buf label.CoreBuffer
		var got []string
		for _, l := range forms.Finder.Rows(text, &buf) {
			got = append(got, text[l.Start:l.End])
		}
		if s := strings.Join(got, ";"); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}

// TestSignsOfMarkdown: the signs by which Markdown sets words apart are no part of a label.
func TestSignsOfMarkdown(t *testing.T) {
	t.Parallel()
	forms := label.NewForms(nil)
	for _, f := range []string{"__予以公开__", "[予以公开]", "`予以公开`", `\[予以公开\]`, "**予以公开**", "_予以公开_"} {
		if got := label.Core(f); got != "予以公开" {
			t.Errorf("the core of %s is %q", f, got)
		}
		var buf label.CoreBuffer
		if got := forms.Finder.Rows(f, &buf); len(got) != 1 || f[got[0].Start:got[0].End] != "予以公开" {
			t.Errorf("%s: found at %v", f, got)
		}
	}
}
