package rtf

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// byte takes a byte of text in the code page.
func (r *reader) byte(c byte) {
	if r.drop > 0 {
		r.drop--
		return
	}
	if r.colourTable {
		if c == ';' {
			r.white = append(r.white, r.shown && min(r.red[0], r.red[1], r.red[2]) >= 0xF0)
			r.red, r.shown = [3]int{}, false
		}
		return
	}
	if !r.skip {
		r.bytes = append(r.bytes, c)
	}
}

// flush decodes the bytes that were taken.
func (r *reader) flush() {
	r.high = 0
	if len(r.bytes) == 0 {
		return
	}
	b := r.bytes
	r.bytes = r.bytes[:0]
	s, err := codePage(r.codePage()).NewDecoder().Bytes(b)
	if err != nil {
		s = []byte(strings.Repeat(string(utf8.RuneError), len(b)))
	}
	r.write(string(s))
}

// codePage is that of the font, or of the document where the font says nothing.
func (r *reader) codePage() int {
	if p := r.fonts[r.font]; p != 0 {
		return p
	}
	return r.page
}

func codePage(n int) encoding.Encoding {
	switch n {
	case 936, 54936:
		return simplifiedchinese.GB18030
	case 950:
		return traditionalchinese.Big5
	case 932:
		return japanese.ShiftJIS
	case 949:
		return korean.EUCKR
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	case 1254:
		return charmap.Windows1254
	case 65001:
		return encoding.Nop
	case 10000:
		return charmap.Macintosh
	}
	return charmap.Windows1252
}

// unicode takes a \u: a character of 16 bits, and what follows for older readers goes.
func (r *reader) unicode(n int) {
	high := r.high
	r.flush()
	r.drop = r.uc
	if r.skip {
		return
	}
	c := rune(uint16(n))
	switch {
	case high != 0 && utf16.DecodeRune(high, c) != utf8.RuneError:
		r.print(utf16.DecodeRune(high, c))
	case c >= 0xD800 && c < 0xDC00:
		r.high = c
	case utf16.IsSurrogate(c):
		r.print(utf8.RuneError)
	default:
		r.print(c)
	}
}

func (r *reader) print(c rune) {
	r.flush()
	r.write(string(c))
}

func (r *reader) write(s string) {
	if r.skip || r.gone || r.look.Hidden {
		return
	}
	s = strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' {
			return -1
		}
		return c
	}, s)
	r.text.Write(s, r.look.Look())
}
