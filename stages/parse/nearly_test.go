package parse

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestNearlyIsDistanceOne: nearly says what the edit distance says.
func TestNearlyIsDistanceOne(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"结", "果", "总", "a"}), 0, 5).Draw(t, "s"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if got, want := nearly(a, b), distance([]rune(a), []rune(b)) == 1; got != want {
			t.Fatalf("nearly(%q, %q) = %v", a, b, got)
		}
	})
}

// containsGlued is isGlued with a search for each word by itself.
func containsGlued(f string) bool {
	if len(f) < 60 || !strings.ContainsAny(f, "0123456789") {
		return false
	}
	n := 0
	for _, w := range strongWords() {
		if strings.Contains(f, w) {
			n++
		}
	}
	for _, w := range figuredWords() {
		for rest := f; ; {
			_, behind, ok := strings.Cut(rest, w)
			if !ok {
				break
			}
			if figured(behind) {
				n++
				break
			}
			rest = behind
		}
	}
	return n >= 2
}

// TestGluedInOnePass: one pass over a line finds what searches for each word find.
func TestGluedInOnePass(t *testing.T) {
	strong, figured := strongWords(), figuredWords()
	pieces := append(append([]string{"0", "3件", "12", "，", "我单位全年共收到", "其他"}, strong[:]...), figured[:]...)
	g := newGluedWords()
	rapid.Check(t, func(t *rapid.T) {
		f := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 9).Draw(t, "pieces"), "")
		if got, want := g.isGlued(f), containsGlued(f); got != want {
			t.Fatalf("isGlued(%q) = %v", f, got)
		}
	})
}

// TestFewCharactersDifferAtLeast: the characters that a text lacks of a label are no more than
// their distance.
func TestFewCharactersDifferAtLeast(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) []rune {
		return []rune(strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"结", "果", "总", "a", "计", "\u4e00", "\u4f00"}), 0, 9).Draw(t, "s"), ""))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		set := charsOf(b)
		if least, d := max(len(a), len(b))-set.among(a), distance(a, b); least > d {
			t.Fatalf("%q and %q: at least %d, and the distance is %d", string(a), string(b), least, d)
		}
	})
}
