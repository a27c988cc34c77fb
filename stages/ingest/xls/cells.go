package xls

import (
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

// reading is a sheet in the making.
type reading struct {
	*book
	made *sheet.Maker
	// pending is a formula whose result stands in the next record, as text.
	pending *pending
}

type pending struct {
	at sheet.Square
	xf uint16
}

// read reads the substream of a sheet; charts in it are substreams of their own.
func (r *reading) read(b []byte) error {
	depth := 0
	for n := 0; ; n++ {
		if n%4096 == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		rec, rest, ok := next(b)
		if !ok {
			return nil
		}
		b = rest
		switch {
		case rec.kind == recBOF:
			depth++
		case rec.kind == recEOF:
			if depth--; depth <= 0 {
				return nil
			}
		case depth <= 1:
			if err := r.record(rec); err != nil {
				return err
			}
		}
	}
}

func (r *reading) record(rec record) error {
	d := rec.data()
	at := sheet.Square{Row: int(u16(d, 0)), Col: int(u16(d, 2))}
	switch rec.kind {
	case recRow:
		if len(d) >= 14 && u16(d, 12)&0x20 != 0 {
			r.made.HideRow(at.Row)
		}
	case recColInfo:
		if u16(d, 8)&1 != 0 {
			r.made.HideColumns(int(u16(d, 0)), int(u16(d, 2)))
		}
	case recMerged:
		for i := range int(u16(d, 0)) {
			k := 2 + 8*i
			r.made.Merge(sheet.Square{Row: int(u16(d, k)), Col: int(u16(d, k+4))}, sheet.Square{Row: int(u16(d, k+2)), Col: int(u16(d, k+6))})
		}
	case recMulRK:
		for i := 4; i+6 <= len(d)-2; i += 6 {
			if err := r.set(at, r.number(rk(u32(d, i+2)), u16(d, i))); err != nil {
				return err
			}
			at.Col++
		}
	case recMulBlank:
		for i := 4; i+2 <= len(d)-2; i += 2 {
			if err := r.set(at, report.Text{}); err != nil {
				return err
			}
			at.Col++
		}
	case recString:
		if p := r.pending; p != nil {
			r.pending = nil
			units, _ := (&cursor{parts: rec.parts, at: 2}).text(int(u16(d, 0)))
			return r.set(p.at, r.words(text{units: units}, p.xf))
		}
	default:
		return r.cell(rec, at)
	}
	return nil
}

// cell takes a record of one cell.
func (r *reading) cell(rec record, at sheet.Square) error {
	d := rec.data()
	if len(d) < 6 {
		return nil
	}
	format := u16(d, 4)
	switch rec.kind {
	case recBlank:
		return r.set(at, report.Text{})
	case recNumber:
		return r.set(at, r.number(f64(d, 6), format))
	case recRK:
		return r.set(at, r.number(rk(u32(d, 6)), format))
	case recLabelSST:
		if n := int(u32(d, 6)); n >= 0 && n < len(r.shared) {
			return r.set(at, r.words(r.shared[n], format))
		}
	case recLabel, recRString:
		units, _ := (&cursor{parts: rec.parts, at: 8}).text(int(u16(d, 6)))
		return r.set(at, r.words(text{units: units}, format))
	case recBoolErr:
		if len(d) >= 8 {
			return r.set(at, boolOrError(d[6], d[7] != 0))
		}
	case recFormula:
		return r.formula(d, at, format)
	}
	return nil
}

// formula takes the result of a formula ([MS-XLS] 2.5.133).
func (r *reading) formula(d []byte, at sheet.Square, format uint16) error {
	if len(d) < 14 || u16(d, 12) != 0xFFFF {
		return r.set(at, r.number(f64(d, 6), format))
	}
	switch d[6] {
	case 0:
		r.pending = &pending{at, format}
	case 1:
		return r.set(at, boolOrError(d[8], false))
	case 2:
		return r.set(at, boolOrError(d[8], true))
	}
	return nil
}

func boolOrError(v byte, failed bool) report.Text {
	switch {
	case failed:
		return report.Text{S: map[byte]string{0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}[v]}
	case v != 0:
		return report.Text{S: "TRUE"}
	}
	return report.Text{S: "FALSE"}
}

func (r *reading) set(at sheet.Square, t report.Text) error {
	if r.cells++; r.cells > r.lim.Cells {
		return r.tooMany()
	}
	if len(t.S) > r.lim.Text {
		return fault.Poisonf(fault.LimitToken, "a cell has %d bytes, at most %d are read", len(t.S), r.lim.Text)
	}
	r.made.Set(at, t)
	return nil
}
