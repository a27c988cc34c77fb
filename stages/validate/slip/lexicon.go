package slip

import (
	"embed"
	"strings"
	"sync"
)

//go:embed confused.txt compounds.txt core.txt idioms.txt phrases.txt frames.txt collocations.txt words.txt heard.txt everyday.txt bound.txt halves.txt shapes.txt right.txt alike.txt strange.txt foreign.txt beside.txt tails.txt alone.txt formulas.txt
var data embed.FS

// phrase is a fixed phrase of at least three characters.
type phrase struct {
	text []rune
	// first and last are how many characters the words at its edges have, 0 where the
	// division is not known.
	first, last uint8
	// right phrases are only there to be right: nothing is a slip of them.
	right bool
	// frame is a pair of words that often stand together but are no fixed phrase.
	frame bool
	// strong phrases are meant even where a slip of them is a word, and loose ones are not
	// however long they are.
	strong, loose bool
	// core phrases are so usual that one without any of its characters is a slip between words.
	core bool
	// idioms are core phrases of four characters that are one word: no half of them stands by itself.
	idiom bool
	// formulas are core phrases of which no character inside is ever left out.
	formula bool
	// compounds are core phrases that have lost a character only where what is left is no words.
	compound bool
}

// seed is a phrase that has a pair of characters at its beginning or at its end. near is the
// id of the pair's inner character, next and after are those of the characters that follow it
// inwards, 0 where the phrase has none; most phrases of a pair are told by them not to stand
// there.
type seed struct {
	near, next, after uint16
	phrase            uint16
	kind              seedKind
	size              uint8 // of the phrase
	right             bool  // as that of the phrase
	// told says that the phrase stands where its ids do: it has no mark.
	told bool
}

type seedKind uint8

const (
	opening seedKind = iota // the pair is its first two characters
	closing                 // its last two
	middle                  // of four: the second and third, swapped
	outer                   // of three: the first and third
	beside                  // of three: the first and third, side by side where two are swapped
)

// Lexicon is what the matcher knows. It is never changed and may be shared.
type Lexicon struct {
	phrases []phrase
	// ids number the characters that stand in a phrase or word from 1 to below next; 0 is
	// another. Their highest bits are flags.
	ids  [1 << 16]uint16
	next uint16
	// classes say what pairs of ids are; most of the text is told by them alone.
	classes *classTable
	// doubt has a bit for the hash of each pair of characters that is nearly a word.
	doubt []uint64
	// pairs are the seeds by their pair of ids, skips those of the first and third of three.
	pairs, skips pairTable
	// first and last are the seeds of the frames by their first word and by their last.
	first, last frameTable
	sounds      sounds
	spelt       spelt
	byID        []readings // the sounds by id
	costs       []uint8    // what each character costs that stands in no word, by id
	// shapes are pairs of characters that look alike, near those that do so in a word of two.
	shapes, near map[[2]rune]bool
	// words are known words of two characters; rights those that are right though they
	// differ from a known word by a like character.
	words, rights map[[2]rune]bool
	// meant are words that sound or look like a known one and are no slip of it.
	meant map[[2]rune]bool
	mixed wordTable // the shapes
	flags [hanLast - hanFirst + 1]uint16
	// heard are the words of which what only sounds like them is a slip.
	heard map[[2]rune]bool
	// twins are the words of heard by how they sound, neighbours the words that stand side by side.
	twins map[soundKey][][2]rune
	// typed has the known words that are typed as others are, by the id of their first character.
	typed      [][]typedWord
	neighbours wordPairs
	// strange are the words that no report has, though they are words.
	strange map[[2]rune]bool
	// foreign are the words that no report has beside the neighbours of a word that sounds the same.
	// One that is foreign only beside those of one word is filed with that word.
	foreign map[wordPair]bool
	// foreignWords and foreignBeside are those of two characters, and those filed with a word.
	foreignWords  wordTable
	foreignBeside wordPairs
	// bound are the words of each character that is none by itself, the usual one first.
	bound map[rune][][2]rune
	// shorter are what is right though it is a core phrase without one of its characters.
	shorter map[string]bool
	// confusions are what is taken for another word, by their first two characters.
	confusions map[[2]rune][]confusion // by their rarest two characters
	// halves are the words whose first character stands alone behind 的 or 、 only where the
	// second is lost.
	halves map[rune][2]rune
	// tails are what may be left of a word at the end of a part of a sentence, by what is left.
	tails map[rune][]tail
	// places are where characters may stand alone, unfit the words behind which only few do.
	places map[rune]*place
	unfit  map[[2]rune]bool
	// inOrder are the words in the order in which they were read.
	inOrder [][2]rune
	// begins has the second characters of the words that begin with a character, ends the
	// first of those that end with it, by its id.
	begins, ends [][]rune
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
	return newLexicon(read)
})

