package slip

import "strings"

// ofPlaces are characters that end the names of places, in which any character may stand.
const ofPlaces = "省市县区镇乡村旗州盟街路巷社屯湖河江山港桥岛湾沟坪寨堡庄园店站里"

// fewWords are characters whose words bound.txt has nearly all.
const fewWords = "彻障督渠措碍讼媒络策惩询隐私益绩咨践履息"

// loose looks at text[i], which is no word by itself and stands in none: its neighbour has a
// wrong character, or is lost.
func (f *Finder) loose(i int) {
	c := f.text[i]
	if f.quoted(i) || f.inName(i) {
		return
	}
	for _, w := range f.l.bound[c] {
		switch {
		case w[0] == c && f.wrongFor(w[1], i+1) && f.opens(i) && f.closes(i+2):
			f.slip(i, i+2, change{Exchanged, 1}, []rune{w[0], w[1]})
			return
		case w[1] == c && f.wrongFor(w[0], i-1) && f.opens(i-1) && f.closes(i+1):
			f.slip(i-1, i+1, change{Exchanged, 0}, []rune{w[0], w[1]})
			return
		}
	}
	for _, w := range f.l.bound[c] {
		if !strings.ContainsRune(fewWords, c) {
			break
		}
		if at := i - 1; w[1] == c && f.stuck(at) {
			f.slip(at, i+1, change{Exchanged, 0}, []rune{w[0], w[1]})
			return
		} else if w[0] == c && f.stuck(i) {
			f.slip(i, i+2, change{Exchanged, 1}, []rune{w[0], w[1]})
			return
		}
	}
	if f.l.shaped('的', c) && f.between(i, i+1) {
		f.slip(i, i+1, change{Exchanged, 0}, []rune{'的'})
		return
	}
	if w := f.l.bound[c][0]; f.between(i, i+1) {
		at := 0
		if w[0] == c {
			at = 1
		}
		f.slip(i, i+1, change{Lost, at}, []rune{w[0], w[1]})
	}
}

// stuck reports whether text[i:i+2] stands between words and neither of its characters is one.
func (f *Finder) stuck(i int) bool {
	return i >= 0 && i+1 < len(f.text) && han(f.text[i]) && han(f.text[i+1]) && !f.wordAt(i) && f.framed(i) &&
		f.l.costOf(f.text[i]) == costOther && f.l.costOf(f.text[i+1]) == costOther && !f.placeEnds(i+2)
}

// wrongFor reports whether text[i] stands by mistake for a character.
func (f *Finder) wrongFor(right rune, i int) bool {
	r := f.rune(i)
	return r != right && !f.l.particle(r) && f.l.alike(right, r)
}

// inName reports whether text[i] may be a part of the name of a place.
func (f *Finder) inName(i int) bool {
	for k := i + 1; k <= i+2; k++ {
		if r := f.rune(k); r != 0 && strings.ContainsRune(ofPlaces, r) && !f.l.knows(r, f.rune(k+1)) {
			return true
		}
	}
	return false
}
