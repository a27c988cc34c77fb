package hostile

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/gouji/gouji/lab/chaos/load"
)

// hostileKinds are files that lead a reader in circles, or that cost it far more than they weigh,
// beyond those of Kinds that say so in one line. Each is made anew for each n.
func hostileKinds() []Kind {
	file := func(name string, f func(n int) []byte) func(int) load.Submission {
		return func(n int) load.Submission { return Document(f(n), name, nil) }
	}
	pdf := func(f func(n int) []string) func(int) load.Submission {
		return file("x.pdf", func(n int) []byte { return append(pdfOf(f(n)), fmt.Sprintf("\n%% %d", n)...) })
	}
	return []Kind{
		{"malformed", pdf(pagesInThemselves)},
		{"no_text", pdf(formInItself)},
		{"unsupported_type", file("x.doc", circularOLE)},
		{"limit_depth", file("x.rtf", func(n int) []byte {
			return []byte(`{\rtf1\ansi ` + fmt.Sprint(n) + strings.Repeat("{", 100_000) + "x" + strings.Repeat("}", 100_000) + "}")
		})},
		{"limit_inflate", file("x.odt", func(n int) []byte { return openDocument(fmt.Sprint(n) + strings.Repeat("0", 40<<20)) })},
		{"malformed", file("x.docx", entities)},
		{"limit_cells", file("x.csv", func(n int) []byte { return []byte(fmt.Sprint(n) + strings.Repeat(",1", 1_000_000)) })},
		{"limit_cells", file("x.html", func(n int) []byte {
			return []byte(fmt.Sprintf("<!DOCTYPE html><html><!-- %d --><table>%s</table>", n, strings.Repeat("<tr>", 600_000)))
		})},
		{"limit_depth", file("x.docx", func(n int) []byte {
			return wordFile(fmt.Sprint(n) + strings.Repeat("<w:r>", 5000) + strings.Repeat("</w:r>", 5000))
		})},
	}
}

// All is every kind that must be refused.
func All() []Kind { return append(Kinds(), hostileKinds()...) }

// pagesInThemselves is a tree of pages whose branches are the tree.
func pagesInThemselves(int) []string {
	return []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}
}

// formInItself is a page that draws a form that draws itself twice.
func formInItself(n int) []string {
	return []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources 5 0 R>>", stream("", "/X Do"),
		"<</XObject<</X 6 0 R>>>>", stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources 5 0 R", fmt.Sprintf("%% %d\n/X Do /X Do", n)),
	}
}

// circularOLE is a compound file (MS-CFB) whose directory is a chain of sectors that comes back to
// itself.
func circularOLE(n int) []byte {
	const sector = 512
	b := make([]byte, 3*sector)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	put16, put32 := binary.LittleEndian.PutUint16, binary.LittleEndian.PutUint32
	put16(b[24:], 0x3E)       // minor version
	put16(b[26:], 3)          // major version
	put16(b[28:], 0xFFFE)     // byte order
	put16(b[30:], 9)          // sectors of 512 bytes
	put16(b[32:], 6)          // small ones of 64
	put32(b[44:], 1)          // one sector of the table
	put32(b[48:], 1)          // the directory begins in sector 1
	put32(b[56:], 4096)       // the limit of small streams
	put32(b[60:], 0xFFFFFFFE) // no table of small ones
	put32(b[68:], 0xFFFFFFFE) // no further table
	for i := range 109 {
		put32(b[76+4*i:], 0xFFFFFFFF)
	}
	put32(b[76:], 0)
	for i := range sector / 4 {
		put32(b[sector+4*i:], 0xFFFFFFFF)
	}
	put32(b[sector:], 0xFFFFFFFD)
	put32(b[sector+4:], 1) // behind the directory comes the directory
	entry := b[2*sector:]
	for i, u := range utf16.Encode([]rune("Root Entry")) {
		put16(entry[2*i:], u)
	}
	put16(entry[64:], 22)
	entry[66] = 5
	for _, at := range []int{68, 72, 76} {
		put32(entry[at:], 0xFFFFFFFF)
	}
	put32(entry[116:], 0xFFFFFFFE)
	put32(b[3*sector-4:], uint32(n))
	return b
}
