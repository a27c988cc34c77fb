package pdf_test

import (
	"context"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

// FuzzChild runs the built-in reader on any bytes: whatever becomes of the child, we end
// with lines or with a class.
func FuzzChild(f *testing.F) {
	f.Add(pages("", row))
	f.Add(pages("/Rotate 90", row, "BT /F3 10 Tf 50 100 Td "+codes("政府")+" Tj ET"))
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	cmd := builtIn()
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := pdf.Read(t.Context(), cmd, data, limits())
		if _, ok := fault.ClassOf(err); err != nil && !ok {
			t.Fatalf("an error without class: %v", err)
		}
	})
}

// output is a child's output as if it had come from one.
type output []byte

func (o output) Words(context.Context, []byte) ([][]pdf.Word, error) {
	return pdf.ParseWords(o, limits())
}

// FuzzOutput reads any output of a child; what it reads stands where it says.
func FuzzOutput(f *testing.F) {
	f.Add([]byte(`<doc><page width="1" height="1"><word xMin="1" yMin="2" xMax="3" yMax="4">12</word></page></doc>`))
	f.Add([]byte("<title>\xfe\xff</title><doc><page><flow><word xMin=\"1\" yMin=\"2\" xMax=\"3\" yMax=\"4\">一&amp;\x01</word><word xMin=\"4\" yMin=\"2\" xMax=\"6\" yMax=\"4\">2</word></flow></page></doc>"))
	f.Add([]byte(`<doc><page/><word xMin="1" yMin="2" xMax="3" yMax="4">12</word></doc>`))
	f.Add([]byte(`<doc><page><word xMin="NaN" yMin="2" xMax="1e300" yMax="4">12</word></page></doc>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		blocks, err := pdf.Read(t.Context(), output(data), nil, limits())
		if err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		for _, b := range blocks {
			if b.Page < 1 || b.Line.At.Kind != report.PlacePDF || b.Line.At.Page != b.Page || len(b.Line.Words) == 0 {
				t.Errorf("line %+v", b.Line)
			}
			for _, w := range b.Line.Words {
				if w.Start >= w.End || w.End > len(b.Line.S) {
					t.Errorf("word %+v of %q", w, b.Line.S)
				}
			}
		}
	})
}
