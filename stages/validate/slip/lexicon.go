package slip

import (
	"embed"
	"strings"
	"sync"
)

//go:embed phrases.txt words.txt shapes.txt right.txt
var data embed.FS

// phrase is a fixed phrase of at least three characters.
type phrase struct {
	text []rune
	// first and last are how many characters the words at its edges have, 0 where the
	// division is not known.
	first, last int
	// right phrases are only there to be right: nothing is a slip of them.
	right bool
	// strong phrases are meant even where a slip of them is a word.
	strong bool
}

// seed is a phrase that has a pair of characters at its beginning or at its end. near, next
// and after are the ids of the pair's inner character and of the two that follow it inwards;
// most phrases of a pair are told by them not to stand there.
type seed struct {
	near, next, after uint16
	phrase            uint16
	kind              seedKind
	size              uint8 // of the phrase
}

type seedKind uint8

const (
	opening seedKind = iota // the pair is its first two characters
	closing                 // its last two
	middle                  // of four: the second and third, swapped
	outer                   // of three: the first and third
)

// Lexicon is what the matcher knows. It is never changed and may be shared.
type Lexicon struct {
	phrases []phrase
	// ids number the characters that stand in a phrase or word from 1; 0 is another.
	ids [hanLast - hanFirst + 1]uint16
	// pairs are the seeds by their pair of ids, skips those of the first and third of three.
	pairs, skips pairTable
	// doubt has a bit for the hash of each pair of characters that is nearly a word.
	doubt  []uint64
	sounds sounds
	shapes map[[2]rune]bool
	// words are known words of two characters; rights those that are right though they
	// differ from a known word by a like character. known has both.
	words, rights map[[2]rune]bool
	known, mixed  wordTable // mixed has the shapes
	flags         [hanLast - hanFirst + 1]uint8
	// begins has the second characters of the words that begin with a character, ends the
	// first of those that end with it.
	begins, ends map[rune][]rune
}

// Default returns the lexicon of the genre, read once.
var Default = sync.OnceValue(func() *Lexicon {
	read := func(name string) string {
		b, err := data.ReadFile(name)
		if err != nil {
			panic(err) // it is part of the program
		}
		return string(b)
	}
	return newLexicon(read("phrases.txt"), read("words.txt"), read("shapes.txt"), read("right.txt"))
})

func newLexicon(phrases, words, shapes, right string) *Lexicon {
	l := &Lexicon{
		sounds: newSounds(), shapes: map[[2]rune]bool{},
		words: map[[2]rune]bool{}, rights: map[[2]rune]bool{}, begins: map[rune][]rune{}, ends: map[rune][]rune{},
	}
	for line := range lines(phrases) {
		l.addPhrase(line)
	}
	for line := range lines(words) {
		for _, w := range strings.Fields(line) {
			l.addWord([]rune(w))
		}
	}
	for line := range lines(shapes) {
		for _, set := range strings.Fields(line) {
			l.addShapes([]rune(set))
		}
	}
	for line := range lines(right) {
		for _, w := range strings.Fields(line) {
			l.addRight([]rune(w))
		}
	}
	l.index()
	return l
}

// lines are the lines of a data file that are not empty and no comment.
func lines(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(s) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// addPhrase takes a line of the phrases: words of two characters unless blanks divide it.
func (l *Lexicon) addPhrase(line string) {
	line, strong := strings.CutPrefix(line, "!")
	parts := strings.Fields(line)
	p := phrase{strong: strong, text: []rune(strings.Join(parts, ""))}
	var words [][]rune
	for _, s := range parts {
		w := []rune(s)
		if len(parts) == 1 || len(w) > 3 {
			if len(w)%2 != 0 {
				words = append(words, w[:0])
				continue
			}
			for i := 0; i < len(w); i += 2 {
				words = append(words, w[i:i+2])
			}
			continue
		}
		words = append(words, w)
	}
	p.first, p.last = len(words[0]), len(words[len(words)-1])
	for _, w := range words {
		if len(w) == 2 {
			l.addWord(w)
		}
	}
	if len(p.text) > 2 {
		l.phrases = append(l.phrases, p)
	}
}

func (l *Lexicon) addWord(w []rune) {
	k := [2]rune{w[0], w[1]}
	if len(w) != 2 || l.words[k] || !han(w[0]) || !han(w[1]) {
		return
	}
	l.words[k] = true
	l.begins[w[0]] = append(l.begins[w[0]], w[1])
	l.ends[w[1]] = append(l.ends[w[1]], w[0])
}

func (l *Lexicon) addShapes(set []rune) {
	for _, a := range set {
		for _, b := range set {
			if a != b {
				l.shapes[[2]rune{a, b}] = true
			}
		}
	}
}

func (l *Lexicon) addRight(w []rune) {
	if len(w) == 2 {
		l.rights[[2]rune{w[0], w[1]}] = true
		return
	}
	l.phrases = append(l.phrases, phrase{text: w, right: true})
}
