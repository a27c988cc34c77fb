package generate

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"encoding/base64"
	"mime/quotedprintable"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// fileText is the text of a sample in a format of its own, read with other code than the
// generator's; false for the formats that are text.
func fileText(t testing.TB, s Sample) (string, bool) {
	t.Helper()
	switch s.Layout {
	case DOC:
		return docText(s.Data), true
	case RTF:
		return rtfText(t, string(s.Data)), true
	case OFD:
		return ofdText(t, s.Data), true
	case ODT:
		return odfText(t, zipFile(t, s.Data, "content.xml")), true
	case FODT:
		return odfText(t, s.Data), true
	case XLSX:
		return xlsxText(t, s.Data), true
	case XLS:
		return xlsText(t, s.Data), true
	case CSV:
		return csvText(t, decoded(t, s.Data)), true
	case ZIP:
		return docxText(t, zipFile(t, s.Data, ".docx")), true
	case Mail, MHT:
		return mailText(t, s.Data), true
	case JSON:
		return jsonText(t, s.Data), true
	case Script:
		return scriptText(t, decoded(t, s.Data)), true
	}
	return "", false
}

// docText is the text behind the 1,024 bytes of our writer's FIB, which stands in the first
// sector.
func docText(data []byte) string {
	b := data[512:]
	n := int(binary.LittleEndian.Uint32(b[0x4C:]))
	var units []uint16
	for i := range n {
		units = append(units, binary.LittleEndian.Uint16(b[1024+2*i:]))
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, string(utf16.Decode(units)))
}

var rtfToken = regexp.MustCompile(`\{\\(fonttbl|colortbl|stylesheet|info|header)(\{[^{}]*\}|[^{}])*\}|\\u(-?[0-9]+)\?|\\'([0-9a-f]{2})\\'([0-9a-f]{2})|\\([\\{}])|\\[a-z]+-?[0-9]* ?|[{}\n]`)

func rtfText(t testing.TB, s string) string {
	t.Helper()
	var units []uint16
	var out strings.Builder
	flush := func() {
		out.WriteString(string(utf16.Decode(units)))
		units = nil
	}
	at := 0
	for _, m := range rtfToken.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			flush()
			out.WriteString(s[at:m[0]])
		}
		at = m[1]
		switch {
		case m[6] >= 0:
			n, err := strconv.Atoi(s[m[6]:m[7]])
			if err != nil {
				t.Fatal(err)
			}
			units = append(units, uint16(n))
		case m[8] >= 0:
			flush()
			a, _ := strconv.ParseUint(s[m[8]:m[9]], 16, 8)
			b, _ := strconv.ParseUint(s[m[10]:m[11]], 16, 8)
			c, err := simplifiedchinese.GBK.NewDecoder().Bytes([]byte{byte(a), byte(b)})
			if err != nil {
				t.Fatal(err)
			}
			out.Write(c)
		case m[12] >= 0:
			flush()
			out.WriteString(s[m[12]:m[13]])
		}
	}
	flush()
	return out.String()
}

func zipFile(t testing.TB, data []byte, suffix string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, suffix) {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
	}
	t.Fatalf("no file %s", suffix)
	return nil
}

func odfText(t testing.TB, data []byte) string {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(data))
	var b strings.Builder
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			if x.Name.Local == "tracked-changes" {
				if err := dec.Skip(); err != nil {
					t.Fatal(err)
				}
			}
		case xml.CharData:
			b.Write(x)
		}
	}
}

func xlsxText(t testing.TB, data []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("年报")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, " ") + "\n")
	}
	return b.String()
}

func csvText(t testing.TB, s string) string {
	t.Helper()
	for _, comma := range []rune{',', ';'} {
		r := csv.NewReader(strings.NewReader(s))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil || len(rows[0]) < 10 {
			continue
		}
		var b strings.Builder
		for _, row := range rows {
			b.WriteString(strings.Join(row, " ") + "\n")
		}
		return b.String()
	}
	t.Fatal("no such file of values")
	return ""
}

