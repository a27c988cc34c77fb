package label

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
		if got, want := Nearly(a, b), distance([]rune(a), []rune(b)) == 1; got != want {
			t.Fatalf("nearly(%q, %q) = %v", a, b, got)
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
