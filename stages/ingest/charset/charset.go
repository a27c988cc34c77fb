// Package charset turns bytes of unknown encoding into UTF-8. The bytes decide: a
// declaration (a meta element, a Content-Type) is asked last, and only chooses between
// readings that the bytes allow, because declarations in government pages lie.
package charset

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// ErrUnknown says that no encoding fits the bytes.
var ErrUnknown = errors.New("the text is in no encoding known here (UTF-8, UTF-16, UTF-32, GB18030, Big5); " +
	"save it as UTF-8 and submit it again")

// The names of the encodings, as registered with IANA.
const (
	UTF8    = "utf-8"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
	UTF32LE = "utf-32le"
	UTF32BE = "utf-32be"
	GB18030 = "gb18030"
	Big5    = "big5"
)

// sampleSize is how many bytes are looked at to judge how much a reading looks like
// Chinese; whether it is valid is always decided over all bytes.
const sampleSize = 64 << 10

// minShare is the share of the commonest characters among all that are not ASCII below
// which a reading in a Chinese encoding is held for noise. In reports it is 0.35 to 0.55;
// in EUC-KR, Shift JIS or Latin-1 misread as GB18030 it is below 0.03.
const minShare = 0.08

// Decode returns the text of data in UTF-8, without a byte order mark and otherwise
// byte for byte, and the name of the encoding it was in. The text is always valid UTF-8.
// declared are the names that others give, weakest last; they only break ties.
// The error is ErrUnknown.
func Decode(data []byte, declared ...string) (text, name string, err error) {
	if name, skip := bom(data); name != "" {
		if text, ok := decodeAs(name, data[skip:]); ok {
			return text, name, nil
		}
		data = data[skip:]
	}
	valid := utf8.Valid(data)
	if !valid || bytes.IndexByte(data, 0) >= 0 {
		if name := wide(data); name != "" {
			if text, ok := decodeAs(name, data); ok {
				return text, name, nil
			}
		}
	}
	if valid {
		return string(data), UTF8, nil
	}
	if mostlyUTF8(data) {
		return strings.ToValidUTF8(string(data), "\uFFFD"), UTF8, nil
	}
	if text, name := chinese(data, declared); name != "" {
		return text, name, nil
	}
	return "", "", ErrUnknown
}

func bom(data []byte) (name string, length int) {
	for _, m := range []struct{ mark, name string }{
		{"\xEF\xBB\xBF", UTF8},
		{"\xFF\xFE\x00\x00", UTF32LE},
		{"\x00\x00\xFE\xFF", UTF32BE},
		{"\xFF\xFE", UTF16LE},
		{"\xFE\xFF", UTF16BE},
	} {
		if bytes.HasPrefix(data, []byte(m.mark)) {
			return m.name, len(m.mark)
		}
	}
	return "", 0
}

func codec(name string) encoding.Encoding {
	switch name {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case UTF32LE:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case UTF32BE:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case GB18030:
		return simplifiedchinese.GB18030
	case Big5:
		return traditionalchinese.Big5
	}
	return nil
}

// decodeAs decodes the whole of data and reports false if any of it does not fit.
func decodeAs(name string, data []byte) (string, bool) {
	if name == UTF8 {
		return string(data), utf8.Valid(data)
	}
	out, err := codec(name).NewDecoder().Bytes(data)
	if err != nil || bytes.Contains(out, []byte("\uFFFD")) {
		return "", false
	}
	return string(out), true
}

// mostlyUTF8 recognises UTF-8 with a few broken characters, as left by programs that cut
// a description after so many bytes. Such text is often valid GB18030 too, and would
// turn into other characters. At most one in 200 may be broken.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
			for i++; i < len(data) && data[i]&0xC0 == 0x80; i++ {
			}
			continue
		}
		good++
		i += n
	}
	return good >= 10 && bad*200 <= good+200
}

// chinese chooses between the Chinese encodings that fit all of data.
func chinese(data []byte, declared []string) (text, name string) {
	type reading struct {
		name, text string
		share      float64
	}
	var fit []reading
	for _, n := range []string{GB18030, Big5} {
		if t, ok := decodeAs(n, data); ok {
			if s := share(t); s >= minShare {
				fit = append(fit, reading{n, t, s})
			}
		}
	}
	switch {
	case len(fit) == 0:
		return "", ""
	case len(fit) == 1 || fit[0].share > 1.5*fit[1].share:
		return fit[0].text, fit[0].name
	case fit[1].share > 1.5*fit[0].share:
		return fit[1].text, fit[1].name
	}
	for _, n := range append(statistics(data), declared...) {
		for _, f := range fit {
			if canonical(n) == f.name {
				return f.text, f.name
			}
		}
	}
	return fit[0].text, fit[0].name
}

// statistics asks chardet for its guesses, best first.
func statistics(data []byte) []string {
	all, err := chardet.NewTextDetector().DetectAll(data[:min(len(data), sampleSize)])
	if err != nil {
		return nil
	}
	// chardet asks in parallel: equal confidence comes in any order.
	slices.SortFunc(all, func(a, b chardet.Result) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.Charset, b.Charset))
	})
	var names []string
	for _, r := range all {
		names = append(names, r.Charset)
	}
	return names
}

// canonical maps the names and aliases in use to ours, "" for others.
func canonical(name string) string {
	switch strings.ToLower(strings.Trim(name, " \t\r\n\"'")) {
	case "gb18030", "gb-18030", "gbk", "x-gbk", "gb2312", "gb_2312-80", "cp936", "windows-936":
		return GB18030
	case "big5", "big5-hkscs", "x-x-big5", "cp950":
		return Big5
	}
	return ""
}
