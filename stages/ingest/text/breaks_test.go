package text_test

import (
	"strings"
	"testing"
)

// TestBreaksInRows: <br> in a row of a Markdown table breaks a line inside of its cell, and elsewhere it
// ends the line.
func TestBreaksInRows(t *testing.T) {
	t.Parallel()
	const s = "第一段<br>第二段\n\n| 规<br>章 | 12 | 3<br/>件 |\n|---|---|---|\n| 行政<br />许可 | 8 | |\n"
	var got []string
	for _, b := range blocks(t, s) {
		got = append(got, strings.Join(strings.Fields(b.Line.S), " "))
		if at := b.Line.At; !strings.Contains(b.Line.S, "|") && s[at.Start:at.End] != b.Line.S {
			t.Errorf("%q is said to stand at %q", b.Line.S, s[at.Start:at.End])
		}
		if i := strings.Index(b.Line.S, "12"); i >= 0 && s[b.Line.At.Start+i:b.Line.At.Start+i+2] != "12" {
			t.Errorf("the figure is said to stand at %q", s[b.Line.At.Start+i:b.Line.At.Start+i+2])
		}
	}
	want := []string{"第一段", "第二段", "| 规 章 | 12 | 3 件 |", "|---|---|---|", "| 行政 许可 | 8 | |"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the lines are %q, want %q", got, want)
	}
}
