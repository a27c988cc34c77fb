package fold

import (
	"strings"
	"unicode/utf8"
)

// toned are the vowels that carry the tone of a syllable in pinyin.
const toned = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"

// longestSyllable is the most letters of a syllable of pinyin: zhuāng.
const longestSyllable = 6

// gloss is the length of the sound of a character that begins at s[at], behind the character:
// (jú). It is 0 for none. Without the mark of a tone, (ab) may be anything.
func gloss(s string, at int) int {
	if s[at] != '(' || at+1 >= len(s) || s[at+1] == ')' || s[at+1] >= '0' && s[at+1] <= '9' {
		return 0
	}
	if r, _ := utf8.DecodeLastRuneInString(s[:at]); r < hanFirst || r > hanLast {
		return 0
	}
	tone, letters := false, 0
	for i, r := range s[at+1 : min(len(s), at+2+2*longestSyllable)] {
		switch {
		case r == ')' && tone:
			return i + len("()")
		case letters == longestSyllable:
			return 0
		case r >= 'a' && r <= 'z' || r == 'ü':
		case strings.ContainsRune(toned, r):
			tone = true
		default:
			return 0
		}
		letters++
	}
	return 0
}
