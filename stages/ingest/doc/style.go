package doc

import (
	"github.com/gouji/gouji/stages/ingest/flow"
)

// The properties that count, by [MS-DOC] 2.6.
const (
	// of characters
	markDeleted  = 0x0800 // sprmCFRMarkDel
	fieldHidden  = 0x0802 // sprmCFFldVanish
	strike       = 0x0837 // sprmCFStrike
	vanish       = 0x083C // sprmCFVanish
	special      = 0x0855 // sprmCFSpec
	doubleStrike = 0x2A53 // sprmCFDStrike
	position     = 0x2A48 // sprmCIss
	colourIndex  = 0x2A42 // sprmCIco
	raise        = 0x4845 // sprmCHpsPos
	size         = 0x4A43 // sprmCHps
	colour       = 0x6870 // sprmCCv
	// of paragraphs
	inTable      = 0x2416 // sprmPFInTable
	rowEnd       = 0x2417 // sprmPFTtp
	innerCellEnd = 0x244B // sprmPFInnerTableCell
	innerRowEnd  = 0x244C // sprmPFInnerTtp
	hugePapx     = 0x6646 // sprmPHugePapx
	hugePapxOld  = 0x6645
	tableDepth   = 0x6649 // sprmPItap
	shading      = 0xC64D // sprmPShd
	shading80    = 0x442D // sprmPShd80
	// of table rows
	defTable    = 0xD608 // sprmTDefTable
	mergeDown   = 0xD62B // sprmTVertMerge
	mergeAcross = 0x5624 // sprmTMerge
	cellShade   = 0xD612 // sprmTDefTableShd
	cellShade80 = 0xD609 // sprmTDefTableShd80
)

// character is how a run of characters is set.
type character struct {
	flow.Style
	gone    bool // deleted, or inside of a field that does not show
	special bool // codes below 32 and ( stand for something else
}

func characterOf(grpprl []byte) character {
	var c character
	sprms(grpprl, func(code uint16, v []byte) {
		on := v[:min(1, len(v))]
		is := len(on) == 1 && (on[0] == 1 || on[0] == 0x81)
		switch code {
		case markDeleted, fieldHidden:
			c.gone = c.gone || is
		case vanish:
			c.Hidden = is
		case strike, doubleStrike:
			c.Struck = is
		case special:
			c.special = is
		case position:
			c.Raised, c.Lowered = len(on) == 1 && on[0] == 1, len(on) == 1 && on[0] == 2
		case raise:
			if n := int16(u16(v, 0)); n != 0 {
				c.Raised, c.Lowered = n > 0, n < 0
			}
		case size:
			c.Size = int(u16(v, 0))
		case colourIndex:
			c.White = len(on) == 1 && on[0] == 8
		case colour:
			c.White = len(v) == 4 && v[3] != 0xFF && min(v[0], v[1], v[2]) >= 0xF0
		}
	})
	return c
}

// paragraph is what its properties say of a paragraph.
type paragraph struct {
	flow.Standing
	shaded bool
}

func (f *file) paragraphOf(grpprl []byte) paragraph {
	var p paragraph
	in := false
	var take func(code uint16, v []byte)
	deep := false
	take = func(code uint16, v []byte) {
		is := len(v) > 0 && v[0] == 1
		switch code {
		case hugePapx, hugePapxOld:
			if at := int64(u32(v, 0)); !deep {
				deep = true
				sprms(cut(f.data, at+2, int64(u16(f.data, int(at)))), take)
			}
		case inTable:
			in = is
		case tableDepth:
			p.Depth = int(min(u32(v, 0), maxDepth+1))
		case rowEnd, innerRowEnd:
			p.RowEnd = p.RowEnd || is
		case innerCellEnd:
			p.CellEnd = is
		case shading, shading80:
			p.shaded = true
		default:
			takeRow(&p.Row, code, v)
		}
	}
	sprms(grpprl, take)
	if in && p.Depth == 0 {
		p.Depth = 1
	}
	return p
}

// takeRow applies a property of a row.
func takeRow(d *flow.RowDef, code uint16, v []byte) {
	switch code {
	case defTable:
		define(d, v)
	case mergeDown:
		if len(v) >= 2 && int(v[0]) < len(d.Down) {
			d.Down[v[0]] = map[byte]flow.Merge{1: flow.Continue, 3: flow.Begin}[v[1]]
		}
	case mergeAcross:
		if len(v) >= 2 && v[0] < v[1] && int(v[1]) <= len(d.Across) {
			d.Across[v[0]] = flow.Begin
			for i := int(v[0]) + 1; i < int(v[1]); i++ {
				d.Across[i] = flow.Continue
			}
		}
	case cellShade, cellShade80:
		d.Shaded = true
	}
}

// define reads a TDefTableOperand ([MS-DOC] 2.9.320): edges in twips and a TC80 a cell.
func define(d *flow.RowDef, v []byte) {
	if len(v) == 0 || len(v) < 1+2*(int(v[0])+1) {
		return
	}
	n := int(v[0])
	*d = flow.RowDef{Shaded: d.Shaded, Edges: make([]int, n+1), Down: make([]flow.Merge, n), Across: make([]flow.Merge, n)}
	for i := range d.Edges {
		d.Edges[i] = int(int16(u16(v, 1+2*i)))
	}
	cells := v[1+2*(n+1):]
	for i := range n {
		flags := u16(cells, 20*i) // 0 beyond the end: there may be fewer than cells
		d.Across[i] = [4]flow.Merge{flow.Single, flow.Continue, flow.Begin, flow.Begin}[flags&3]
		d.Down[i] = [4]flow.Merge{flow.Single, flow.Continue, flow.Single, flow.Begin}[flags>>5&3]
	}
}
