package layout

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func textEndBefore(f string, at int) int {
	depth := 0
	for at < len(f) {
		c := f[at]
		n, _ := figureLen(f[at:])
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth = max(0, depth-1)
		case depth == 0 && n > 0:
			return at
		case c >= '0' && c <= '9':
			at++
			for at < len(f) && f[at] >= '0' && f[at] <= '9' {
				at++
			}
			continue
		}
		at++
	}
	return at
}

func TestTextEndsWhereEachPlaceSays(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"1", "20", ".", "-", "+", "年", "月", "、", "规", "(", ")", "%", "元", "万元"})
	rapid.Check(t, func(t *rapid.T) {
		f := strings.Join(rapid.SliceOfN(piece, 0, 16).Draw(t, "text"), "")
		for at := range len(f) + 1 {
			if got, want := textEnd(f, at), textEndBefore(f, at); got != want {
				t.Fatalf("%q from %d: %d and not %d", f, at, got, want)
			}
		}
	})
}

// containsGlued is isGlued with a search for each word by itself.
func containsGlued(f string) bool {
	if len(f) < 60 || !strings.ContainsAny(f, "0123456789") {
		return false
	}
	n := 0
	count := func(words []string, counts func(behind string) bool) {
		for _, w := range words {
			for rest := f; ; {
				_, behind, ok := strings.Cut(rest, w)
				if !ok {
					break
				}
				if counts(behind) {
					n++
					break
				}
				rest = behind
			}
		}
	}
	strong, withFigure := strongWords(), figuredWords()
	count(strong[:], func(behind string) bool { return !told(behind) })
	count(withFigure[:], figured)
	return n >= 2
}

// told is Sentence.Tells with a look at all that stands behind the label.
func told(behind string) bool {
	at := strings.IndexAny(behind, digits)
	if at < 0 {
		return strings.HasSuffix(strings.TrimSpace(behind), "。")
	}
	return counted(strings.TrimLeft(behind[at:], digits))
}

// TestGluedInOnePass: one pass over a line finds what searches for each word find.
func TestGluedInOnePass(t *testing.T) {
	strong, figured := strongWords(), figuredWords()
	pieces := append(append([]string{"0", "3件", "12", "，", "我单位全年共收到", "其他", "。"}, strong[:]...), figured[:]...)
	g := NewGluedWords()
	rapid.Check(t, func(t *rapid.T) {
		f := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 9).Draw(t, "pieces"), "")
		if got, want := g.IsGlued(f), containsGlued(f); got != want {
			t.Fatalf("isGlued(%q) = %v", f, got)
		}
	})
}
