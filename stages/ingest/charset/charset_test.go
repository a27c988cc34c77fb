package charset_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/ingest/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

const (
	simplified = "一、总体情况\n根据《中华人民共和国政府信息公开条例》，本机关编制2024年度报告。\r\n" +
		"（一）主动公开。全年公开信息1,234条，办结申请56件，其中予以公开12件。\n"
	traditional = "一、總體情況\n根據《政府資訊公開條例》，本機關編製2024年度報告。\n" +
		"（一）主動公開。全年公開資訊1,234條，辦結申請56件，其中予以公開12件。\n"
	asciiTable = "|0|0|0|\n|12|0|12|\n"
)

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16(e unicode.Endianness, p unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, p) }

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct {
		enc      encoding.Encoding
		text     string
		declared []string
		want     string
	}{
		"utf-8":                       {encoding.Nop, simplified, nil, charset.UTF8},
		"utf-8 with mark":             {unicode.UTF8BOM, simplified, nil, charset.UTF8},
		"ascii":                       {encoding.Nop, asciiTable, nil, charset.UTF8},
		"utf-8 declared as gb2312":    {encoding.Nop, simplified, []string{"gb2312"}, charset.UTF8},
		"utf-8 with NULs":             {encoding.Nop, "a\x00b\x00c 政府信息公开年度报告\x00\x00", nil, charset.UTF8},
		"gb18030":                     {simplifiedchinese.GB18030, simplified, nil, charset.GB18030},
		"gb18030 declared as utf-8":   {simplifiedchinese.GB18030, simplified, []string{"utf-8"}, charset.GB18030},
		"gb18030 declared as big5":    {simplifiedchinese.GB18030, simplified, []string{"big5"}, charset.GB18030},
		"gb18030, four bytes":         {simplifiedchinese.GB18030, simplified + "㐀𠀀①", nil, charset.GB18030},
		"gb18030, traditional":        {simplifiedchinese.GB18030, traditional, nil, charset.GB18030},
		"gb18030, a few words":        {simplifiedchinese.GB18030, "年度报告", nil, charset.GB18030},
		"gb18030, mostly ascii":       {simplifiedchinese.GB18030, strings.Repeat("<td>0</td>", 500) + simplified, nil, charset.GB18030},
		"big5":                        {traditionalchinese.Big5, traditional, nil, charset.Big5},
		"big5 declared as gbk":        {traditionalchinese.Big5, traditional, []string{"gbk"}, charset.Big5},
		"utf-16le with mark":          {utf16(unicode.LittleEndian, unicode.UseBOM), simplified, nil, charset.UTF16LE},
		"utf-16be with mark":          {utf16(unicode.BigEndian, unicode.UseBOM), simplified, nil, charset.UTF16BE},
		"utf-16le without mark":       {utf16(unicode.LittleEndian, unicode.IgnoreBOM), simplified, nil, charset.UTF16LE},
		"utf-16be without mark":       {utf16(unicode.BigEndian, unicode.IgnoreBOM), simplified, nil, charset.UTF16BE},
		"utf-16le, no ascii, no mark": {utf16(unicode.LittleEndian, unicode.IgnoreBOM), "政府信息公开工作年度报告，主动公开情况。", nil, charset.UTF16LE},
		"utf-16be, no ascii, no mark": {utf16(unicode.BigEndian, unicode.IgnoreBOM), "政府信息公开工作年度报告，主动公开情况。", nil, charset.UTF16BE},
		"utf-16le, ascii, no mark":    {utf16(unicode.LittleEndian, unicode.IgnoreBOM), asciiTable, nil, charset.UTF16LE},
		"utf-16be, ascii, no mark":    {utf16(unicode.BigEndian, unicode.IgnoreBOM), asciiTable, nil, charset.UTF16BE},
		"utf-32le with mark":          {utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), simplified, nil, charset.UTF32LE},
		"utf-32be without mark":       {utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), simplified, nil, charset.UTF32BE},
	} {
		t.Run(name, func(t *testing.T) {
			got, enc, err := charset.Decode(encode(t, c.enc, c.text), c.declared...)
			if err != nil || got != c.text || enc != c.want {
				t.Errorf("got %s %v %.60q, want %s %.60q", enc, err, got, c.want, c.text)
			}
		})
	}
}

func TestUnknown(t *testing.T) {
	for name, data := range map[string][]byte{
		"latin-1":   encode(t, charmap.ISO8859_1, strings.Repeat("Éducation à l'été; façade, naïve. ", 9)),
		"euc-kr":    encode(t, korean.EUCKR, strings.Repeat("정보공개 연차보고서를 제출합니다. ", 9)),
		"shift-jis": encode(t, japanese.ShiftJIS, strings.Repeat("ひらがなとカタカナだけのぶんしょうです。", 9)),
		"noise":     {0xFF, 0x80, 0x81, 0xFE, 0xFF, 0xFF, 0x90, 0xFF},
	} {
		if text, enc, err := charset.Decode(data); !errors.Is(err, charset.ErrUnknown) {
			t.Errorf("%s: got %s %v %.40q", name, enc, err, text)
		}
	}
}

// TestBrokenUTF8 has a page whose description was cut inside a character: it must neither
// be refused nor turn into other characters.
func TestBrokenUTF8(t *testing.T) {
	data := []byte(simplified + "截断" + simplified)
	cut := len(simplified) + 4
	data = append(data[:cut:cut], data[cut+2:]...)
	got, enc, err := charset.Decode(data, "gbk")
	want := simplified + "截\uFFFD" + simplified
	if err != nil || enc != charset.UTF8 || got != want {
		t.Errorf("got %s %v %q", enc, err, got)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(simplified))
	f.Add(encode(f, simplifiedchinese.GB18030, simplified))
	f.Add(encode(f, traditionalchinese.Big5, traditional))
	f.Add(encode(f, utf16(unicode.LittleEndian, unicode.UseBOM), simplified))
	f.Add(encode(f, utf16(unicode.BigEndian, unicode.IgnoreBOM), asciiTable))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, enc, err := charset.Decode(data, "gbk", "big5")
		if err == nil && (!utf8.ValidString(text) || enc == "") {
			t.Errorf("%q decodes as %s to %q, which is not UTF-8", data, enc, text)
		}
		again, enc2, err2 := charset.Decode(data, "gbk", "big5")
		if again != text || enc2 != enc || err2 != err {
			t.Errorf("%q decodes in two ways", data)
		}
	})
}
