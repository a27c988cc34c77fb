package label_test

import (
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestOnlyNamesTheRowItIsAPieceOf: a piece of a label names its own row or none, and so does a label
// behind words of its group.
func TestOnlyNamesTheRowItIsAPieceOf(t *testing.T) {
	t.Parallel()
	b := label.NewForms(nil).Book
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(b.Rows)-1).Draw(t, "row")
		runes := []rune(b.Rows[i].Core)
		from := rapid.IntRange(0, len(runes)-1).Draw(t, "from")
		s := string(runes[from:rapid.IntRange(from+1, len(runes)).Draw(t, "to")])
		if rapid.Bool().Draw(t, "behind its group") {
			s = label.Core(fold.String(b.Rows[i].Row.Group)) + s
		}
		if got := b.Only(s); got >= 0 && got != i {
			t.Fatalf("%s is a piece of %s, and is said to be one of %s", s, b.Rows[i].Core, b.Rows[got].Core)
		}
	})
}

// TestNearly: texts that differ by one character, exchanged, lost or too many, are near; those that
// differ by two are not.
func TestNearly(t *testing.T) {
	t.Parallel()
	var words []string
	for _, r := range report.ApplicationRows(report.Form2021) {
		words = append(words, label.Core(fold.String(r.Label)))
	}
	rapid.Check(t, func(t *rapid.T) {
		w := []rune(rapid.SampledFrom(words).Draw(t, "label"))
		change := func(r []rune, name string) []rune {
			at := rapid.IntRange(0, len(r)-1).Draw(t, name)
			switch rapid.IntRange(0, 2).Draw(t, name+" how") {
			case 0:
				return append(append(append([]rune{}, r[:at]...), '山'), r[at+1:]...)
			case 1:
				return append(append(append([]rune{}, r[:at]...), '水'), r[at:]...)
			}
			return append(append([]rune{}, r[:at]...), r[at+1:]...)
		}
		once := change(w, "one")
		if !label.Nearly(string(once), string(w)) || !label.Nearly(string(w), string(once)) {
			t.Fatalf("%s and %s differ by one character", string(w), string(once))
		}
		if label.Nearly(string(w), string(w)) {
			t.Fatalf("%s is near itself", string(w))
		}
		far := append(append([]rune{'甲'}, w...), '乙')
		if label.Nearly(string(far), string(w)) {
			t.Fatalf("%s and %s differ by two characters", string(far), string(w))
		}
	})
}
