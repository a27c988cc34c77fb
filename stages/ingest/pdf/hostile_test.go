package pdf_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

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
	words, err := builtIn().Words(t.Context(), data)
	if err != nil || len(words) != 1 || len(words[0]) != 3000 {
		t.Errorf("%d pages, %v", len(words), err)
	}
}

// TestHostileText has pages whose text is made to cost time, each in a child that waits and
// is to read a good document after it.
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
			w := pdf.NewWarm([]string{os.Args[0], "pdf-extract"}, limits())
			defer w.Close()
			_, err := pdf.Read(t.Context(), w, c.data, limits())
			if got, _ := fault.ClassOf(err); got != c.want {
				t.Errorf("got %v, want class %q", err, c.want)
			}
			if words, err := w.Words(t.Context(), pages("", row)); err != nil || len(words[0]) != 4 {
				t.Errorf("the next document: %v, %v", words, err)
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
