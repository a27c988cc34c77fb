package generate

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
)

// renderXLS writes an Excel 97-2003 workbook ([MS-XLS]): texts shared, in records of which
// each goes on in the next; whole numbers as RK, others as NUMBER; merged cells.
func renderXLS(d *dice, p *paper) []byte {
	rows, _ := p.spreadsheet()
	w := &biff{d: d}
	var cells, merges []byte
	n := 0
	for y, r := range rows {
		for _, q := range r {
			c := q.cell
			if q.above {
				continue
			}
			if c.colspan > 1 || c.rowspan > 1 {
				merges = append(merges, le16(y, y+c.rowspan-1, c.col, c.col+c.colspan-1)...)
				n++
			}
			cells = append(cells, w.cell(y, c)...)
		}
	}
	sheet := append(biffRecord(0x809, le16(0x600, 0x10, 0, 0, 0, 0, 0, 0)), cells...)
	for len(merges) > 0 { // a record holds at most 1,027
		k := min(n, 500)
		sheet = append(sheet, biffRecord(0xE5, append(le16(k), merges[:8*k]...))...)
		merges, n = merges[8*k:], n-k
	}
	sheet = append(sheet, biffRecord(0x0A, nil)...)
	head := biffRecord(0x809, le16(0x600, 5, 0, 0, 0, 0, 0, 0))
	for _, format := range []int{0, 2} {
		head = append(head, biffRecord(0xE0, append(le16(0, format), make([]byte, 16)...))...)
	}
	head = append(head, w.sst()...)
	tab := func(at int) []byte {
		return append(biffRecord(0x85, append(binary.LittleEndian.AppendUint32(nil, uint32(at)), 0, 0, 1, 0, 'a')), biffRecord(0x0A, nil)...)
	}
	book := append(head, tab(len(head)+len(tab(0)))...)
	return oleFile([2]struct {
		name string
		data []byte
	}{{"Workbook", append(book, sheet...)}, {"1", nil}})
}

type biff struct {
	d     *dice
	texts []string
}

func le16(all ...int) []byte {
	var b []byte
	for _, v := range all {
		b = binary.LittleEndian.AppendUint16(b, uint16(v))
	}
	return b
}

func biffRecord(kind int, data []byte) []byte { return append(le16(kind, len(data)), data...) }

func (w *biff) cell(y int, c sheetCell) []byte {
	if c.text == "" {
		return biffRecord(0x201, le16(y, c.col, 0))
	}
	format := 0
	if _, part, ok := strings.Cut(c.text, "."); ok && len(part) == 2 {
		format = 1
	}
	f, err := strconv.ParseFloat(c.text, 64)
	_, part, _ := strings.Cut(c.text, ".")
	if err != nil || !plainNumber.MatchString(c.text) || format == 0 && (strings.HasSuffix(part, "0") || len(c.text) > 10) {
		w.texts = append(w.texts, c.text)
		return biffRecord(0xFD, binary.LittleEndian.AppendUint32(le16(y, c.col, 0), uint32(len(w.texts)-1)))
	}
	if f == math.Trunc(f) && f < 1<<28 {
		return biffRecord(0x27E, binary.LittleEndian.AppendUint32(le16(y, c.col, format), uint32(int32(f))<<2|2))
	}
	return biffRecord(0x203, binary.LittleEndian.AppendUint64(le16(y, c.col, format), math.Float64bits(f)))
}

// sst writes the shared texts; a record is full at some hundred bytes, in the middle of a
// text too.
func (w *biff) sst() []byte {
	data := binary.LittleEndian.AppendUint32(nil, uint32(len(w.texts)))
	data = binary.LittleEndian.AppendUint32(data, uint32(len(w.texts)))
	var out []byte
	kind := 0xFC
	flush := func() {
		out = append(out, biffRecord(kind, data)...)
		kind, data = 0x3C, nil
	}
	for _, s := range w.texts {
		units := utf16.Encode([]rune(s))
		if len(data) > 4000 {
			flush()
		}
		data = append(data, le16(len(units))...)
		data = append(data, 1)
		for _, u := range units {
			if len(data) > 4000 && w.d.chance(20) {
				flush()
				data = append(data, 1)
			}
			data = binary.LittleEndian.AppendUint16(data, u)
		}
	}
	flush()
	return out
}
