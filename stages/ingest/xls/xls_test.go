package xls_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/ole/oletest"
	"github.com/gouji/gouji/stages/ingest/readtest"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/ingest/xls"
)

var limits = sheet.Limits{Cells: 5_000, Columns: 100, Text: 1 << 14}

// le writes numbers as little-endian: uint8, uint16, uint32, float64, bytes.
func le(all ...any) []byte {
	var b []byte
	for _, v := range all {
		switch v := v.(type) {
		case int:
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		case uint8:
			b = append(b, v)
		case uint32:
			b = binary.LittleEndian.AppendUint32(b, v)
		case float64:
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		case []byte:
			b = append(b, v...)
		case string:
			b = append(b, v...)
		default:
			panic(fmt.Sprintf("%T", v))
		}
	}
	return b
}

func rec(kind int, data ...any) []byte {
	d := le(data...)
	return append(le(kind, len(d)), d...)
}

// wide is a text of 16-bit characters with its flags.
func wide(s string) []byte {
	out := []byte{1}
	for _, u := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, u)
	}
	return out
}

const (
	bof = 0x809
	eof = 0x0A
)

// globals are fonts (3 is struck, 5 raised, as there is no 4), formats and cell formats.
func globals(more ...[]byte) []byte {
	b := rec(bof, 0x600, 5, 0, 0, uint32(0), uint32(0))
	font := func(grbit, sss int) []byte { return rec(0x31, 200, grbit, 8, 400, sss, 0, 0, uint8(0)) }
	for _, f := range [][]byte{font(0, 0), font(0, 0), font(0, 0), font(8, 0), font(0, 1)} {
		b = append(b, f...)
	}
	b = append(b, rec(0x41E, 170, 3, wide(`0"件"`)[:1], wide(`0"件"`)[1:7])...)
	for _, x := range [][2]int{{0, 0}, {0, 2}, {3, 0}, {0, 31}} {
		b = append(b, rec(0xE0, x[0], x[1], make([]byte, 16))...)
	}
	for _, m := range more {
		b = append(b, m...)
	}
	return b
}

// book is a workbook with one sheet, and one that is hidden.
func book(head, body []byte) []byte {
	tail := func(at int) []byte {
		return le(rec(0x85, uint32(at), uint8(0), uint8(0), uint8(1), uint8(0), "a"), rec(0x85, uint32(0), uint8(1), uint8(0), uint8(1), uint8(0), "b"), rec(eof))
	}
	at := len(head) + len(tail(0))
	return le(head, tail(at), rec(bof, 0x600, 0x10, 0, 0, uint32(0), uint32(0)), body, rec(eof))
}

func xlsFile(head, body []byte) []byte {
	return oletest.File(oletest.Stream{Name: "Workbook", Data: book(head, body)})
}

