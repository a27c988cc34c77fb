package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// file builds a PDF of the objects, of which the first is the catalogue.
func file(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

func stream(dict, content string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(content), content)
}

func deflated(content string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(content))
	_ = z.Close()
	return stream("/Filter /FlateDecode", b.String())
}

// toUnicode maps the codes 1, 2, 3 … of two bytes to the characters of s.
func toUnicode(s string) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for i, r := range []rune(s) {
		fmt.Fprintf(&b, "1 beginbfchar\n<%04X> <%04X>\nendbfchar\n", i+1, r)
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.String()
}

// letters are the characters of the composite font of pages.
const letters = "政府信息公开年报总计一二三、"

// pages builds a PDF with a page for each content. Font F1 is Helvetica, F2 a font of
// letters, F3 the same set vertically. rest is added to each page's dictionary.
func pages(rest string, contents ...string) []byte {
	cid := func(encoding string) string {
		return "<</Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /" + encoding + " /ToUnicode 4 0 R /DescendantFonts [5 0 R]>>"
	}
	objects := []string{
		"<</Type /Catalog /Pages 2 0 R>>",
		"",
		"<</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 57 " +
			"/Widths [278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556]>> " +
			"/F2 " + cid("Identity-H") + " /F3 " + cid("Identity-V") +
			" /F4 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>>> /XObject <</X1 7 0 R /X2 8 0 R>> /ExtGState <</G1 <</ca 0.1>>>>>>",
		deflated(toUnicode(letters)),
		"<</Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> " +
			"/DW 1000 /W [1 [1000 1000] 3 4 1000] /FontDescriptor 6 0 R>>",
		"<</Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0 /Ascent 860 /Descent -140 /CapHeight 860 /StemV 80>>",
		stream("/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Matrix [1 0 0 1 100 0]", "BT /F1 10 Tf 0 0 Td (77) Tj ET"),
		stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "x"),
	}
	var kids []string
	for _, c := range contents {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<</Type /Page /Parent 2 0 R /Resources 3 0 R /MediaBox [0 0 600 800] /Contents %d 0 R %s>>", n+1, rest), deflated(c))
	}
	objects[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", strings.Join(kids, " "), len(contents))
	return file("", objects...)
}

// codes writes s in the font of letters.
func codes(s string) string {
	var b strings.Builder
	for _, r := range s {
		i := strings.Index(letters, string(r)) / 3
		fmt.Fprintf(&b, "%04X", i+1)
	}
	return "<" + b.String() + ">"
}
