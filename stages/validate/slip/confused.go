package slip

import "strings"

// confusion is what stands by mistake for something else: a word for another word, or what sounds
// or looks like one of the genre. Most are a slip only beside certain words.
type confusion struct {
	wrong, right []rune
	// where has the neighbours beside which it is a slip, one of which must be there, and not
	// those beside which it is none.
	where, not []neighbours
	at         int // where the two characters stand by which it is filed
}

// neighbours are what stands directly before and behind a word. any says that what is behind it
// may stand farther off in the same part of the sentence.
type neighbours struct {
	before, behind []rune
	any            bool
}

// What neighbours says beside characters.
const (
	aNumber = '#'
	anEnd   = '$' // a mark, or the end of the text
	aStart  = '^' // a mark, or the beginning of the text
)

// fartherOff is how many characters neighbours.any looks at.
const fartherOff = 20

// addConfusion takes a line of confused.txt.
func (l *Lexicon) addConfusion(line []string) {
	c := confusion{wrong: []rune(line[0]), right: []rune(line[1])}
	for _, s := range line[2:] {
		s, not := strings.CutPrefix(s, "-")
		before, behind, _ := strings.Cut(s, "_")
		behind, farther := strings.CutPrefix(behind, "~")
		n := neighbours{[]rune(before), []rune(behind), farther}
		if not {
			c.not = append(c.not, n)
		} else {
			c.where = append(c.where, n)
		}
	}
	for i := range len(c.wrong) - 1 { // the pair that is no word stands in no other text
		if w := [2]rune(c.wrong[i : i+2]); !l.words[w] && !l.rights[w] {
			c.at = i
			break
		}
	}
	k := [2]rune(c.wrong[c.at : c.at+2])
	l.confusions[k] = append(l.confusions[k], c)
}

// confused looks at text[k:k+2], which stands in a confusion.
func (f *Finder) confused(k int) {
	all := f.l.confusions[[2]rune{f.text[k], f.text[k+1]}]
	for n := range all {
		c := &all[n]
		i := k - c.at
		if end := i + len(c.wrong); i >= 0 && hasPrefix(f.text[i:], c.wrong) && f.slipThere(c, i, end) {
			f.found = append(f.found, found{start: i, end: end, change: change{Exchanged, 0}, right: c.right, sure: true})
			return
		}
	}
}

// slipThere reports whether a confusion at text[i:end] is a slip. Without neighbours it is one where
// no known word crosses its edges and no name of a place can stand there.
func (f *Finder) slipThere(c *confusion, i, end int) bool {
	for _, n := range c.not {
		if f.stands(n, i, end) {
			return false
		}
	}
	for _, n := range c.where {
		if (len(n.before) > 0 || !f.crosses(i)) && (len(n.behind) > 0 && !n.any || !f.crosses(end)) && f.stands(n, i, end) {
			return true
		}
	}
	return len(c.where) == 0 && !f.crosses(i) && !f.crosses(end) && !f.placeEnds(end)
}

// stands reports whether the neighbours stand beside text[i:end].
func (f *Finder) stands(n neighbours, i, end int) bool {
	at := i - len(n.before)
	switch {
	case len(n.before) == 1 && n.before[0] == aStart:
		if i > 0 && han(f.text[i-1]) {
			return false
		}
	case at < 0 || !equal(n.before, f.text[at:i]):
		return false
	}
	if !n.any {
		return f.follows(n.behind, end)
	}
	for k := end; k < min(end+fartherOff, len(f.text)) && !f.pause(k); k++ {
		if f.follows(n.behind, k) {
			return true
		}
	}
	return false
}

// follows reports whether the characters of behind stand at text[i:].
func (f *Finder) follows(behind []rune, i int) bool {
	for _, r := range behind {
		switch r {
		case aNumber:
			if !digit(f.rune(i)) {
				return false
			}
			for digit(f.rune(i)) {
				i++
			}
		case anEnd:
			return i >= len(f.text) || f.pause(i) || f.rune(i) == '、'
		default:
			if f.rune(i) != r {
				return false
			}
			i++
		}
	}
	return true
}

// digit reports whether a character is a figure.
func digit(r rune) bool { return r >= '0' && r <= '9' }

// ourSounds are characters that sound like the one for an issuer behind 我, with that one.
var ourSounds = map[rune]rune{'具': '局', '据': '局', '句': '局', '居': '局', '真': '镇', '阵': '镇', '振': '镇', '结': '街', '接': '街', '届': '街', '半': '办', '伴': '办', '婷': '厅', '听': '厅', '位': '委', '限': '县', '线': '县', '项': '乡', '香': '乡', '事': '市', '式': '市', '取': '区', '曲': '区'}

// ours looks at what stands behind 我 at text[i]: 我具严格按照.
func (f *Finder) ours(i int) bool {
	unit, ok := ourSounds[f.rune(i+1)]
	if !ok || strings.ContainsRune(notWe, f.rune(i-1)) && i > 0 || f.wordAt(i) || f.wordAt(i+1) || f.quoted(i) || !(f.pause(i+2) || f.wordBegins(i+2) || f.rune(i+2) != 0 && strings.ContainsRune(weAct+"共", f.rune(i+2))) {
		return false
	}
	f.slip(i, i+2, change{Exchanged, 1}, []rune{'我', unit})
	f.found[len(f.found)-1].bare = true
	return true
}