func read(t testing.TB, data []byte) string {
	t.Helper()
	blocks, err := xls.Read(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	again, err := xls.NewRereader(t.Context(), data, limits)
	if err != nil {
		t.Fatal(err)
	}
	readtest.Reread(t, again, blocks)
	var b strings.Builder
	for i, k := range blocks {
		shown := readtest.Show(blocks[i : i+1])
		if k.Grid == nil {
			shown = strings.TrimSuffix(shown, "\n") + " " + k.Line.At.Path + "\n"
		}
		b.WriteString(shown)
	}
	return b.String()
}

func number(row, col, xf int, f float64) []byte { return rec(0x203, row, col, xf, f) }

func TestRead(t *testing.T) {
	t.Parallel()
	// The second text goes on in another record, there in 8 bits; the third has a raised digit.
	sst := le(rec(0xFC, uint32(3), uint32(3), 2, wide("总计"), 4, wide("ab")), rec(0x3C, uint8(0), "cd", 2, uint8(8), 1, "12", 1, 5))
	label := func(row, col, n int) []byte { return rec(0xFD, row, col, 0, uint32(n)) }
	for name, c := range map[string]struct{ head, body []byte }{
		"\"总计\" sheet[1]!A1\n":                                                    {globals(sst), label(0, 0, 0)},
		"grid 1x3 0,0\"总计\" 0,1\"abcd\" 0,2\"12\"<2 raised>\n":                    {globals(sst), le(label(0, 0, 0), label(0, 1, 1), label(0, 2, 2))},
		"grid 1x4 0,0\"17.31\" 0,1\"3.00\" 0,2\"5\"<5 struck> 0,3\"2024年1月1日\"\n": {globals(), le(number(0, 0, 0, 17.31), number(0, 1, 1, 3), number(0, 2, 2, 5), number(0, 3, 3, 45292))},
		"grid 2x3 0,0\"12\" 0,1\"1.23\" 0,2\"-7\" 1,0\"8\" 1,1\"9\" 1,2\"\"\n": {globals(), le(rec(0x27E, 0, 0, 0, uint32(12<<2|2)), rec(0x27E, 0, 1, 0, uint32(123<<2|3)),
			rec(0x27E, 0, 2, 0, uint32(0xFFFFFFE4|2)), rec(0xBD, 1, 0, 0, uint32(8<<2|2), 0, uint32(9<<2|2), 1), rec(0xBE, 1, 2, 0, 2))},
		"grid 1x4 0,0\"x\" 0,1\"TRUE\" 0,2\"#N/A\" 0,3\"6\"\n": {globals(), le(rec(0x06, 0, 0, 0, uint8(0), make([]byte, 5), 0xFFFF, 0, uint32(0)), rec(0x207, 1, wide("x")),
			rec(0x205, 0, 1, 0, uint8(1), uint8(0)), rec(0x205, 0, 2, 0, uint8(42), uint8(1)), rec(0x06, 0, 3, 0, 6.0, 0, uint32(0)))},
		"grid 2x2 0,0(2x1)\"1\" 0,1\"2\" 1,1\"3\"\n": {globals(), le(number(0, 0, 0, 1), number(0, 1, 0, 2), number(1, 0, 0, 99), number(1, 1, 0, 3), rec(0xE5, 1, 0, 1, 0, 0))},
		"grid 2x2 0,0\"1\" 0,1\"2\"<2 hidden> 1,0\"3\"<3 hidden> 1,1\"4\"<4 hidden>\n": {globals(), le(rec(0x7D, 1, 1, 0, 0, 1), rec(0x208, 1, 0, 2, 0, 0, 0, 0x20, 0),
			number(0, 0, 0, 1), number(0, 1, 0, 2), number(1, 0, 0, 3), number(1, 1, 0, 4))},
		"grid 1x2 0,0\"1\" 0,1\"2\"\n": {globals(), le(number(0, 0, 0, 1), rec(bof, 0x600, 0x20), number(5, 5, 0, 99), rec(eof), number(0, 1, 0, 2))},
	} {
		if got := read(t, xlsFile(c.head, c.body)); got != name {
			t.Errorf("got\n%swant\n%s", got, name)
		}
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	var many []byte
	for i := range 6000 {
		many = append(many, number(i, 0, 0, 1)...)
	}
	for name, c := range map[string]struct {
		data []byte
		want fault.Class
	}{
		"password":       {xlsFile(globals(rec(0x2F, 0)), nil), fault.Encrypted},
		"Excel 95":       {oletest.File(oletest.Stream{Name: "Book", Data: rec(bof, 0x500, 5)}), fault.UnsupportedType},
		"another BIFF":   {oletest.File(oletest.Stream{Name: "Workbook", Data: rec(bof, 0x500, 5)}), fault.UnsupportedType},
		"no workbook":    {oletest.File(oletest.Stream{Name: "x", Data: nil}), fault.Malformed},
		"many cells":     {xlsFile(globals(), many), fault.LimitCells},
		"a long text":    {xlsFile(globals(rec(0xFC, uint32(1), uint32(1), 0xFFFF, uint8(0), strings.Repeat("x", 100))), nil), fault.LimitToken},
		"shared texts":   {xlsFile(globals(rec(0xFC, uint32(1), uint32(1), make([]byte, 60_000))), nil), fault.LimitCells},
		"many sheets":    {xlsFile(globals([]byte(strings.Repeat(string(rec(0x85, uint32(0), uint8(0), uint8(0))), 300))), nil), fault.LimitParts},
		"cells in a row": {xlsFile(globals(), []byte(strings.Repeat(string(rec(0xBE, 0, 0, make([]byte, 2000), 1)), 10))), fault.LimitCells},
	} {
		_, err := xls.Read(t.Context(), c.data, limits)
		if got, _ := fault.ClassOf(err); got != c.want {
			t.Errorf("%s: got %.200v, want class %s", name, err, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(book(globals(rec(0xFC, uint32(1), uint32(1), 2, wide("总计"))), le(rec(0xFD, 0, 0, 0, uint32(0)), number(0, 1, 1, 2), rec(0xE5, 1, 0, 1, 0, 0))))
	f.Fuzz(func(t *testing.T, b []byte) {
		data := oletest.File(oletest.Stream{Name: "Workbook", Data: b})
		if _, err := xls.Read(t.Context(), data, limits); err != nil {
			if _, ok := fault.ClassOf(err); !ok {
				t.Fatalf("an error without class: %v", err)
			}
			return
		}
		read(t, data)
	})
}
