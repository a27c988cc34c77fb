package layout

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestLengthsOf compares the count by bytes with one by characters.
func TestLengthsOf(t *testing.T) {
	t.Parallel()
	char := rapid.OneOf(rapid.RuneFrom([]rune("a1 |\u00e9\u07ff\u0800\u10ff\u1100\u2014\u201c\u2e7f\u2e80\u3000一龥\ufeff\uffef\U00020000")), rapid.Rune())
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(char).Draw(t, "line")
		var want lineLengths
		for _, r := range s {
			for k, from := range [...]rune{utf8.MaxRune + 1, 0x2E80, 0x1100} {
				want[k]++
				if r >= from {
					want[k]++
				}
			}
		}
		if got := lengthsOf(s); got != want {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
	})
}
