package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
	"pgregory.net/rapid"
)

func TestString(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"规章", "规章"},
		{" 规\u00a0 章\u200b\n", "规章"},
		{"（一）予以公开", "(一)予以公开"},
		{"〔2021〕３０号", "(2021)30号"},
		{"１２，３４５．６", "12,345.6"},
		{"危及“三安全一稳定”", "危及\"三安全一稳定\""},
		{"— 1 —", "-1-"},
		{"行政複議、行政訴訟", "行政复议、行政诉讼"},
		{"政府資訊公開", "政府信息公开"},
		{"資 訊", "资讯"},
		{"\x00", ""},
		{" 3\x004", "34"},
		{"資金和通訊，公开资讯", "资金和通讯,公开资讯"},
		{"⼀、总体情况⺠", "一、总体情况民"},
		{"①②", "①②"},
	} {
		if got := fold.String(c.in); got != c.want {
			t.Errorf("String(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestOriginalLeadsBack(t *testing.T) {
	t.Parallel()
	const s = "一、 总体 情况 ３ "
	m := fold.Fold(s)
	at := strings.Index(m.S, "总体情况")
	from, to := m.Original(at, at+len("总体情况"))
	if got := s[from:to]; got != "总体 情况" {
		t.Errorf("the heading leads back to %q", got)
	}
	from, to = m.Original(len(m.S)-1, len(m.S))
	if got := s[from:to]; got != "３" {
		t.Errorf("the digit leads back to %q", got)
	}
	if !m.Gap(at) || m.Gap(at+3) {
		t.Error("a gap stands before 总体 and none inside it")
	}
}

// FuzzFold wants every character of the copy to lead back to text that folds to it.
func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "abc", "（一） 公开", "１，２", "⼀\u200b體", "\xff规"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		m := fold.Fold(s)
		if m.S != fold.String(s) {
			t.Fatalf("Fold gives %q, String %q", m.S, fold.String(s))
		}
		if again := fold.String(m.S); again != m.S {
			t.Fatalf("folding %q twice gives %q", m.S, again)
		}
		for i, r := range m.S {
			from, to := m.Original(i, i+utf8.RuneLen(r))
			if from < 0 || to > len(s) || from >= to || !strings.ContainsRune(fold.String(s[from:to]), r) {
				t.Fatalf("%q at %d leads back to %d..%d of %q", r, i, from, to, s)
			}
		}
	})
}

func TestRangesAreOrdered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("一（）() 　\u200b12３，、訟卷"))).Draw(t, "s")
		m := fold.Fold(s)
		last := 0
		for i, r := range m.S {
			from, to := m.Original(i, i+utf8.RuneLen(r))
			if from < last || to <= from {
				t.Fatalf("%d..%d after %d", from, to, last)
			}
			last = from
		}
	})
}

func BenchmarkFold(b *testing.B) {
	b.ReportAllocs()
	s := strings.Repeat("（一）主动公开情况。2023 年，主动公开政府信息 1136 条。", 100)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		fold.Fold(s)
	}
}
