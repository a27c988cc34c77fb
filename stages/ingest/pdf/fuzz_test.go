package pdf_test

import (
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

// FuzzRead reads any bytes: it ends with blocks whose words stand where they say, or with a
// class.
func FuzzRead(f *testing.F) {
	f.Add(pages("", row))
	f.Add(pages("/Rotate 90", row, "BT /F3 10 Tf 50 100 Td "+codes("政府")+" Tj ET"))
	f.Add(pages("", ruled(2, 3)))
	f.Add([]byte("%PDF-1.4\n%%EOF"))
	for _, data := range loops() {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := pdf.Read(t.Context(), data, limits())
		if _, ok := fault.ClassOf(err); err != nil && !ok {
			t.Fatalf("an error without class: %v", err)
		}
		for _, list := range [][]report.Block{c.Blocks, c.Lines} {
			for _, b := range list {
				if b.Page < 1 {
					t.Errorf("block %+v", b)
				}
				if b.Grid == nil {
					sound(t, b.Line)
					continue
				}
				for _, k := range b.Grid.Cells {
					sound(t, k.Text)
					if k.RowSpan < 1 || k.ColSpan < 1 || k.Row+k.RowSpan > b.Grid.Rows || k.Col+k.ColSpan > b.Grid.Cols {
						t.Errorf("cell %+v of %d x %d", k, b.Grid.Rows, b.Grid.Cols)
					}
				}
			}
		}
	})
}

func sound(t *testing.T, x report.Text) {
	if x.At.Kind != report.PlacePDF || x.At.Page < 1 {
		t.Errorf("text %+v", x)
	}
	end := 0
	for _, w := range x.Words {
		if w.Start < end || w.Start >= w.End || w.End > len(x.S) {
			t.Errorf("word %+v of %q", w, x.S)
		}
		end = w.End
	}
	for _, m := range x.Marks {
		if m.Start >= m.End || m.End > len(x.S) {
			t.Errorf("mark %+v of %q", m, x.S)
		}
	}
}
