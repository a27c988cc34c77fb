package xls

import (
	"context"
	"strconv"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/report"
)

// Read returns the lines and grids of the workbook. The errors are poison, and the
// context's.
func Read(ctx context.Context, data []byte, lim sheet.Limits) ([]report.Block, error) {
	sheets, err := sheets(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	var out []report.Block
	for i := range sheets {
		blocks, err := sheets[i].Blocks(lim)
		if err != nil {
			return nil, err
		}
		out = append(out, blocks...)
	}
	return out, nil
}

// NewRereader reads the workbook anew to find places in it; its errors are those of Read.
func NewRereader(ctx context.Context, data []byte, lim sheet.Limits) (*sheet.Rereader, error) {
	sheets, err := sheets(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return sheet.NewRereader(report.PlaceXLS, sheets), nil
}

// book is a workbook in the making.
type book struct {
	ctx     context.Context
	lim     sheet.Limits
	formats map[uint16]string
	fonts   []flow.Style
	xfs     []xf
	shared  []text
	date    bool // days are counted from 1904
	tabs    []tab
	cells   int
}

// xf is how a cell shows its value.
type xf struct{ font, format uint16 }

// tab is a sheet in the list.
type tab struct {
	at     uint32
	hidden bool
	data   bool // a worksheet, no chart or macro
}

// text is a text with its runs of fonts.
type text struct {
	units []uint16
	runs  []run
}

func sheets(ctx context.Context, data []byte, lim sheet.Limits) ([]sheet.Sheet, error) {
	b, err := workbook(data)
	if err != nil {
		return nil, err
	}
	k := &book{ctx: ctx, lim: lim, formats: map[uint16]string{}}
	if err := k.globals(b); err != nil {
		return nil, err
	}
	var out []sheet.Sheet
	for n, t := range k.tabs {
		if t.hidden || !t.data || int64(t.at) >= int64(len(b)) {
			continue
		}
		s := &reading{book: k, made: sheet.NewMaker(report.PlaceXLS, n+1, lim.Cells)}
		if err := s.read(b[t.at:]); err != nil {
			return nil, err
		}
		out = append(out, s.made.Sheet())
	}
	return out, nil
}

// mostTabs is how many sheets are read; more are refused as limit_parts.
const mostTabs = 256

// globals reads what holds for all sheets, up to the end of the first substream.
func (k *book) globals(b []byte) error {
	for n := 0; ; n++ {
		if n%4096 == 0 && k.ctx.Err() != nil {
			return k.ctx.Err()
		}
		r, rest, ok := next(b)
		if !ok || r.kind == recEOF {
			return nil
		}
		b = rest
		d := r.data()
		switch r.kind {
		case recFilePass:
			return fault.Poisonf(fault.Encrypted, "文档设有密码，请取消密码后另存再提交 · the workbook has a password; save it without one and submit it again")
		case recDate1904:
			k.date = u16(d, 0) == 1
		case recFormat:
			units, _ := (&cursor{parts: r.parts, at: 4}).text(int(u16(d, 2)))
			k.formats[u16(d, 0)] = decode(units)
		case recFont:
			k.font(d)
		case recXF:
			k.xfs = append(k.xfs, xf{u16(d, 0), u16(d, 2)})
		case recSheet:
			if len(k.tabs) == mostTabs {
				return fault.Poisonf(fault.LimitParts, "the workbook has more than %d sheets; submit the report alone", mostTabs)
			}
			if len(d) >= 6 {
				k.tabs = append(k.tabs, tab{at: u32(d, 0), hidden: d[4]&3 != 0, data: d[5] == 0})
			}
		case recSST:
			if err := k.sst(r); err != nil {
				return err
			}
		}
	}
}

// font keeps a font; there is none with the number 4.
func (k *book) font(d []byte) {
	if len(k.fonts) == 4 {
		k.fonts = append(k.fonts, flow.Style{})
	}
	k.fonts = append(k.fonts, flow.Style{
		Size: int(u16(d, 0)) / 10, Struck: u16(d, 2)&8 != 0, White: u16(d, 4) == 9 || u16(d, 4) == 1,
		Raised: u16(d, 8) == 1, Lowered: u16(d, 8) == 2,
	})
}

func (k *book) sst(r record) error {
	c := &cursor{parts: r.parts}
	c.skip(8)
	for c.left() {
		n := int(c.u16())
		if n > k.lim.Text {
			return fault.Poisonf(fault.LimitToken, "a text has %d characters, at most %d are read", n, k.lim.Text)
		}
		units, runs := c.text(n)
		if k.shared = append(k.shared, text{units, runs}); len(k.shared) > k.lim.Cells {
			return k.tooMany()
		}
	}
	return nil
}

func (k *book) tooMany() error {
	return fault.Poisonf(fault.LimitCells, "表格过大，请只提交年度报告本身 · the workbook has more than %d cells; submit the report alone", k.lim.Cells)
}

// styleOf is the font of a cell's format. White print counts only where the cell has no
// ground, which is not read here: it is taken for seen.
func (k *book) styleOf(n uint16) flow.Style {
	var s flow.Style
	if int(n) < len(k.xfs) && int(k.xfs[n].font) < len(k.fonts) {
		s = k.fonts[k.xfs[n].font]
	}
	s.White = false
	return s
}

// number shows a number as the cell's format says.
func (k *book) number(f float64, n uint16) report.Text {
	code := ""
	if int(n) < len(k.xfs) {
		id := k.xfs[n].format
		if code = k.formats[id]; code == "" {
			code = sheet.Builtin(int(id))
		}
	}
	s := sheet.Number(strconv.FormatFloat(f, 'g', 17, 64), code, k.date)
	return sheet.Look(report.Text{S: s}, k.styleOf(n).Look())
}

// words shows a text with the fonts of its runs.
func (k *book) words(t text, n uint16) report.Text {
	base := k.styleOf(n)
	var out flow.Text
	look, from := base.Look(), 0
	for _, r := range append(t.runs, run{at: len(t.units)}) {
		at := min(max(r.at, from), len(t.units))
		out.Write(decode(t.units[from:at]), look)
		from = at
		if r.font < len(k.fonts) {
			s := k.fonts[r.font]
			s.White = false
			look = s.Look()
		}
	}
	return out.Take()
}
