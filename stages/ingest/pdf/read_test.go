package pdf_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

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
		for reader, cmd := range readers(t) {
			t.Run(name+", "+reader, func(t *testing.T) {
				data := pages(c.rest, strings.Split(c.content, "\x00")...)
				blocks, err := pdf.Read(t.Context(), cmd, data, limits())
				if err != nil {
					t.Fatal(err)
				}
				if got := show(blocks); got != c.want {
					t.Errorf("got\n%swant\n%s", got, c.want)
				}
				reread(t, cmd, data, blocks)
			})
		}
	}
}

// reread finds every line and every word again.
func reread(t *testing.T, cmd pdf.Command, data []byte, blocks []report.Block) {
	t.Helper()
	words, err := cmd.Words(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	again := pdf.NewRereader(words)
	for _, b := range blocks {
		if got, err := again.Text(b.Line.At); err != nil || got != b.Line.S {
			t.Errorf("%+v reads %q, %v; want %q", b.Line.At, got, err, b.Line.S)
		}
		for _, w := range b.Line.Words {
			piece := b.Line.Slice(w.Start, w.End)
			if got, err := again.Text(piece.At); err != nil || got != piece.S {
				t.Errorf("%+v reads %q, %v; want %q", piece.At, got, err, piece.S)
			}
		}
	}
}

func TestBoxes(t *testing.T) {
	for reader, cmd := range readers(t) {
		blocks, err := pdf.Read(t.Context(), cmd, pages("", row), limits())
		if err != nil {
			t.Fatal(err)
		}
		want := [][4]float64{{50, 91.4, 90, 101.4}, {200, 89.6, 213.344, 105.2}, {240, 89.6, 246.672, 105.2}, {280, 89.6, 286.672, 105.2}}
		for i, w := range blocks[0].Line.Words {
			for k := range 4 {
				// Poppler takes the heights of a standard font from its own tables.
				if d := w.Box[k] - want[i][k]; d > 4 || d < -4 {
					t.Errorf("%s: word %d is at %v, want %v", reader, i, w.Box, want[i])
					break
				}
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
		for reader, cmd := range readers(t) {
			t.Run(name+", "+reader, func(t *testing.T) {
				blocks, err := pdf.Read(t.Context(), cmd, c.data, limits())
				got, ok := fault.ClassOf(err)
				// Poppler mends files that were cut off, and then finds no text.
				if !ok || got != c.want && !(c.want == fault.Malformed && got == fault.NoText && reader == "poppler") {
					t.Errorf("got %d blocks, %v; want class %s", len(blocks), err, c.want)
				}
			})
		}
	}
}

// TestMemory has a stream that asks for a row of two thousand million bytes.
func TestMemory(t *testing.T) {
	if underRace {
		t.Skip("skipped: the race detector does not run in a limited address space")
	}
	data := file("", "<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R>>",
		strings.Replace(deflated("BT ET"), "/FlateDecode", "/FlateDecode /DecodeParms <</Predictor 12 /Columns 2000000000>>", 1))
	_, err := pdf.Read(t.Context(), builtIn(), data, limits())
	if got, _ := fault.ClassOf(err); got != fault.LimitMemory {
		t.Errorf("got %v, want class %s", err, fault.LimitMemory)
	}
}

// TestBadChildren has children that do not do their work.
func TestBadChildren(t *testing.T) {
	lim := limits()
	lim.Output = 1 << 16
	quick := lim
	quick.Time = 200 * time.Millisecond
	for mode, c := range map[string]struct {
		lim  pdf.Limits
		want fault.Class
	}{
		"hang":  {quick, fault.LimitTime},
		"flood": {lim, fault.LimitCells},
		"crash": {lim, fault.Malformed},
		"deaf":  {lim, fault.NoText},
	} {
		cmd := pdf.Command{Argv: []string{os.Args[0], mode}, Limits: c.lim}
		_, err := pdf.Read(t.Context(), cmd, make([]byte, 1<<20), c.lim)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %v, want class %s", mode, err, c.want)
		}
	}
}

func TestContextEndsChild(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cmd := pdf.Command{Argv: []string{os.Args[0], "hang"}, Limits: limits()}
	done := make(chan error)
	go func() {
		_, err := cmd.Words(ctx, []byte("x"))
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

// TestOurFault has failures that say nothing about the document.
func TestOurFault(t *testing.T) {
	for name, cmd := range map[string]pdf.Command{
		"no reader":  {Limits: limits()},
		"no program": {Argv: []string{"/nonexistent/reader"}, Limits: limits()},
	} {
		_, err := pdf.Read(t.Context(), cmd, []byte("x"), limits())
		if _, ok := fault.ClassOf(err); ok || err == nil {
			t.Errorf("%s: got %v, want an error without class", name, err)
		}
	}
}
