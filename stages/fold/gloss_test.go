package fold_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
)

// TestSoundsAreLeftOut: the sound of a character in brackets behind it is no part of the words; other
// brackets are.
func TestSoundsAreLeftOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"年度報(bào)告":             "年度报告",
		"水務(wù)局和農(nóng)業(yè)局": "水务局和农业局",
		"(一(yī))主動(dòng)公開":     "(一)主动公开",
		"裝(zhuāng)備":            "装备",
		"女(nǚ)":                 "女",
		"报告(a)":                 "报告(a)",
		"报告(三)":                 "报告(三)",
		"报告(30)":                "报告(30)",
		"报告(zhuāngs)":           "报告(zhuāngs)",
		"报告(bào":                "报告(bào",
		"报告()":                  "报告()",
		"2(bào)":                "2(bào)",
		"(bào)":                 "(bào)",
	} {
		if got := fold.String(in); got != want {
			t.Errorf("String(%q) = %q, want %q", in, got, want)
		}
		if got := fold.Fold(in).S; got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	const s = "水務(wù)局2023年"
	m := fold.Fold(s)
	if from, to := m.Original(0, strings.Index(m.S, "2023")); s[from:to] != "水務(wù)局" {
		t.Errorf("the name leads back to %q", s[from:to])
	}
}
