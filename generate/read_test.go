package generate

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/gouji/gouji/stages/report"
)

// wordsOf reads a sample with other code than the generator's: its words without any
// white space and, where it has pages, without their numbers.
func wordsOf(t testing.TB, s Sample) string {
	t.Helper()
	if text, ok := fileText(t, s); ok {
		return squeeze(text)
	}
	switch {
	case strings.HasSuffix(s.Name, ".docx"):
		return squeeze(docxText(t, s.Data))
	case strings.HasSuffix(s.Name, ".pdf"):
		return squeeze(pageNumber.ReplaceAllString(pdfText(t, s.Data), ""))
	}
	text := decoded(t, s.Data)
	if strings.HasSuffix(s.Name, ".html") {
		text = htmlText(t, text)
	}
	if strings.Contains(s.Name, "_pdf-") {
		return squeeze(pageNumber.ReplaceAllString(text, ""))
	}
	return squeeze(text)
}

var pageNumber = regexp.MustCompile(`(?m)^ *[-—] ?[0-9]+ ?[-—]$`)

func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\n\r\f\u00a0\u3000", r) }), "")
}

func decoded(t testing.TB, data []byte) string {
	t.Helper()
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return string(data[3:])
	case bytes.Contains(data, []byte("政府信息公开")):
		return string(data)
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// htmlText is the text of a page's body without what no reader sees.
func htmlText(t testing.TB, page string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if n.Data == "script" || n.Data == "style" || n.Data == "template" || n.Data == "head" {
				return
			}
			for _, a := range n.Attr {
				if a.Key == "value" && n.Data == "input" {
					b.WriteString(a.Val)
				}
				if a.Key == "hidden" || a.Key == "style" && strings.Contains(a.Val, "display: none") {
					return
				}
			}
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return b.String()
}

func docxText(t testing.TB, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		inText := false
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			switch x := tok.(type) {
			case xml.StartElement:
				inText = x.Name.Local == "t"
			case xml.EndElement:
				inText = false
			case xml.CharData:
				if inText {
					b.Write(x)
				}
			}
		}
		r.Close()
	}
	return b.String()
}

var shown = regexp.MustCompile(`<([0-9A-F]+)> Tj`)

// pdfText decodes the strings that our own writer shows, one a line, in the order of the
// file.
func pdfText(t testing.TB, data []byte) string {
	t.Helper()
	var b strings.Builder
	for _, m := range shown.FindAllSubmatch(data, -1) {
		raw, err := hex.DecodeString(string(m[1]))
		if err != nil || len(raw)%2 != 0 {
			t.Fatalf("string %s: %v", m[1], err)
		}
		var units []uint16
		for i := 0; i < len(raw); i += 2 {
			units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		b.WriteString(string(utf16.Decode(units)) + "\n")
	}
	return b.String()
}

// brokenIn judges the sums of the form over a truth, as its reader does; "rule key".
func brokenIn(t testing.TB, tr Truth) map[string]bool {
	t.Helper()
	cells := tr.Cells()
	out := map[string]bool{}
	sum := func(paths []string) (int64, bool) {
		s := int64(0)
		for _, p := range paths {
			c := cells[p]
			n, ok := c.Int()
			if !ok {
				return 0, false
			}
			s += n
		}
		return s, true
	}
	judge := func(name string, left, right []string) {
		a, ok1 := sum(left)
		b, ok2 := sum(right)
		if ok1 && ok2 && a != b {
			out[name] = true
		}
	}
	columns := []string{"natural", "company", "research", "ngo", "legal", "other", "total"}
	for _, c := range columns {
		at := func(row string) string { return "applications." + row + "." + c }
		judge("t3_balance "+c, []string{at("new_received"), at("carried_in")}, []string{at("result_total"), at("carried_out")})
		var results []string
		for row := range tr.Table3.Rows {
			switch row {
			case "new_received", "carried_in", "result_total", "carried_out":
			default:
				results = append(results, at(row))
			}
		}
		judge("t3_result_sum "+c, results, []string{at("result_total")})
	}
	for row := range tr.Table3.Rows {
		var six []string
		for _, c := range columns[:6] {
			six = append(six, "applications."+row+"."+c)
		}
		judge("t3_row_sum "+row, six, []string{"applications." + row + ".total"})
	}
	for _, g := range []string{"review", "direct", "after_review"} {
		var four []string
		for _, o := range []string{"upheld", "corrected", "other", "pending"} {
			four = append(four, "proceedings."+g+"."+o)
		}
		judge("t4_total "+g, four, []string{"proceedings." + g + ".total"})
	}
	return out
}

// printedOf is a cell's text as the truth says it is printed.
func printedOf(tr Truth, path string, n report.Number) string {
	if s, ok := tr.Printed[path]; ok {
		return s
	}
	return n.String()
}
