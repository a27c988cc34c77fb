package export

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTextWidth(t *testing.T) {
	for s, want := range map[string]int{
		"":        0,
		"T4-01":   5,
		"总计":      4,
		"（六）其他":   10,
		"１２":      4,
		"ｱ":       1,
		"e\u0301": 1,
		"a\u200b": 1,
		"“引”":     4,
		"│ 年 10":  7,
		"𠮷":       2,
	} {
		if got := textWidth(s); got != want {
			t.Errorf("width of %q is %d, want %d", s, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		s       string
		columns int
		want    string
	}{
		{"", 10, ""},
		{"short", 10, "short"},
		{"two words here", 9, "two words|here"},
		{"一二三四五六", 8, "一二三四|五六"},
		{"一二三四。五六", 8, "一二三四。|五六"},
		{"共 12345 件", 6, "共|12345|件"},
		{"abcdefghij", 4, "abcd|efgh|ij"},
	} {
		if got := strings.Join(wrap(c.s, c.columns), "|"); got != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.s, c.columns, got, c.want)
		}
	}
}

func TestWrapLosesNothingButSpaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.SampledFrom([]rune("ab 1，。中文（） 年“”e\u0301"))).Draw(t, "s")
		columns := rapid.IntRange(4, 20).Draw(t, "columns")
		lines := wrap(s, columns)
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(s) {
			t.Fatalf("lines %q of %q", lines, s)
		}
		for _, l := range lines {
			if kept := strings.TrimRightFunc(l, hangs); textWidth(kept) > columns {
				t.Fatalf("line %q is wider than %d", l, columns)
			}
		}
	})
}

func TestVisible(t *testing.T) {
	for s, want := range map[string]string{
		"a\x1b[2Jb":         "a\ufffd[2Jb",
		"a\r\nb\nc\td":      "a↵b↵c d",
		"\u202e321\u202c":   "\ufffd321\ufffd",
		"bad \xff utf-8":    "bad \ufffd utf-8",
		"\u009b31m":         "\ufffd31m",
		"第三条 \u3000“原样”":    "第三条 \u3000“原样”",
		"line\u2028break\v": "line\ufffdbreak\ufffd",
	} {
		if got := visible(s); got != want {
			t.Errorf("visible(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestOnlyPlace(t *testing.T) {
	for _, c := range []struct {
		s, sub string
		want   int
	}{
		{"10 1 0 0 0", "0", -1},
		{"10 1 0 0 0", "1", 3},
		{"收到17件，95件", "17", 6},
		{"收到170件", "17", -1},
		{"1,017 件", "17", -1},
		{"受理渠。", "渠", 6},
		{"受理", "", -1},
	} {
		if got := onlyPlace(c.s, c.sub); got != c.want {
			t.Errorf("onlyPlace(%q, %q) = %d, want %d", c.s, c.sub, got, c.want)
		}
	}
}
