package fold

// Words finds fixed words in texts, all of them in one pass: a text is looked through once,
// whatever the number of words. Chinese texts are full of bytes and characters that many words
// begin with, so that a search for each word by itself stops at every few characters.
//
// The words and texts are compared byte for byte. Words is safe for concurrent use.
type Words struct {
	// first leads from what a word begins with to the list of such words, 0 for none.
	first [1 << keyBits]uint8
	lists [][]fixed
}

// fixed is a word and its place in the list of the words.
type fixed struct {
	text string
	word int
}

// keyBits is how many bits of a character words are found by.
const keyBits = 12

// NewWords returns a Words for at most 255 words. Each begins with a Han character.
func NewWords(words ...string) *Words {
	w := &Words{lists: make([][]fixed, 1)}
	for i, text := range words {
		k := &w.first[key(text, 0)]
		if *k == 0 {
			*k = uint8(len(w.lists))
			w.lists = append(w.lists, nil)
		}
		w.lists[*k] = append(w.lists[*k], fixed{text, i})
	}
	return w
}

// key is what tells the character of three bytes at s[i] from most others.
func key(s string, i int) uint16 { return uint16(s[i+1]&0x3F)<<6 | uint16(s[i+2]&0x3F) }

// Each calls found for every word that stands in s, with its place among the words and where
// it begins, from left to right, until found returns false. Words may overlap.
func (w *Words) Each(s string, found func(word, at int) bool) {
	for i := 0; i+3 <= len(s); {
		if s[i] < 0xE0 {
			i++
			continue
		}
		if k := w.first[key(s, i)]; k != 0 {
			rest := s[i:]
			for _, f := range w.lists[k] {
				if len(rest) >= len(f.text) && rest[:len(f.text)] == f.text && !found(f.word, i) {
					return
				}
			}
		}
		if s[i+1]&0xC0 != 0x80 || s[i+2]&0xC0 != 0x80 { // no valid text
			i++
			continue
		}
		i += 3
	}
}
