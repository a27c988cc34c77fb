package syntax

import (
	"strings"
	"unicode/utf16"
)

// Object is one of: nil, bool, float64 (integers too), String, Name, Array, Dict, *Stream,
// Ref, and in content streams Operator.
type Object any

// String is the bytes of a string, decrypted.
type String string

// Name is a name without its slash.
type Name string

// Array is a list of objects, which may be references.
type Array []Object

// Dict is a dictionary; its values may be references.
type Dict map[Name]Object

// Operator is a word that is no object, such as Tj or endobj.
type Operator string

// Ref is a reference to an indirect object.
type Ref struct {
	ID  int
	Gen int
}

// Stream is a dictionary with bytes behind it, encoded and perhaps encrypted; File.Data
// decodes them.
type Stream struct {
	Dict Dict
	raw  []byte
	ref  Ref  // the object that it is, for its key
	open bool // it is not encrypted
}

// Text decodes a text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with their marks, else
// the characters of Latin-1 without controls.
func Text(s string) string {
	switch {
	case len(s) >= 2 && s[0] == 0xFE && s[1] == 0xFF:
		units := make([]uint16, 0, len(s)/2)
		for i := 2; i+1 < len(s); i += 2 {
			units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
		}
		return string(utf16.Decode(units))
	case strings.HasPrefix(s, "\xEF\xBB\xBF"):
		return strings.ToValidUTF8(s[3:], "\uFFFD")
	}
	out := make([]rune, 0, len(s))
	for _, c := range []byte(s) {
		if c >= ' ' && c != 0x7F {
			out = append(out, rune(c))
		}
	}
	return string(out)
}