func mailText(t testing.TB, data []byte) string {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := r.NextRawPart()
		if err != nil {
			t.Fatalf("no report in the mail: %v", err)
		}
		var body io.Reader = p
		switch p.Header.Get("Content-Transfer-Encoding") {
		case "quoted-printable":
			b, err := io.ReadAll(quotedprintable.NewReader(p))
			if err != nil {
				t.Fatal(err)
			}
			return htmlText(t, string(b))
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, p)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.HasPrefix(b, []byte("PK")) {
			if bytes.Contains(b, []byte("word/document.xml")) {
				return docxText(t, b)
			}
			return odfText(t, zipFile(t, b, "content.xml"))
		}
	}
}

func jsonText(t testing.TB, data []byte) string {
	t.Helper()
	type article struct{ Content string }
	var one struct{ Data article }
	var many struct{ Data []article }
	if json.Unmarshal(data, &one) == nil {
		return htmlText(t, one.Data.Content)
	}
	if err := json.Unmarshal(data, &many); err != nil {
		t.Fatal(err)
	}
	return htmlText(t, many.Data[0].Content)
}

func scriptText(t testing.TB, s string) string {
	t.Helper()
	if _, rest, ok := strings.Cut(s, `"content": `); ok {
		var inner string
		if err := json.NewDecoder(strings.NewReader(rest)).Decode(&inner); err != nil {
			t.Fatal(err)
		}
		return htmlText(t, inner)
	}
	for strings.Contains(s, "&lt;") || strings.Contains(s, "&amp;lt;") {
		s = html.UnescapeString(s)
	}
	_, s, _ = strings.Cut(s, "<body>")
	_, s, _ = strings.Cut(s, "<body>")
	return htmlText(t, s)
}

// ofdText is the text of all pages, one object a line.
func ofdText(t testing.TB, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "Content.xml") {
			continue
		}
		for _, m := range ofdCode.FindAllStringSubmatch(string(zipFile(t, data, f.Name)), -1) {
			b.WriteString(html.UnescapeString(m[1]) + "\n")
		}
	}
	return pageNumber.ReplaceAllString(b.String(), "")
}

var ofdCode = regexp.MustCompile(`<ofd:TextCode[^>]*>([^<]*)<`)

// xlsText is the texts and numbers of our writer's workbook, which begins in the first
// sector, in the order of its records.
func xlsText(t testing.TB, data []byte) string {
	t.Helper()
	b := data[512:]
	var texts, numbers strings.Builder
	var units []uint16
	left, wide := 0, false
	shared := func(d []byte, first bool) {
		for i := 0; i < len(d); {
			switch {
			case left == 0 && first:
				i, first = i+8, false
			case left == 0:
				texts.WriteString(string(utf16.Decode(units)) + "\n")
				units, left, wide = nil, int(binary.LittleEndian.Uint16(d[i:])), true
				i += 3
			case wide && i == 0:
				i++ // the flags anew
			default:
				units = append(units, binary.LittleEndian.Uint16(d[i:]))
				left--
				i += 2
			}
		}
	}
	for len(b) >= 4 {
		kind, n := binary.LittleEndian.Uint16(b), int(binary.LittleEndian.Uint16(b[2:]))
		if 4+n > len(b) {
			break // behind the stream
		}
		d := b[4 : 4+n]
		b = b[4+n:]
		switch kind {
		case 0xFC:
			shared(d, true)
		case 0x3C:
			shared(d, false)
		case 0x27E:
			numbers.WriteString(strconv.Itoa(int(int32(binary.LittleEndian.Uint32(d[6:]))>>2)) + ".00\n") // a format may show decimals
		case 0x203:
			numbers.WriteString(strconv.FormatFloat(math.Float64frombits(binary.LittleEndian.Uint64(d[6:])), 'f', -1, 64) + "0\n")
		}
	}
	return texts.String() + string(utf16.Decode(units)) + "\n" + numbers.String()
}
