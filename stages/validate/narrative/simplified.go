package narrative

import "github.com/gouji/gouji/stages/fold"

// The common Han characters; in UTF-8 each has three bytes.
const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

// traditionals is a bit set of the characters that have a Simplified form: nearly every
// character of a report has none, and is told so by one bit.
var traditionals = func() (set [(hanLast-hanFirst)/64 + 1]uint64) {
	for r := rune(hanFirst); r <= hanLast; r++ {
		if s := string(r); simplify(s) != s {
			set[(r-hanFirst)/64] |= 1 << ((r - hanFirst) % 64)
		}
	}
	return set
}()

// traditional reports whether s begins with a character that has a Simplified form. The
// first three bytes of s must be there.
func traditional(s string) bool {
	r := rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F)
	if r < hanFirst || r > hanLast {
		return false
	}
	r -= hanFirst
	return traditionals[r/64]&(1<<(r%64)) != 0
}

// simplify returns the Simplified form of a Han character, itself if it has none. The form
// has as many bytes, so that offsets into the text stay as they are.
func simplify(s string) string {
	if out := fold.String(s); len(out) == len(s) {
		return out
	}
	return s
}

// Plain returns a label in the one form in which labels are compared: without white
// space, width, kind of bracket and Traditional characters.
func Plain(s string) string { return fold.String(s) }
