package slip

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// reference finds what Find finds and passes over nothing: it tries every phrase that shares
// two characters with the text, and takes every pair of characters for a word.
type reference struct {
	*Finder
	opening, closing, middle, outer, beside, first, last, crossed map[[2]rune][]seed
}

func newReference() *reference {
	r := &reference{Finder: NewFinder(Default())}
	for _, m := range []*map[[2]rune][]seed{&r.opening, &r.closing, &r.middle, &r.outer, &r.beside, &r.first, &r.last, &r.crossed} {
		*m = map[[2]rune][]seed{}
	}
	for i, p := range r.l.phrases {
		t, n := p.text, len(p.text)
		file := func(to map[[2]rune][]seed, a, b rune, kind seedKind) {
			to[[2]rune{a, b}] = append(to[[2]rune{a, b}], seed{phrase: uint16(i), kind: kind, size: uint8(n), right: p.right})
		}
		switch {
		case p.frame:
			file(r.first, t[0], t[1], opening)
			file(r.last, t[2], t[3], closing)
			file(r.crossed, t[2], t[1], middle)
			continue
		case p.right:
			file(r.opening, t[0], t[1], opening)
			continue
		}
		file(r.opening, t[0], t[1], opening)
		file(r.closing, t[n-2], t[n-1], closing)
		switch n {
		case 4:
			file(r.middle, t[2], t[1], middle)
		case 3:
			file(r.outer, t[0], t[2], outer)
			file(r.beside, t[0], t[2], beside)
		}
	}
	for _, m := range []map[[2]rune][]seed{r.opening, r.closing} {
		for _, seeds := range m {
			slices.SortStableFunc(seeds, func(a, b seed) int { return cmp.Compare(b.size, a.size) })
		}
	}
	return r
}

func (r *reference) find(s string) []Hit {
	r.read(s)
	r.found, r.kept = nil, nil
	r.beheaded(0)
	r.doubts()
	apart := 0
	for i := range r.text {
		if i > 0 {
			before := i
			for before >= 0 && r.doubt[before] != int32(before) {
				before--
			}
			if before < 0 {
				before = -farOff
			}
			apart = r.at1(i, apart, int(r.doubt[i-1]), before)
		}
		if strings.ContainsRune(closedCharacters, r.text[i]) {
			r.closed(i)
		}
	}
	r.clauses()
	return r.report(s, nil)
}

// at1 looks at text[i-1:i+1].
func (r *reference) at1(i, apart, next, before int) int {
	a, b := r.text[i-1], r.text[i]
	pair := [2]rune{a, b}
	for _, s := range r.opening[pair] {
		if r.reach(r.opening[pair]) >= next-i && r.try(&s, i) {
			break
		}
	}
	known := int(r.ending[i+1])
	for _, s := range r.closing[pair] {
		if int(s.size) > known && r.reach(r.closing[pair]) >= i-before {
			r.try(&s, i)
		}
	}
	if len(r.l.confusions[pair]) > 0 {
		r.confused(i - 1)
	}
	if r.l.words[pair] || r.l.rights[pair] {
		r.otherWord(i - 1)
	}
	if i > 2 && r.text[i-2] == b {
		r.wordTwice(i)
	}
	if next-i >= closeBy && i-before >= closeBy {
		return 0
	}
	r.all(r.middle[pair], i)
	r.all(r.beside[pair], i)
	if i > 1 {
		r.all(r.outer[[2]rune{r.text[i-2], b}], i)
	}
	word := func(i int) bool {
		if i < 0 || i+1 >= len(r.text) {
			return false
		}
		w := [2]rune{r.text[i], r.text[i+1]}
		return r.l.words[w] || r.l.rights[w]
	}
	if word(i - 1) {
		if i+2 < len(r.text) && !word(i+1) && han(r.text[i+1]) {
			r.all(r.first[pair], i)
		}
		if i > 1 && !word(i-3) && han(r.text[i-2]) {
			r.all(r.last[pair], i)
		}
	} else if i > 1 && i+1 < len(r.text) && !word(i-2) && !word(i) {
		r.all(r.crossed[pair], i)
	}
	defer r.twin(i - 1)
	switch {
	case a == b:
		r.twice(i - 1)
	case word(i - 1):
		return 0
	default:
		r.word(i - 1)
	}
	if len(r.l.bound[a]) > 0 && (apart > 0 || i == 1) && a != b {
		r.loose(i - 1)
	}
	if apart++; apart >= 3 && i >= 3 {
		r.Finder.crossed(i)
	}
	return apart
}

// reach is the longest phrase of seeds.
func (r *reference) reach(seeds []seed) (most int) {
	for _, s := range seeds {
		if !r.l.phrases[s.phrase].right || s.kind == opening {
			most = max(most, int(s.size))
		}
	}
	return most
}

func (r *reference) all(seeds []seed, i int) {
	for _, s := range seeds {
		r.try(&s, i)
	}
}

// TestFindPassesOverNothing: of whatever text the finder finds what the reference finds.
func TestFindPassesOverNothing(t *testing.T) {
	t.Parallel()
	l, ref := Default(), newReference()
	rapid.Check(t, func(t *rapid.T) {
		// phrases with changes, so that every filter is met from both sides
		var text []rune
		for range rapid.IntRange(1, 12).Draw(t, "pieces") {
			p := slices.Clone(l.phrases[rapid.IntRange(0, len(l.phrases)-1).Draw(t, "phrase")].text)
			k := rapid.IntRange(0, len(p)-2).Draw(t, "at")
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0:
				p[k], p[k+1] = p[k+1], p[k]
			case 1:
				p = slices.Insert(p, k, p[k])
			case 2:
				p = slices.Delete(p, k, k+1)
			case 3:
				p[k] = rapid.SampledFrom([]rune("的和是公工开为未末、。1a䶮作座只治制")).Draw(t, "wrong")
			}
			text = append(append(text, p...), []rune(rapid.SampledFrom([]string{"", "的", "，", "和", "工作", "我局"}).Draw(t, "behind"))...)
		}
		sameHits(t, ref, string(text))
	})
}

// TestFindOfRealReports: the same of the reports that lie beside the project.
func TestFindOfRealReports(t *testing.T) {
	t.Parallel()
	ref := newReference()
	for _, dir := range []string{"corpus", "reports"} {
		files, _ := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", dir, "docs", "*.txt"))
		if len(files) == 0 {
			t.Logf("skipped: ../shared/%s is not there", dir)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			sameHits(t, ref, strings.Join(strings.Fields(string(b)), ""))
		}
	}
}

func sameHits(t interface{ Fatalf(string, ...any) }, ref *reference, text string) {
	got, want := NewFinder(ref.l).Find(text, nil), ref.find(text)
	if !slices.Equal(got, want) {
		t.Fatalf("in %q\nfound %+v\nnot   %+v", text, got, want)
	}
}
