package generate

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// pdfFile writes a PDF of text and lines. Its one font is Adobe's STSong-Light with the
// encoding UniGB-UCS2-H, which viewers have and which therefore is not embedded; the
// ToUnicode map makes its text readable also where the encoding's tables are missing.
// See ISO 32000-1, 9.7.5 (predefined CMaps) and 9.10.3 (ToUnicode).
type pdfFile struct {
	pages []*strings.Builder
	// turned says that the pages lie on their side: their text runs upwards.
	turned bool
}

// Sizes of a page in points: A4.
const pdfWidth, pdfHeight = 595, 842

func (f *pdfFile) newPage() { f.pages = append(f.pages, &strings.Builder{}) }

// text sets s with its baseline at (x, y) from the lower left corner.
func (f *pdfFile) text(x, y, size int, s string) {
	var hex strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&hex, "%04X", u)
	}
	fmt.Fprintf(f.page(), "BT /F1 %d Tf %d %d Td <%s> Tj ET\n", size, x, y, hex.String())
}

// styled sets s as text does, after operators of its own, in a state that ends with it.
func (f *pdfFile) styled(operators, s string) {
	var hex strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&hex, "%04X", u)
	}
	fmt.Fprintf(f.page(), "q %s <%s> Tj ET Q\n", operators, hex.String())
}

// box draws a frame.
func (f *pdfFile) box(x, y, width, height int) {
	fmt.Fprintf(f.page(), "%d %d %d %d re S\n", x, y, width, height)
}

func (f *pdfFile) page() *strings.Builder { return f.pages[len(f.pages)-1] }

// toUnicode maps each code to itself, in ranges that keep the first byte, at most a
// hundred of them in one block.
func toUnicode() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for first := 0; first < 256; first += 100 {
		n := min(100, 256-first)
		fmt.Fprintf(&b, "%d beginbfrange\n", n)
		for hi := first; hi < first+n; hi++ {
			fmt.Fprintf(&b, "<%02X00> <%02XFF> <%02X00>\n", hi, hi, hi)
		}
		b.WriteString("endbfrange\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}

// bytes writes the objects, the cross-reference table and the trailer. Latin characters
// are CIDs 1 to 95 of Adobe-GB1 and half as wide as the others.
func (f *pdfFile) bytes() []byte {
	stream := func(s string) string { return fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(s), s) }
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"", // the page tree, below
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UCS2-H /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>",
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
		stream(toUnicode()),
	}
	var kids []string
	width, height, begin := pdfWidth, pdfHeight, "0.5 w\n"
	if f.turned {
		width, height, begin = pdfHeight, pdfWidth, fmt.Sprintf("0 1 -1 0 %d 0 cm 0.5 w\n", pdfHeight)
	}
	for _, p := range f.pages {
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", width, height, n+1),
			stream(begin+p.String()))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// padPDF puts an object of noise that nothing refers to before the cross-reference table, where
// no other object moves, until the file has the size.
func padPDF(d *dice, data []byte, size int) []byte {
	at := bytes.LastIndex(data, []byte("xref\n0 "))
	noise := make([]byte, max(0, size-len(data)))
	for i := range noise {
		noise[i] = byte(d.between(0x80, 0xff)) // nothing that looks like a word of PDF
	}
	var b bytes.Buffer
	b.Write(data[:at])
	fmt.Fprintf(&b, "99999 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(noise), noise)
	start := b.Len()
	b.Write(data[at:bytes.LastIndex(data, []byte("startxref"))])
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", start)
	return b.Bytes()
}
