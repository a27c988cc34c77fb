package font

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
	"golang.org/x/text/encoding/charmap"
)

// readSimpleEncoding finds the characters of a font with codes of one byte (ISO 32000-1,
// 9.6.6): a base and differences by glyph names. Where the file names no base, that of an
// embedded font is its own, which is read as far as it is plain to see.
func (r *reader) readSimpleEncoding(d, descriptor syntax.Dict) *[256]string {
	out := new([256]string)
	encoding := d["Encoding"]
	base := r.file.Name(encoding)
	list := r.file.Dict(encoding)
	if list != nil {
		base = r.file.Name(list["BaseEncoding"])
	}
	switch {
	case base == "WinAnsiEncoding":
		fill(out, charmap.Windows1252)
	case base == "MacRomanEncoding":
		fill(out, charmap.Macintosh)
	case base == "StandardEncoding", !r.readOwnEncoding(out, d, descriptor):
		fillStandard(out)
	}
	c := 0
	for _, o := range r.file.Array(list["Differences"]) {
		switch x := r.file.Resolve(o).(type) {
		case float64:
			c = int(x)
		case syntax.Name:
			if c >= 0 && c < 256 {
				out[c] = r.nameText(string(x))
			}
			c++
		}
	}
	return out
}

func fill(out *[256]string, m *charmap.Charmap) {
	for c := 32; c < 256; c++ {
		if r := m.DecodeByte(byte(c)); r != utf8.RuneError && r >= ' ' && r != 0x7F {
			out[c] = string(r)
		}
	}
}

// fillStandard is Adobe's StandardEncoding as far as reports may need it.
func fillStandard(out *[256]string) {
	for c := 32; c < 127; c++ {
		out[c] = string(rune(c))
	}
	out['\''], out['`'] = "’", "‘"
	for c, s := range map[int]string{0xA1: "¡", 0xA4: "⁄", 0xA5: "¥", 0xA7: "§", 0xA9: "'", 0xAA: "“", 0xAB: "«", 0xB1: "–", 0xB4: "·", 0xB7: "•", 0xBA: "”", 0xBB: "»", 0xBC: "…", 0xBD: "‰", 0xD0: "—"} {
		out[c] = s
	}
}

// readOwnEncoding takes the encoding that an embedded font has built in, and reports whether
// there is such a font: then what it does not say is unknown.
func (r *reader) readOwnEncoding(out *[256]string, d, descriptor syntax.Dict) bool {
	const symbolic = 4
	flags := r.file.Int(descriptor["Flags"], 0)
	switch {
	case r.file.Name(d["Subtype"]) == "Type3":
		return true
	case r.file.Stream(descriptor["FontFile"]) != nil:
		return r.readType1(out, r.stream(descriptor["FontFile"]))
	case flags&symbolic == 0:
		return false
	case r.file.Stream(descriptor["FontFile2"]) != nil:
		readSymbolic(out, r.stream(descriptor["FontFile2"]))
		return true
	}
	return r.file.Stream(descriptor["FontFile3"]) != nil
}

// type1Entry is "dup 65 /A put".
var type1Entry = regexp.MustCompile(`dup\s+(\d{1,3})\s*/([A-Za-z0-9._]{1,40})\s+put`)

// readType1 reads the encoding out of the clear text of a Type 1 font program.
func (r *reader) readType1(out *[256]string, data []byte) bool {
	clear, _, _ := strings.Cut(string(data), "eexec")
	if strings.Contains(clear, "/Encoding StandardEncoding") {
		return false
	}
	for _, m := range type1Entry.FindAllStringSubmatch(clear, 256) {
		if c, err := strconv.Atoi(m[1]); err == nil && c < 256 {
			out[c] = r.nameText(m[2])
		}
	}
	return true
}

// readSymbolic reads a TrueType font whose codes are its own: from code to glyph by the table
// for symbols or that of the Macintosh, from glyph to character by that for Unicode.
func readSymbolic(out *[256]string, file sfnt) {
	texts := glyphTexts(file)
	if len(texts) == 0 {
		return
	}
	table := file.table("cmap")
	for i := range min(table.u16(2), 64) {
		at := 4 + 8*i
		if platform, encoding := table.u16(at), table.u16(at+2); platform != 1 && (platform != 3 || encoding != 0) {
			continue
		}
		sub := inverse{chars: make(map[int][]rune), left: maxEntries}
		s := table.from(int(table.u32(at + 4)))
		if s.u16(0) == 0 {
			for c := range 256 {
				if c+6 < len(s) {
					sub.add(int(s[c+6]), rune(c))
				}
			}
		}
		sub.subtable(s)
		for gid, codes := range sub.chars {
			for _, c := range codes {
				if c &= 0xFF; out[c] == "" {
					out[c] = texts[gid]
				}
			}
		}
	}
}

// asciiNames are the names of the glyphs from the space to the tilde in Adobe's list.
const asciiNames = "space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma hyphen period slash " +
	"zero one two three four five six seven eight nine colon semicolon less equal greater question at " +
	"A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright asciicircum underscore grave " +
	"a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde"

// otherNames are further names that reports may need, each before its character.
const otherNames = "quoteleft ‘ quoteright ’ quotedblleft “ quotedblright ” quotesinglbase ‚ quotedblbase „ endash – emdash — bullet • ellipsis … " +
	"periodcentered · middot · section § degree ° plusminus ± multiply × divide ÷ minus − guillemotleft « guillemotright » yen ¥ copyright © " +
	"registered ® trademark ™ perthousand ‰ fraction ⁄ onesuperior ¹ twosuperior ² threesuperior ³ fi fi fl fl nbspace \u00a0 sfthyphen -"

// glyphNames are the characters of the names.
func glyphNames() map[string]string {
	out := make(map[string]string)
	for i, n := range strings.Fields(asciiNames) {
		out[n] = string(rune(' ' + i))
	}
	other := strings.Split(otherNames, " ")
	for i := 0; i+1 < len(other); i += 2 {
		out[other[i]] = other[i+1]
	}
	return out
}

// nameText is the character of a glyph's name, "" for one that says nothing, such as g12.
func (r *reader) nameText(name string) string {
	if t, ok := r.names[name]; ok {
		return t
	}
	for prefix, least := range map[string]int{"uni": 4, "u": 4} {
		hex, ok := strings.CutPrefix(name, prefix)
		if !ok || len(hex) < least || len(hex) > 6 || prefix == "uni" && len(hex) != 4 {
			continue
		}
		if v, err := strconv.ParseUint(hex, 16, 32); err == nil && utf8.ValidRune(rune(v)) && v >= ' ' {
			return string(rune(v))
		}
	}
	return ""
}
