package font

import (
	"encoding/binary"

	"golang.org/x/text/unicode/norm"
)

// glyphTexts reads which character each glyph of an embedded TrueType font stands for, from
// the font's own cmap table turned round. It is nil where the font has none, or cannot be
// read: its characters then have no meaning for us, which is no fault of the document.
func glyphTexts(file sfnt) map[int]string {
	f := inverse{chars: make(map[int][]rune), left: maxEntries}
	table := file.table("cmap")
	for i := range int(table.u16(2)) {
		at := 4 + 8*i
		platform, encoding, offset := table.u16(at), table.u16(at+2), int(table.u32(at+4))
		if platform == 0 || platform == 3 && (encoding == 1 || encoding == 10) {
			f.subtable(table.from(offset))
		}
	}
	return f.texts()
}

// sfnt is a font file or a piece of one. What is read beyond its end is 0.
type sfnt []byte

func (s sfnt) from(at int) sfnt {
	if at < 0 || at > len(s) {
		return nil
	}
	return s[at:]
}

func (s sfnt) u16(at int) int {
	if at < 0 || at+2 > len(s) {
		return 0
	}
	return int(binary.BigEndian.Uint16(s[at:]))
}

func (s sfnt) u32(at int) uint32 { return uint32(s.u16(at))<<16 | uint32(s.u16(at+2)) }

// table returns a table of the font.
func (s sfnt) table(tag string) sfnt {
	for i := range s.u16(4) {
		if at := 12 + 16*i; at+16 <= len(s) && string(s[at:at+4]) == tag {
			return s.from(int(s.u32(at + 8)))
		}
	}
	return nil
}

// inverse holds the characters of each glyph, and how many more entries are taken.
type inverse struct {
	chars map[int][]rune
	left  int
}

// maxEntries is how many entries of all subtables are taken. A complete font has some
// 30,000 in each; hostile ones have segments that lie on each other.
const maxEntries = 1 << 20

// subtable reads a table of format 4 or 12 (OpenType 1.9, cmap).
func (f *inverse) subtable(s sfnt) {
	switch s.u16(0) {
	case 4:
		n := s.u16(6) / 2
		for i := range n {
			end, start := s.u16(14+2*i), s.u16(16+2*n+2*i)
			delta, at := s.u16(16+4*n+2*i), 16+6*n+2*i
			for c := start; c <= end && c < 0xFFFF && f.left > 0; c++ {
				gid := c + delta
				if off := s.u16(at); off != 0 {
					if gid = s.u16(at + off + 2*(c-start)); gid != 0 {
						gid += delta
					}
				}
				f.add(gid&0xFFFF, rune(c))
			}
		}
	case 12:
		for i := range min(int(s.u32(12)), maxRange) {
			at := 16 + 12*i
			first, last, gid := s.u32(at), s.u32(at+4), s.u32(at+8)
			for c := first; c <= last && c <= 0x10FFFF && f.left > 0; c++ {
				f.add(int(gid+c-first), rune(c))
			}
		}
	}
}

// mostCharacters is how many characters of one glyph are kept, and one more; beyond, the
// glyph says nothing.
const mostCharacters = 8

func (f *inverse) add(gid int, c rune) {
	f.left--
	if gid <= 0 || gid >= maxRange || c == 0xAD || len(f.chars[gid]) > mostCharacters {
		return // glyph 0 is that of missing characters; a soft hyphen is a hyphen elsewhere
	}
	f.chars[gid] = append(f.chars[gid], c)
}

// texts are the glyphs that stand for one character only. One glyph for an ideograph and
// for its compatibility form or radical (U+4E00 and U+2F00) stands for the ideograph.
func (f *inverse) texts() map[int]string {
	out := make(map[int]string, len(f.chars))
	for gid, chars := range f.chars {
		if len(chars) > mostCharacters {
			continue
		}
		one := norm.NFKC.String(string(chars[0]))
		same := true
		for _, c := range chars[1:] {
			same = same && norm.NFKC.String(string(c)) == one
		}
		switch {
		case len(chars) == 1:
			out[gid] = string(chars)
		case same:
			out[gid] = one
		}
	}
	return out
}
