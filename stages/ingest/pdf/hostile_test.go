package pdf_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

// TestManyFontChanges names a font of 20,000 widths that is written into the page itself
// 3,000 times: it must be looked up once, or the reading takes longer than it may.
func TestManyFontChanges(t *testing.T) {
	var b strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&b, "BT /F1 8 Tf %d %d Td (%d) Tj ET\n", 20+i%20*28, 20+i/20*5, i)
	}
	data := file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 "+
			"/BaseFont /Helvetica /FirstChar 0 /LastChar 19999 /Widths ["+strings.Repeat("500 ", 20_000)+"]>>>>>>>>", deflated(b.String()))
	got, err := pdf.Read(t.Context(), data, limits())
	words := 0
	for _, b := range got.Blocks {
		words += len(b.Line.Words)
	}
	if err != nil || words != 3000 {
		t.Errorf("%d words, %v", words, err)
	}
}

// TestHostileText has pages whose text is made to cost time.
func TestHostileText(t *testing.T) {
	line := func(n int, step string) string {
		return "BT /F1 8 Tf 50 50 Td " + strings.Repeat("(7) Tj "+step+" ", n) + "ET"
	}
	ranges := func(op string) string {
		return "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + strings.Repeat("1 begin"+op+"\n<0000> <FFFF> "+map[string]string{"bfrange": "<4E00>", "cidrange": "1"}[op]+"\nend"+op+"\n", 3000)
	}
	cid := "/Subtype /CIDFontType2 /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)>> "
	for name, c := range map[string]struct {
		data []byte
		want fault.Class // "" if it is to be read
	}{
		"the same place":         {pages("", line(60_000, "0 0 Td")), ""},
		"hardly another place":   {pages("", strings.Replace(line(60_000, "0.01 0 Td"), "/F1 8", "/F1 0.01", 1)), fault.Malformed},
		"one long word":          {pages("", "BT /F1 8 Tf 1 1 Td ("+strings.Repeat("1", 400_000)+") Tj ET"), ""},
		"more words than lines":  {pages("", strings.Replace(line(60_000, "9 0 Td"), "/F1 8", "/F1 1", 1)), fault.LimitCells},
		"overlapping CID ranges": {oneFont("6 0 R", cid, "00010002", deflated(ranges("cidrange"))), fault.NoText},
		"overlapping widths":     {oneFont("/Identity-H", cid+"/W ["+strings.Repeat("0 65535 500 ", 30_000)+"]", "00010002"), fault.NoText},
		"overlapping segments":   {oneFont("/Identity-H", cid+"/FontDescriptor 6 0 R", "00010002", "<</FontFile2 7 0 R>>", stream("", overlapping(8000))), fault.NoText},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := pdf.Read(t.Context(), c.data, limits())
			if got, _ := fault.ClassOf(err); got != c.want {
				t.Errorf("got %v, want class %q", err, c.want)
			}
		})
	}
}

// overlapping is a font whose cmap has n segments, each with all characters.
func overlapping(n int) string {
	u16 := func(v ...int) string {
		var b strings.Builder
		for _, x := range v {
			b.WriteByte(byte(x >> 8))
			b.WriteByte(byte(x))
		}
		return b.String()
	}
	repeat := func(v int) string { return strings.Repeat(u16(v), n) }
	return u16(0, 1, 1, 0, 0, 0) + "cmap" + u16(0, 0, 0, 28, 0, 60_000) + u16(0, 1, 3, 1, 0, 12) +
		u16(4, 0, 0, 2*n, 0, 0, 0) + repeat(0xFFFE) + u16(0) + repeat(0) + repeat(1) + repeat(0)
}

