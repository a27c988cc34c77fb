package pdf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// oneFont builds a PDF whose page shows the string of hexadecimal digits in a composite
// font of the encoding and with the descendant's entries; more objects begin with number 6.
func oneFont(encoding, descendant, hex string, more ...string) []byte {
	return file("", append([]string{
		"<</Type /Catalog /Pages 2 0 R>>",
		"<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R /Resources <</Font <</F1 <</Type /Font /Subtype /Type0 " +
			"/BaseFont /Song /Encoding " + encoding + " /DescendantFonts [4 0 R]>>>>>>>>",
		"<</Type /Font /BaseFont /Song " + descendant + ">>",
		stream("", "BT /F1 10 Tf 50 700 Td <"+hex+"> Tj ET"),
	}, more...)...)
}

// collection are the entries of a descendant that is not embedded.
func collection(ordering string) string {
	return "/Subtype /CIDFontType0 /CIDSystemInfo <</Registry (Adobe) /Ordering (" + ordering + ") /Supplement 2>> /DW 1000 /W [1 95 500 814 907 500 7716 7716 500]"
}

// TestPredefinedCMaps reads fonts that are not embedded and have no ToUnicode.
func TestPredefinedCMaps(t *testing.T) {
	const text = "一、总计：3119（申请）𠀀 -12.5"
	bmp := strings.ReplaceAll(text, "𠀀", "")
	gb, big5 := simplifiedchinese.GB18030, traditionalchinese.Big5
	utf16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		raw, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%X", raw)
	}
	for name, c := range map[string]struct{ ordering, hex, want string }{
		"UniGB-UCS2-H":  {"GB1", encode(utf16.NewEncoder(), bmp), bmp},
		"UniGB-UTF16-H": {"GB1", encode(utf16.NewEncoder(), text), text},
		"GBK-EUC-H":     {"GB1", encode(gb.NewEncoder(), bmp), bmp},
		"GB-EUC-H":      {"GB1", encode(gb.NewEncoder(), bmp), bmp},
		"GBpc-EUC-H":    {"GB1", encode(gb.NewEncoder(), bmp), bmp},
		"GBKp-EUC-H":    {"GB1", encode(gb.NewEncoder(), bmp), bmp},
		"GBK2K-H":       {"GB1", encode(gb.NewEncoder(), text), text},
		"ETen-B5-H":     {"CNS1", encode(big5.NewEncoder(), "一、總計：3119（申請） -12.5"), "一、總計：3119（申請） -12.5"},
	} {
		got, err := pdf.Read(t.Context(), oneFont("/"+name, collection(c.ordering), c.hex), limits())
		if err != nil || len(got.Blocks) != 1 || got.Blocks[0].Line.S != c.want {
			t.Errorf("%s: got %q, %v; want %q", name, show(got.Blocks), err, c.want)
		}
	}
}

// TestUnknownCMaps has fonts whose codes nothing in the file and no table of ours explains:
// no character may be made up for them.
func TestUnknownCMaps(t *testing.T) {
	for name, data := range map[string][]byte{
		"seven bits":         oneFont("/GB-H", collection("GB1"), "303130323033"),
		"other collection":   oneFont("/Identity-H", collection("Japan1"), "03AC03AD03AE"),
		"no collection":      oneFont("/Identity-H", collection("Identity"), "03AC03AD03AE"),
		"unknown name":       oneFont("/KSCms-UHC-H", collection("Korea1"), "B0A1B0A2"),
		"beyond GB 2312":     oneFont("/Identity-H", collection("GB1"), "2EE02EE12EE2"),
		"a false collection": oneFont("/Identity-H", strings.Replace(collection("GB1"), "Type0", "Type2", 1)+"/FontDescriptor 6 0 R", "03AC03AD03AE", "<</FontFile2 7 0 R>>", stream("", "no font")),
	} {
		got, err := pdf.Read(t.Context(), data, limits())
		if class, _ := fault.ClassOf(err); class != fault.NoText {
			t.Errorf("%s: got %q, %v; want class %s", name, show(got.Blocks), err, fault.NoText)
		}
	}
}

// TestAdobeGB1 reads CIDs of a font without any other map.
func TestAdobeGB1(t *testing.T) {
	// 一 is GB 2312 D2BB, CID 4162; 3 and 1 are CIDs 20 and 830.
	got, err := pdf.Read(t.Context(), oneFont("/Identity-H", collection("GB1"), "10420014033E"), limits())
	if err != nil || show(got.Blocks) != "1 一31\n" {
		t.Errorf("got %q, %v", show(got.Blocks), err)
	}
}

// trueType is a font file with nothing but a cmap of format 12: code, glyph, code, glyph …
func trueType(pairs ...uint32) string {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.BigEndian, v) }
	put([]uint16{0, 1, 1, 0, 0, 0}) // version, one table
	b.WriteString("cmap")
	put([]uint32{0, 28, 1000})
	put([]uint16{0, 1, 3, 10}) // cmap: one subtable
	put(uint32(12))
	put([]uint16{12, 0})
	put([]uint32{0, 0, uint32(len(pairs) / 2)})
	for i := 0; i < len(pairs); i += 2 {
		put([]uint32{pairs[i], pairs[i], pairs[i+1]})
	}
	return b.String()
}

// TestEmbeddedTrueType turns round the cmap of an embedded font. Glyph 9 stands for two
// different characters, glyph 10 for none.
func TestEmbeddedTrueType(t *testing.T) {
	font := trueType('政', 5, '府', 6, '3', 7, 0x2F00, 8, '一', 8, 'A', 9, 'B', 9)
	descendant := strings.Replace(collection("Identity"), "Type0", "Type2", 1) + "/FontDescriptor 6 0 R "
	for name, c := range map[string]struct{ hex, rest, want string }{
		"glyphs are CIDs": {"00050006000700080009000A", "/CIDToGIDMap /Identity", "1 政府3一\uFFFD\uFFFD\n"},
		"with a map":      {"00010002", "/CIDToGIDMap 8 0 R", "1 府政\n"},
	} {
		data := oneFont("/Identity-H", descendant+c.rest, c.hex, "<</FontFile2 7 0 R>>", stream("", font), stream("", "\x00\x00\x00\x06\x00\x05"))
		got, err := pdf.Read(t.Context(), data, limits())
		if err != nil || show(got.Blocks) != c.want {
			t.Errorf("%s: got %q, %v; want %q", name, show(got.Blocks), err, c.want)
		}
	}
}
