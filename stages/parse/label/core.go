package label

import (
	"strings"
	"unicode/utf8"
)

// Core reduces a folded label to what two prints of it have in common: its ordinal and
// all signs are left out. "3.危及“三安全一稳定”" and "3、危及三安全一稳定" have one core.
func Core(f string) string {
	f = f[OrdinalLen(f):]
	if clean(f) {
		return f
	}
	var b strings.Builder
	b.Grow(len(f))
	for _, r := range f {
		if inCore(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// inCore reports a character that a core keeps: Chinese, a digit or a Latin letter.
func inCore(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

func clean(f string) bool {
	for i := 0; i < len(f); {
		if f[i] < utf8.RuneSelf {
			if c := f[i]; !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
				return false
			}
			i++
			continue
		}
		// U+4E00 to U+9FFF begins with E4 B8 to E9 BF.
		if f[i] < 0xE4 || f[i] > 0xE9 {
			return false
		}
		i += 3
	}
	return true
}
