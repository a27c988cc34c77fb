package pdf_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestSpacedCharacters: where a page sets all its characters apart by the same width, its words and
// numbers are whole. A gap of another width, and any gap on a page that is not spaced, ends a number.
func TestSpacedCharacters(t *testing.T) {
	line := func(y int, s string) string { return fmt.Sprintf("BT /F2 10 Tf 50 %d Td %s Tj ET ", y, codes(s)) }
	page := func(spacing string, figures string) string {
		var b strings.Builder
		b.WriteString(spacing + " Tc ")
		for i := range 3 {
			b.WriteString(line(700-20*i, "政府信息公开年报"))
		}
		return b.String() + line(600, "总计") + "BT /F1 10 Tf 150 600 Td " + figures + " Tj ET"
	}
	words := strings.Repeat("政府信息公开年报\n", 3)
	for name, c := range map[string]struct{ content, want string }{
		"not spaced":              {page("0", "(52)"), words + "总计 52"},
		"spaced":                  {page("2", "(52)"), words + "总计 52"},
		"spaced widely":           {page("4", "(5213)"), words + "总计 5213"},
		"a number apart":          {page("2", "(5) Tj ET BT /F1 10 Tf 165 600 Td (2)"), words + "总计 5 2"},
		"only the figures spaced": {page("0", "() Tj 2 Tc (52)"), words + "总计 5 2"},
	} {
		if s := markedLines(read(t, pages("", c.content))); s != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, s, c.want)
		}
	}
}