// newLexicon makes a lexicon of the files that read returns.
func newLexicon(read func(name string) string) *Lexicon {
	l := &Lexicon{
		shapes: map[[2]rune]bool{}, near: map[[2]rune]bool{}, bound: map[rune][][2]rune{}, heard: map[[2]rune]bool{},
		words: map[[2]rune]bool{}, rights: map[[2]rune]bool{},
		meant: map[[2]rune]bool{}, halves: map[rune][2]rune{}, confusions: map[[2]rune][]confusion{},
		shorter: map[string]bool{}, strange: map[[2]rune]bool{}, foreign: map[wordPair]bool{}, tails: map[rune][]tail{},
		places: map[rune]*place{}, unfit: map[[2]rune]bool{},
	}
	l.sounds, l.spelt = newSounds()
	for line := range lines(read("phrases.txt")) {
		l.addPhrase(line)
	}
	there := map[string]bool{}
	for _, p := range l.phrases {
		there[string(p.text)] = true
	}
	core := map[string]bool{}
	for line := range lines(read("core.txt")) {
		core[l.addCore(strings.Fields(line), there)] = true
	}
	idioms := map[string]bool{}
	compounds := map[string]bool{}
	addWhole := func(name string, kind map[string]bool) {
		for w := range fields(read(name)) {
			if core[w], kind[w] = true, true; !there[w] {
				there[w] = true
				l.addPhrase(strings.Join(strings.Split(w, ""), " "))
			}
		}
	}
	formulas := map[string]bool{}
	for line := range lines(read("formulas.txt")) {
		s := strings.Fields(line)
		for _, shorter := range s[1:] {
			l.shorter[shorter] = true
		}
		if core[s[0]], formulas[s[0]] = true, true; !there[s[0]] {
			there[s[0]] = true
			l.addPhrase(strings.Join(strings.Split(s[0], ""), " "))
		}
	}
	addWhole("idioms.txt", idioms)
	addWhole("compounds.txt", compounds)
	for i := range l.phrases {
		p := &l.phrases[i]
		p.core, p.idiom, p.compound = core[string(p.text)], idioms[string(p.text)], compounds[string(p.text)]
		p.formula = formulas[string(p.text)]
		p.strong = p.strong || p.idiom || p.formula
	}
	for line := range lines(read("frames.txt")) {
		l.addFrame(line, there)
	}
	for line := range lines(read("collocations.txt")) {
		l.addFrame(line, there)
	}
	for _, name := range [...]string{"words.txt", "heard.txt", "everyday.txt"} {
		for w := range fields(read(name)) {
			l.addWord([]rune(w))
			l.heard[[2]rune([]rune(w))] = true
		}
	}
	l.edges()
	for w := range fields(read("halves.txt")) {
		l.halves[[]rune(w)[0]] = [2]rune([]rune(w))
	}
	for line := range lines(read("tails.txt")) {
		l.addTails(line)
	}
	for line := range lines(read("alone.txt")) {
		l.addPlace(line)
	}
	for line := range lines(read("bound.txt")) {
		l.addBound(strings.Fields(line))
	}
	for line := range lines(read("confused.txt")) {
		l.addConfusion(strings.Fields(line))
	}
	for line := range lines(read("shapes.txt")) {
		line, far := strings.CutPrefix(line, "+")
		for _, set := range strings.Fields(line) {
			l.addShapes([]rune(set), far)
		}
	}
	for w := range fields(read("alike.txt")) {
		l.meant[[2]rune([]rune(w))] = true
	}
	for w := range fields(read("strange.txt")) {
		l.meant[[2]rune([]rune(w))], l.strange[[2]rune([]rune(w))] = true, true
	}
	for w := range fields(read("foreign.txt")) {
		var pair wordPair
		copy(pair[:], []rune(w))
		l.foreign[pair] = true
	}
	for w := range fields(read("right.txt")) {
		l.addRight([]rune(w))
	}
	neighbours := make(map[wordPair]bool, 2*len(l.phrases))
	for line := range lines(read("beside.txt")) {
		before, behind, _ := strings.Cut(line, "×")
		b := []rune(strings.Join(strings.Fields(behind), ""))
		for _, s := range strings.Fields(before) {
			a := []rune(s)
			for k := 0; k+1 < len(b); k += 2 {
				neighbours[wordPair{a[0], a[1], b[k], b[k+1]}] = true
			}
		}
	}
	l.pairWords(neighbours)
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

// fields are the words of a data file.
func fields(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for line := range lines(s) {
			for _, w := range strings.Fields(line) {
				if !yield(w) {
					return
				}
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
	p.first, p.last = uint8(len(words[0])), uint8(len(words[len(words)-1]))
	for _, w := range words {
		if len(w) == 2 {
			l.addWord(w)
		}
	}
	if len(p.text) > 2 {
		l.phrases = append(l.phrases, p)
	}
}

// edges finds the last words of the phrases whose division is not known.
func (l *Lexicon) edges() {
	for i := range l.phrases {
		p := &l.phrases[i]
		n := len(p.text)
		if p.last == 0 && n > 4 && l.words[[2]rune(p.text[n-2:])] {
			p.last = 2
		}
	}
}

// addCore takes a core phrase, or a minus, and what is right though it is shorter. It returns the phrase.
func (l *Lexicon) addCore(line []string, there map[string]bool) string {
	for _, s := range line[1:] {
		l.shorter[s] = true
	}
	if line[0] == "-" {
		return ""
	}
	core, pair := strings.CutPrefix(line[0], "+")
	switch {
	case pair:
		l.addFrame(core, there)
	case !there[core]:
		there[core] = true
		l.addPhrase(core)
	}
	return core
}

// addFrame takes a line of the frames: each word before × and each behind it are a phrase,
// and without × each of its expressions. A phrase that is there already is not taken again.
func (l *Lexicon) addFrame(line string, there map[string]bool) {
	add := func(parts ...string) {
		for _, part := range parts {
			t := []rune(part)
			for i := 0; i+1 < len(t) && len(t)%2 == 0; i += 2 {
				l.rights[[2]rune(t[i:i+2])] = true // known, though nothing is a slip of it alone
			}
		}
		s := strings.Join(parts, "")
		t := []rune(s)
		if there[s] || len(t) == 4 && s[:6] == s[6:] {
			return
		}
		there[s] = true
		p := phrase{text: t, frame: len(t) == 4, loose: len(t) > 4}
		if len(t) == 4 {
			p.first, p.last = 2, 2
		}
		l.phrases = append(l.phrases, p)
	}
	before, behind, pairs := strings.Cut(line, "×")
	for _, a := range strings.Fields(before) {
		if !pairs {
			add(a)
		}
		for _, b := range strings.Fields(behind) {
			add(a, b)
		}
	}
}

func (l *Lexicon) addWord(w []rune) {
	k := [2]rune{w[0], w[1]}
	if len(w) != 2 || l.words[k] || !han(w[0]) || !han(w[1]) {
		return
	}
	l.words[k] = true
	l.inOrder = append(l.inOrder, k)
}

// addBound takes a character that is no word by itself and the words that it stands in. What
// is longer than two characters is right wherever it stands.
func (l *Lexicon) addBound(line []string) {
	first, free := strings.CutPrefix(line[0], "~")
	c := []rune(first)[0]
	for _, s := range line[1:] {
		w := []rune(s)
		l.addRight(w)
		if !free && len(w) == 2 && (w[0] == c || w[1] == c) {
			l.bound[c] = append(l.bound[c], [2]rune(w))
		}
	}
}

// addShapes takes characters that look alike; those that are far apart do so only in phrases.
func (l *Lexicon) addShapes(set []rune, far bool) {
	for _, a := range set {
		for _, b := range set {
			if a != b {
				l.shapes[[2]rune{a, b}] = true
				l.near[[2]rune{a, b}] = l.near[[2]rune{a, b}] || !far
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
