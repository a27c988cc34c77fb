package pdf

import "unicode"

// weight counts characters: all, and those that have a meaning outside their font.
type weight struct{ all, readable int }

func (w *weight) add(s string) {
	for _, r := range s {
		if r == ' ' {
			continue
		}
		w.all++
		if r != unicode.ReplacementChar && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			w.readable++
		}
	}
}

// legible reports that there are characters, and most of them have a meaning.
func (w weight) legible() bool { return w.readable*2 > w.all }

// legible reports that most of the characters of the sheets have a meaning.
func legible(sheets []*sheet) bool {
	var text weight
	for _, s := range sheets {
		for i := range s.words {
			text.add(s.words[i].s)
		}
	}
	return text.legible()
}
