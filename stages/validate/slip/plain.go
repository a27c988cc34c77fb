package slip

// How far from a doubt phrases are looked for, and words.
const (
	farOff  = 32 // no phrase is longer
	closeBy = 4
)

// doubts reads the text as words of the genre. Nearly all of a right text is known words, and
// particles between them: no phrase need be looked for there, however large the lexicon is. A
// character that is none of these, that stands beside a particle, or twice, may be wrong: f.doubt has
// the next such character for each.
func (f *Finder) doubts() {
	n := len(f.text)
	f.before, f.doubt = grown(f.before, n+1), grown(f.doubt, n+1)
	last, now := int32(noWord), int32(0) // what text[:i] costs, and what it costs without text[i-1]
	for i, id := range f.ids {
		one := now + costOther
		switch r := f.text[i]; {
		case !han(r):
			one = now
		case id&alone != 0:
			one = now + costParticle
		}
		word := int32(noWord)
		if i > 0 {
			if class := f.class[i-1]; class&isKnown != 0 {
				word = last
			} else if class&isCommon != 0 {
				word = last + costCommon
			}
		}
		last = now
		if now = one; word <= one {
			now = word
			f.before[i+1] = 2
		} else {
			f.before[i+1] = 1
		}
	}
	next, single := int32(n+farOff), false // whether a character by itself is behind text[i]
	f.doubt[n] = next
	for i := n; i > 0; {
		if f.before[i] == 2 {
			i -= 2
			if f.class[i]&isKnown == 0 || f.text[i] == f.text[i+1] || f.text[i] == f.rune(i-1) {
				next = int32(i)
			}
			f.doubt[i+1] = max(next, int32(i+1))
			f.doubt[i] = next
			single = false
			continue
		}
		i--
		if r := f.text[i]; han(r) {
			if f.ids[i]&alone == 0 || single || r == f.rune(i-1) {
				next = int32(i)
			}
			single = true
		} else {
			single = false
		}
		f.doubt[i] = next
	}
}