// loops are files that lead a reader in circles.
func loops() map[string][]byte {
	catalog := "<</Type /Catalog /Pages 2 0 R>>"
	page := func(rest string) string { return "<</Type /Page /MediaBox [0 0 600 800] " + rest + ">>" }
	font := " /Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>"
	text := "BT /F1 10 Tf 50 700 Td (12) Tj ET"
	tree := "<</Type /Pages /Kids [3 0 R] /Count 1>>"
	out := map[string][]byte{
		"pages in themselves":          file("", catalog, "<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"),
		"pages in each other":          file("", catalog, "<</Type /Pages /Kids [3 0 R 3 0 R] /Count 2>>", "<</Type /Pages /Kids [2 0 R 2 0 R] /Count 2>>"),
		"a page a thousand times":      file("", catalog, "<</Type /Pages /Kids ["+strings.Repeat("3 0 R ", 1000)+"] /Count 1000>>", page("/Contents 4 0 R /Resources <<"+font+">>"), stream("", text)),
		"a reference to itself":        file("", catalog, tree, page("/Contents 4 0 R"), "4 0 R"),
		"references in a circle":       file("", catalog, tree, page("/Contents 4 0 R"), "5 0 R", "4 0 R"),
		"a length of its own":          file("", catalog, tree, page("/Contents 4 0 R /Resources <<"+font+">>"), "<</Length 4 0 R>>\nstream\n"+text+"\nendstream"),
		"a filter of its own":          file("", catalog, tree, page("/Contents 4 0 R"), "<</Length 2 /Filter 4 0 R>>\nstream\nxx\nendstream"),
		"many filters":                 file("", catalog, tree, page("/Contents 4 0 R"), "<</Length 2 /Filter ["+strings.Repeat("/AHx ", 5000)+"]>>\nstream\n20\nendstream"),
		"a form in itself":             file("", catalog, tree, page("/Contents 4 0 R /Resources 5 0 R"), stream("", "/X Do"), "<</XObject <</X 6 0 R>>"+font+">>", stream("/Subtype /Form /Resources 5 0 R", text+" /X Do /X Do")),
		"forms in each other":          file("", catalog, tree, page("/Contents 4 0 R /Resources 5 0 R"), stream("", "/X Do"), "<</XObject <</X 6 0 R /Y 7 0 R>>"+font+">>", stream("/Subtype /Form /Resources 5 0 R", "/Y Do /Y Do"), stream("/Subtype /Form /Resources 5 0 R", "/X Do /X Do")),
		"a font in itself":             file("", catalog, tree, page("/Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>"), stream("", text), "<</Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] /ToUnicode 5 0 R /Encoding 5 0 R>>"),
		"a structure in itself":        file("", "<</Type /Catalog /Pages 2 0 R /StructTreeRoot 5 0 R>>", tree, page("/Contents 4 0 R"), stream("", text), "<</Type /StructTreeRoot /K [6 0 R]>>", "<</S /Table /K [6 0 R 5 0 R 7 0 R]>>", "<</S /TR /K [6 0 R 7 0 R]>>"),
		"a field in itself":            file("", catalog, tree, page("/Annots [4 0 R]"), "<</Subtype /Widget /Rect [0 0 99 99] /Parent 4 0 R>>"),
		"a layer in itself":            file("", catalog, tree, page("/Contents 4 0 R /Resources <</Properties <</P 5 0 R>>>>"), stream("", "/OC /P BDC "+text+" EMC"), "<</Type /OCMD /OCGs [5 0 R 5 0 R]>>"),
		"states saved for ever":        file("", catalog, tree, page("/Contents 4 0 R"), stream("", strings.Repeat("q ", 100_000))),
		"contents without end":         file("", catalog, tree, page("/Contents ["+strings.Repeat("4 0 R ", 20_000)+"]"), stream("", strings.Repeat("q Q ", 1000))),
		"forms that multiply":          multiply(),
		"a table that bites itself":    bites(),
		"a stream that extends itself": extends(),
	}
	return out
}

// multiply has twelve forms each of which draws the next a hundred times.
func multiply() []byte {
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</XObject <</X 5 0 R>>>>>>", stream("", "/X Do")}
	for i := range 12 {
		objects = append(objects, stream(fmt.Sprintf("/Subtype /Form /Resources <</XObject <</X %d 0 R>>>>", 6+i), strings.Repeat("/X Do ", 100)))
	}
	return file("", objects...)
}

// bites is a file whose only table names itself as the one before.
func bites() []byte {
	return []byte("%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [] /Count 0>>\nendobj\n" +
		"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 3 /Root 1 0 R /Prev 108>>\nstartxref\n108\n%%EOF")
}

// extends is a file whose objects are in a stream that extends itself.
func extends() []byte {
	return file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [9 0 R] /Count 1>>", stream("/Type /ObjStm /N 1 /First 4 /Extends 3 0 R", "8 0 <<>>"))
}

// TestLoops reads each: it ends with lines or with a class. Each takes less than half a
// second; the bound is ten times that, because other programs may want the processors.
func TestLoops(t *testing.T) {
	for name, data := range loops() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := pdf.Read(t.Context(), data, limits())
			if class, ok := fault.ClassOf(err); err != nil && !ok || class == fault.Panic {
				t.Errorf("an error without class: %v", err)
			}
			if took := time.Since(start); took > 5*time.Second && !underRace {
				t.Errorf("it took %v", took)
			}
		})
	}
}
