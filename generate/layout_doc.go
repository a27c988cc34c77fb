package generate

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// renderDOC writes a Word 97-2003 document ([MS-DOC]): the text in a piece table of one or
// two pieces, and for each paragraph its properties; merged cells by the definition at each
// row's end.
func renderDOC(d *dice, p *paper) []byte {
	w := &wordDoc{}
	for _, x := range p.blocks() {
		if x.kind == blockTable {
			w.table(d, x.table)
			continue
		}
		w.paragraph(x.line, '\r', nil)
	}
	return w.file(d)
}

type wordDoc struct {
	text  []uint16
	ends  []int    // characters behind each paragraph
	props [][]byte // of each
}

func (w *wordDoc) paragraph(s string, mark uint16, props []byte) {
	w.text = append(append(w.text, utf16.Encode([]rune(s))...), mark)
	w.ends = append(w.ends, len(w.text))
	w.props = append(w.props, props)
}

var (
	inTable = []byte{0x16, 0x24, 1} // sprmPFInTable
	rowEnd  = []byte{0x17, 0x24, 1} // sprmPFTtp
)

func (w *wordDoc) table(d *dice, s *sheet) {
	for _, line := range s.squares() {
		edges := []int{-108}
		var flags []uint16
		for _, q := range line {
			text, flag := q.cell.text, uint16(0)
			switch {
			case q.above:
				text, flag = "", 1<<5
			case q.cell.rowspan > 1:
				flag = 3 << 5
			}
			edges = append(edges, 600*(q.cell.col+q.cell.colspan)-108+d.between(-5, 5))
			flags = append(flags, flag)
			w.paragraph(text, 7, inTable)
		}
		def := []byte{byte(len(flags))}
		for _, e := range edges {
			def = binary.LittleEndian.AppendUint16(def, uint16(int16(e)))
		}
		for _, f := range flags {
			def = append(binary.LittleEndian.AppendUint16(def, f), make([]byte, 18)...)
		}
		props := append(append([]byte{}, inTable...), rowEnd...)
		props = append(props, 0x08, 0xD6) // sprmTDefTable
		props = binary.LittleEndian.AppendUint16(props, uint16(len(def)+1))
		w.paragraph("", 7, append(props, def...))
	}
}

// file puts the streams together. Offsets are those of the FIB of Word 97.
func (w *wordDoc) file(d *dice) []byte {
	const textAt = 1024
	doc := make([]byte, textAt)
	put16 := func(at int, v uint16) { binary.LittleEndian.PutUint16(doc[at:], v) }
	put32 := func(at int, v uint32) { binary.LittleEndian.PutUint32(doc[at:], v) }
	put16(0, 0xA5EC)
	put16(2, 0xC1)
	put16(6, 0x804)
	put16(0x0A, 0x0200) // the table stream is 1Table
	put16(0x20, 14)
	put16(0x3E, 22)
	put32(0x4C, uint32(len(w.text)))
	put16(0x98, 0x5D)
	for _, c := range w.text {
		doc = binary.LittleEndian.AppendUint16(doc, c)
	}
	put32(0x18, textAt)
	put32(0x1C, uint32(len(doc)))
	doc = append(doc, make([]byte, -len(doc)&511)...)
	end := uint32(textAt + 2*len(w.text))

	var table []byte
	part := func(n int, b []byte) {
		put32(0x9A+8*n, uint32(len(table)))
		put32(0x9A+8*n+4, uint32(len(b)))
		table = append(table, b...)
	}
	chpx := make([]byte, 512) // one run without properties
	binary.LittleEndian.PutUint32(chpx, textAt)
	binary.LittleEndian.PutUint32(chpx[4:], end)
	chpx[511] = 1
	bte := binary.LittleEndian.AppendUint32(nil, textAt)
	bte = binary.LittleEndian.AppendUint32(bte, end)
	bte = binary.LittleEndian.AppendUint32(bte, uint32(len(doc)/512))
	doc = append(doc, chpx...)
	part(12, bte)

	firsts, pages := w.pages(textAt)
	bte = nil
	for _, fc := range append(firsts, end) {
		bte = binary.LittleEndian.AppendUint32(bte, fc)
	}
	for i := range pages {
		bte = binary.LittleEndian.AppendUint32(bte, uint32(len(doc)/512+i))
	}
	for _, page := range pages {
		doc = append(doc, page...)
	}
	part(13, bte)
	part(33, w.clx(d, textAt))
	return oleFile([2]struct {
		name string
		data []byte
	}{{"WordDocument", doc}, {"1Table", table}})
}

// pages packs the properties of the paragraphs into formatted disk pages.
func (w *wordDoc) pages(textAt int) (firsts []uint32, pages [][]byte) {
	fc := func(i int) uint32 {
		if i == 0 {
			return uint32(textAt)
		}
		return uint32(textAt + 2*w.ends[i-1])
	}
	for i := 0; i < len(w.ends); {
		page := make([]byte, 512)
		n, top := 0, 511&^1
		for i+n < len(w.ends) {
			size := 2 + 2 + len(w.props[i+n]) + len(w.props[i+n])%2
			if 4*(n+2)+13*(n+1) > top-size {
				break
			}
			top -= size
			n++
		}
		if n == 0 {
			panic(fmt.Sprintf("a row of a Word 97 table has properties of %d bytes, more than a page holds", len(w.props[i])))
		}
		top = 511 &^ 1
		for k := range n {
			props := w.props[i+k]
			size := 2 + 2 + len(props) + len(props)%2
			top -= size
			page[top+1] = byte((size - 2) / 2) // behind a zero: twice as many bytes follow
			copy(page[top+4:], props)
			binary.LittleEndian.PutUint32(page[4*k:], fc(i+k))
			page[4*(n+1)+13*k] = byte(top / 2)
		}
		binary.LittleEndian.PutUint32(page[4*n:], fc(i+n))
		page[511] = byte(n)
		firsts, pages = append(firsts, fc(i)), append(pages, page)
		i += n
	}
	return firsts, pages
}

// clx is the piece table: the text in one piece, or cut in two anywhere.
func (w *wordDoc) clx(d *dice, textAt int) []byte {
	cuts := []int{0, len(w.text)}
	if len(w.text) > 2 && d.chance(50) {
		cuts = []int{0, d.between(1, len(w.text)-1), len(w.text)}
	}
	var plc []byte
	for _, c := range cuts {
		plc = binary.LittleEndian.AppendUint32(plc, uint32(c))
	}
	for _, c := range cuts[:len(cuts)-1] {
		plc = append(plc, 0, 0)
		plc = binary.LittleEndian.AppendUint32(plc, uint32(textAt+2*c))
		plc = append(plc, 0, 0)
	}
	out := binary.LittleEndian.AppendUint32([]byte{2}, uint32(len(plc)))
	return append(out, plc...)
}
