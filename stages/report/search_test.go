package report_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// tries is how many random lines and words each search is held against the old one with.
const tries = 20_000

// placeBefore is Section.Place as it was: every line was looked at for each hit.
func placeBefore(s report.Section, start, end int) []report.Place {
	var out []report.Place
	for _, l := range s.Lines {
		if l.End <= start || l.Start >= end {
			continue
		}
		at := l.At
		if at.Kind != report.PlacePDF {
			from, to := max(start, l.Start)-l.Start, min(end, l.End)-l.Start
			at.End = at.Start + to
			at.Start += from
		}
		out = append(out, at)
	}
	return out
}

func TestPlaceIsThatOfAllLines(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range tries {
		s, at := report.Section{}, 0
		kind := []string{report.PlaceText, report.PlacePDF}[r.IntN(2)]
		for range r.IntN(12) {
			n := 1 + r.IntN(6)
			s.Lines = append(s.Lines, report.Line{Start: at, End: at + n, At: report.Place{Kind: kind, Start: 100 + at, End: 100 + at + n, Page: at}})
			at += n + 1
		}
		start := r.IntN(at + 3)
		end := start + r.IntN(at+4-start)
		if got, want := s.Place(start, end), placeBefore(s, start, end); !slices.Equal(got, want) {
			t.Fatalf("%d to %d of %+v: %+v and not %+v", start, end, s.Lines, got, want)
		}
	}
}

// sliceBefore is Text.Slice as it was for the words of a page.
func sliceBefore(t report.Text, start, end int) (out []report.Word) {
	for _, w := range t.Words {
		if w.End <= start || w.Start >= end {
			continue
		}
		from, to := max(w.Start, start), min(w.End, end)
		out = append(out, report.Word{Start: from - start, End: to - start, Box: w.Box})
	}
	return out
}

func TestSliceHasTheWordsOfAllWords(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	for range tries {
		text, at := report.Text{At: report.Place{Kind: report.PlacePDF, Page: 1}}, 0
		for i := range r.IntN(12) {
			n := r.IntN(5)
			text.Words = append(text.Words, report.Word{Start: at, End: at + n, Box: [4]float64{float64(i)}})
			at += n + r.IntN(2)
		}
		text.S = string(make([]byte, at))
		start := r.IntN(at + 1)
		end := start + r.IntN(at+1-start)
		if got, want := text.Slice(start, end).Words, sliceBefore(text, start, end); !slices.Equal(got, want) {
			t.Fatalf("%d to %d of %+v: %+v and not %+v", start, end, text.Words, got, want)
		}
	}
}
