package header_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/readtest"
	"pgregory.net/rapid"
)

// TestWordsBetweenAnySpaces: whatever white space stands between the heads of a line, each is a word,
// with its place in the line.
func TestWordsBetweenAnySpaces(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.SampledFrom([]string{"自然人", "商业企业", "总计", "其他"}), 2, 7).Draw(t, "heads")
		line := ""
		for i, w := range want {
			if i > 0 {
				line += strings.Repeat(rapid.SampledFrom([]string{" ", "\u3000", "\u00a0", "\u2003"}).Draw(t, "space"), rapid.IntRange(1, 3).Draw(t, "spaces"))
			}
			line += w
		}
		mem := &layout.UnitMemory{}
		us := readtest.Units(line, mem)
		got := header.Words(&us[0], mem)
		if len(got) != len(want) {
			t.Fatalf("%q: %d words", line, len(got))
		}
		for i, c := range got {
			if at := c.Text().At; c.S != want[i] || line[at.Start:at.End] != want[i] {
				t.Fatalf("%q: word %d is %q at %v", line, i, c.S, at)
			}
		}
	})
}
