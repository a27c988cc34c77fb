package generate

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Charset is the encoding of a text or HTML sample.
type Charset string

// The charsets. UTF16 is little endian with a byte order mark.
const (
	UTF8    Charset = "utf-8"
	UTF8BOM Charset = "utf-8-bom"
	GB18030 Charset = "gb18030"
	UTF16   Charset = "utf-16"
)

// Charsets returns every charset there is, in a fixed order.
func Charsets() []Charset { return []Charset{UTF8, UTF8BOM, GB18030, UTF16} }

// encode turns UTF-8 into the charset; HTML names it in its meta element.
func encode(data []byte, c Charset, kind layoutKind) ([]byte, error) {
	if c == "" || c == UTF8 {
		return data, nil
	}
	if kind.ext == ".html" {
		name := map[Charset]string{UTF8BOM: "utf-8", GB18030: "gb2312", UTF16: "utf-16"}[c]
		data = []byte(strings.Replace(string(data), `charset="utf-8"`, `charset="`+name+`"`, 1))
	}
	var e encoding.Encoding
	switch c {
	case UTF8BOM:
		return append([]byte("\xef\xbb\xbf"), data...), nil
	case GB18030:
		e = simplifiedchinese.GB18030
	case UTF16:
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	default:
		return nil, fmt.Errorf("generate: there is no charset %q; see Charsets", c)
	}
	out, err := e.NewEncoder().Bytes(data)
	if err != nil {
		return nil, fmt.Errorf("generate: sample in %s: %w", c, err)
	}
	return out, nil
}
