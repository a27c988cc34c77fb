package fold_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/fold"
)

// TestWordsFindWhatSearchesFind compares Words with a search for each word by itself, in texts
// made of the words, of pieces of them and of bytes that are no valid text.
func TestWordsFindWhatSearchesFind(t *testing.T) {
	words := []string{"行政", "行政复议", "政府信息", "信息", "总计", "息总"}
	w := fold.NewWords(words...)
	pieces := append([]string{"a", "，", "行", "信", "\xe8\xa1", "\xe8", "\xff", "\U00020000", "1"}, words...)
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), "")
		type hit struct{ at, word int }
		var got, want []hit
		w.Each(s, func(word, at int) bool {
			got = append(got, hit{at, word})
			return true
		})
		for at := range len(s) {
			for i, word := range words {
				if strings.HasPrefix(s[at:], word) {
					want = append(want, hit{at, i})
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
	})
}

// TestWordsStop: nothing is called any more once it has returned false.
func TestWordsStop(t *testing.T) {
	n := 0
	fold.NewWords("总计").Each("总计总计总计", func(int, int) bool {
		n++
		return n < 2
	})
	if n != 2 {
		t.Fatalf("called %d times", n)
	}
}
