package pdf_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func limits() pdf.Limits {
	return pdf.Limits{Pages: 50, Words: 50_000, Text: 1 << 20, Inflate: 64 << 20, Operators: 5_000_000, Glyphs: 1_000_000}
}

// read reads a file that must be read.
func read(t testing.TB, data []byte) pdf.Content {
	t.Helper()
	c, err := pdf.Read(t.Context(), data, limits())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func show(blocks []report.Block) string {
	var b strings.Builder
	for _, k := range blocks {
		fmt.Fprintf(&b, "%d %s\n", k.Page, k.Line.S)
	}
	return b.String()
}

// row is a table row as it stands in real files: a label in one font and numbers in
// another, which differ in height.
var row = "BT /F2 10 Tf 50 700 Td " + codes("一、总计") + " Tj ET " +
	"BT /F1 12 Tf 200 699 Td (12) Tj 40 0 Td (0) Tj 40 0 Td (3) Tj ET "

func TestRead(t *testing.T) {
	for name, c := range map[string]struct{ rest, content, want string }{
		"row":                 {"", row, "1 一、总计 12 0 3\n"},
		"lines top to bottom": {"", "BT /F1 10 Tf 50 100 Td (2) Tj 0 50 Td (1) Tj ET", "1 1\n1 2\n"},
		"drawn right to left": {"", "BT /F1 10 Tf 90 100 Td (2) Tj -40 0 Td (1) Tj ET", "1 1 2\n"},
		"leading":             {"", "BT /F1 10 Tf 20 TL 50 100 Td (1) Tj T* (2) Tj (3) ' 1 1 (4) \" ET", "1 1\n1 2\n1 3\n1 4\n"},
		"kerned":              {"", "BT /F1 10 Tf 50 100 Td [(1) -20 (2) -2000 (3)] TJ ET", "1 12 3\n"},
		"spaces":              {"", "BT /F1 10 Tf 50 100 Td (1 2  3) Tj ET", "1 1 2 3\n"},
		"font changes":        {"", "BT /F1 10 Tf 50 100 Td (1.) Tj /F2 10 Tf " + codes("年报") + " Tj ET", "1 1.年报\n"},
		"drawn twice": {"", "BT /F1 10 Tf 50 100 Td (12) Tj ET BT /F1 10 Tf 50.3 100 Td (12) Tj ET",
			"1 12\n"},
		"transformed":  {"", "q 2 0 0 2 10 10 cm BT /F1 10 Tf 1 0 0 1 50 100 Tm (12) Tj ET Q BT /F1 10 Tf 200 100 Td (3) Tj ET", "1 12\n1 3\n"},
		"scaled":       {"", "BT /F1 10 Tf 200 Tz 50 100 Td (12) Tj 40 0 Td (3) Tj ET", "1 12 3\n"},
		"form":         {"", "q 1 0 0 1 0 300 cm /X1 Do Q BT /F1 10 Tf 50 300 Td (1) Tj ET", "1 1 77\n"},
		"rotated page": {"/Rotate 90", "BT /F1 10 Tf 0 1 -1 0 100 50 Tm (1) Tj 40 0 Td (2) Tj ET", "1 1 2\n"},
		"a label on two lines beside its numbers": {"", "BT /F2 9 Tf 50 706 Td " + codes("政府信息") + " Tj 0 -12 Td " + codes("公开年报") +
			" Tj ET BT /F1 12 Tf 200 699 Td (5) Tj 40 0 Td (0) Tj ET", "1 政府信息\n1 5 0\n1 公开年报\n"},
		"two pages": {"", "BT /F1 10 Tf 50 100 Td (1) Tj ET\x00BT /F1 10 Tf 50 100 Td (2) Tj ET", "1 1\n2 2\n"},
		"stacked": {"", row + "BT /F2 10 Tf 20 712 Td " + codes("三") + " Tj 0 -12 Td " + codes("年") + " Tj 0 -12 Td " + codes("报") + " Tj ET",
			"1 三\n1 一、总计 12 0 3\n1 年\n1 报\n"},
	} {
		t.Run(name, func(t *testing.T) {
			data := pages(c.rest, strings.Split(c.content, "\x00")...)
			got := read(t, data)
			if s := show(got.Blocks); s != c.want {
				t.Errorf("got\n%swant\n%s", s, c.want)
			}
			reread(t, data, got.Blocks)
		})
	}
}

// reread finds every line, cell and word again.
func reread(t *testing.T, data []byte, blocks []report.Block) {
	t.Helper()
	again, err := pdf.NewRereader(t.Context(), data, limits())
	if err != nil {
		t.Fatal(err)
	}
	check := func(x report.Text) {
		got, err := again.Text(x.At)
		if err != nil || squeeze(got) != squeeze(x.S) {
			t.Errorf("%+v reads %q, %v; want %q", x.At, got, err, x.S)
		}
		for _, w := range x.Words {
			piece := x.Slice(w.Start, w.End)
			if got, err := again.Text(piece.At); err != nil || got != piece.S {
				t.Errorf("%+v reads %q, %v; want %q", piece.At, got, err, piece.S)
			}
		}
	}
	for _, b := range blocks {
		if b.Grid == nil {
			check(b.Line)
			continue
		}
		for _, c := range b.Grid.Cells {
			check(c.Text)
		}
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func TestBoxes(t *testing.T) {
	got := read(t, pages("", row)).Blocks
	want := [][4]float64{{50, 91.4, 90, 101.4}, {200, 89.6, 213.344, 105.2}, {240, 89.6, 246.672, 105.2}, {280, 89.6, 286.672, 105.2}}
	for i, w := range got[0].Line.Words {
		for k := range 4 {
			if d := w.Box[k] - want[i][k]; d > 0.01 || d < -0.01 {
				t.Errorf("word %d is at %v, want %v", i, w.Box, want[i])
				break
			}
		}
	}
}

func TestRefused(t *testing.T) {
	long := strings.Repeat("\x00BT /F1 10 Tf 50 100 Td (1) Tj ET", 60)
	nested := file("", "<</Type /Catalog /Pages 2 0 R /X "+strings.Repeat("[", 3_000_000)+">>", "<</Type /Pages /Kids [] /Count 0>>")
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"no text":      {pages("", "0 0 100 100 re f"), fault.NoText},
		"unmapped":     {pages("", "BT /F2 10 Tf 50 100 Td <00F000F100F200F3> Tj ET"), fault.NoText},
		"too long":     {pages("", strings.Split(long, "\x00")...), fault.LimitPages},
		"header only":  {[]byte("%PDF-1.7\n"), fault.Malformed},
		"cut off":      {pages("", row)[:900], fault.Malformed},
		"noise":        {[]byte("%PDF-1.4\n" + strings.Repeat("obj <<>> stream ", 500) + "%%EOF"), fault.Malformed},
		"deep nesting": {nested, fault.Malformed},
		"password": {file("/ID [<00><00>] /Encrypt <</Filter /Standard /V 1 /R 2 /P -4 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+">>>",
			"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [] /Count 0>>"), fault.Encrypted},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := pdf.Read(t.Context(), c.data, limits())
			if got, ok := fault.ClassOf(err); !ok || got != c.want {
				t.Errorf("got %d blocks, %v; want class %s", len(out.Blocks), err, c.want)
			}
		})
	}
}

// TestMemory has a stream that asks for a row of two thousand million bytes.
func TestMemory(t *testing.T) {
	data := file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>",
		strings.Replace(deflated("BT ET"), "/FlateDecode", "/FlateDecode /DecodeParms <</Predictor 12 /Columns 2000000000>>", 1))
	_, err := pdf.Read(t.Context(), data, limits())
	if got, _ := fault.ClassOf(err); got != fault.Malformed {
		t.Errorf("got %v, want class %s", err, fault.Malformed)
	}
}

func TestContextEndsReading(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := pdf.Read(ctx, pages("", row), limits()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}
