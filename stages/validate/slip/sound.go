package slip

import (
	"strings"

	"github.com/mozillazg/go-pinyin"
)

// The common Han characters, of which the sounds are kept.
const (
	hanFirst = 0x4E00
	hanLast  = 0x9FFF
)

// han reports whether a character is a common Han character.
func han(r rune) bool { return r >= hanFirst && r <= hanLast }

// readings are the commonest reading of a character and, of the characters of several, the
// second; 0 is none.
type readings [2]uint16

// several are the characters of which two readings are common. The table has second
// readings of many others, which nobody writes by.
const several = "行重长还调率着得系会降解参校觉传给地薄都单模数识作种"

// sounds is how each common Han character sounds, folded.
type sounds []readings

// spelt is how a common Han character is typed: its commonest reading without the tone.
type spelt []uint16

// newSounds folds the readings of the pinyin table. It takes some 10 ms.
func newSounds() (sounds, spelt) {
	out, typed := make(sounds, hanLast-hanFirst+1), make(spelt, hanLast-hanFirst+1)
	ids := map[string]uint16{}
	for r := rune(hanFirst); r <= hanLast; r++ {
		all, ok := pinyin.PinyinDict[int(r)]
		if !ok {
			continue
		}
		for i := range out[0] {
			one, rest, _ := strings.Cut(all, ",")
			if one == "" || i > 0 && !strings.ContainsRune(several, r) {
				break
			}
			key := toneless.Replace(one)
			if i == 0 {
				if ids["="+key] == 0 {
					ids["="+key] = uint16(len(ids) + 1)
				}
				typed[r-hanFirst] = ids["="+key]
			}
			key = syllable(key)
			if ids[key] == 0 {
				ids[key] = uint16(len(ids) + 1)
			}
			out[r-hanFirst][i], all = ids[key], rest
		}
	}
	return out, typed
}

// alike reports whether two characters with these readings sound alike.
func (x readings) alike(y readings) bool {
	return x[0] != 0 && (x[0] == y[0] || x[0] == y[1]) || x[1] != 0 && (x[1] == y[0] || x[1] == y[1])
}

// toneless takes off the tone.
var toneless = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a", "ē", "e", "é", "e", "ě", "e", "è", "e",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i", "ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u", "ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m",
)

// syllable folds a reading without its tone: what writers of the south and the north do not tell
// apart is one, zh and z, ch and c, sh and s, n and l, ng and n.
func syllable(s string) string {
	for _, initial := range [...]string{"zh", "ch", "sh"} {
		if strings.HasPrefix(s, initial) {
			s = s[:1] + s[2:]
		}
	}
	if strings.HasPrefix(s, "l") {
		s = "n" + s[1:]
	}
	if strings.HasSuffix(s, "ng") && !strings.HasSuffix(s, "ong") {
		s = s[:len(s)-1]
	}
	return s
}
