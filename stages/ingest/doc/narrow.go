package doc

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func windows1252(c byte) rune {
	if r := charmap.Windows1252.DecodeByte(c); r != utf8.RuneError {
		return r
	}
	return rune(c)
}

// gbk decodes a character of two bytes.
func gbk(a, b byte) (rune, bool) {
	if a < 0x81 || b < 0x40 || b == 0x7F || b == 0xFF {
		return 0, false
	}
	var dst [4]byte
	n, _, err := simplifiedchinese.GBK.NewDecoder().Transform(dst[:], []byte{a, b}, true)
	r, size := utf8.DecodeRune(dst[:n])
	return r, err == nil && size == n && r != utf8.RuneError
}

// looksGBK reports whether the bytes above 127 stand in pairs that are characters of GB
// 2312: at least two pairs, and none that is not. Quotes and dashes of Windows-1252 stand
// alone.
func looksGBK(b []byte) bool {
	pairs := 0
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if b[i] < 0xA1 || b[i] > 0xF7 || i+1 >= len(b) || b[i+1] < 0xA1 {
			return false
		}
		pairs++
		i++
	}
	return pairs >= 2
}
