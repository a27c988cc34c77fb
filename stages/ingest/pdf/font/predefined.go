package font

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// predefined is a predefined CMap (ISO 32000-1, table 118) whose codes are the characters
// of a character set.
type predefined struct {
	decode encoding.Encoding
	// size is how many bytes the code has that raw, which is not empty, begins with.
	size func(raw string) int
	// latin is the CID of "!", the first of 94; space is that of the space.
	latin, space int
	// known are the texts of the codes met so far: a decoder costs two allocations.
	known map[string]string
}

// predefinedCMap returns the CMap of a name without its -H or -V, nil if it is none of
// those for Chinese whose codes x/text can decode. The CMaps of GB 12345 and of CNS 11643,
// and GB-H, whose codes are two bytes below 128, are none: nothing is guessed for them.
func predefinedCMap(name string) *predefined {
	const proportional, spaceOfProportional = 2, 1
	p := &predefined{latin: proportional, space: spaceOfProportional, known: make(map[string]string)}
	switch name {
	case "UniGB-UCS2", "UniGB-UTF16", "UniCNS-UCS2", "UniCNS-UTF16":
		p.decode, p.size = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), utf16Size
	case "GB-EUC", "GBK-EUC":
		p.decode, p.size, p.latin, p.space = simplifiedchinese.GBK, doubleByte, 814, 7716
	case "GBpc-EUC":
		p.decode, p.size = simplifiedchinese.GBK, macSize
	case "GBKp-EUC":
		p.decode, p.size = simplifiedchinese.GBK, doubleByte
	case "GBK2K":
		p.decode, p.size = simplifiedchinese.GB18030, gb18030Size
	case "ETen-B5":
		p.decode, p.size, p.latin, p.space = traditionalchinese.Big5, doubleByte, 13649, 13648
	case "ETenms-B5", "HKscs-B5":
		p.decode, p.size = traditionalchinese.Big5, doubleByte
	case "B5pc":
		p.decode, p.size = traditionalchinese.Big5, macSize
	default:
		return nil
	}
	return p
}

func utf16Size(raw string) int {
	if raw[0] >= 0xD8 && raw[0] <= 0xDB {
		return min(4, len(raw))
	}
	return min(2, len(raw))
}

func doubleByte(raw string) int {
	if raw[0] <= 0x80 {
		return 1
	}
	return min(2, len(raw))
}

// macSize leaves the four signs alone that the Macintosh added as single bytes.
func macSize(raw string) int {
	if raw[0] >= 0xFD {
		return 1
	}
	return doubleByte(raw)
}

func gb18030Size(raw string) int {
	if raw[0] > 0x80 && len(raw) >= 4 && raw[1] >= '0' && raw[1] <= '9' {
		return 4
	}
	return doubleByte(raw)
}

// text decodes a code; what the character set has not is "\uFFFD".
func (p *predefined) text(code string) string {
	if s, ok := p.known[code]; ok {
		return s
	}
	s, err := p.decode.NewDecoder().String(code)
	if err != nil || s == "" {
		s = "\uFFFD"
	}
	p.known[code] = s
	return s
}

// cid is the CID of a character, 0 for those that are not ASCII.
func (p *predefined) cid(text string) int {
	switch {
	case len(text) != 1:
		return 0
	case text == " ":
		return p.space
	case text[0] > ' ' && text[0] < 0x7F:
		return p.latin + int(text[0]-'!')
	}
	return 0
}

// gb1 is the text of a CID of the collection Adobe-GB1 as far as it has the order of GB
// 2312, "" beyond: 7,445 characters, and ASCII proportional and half wide. The ranges are
// those of the CMaps GBpc-EUC-H and GB-EUC-H in adobe-type-tools/cmap-resources.
func gb1(cid int) string {
	switch {
	case cid >= 1 && cid <= 95:
		return string(rune(' ' + cid - 1))
	case cid >= 814 && cid <= 907:
		return string(rune('!' + cid - 814))
	case cid == 7716:
		return " "
	}
	code := gb1Code(cid)
	if code == 0 {
		return ""
	}
	s, err := simplifiedchinese.GBK.NewDecoder().String(string([]byte{byte(code >> 8), byte(code)}))
	if err != nil || s == "\uFFFD" {
		return ""
	}
	return s
}

// gb1Code is the GB 2312 code (with the high bits set) of a CID of Adobe-GB1, 0 for none.
func gb1Code(cid int) int {
	const row = 94
	switch { // the ideographs: rows 16 to 55, the last of which lacks five, and 56 to 87
	case cid >= 940 && cid < 4695:
		n := cid - 940
		return (0xB0+n/row)<<8 | 0xA1 + n%row
	case cid >= 4695 && cid <= 7702:
		n := cid - 4695
		return (0xD8+n/row)<<8 | 0xA1 + n%row
	}
	for _, r := range [...]struct{ cid, code, n int }{
		{96, 0xA1A1, 94}, {190, 0xA2B1, 50}, {240, 0xA2E5, 10}, {250, 0xA2F1, 12}, {262, 0xA3A1, 94}, {356, 0xA4A1, 83},
		{439, 0xA5A1, 86}, {525, 0xA6A1, 24}, {549, 0xA6C1, 24}, {602, 0xA7A1, 33}, {635, 0xA7D1, 33}, {668, 0xA8A1, 26},
		{700, 0xA8C5, 34}, {738, 0xA9A4, 76},
	} {
		if cid >= r.cid && cid < r.cid+r.n {
			return r.code + cid - r.cid
		}
	}
	return 0
}
