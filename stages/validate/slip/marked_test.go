package slip_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/slip"
)

// marked is a sentence in which a slip and what should stand there are marked: [wrong|right].
var marked = regexp.MustCompile(`\[(.*?)\|(.*?)\]`)

// sentence is a sentence of the genre with one slip, and without.
type sentence struct{ kind, wrong, right string }

// sentencesOf reads the sentences of a file, by kind.
func sentencesOf(t *testing.T, name string) (out []sentence) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	kind := ""
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if k, ok := strings.CutPrefix(line, "# "); ok {
			kind = k
		} else if line != "" {
			out = append(out, sentence{kind, marked.ReplaceAllString(line, "$1"), marked.ReplaceAllString(line, "$2")})
		}
	}
	return out
}

// touches reports whether a hit stands where two sentences differ.
func (s sentence) touches(h slip.Hit) bool {
	at := 0
	for at < len(s.wrong) && at < len(s.right) && s.wrong[at] == s.right[at] {
		at++
	}
	return h.Start <= at+3 && at-6 <= h.End
}

// TestMarkedSentences: of the slips in sentences that are not the lexicon most are found, in
// each file, and nothing in their right copies. The shares were 3 to 7 higher when in 153 excerpts of
// real reports 37 right words were taken for slips, and 1 to 5 higher when in 184 others 32 were; now
// 3 of these are left.
func TestMarkedSentences(t *testing.T) {
	t.Parallel()
	for _, file := range [...]struct {
		name  string
		least int // per cent
	}{
		{"sentences_first.txt", 91}, // what was missed in it showed which mechanisms were lacking
		{"sentences_second.txt", 92},
		{"sentences_third.txt", 93},       // written before the collocations, which found 7 more of it
		{"sentences_fourth.txt", 93},      // 76 before the phrases of its topics
		{"sentences_fifth.txt", 83},       // at first sight 73, 80 and 68 of its thirds
		{"sentences_sixth.txt", 90},       // at first sight 66
		{"sentences_eighth.txt", 83},      // at first sight 79
		{"sentences_ninth.txt", 90},       // at first sight 88
		{"sentences_seventh.txt", 95},     // at first sight 73, 67 and 85 of its parts
		{"sentences_eleventh.txt", 91},    // at first sight 82
		{"sentences_twelfth.txt", 87},     // at first sight 91
		{"sentences_thirteenth.txt", 95},  // at first sight 85
		{"sentences_fourteenth.txt", 98},  // of what was added for 150 other slips, of which 79 in a hundred were found before
		{"sentences_fifteenth.txt", 84},   // at first sight 77
		{"sentences_sixteenth.txt", 92},   // at first sight 90
		{"sentences_seventeenth.txt", 92}, // at first sight 88
	} {
		f := slip.NewFinder(slip.Default())
		found, all := map[string]int{}, map[string]int{}
		sum, n := 0, 0
		for _, s := range sentencesOf(t, file.name) {
			if hits := f.Find(s.right, nil); len(hits) > 0 {
				t.Errorf("a slip in a right sentence: %s: %+v", s.right, hits)
			}
			all[s.kind]++
			n++
			ok := false
			for _, h := range f.Find(s.wrong, nil) {
				ok = ok || s.touches(h)
			}
			if ok {
				found[s.kind]++
				sum++
			} else {
				t.Logf("not found (%s): %s for %s", s.kind, s.wrong, s.right)
			}
		}
		for kind, n := range all {
			t.Logf("%s: %s: %d of %d slips were found", file.name, kind, found[kind], n)
		}
		if t.Logf("%s: %d of %d", file.name, sum, n); sum*100 < n*file.least {
			t.Errorf("%s: %d of %d slips were found", file.name, sum, n)
		}
	}
}

// TestRightSentences: sentences that come close to a phrase or to a slip of one, and are right.
func TestRightSentences(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join("testdata", "sentences_right.txt"))
	if err != nil {
		t.Fatal(err)
	}
	f := slip.NewFinder(slip.Default())
	n := 0
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		n++
		for _, h := range f.Find(line, nil) {
			t.Errorf("%s: %q should be %q", line, h.Wrong, h.Right)
		}
	}
	if n < 50 {
		t.Errorf("%d right sentences", n)
	}
}
