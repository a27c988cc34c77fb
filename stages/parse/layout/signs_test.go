package layout_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/layout"
	"pgregory.net/rapid"
)

// TestRules: the line below the heads of a Markdown table is made of hyphens; dashes of Chinese text
// between the same borders are cells.
func TestRules(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]bool{
		"|---|---|": true, "| :-- | --: |": true, "|--|--|": true, "|---|": true, "| --- |": true,
		"|——|——|": false, "| —— |": false, "—— |": false, "| -- |": false, "| - | - |": false, "| -- | 3 |": false, "| | |": false, "---": false,
	} {
		us := layout.Units(document(line), memory())
		if got := len(us) == 1 && layout.IsRule(&us[0]); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
}

// TestCutLinesByEveryCount: prose that was cut at a number of columns marks the rows that were cut with
// it, whether the program gave a dash one column or two.
func TestCutLinesByEveryCount(t *testing.T) {
	t.Parallel()
	prose := strings.Repeat("我局认真落实条例的规定及时公开政府信息并答复申请", 30)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 60).Draw(t, "columns")
		dash := rapid.IntRange(1, 2).Draw(t, "columns of a dash")
		row := "行政处罚\t" + strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"0", "12", "——", "207"}), 30, 30).Draw(t, "cells"), "\t")
		wide := func(r rune) int {
			switch {
			case r == '—':
				return dash
			case r >= 0x2E80:
				return 2
			}
			return 1
		}
		cut := func(s string) (out []string) {
			at, from := 0, 0
			for i, r := range s {
				if at += wide(r); at > n {
					out, from, at = append(out, s[from:i]), i, wide(r)
				}
			}
			return append(out, s[from:])
		}
		pieces := cut(row)
		us := layout.Units(document(strings.Join(cut(prose), "\n")+"\n\n"+strings.Join(pieces, "\n")), memory())
		for i := range us {
			if s := us[i].Line.S; strings.Contains(s, "\t") && !us[i].Cut {
				t.Fatalf("cut at %d columns: %q is not known to be a piece", n, s)
			}
		}
	})
}
