package doc_test

import (
	"encoding/binary"
	"unicode/utf16"

	"github.com/gouji/gouji/stages/ingest/ole/oletest"
)

// word is a Word 97-2003 document in the making.
type word struct {
	text    []uint16
	chars   []prop // runs of characters
	paras   []prop
	data    []byte // the Data stream
	narrow  []byte // if set, the text is this 8-bit piece
	chinese bool
	flags   uint16
	version uint16
}

// prop are properties up to a character.
type prop struct {
	to     int
	grpprl []byte
}

func sprm(code uint16, operand ...byte) []byte {
	return append(binary.LittleEndian.AppendUint16(nil, code), operand...)
}

func props(all ...[]byte) (out []byte) {
	for _, p := range all {
		out = append(out, p...)
	}
	return out
}

// run adds characters with properties; end ends a paragraph with its mark.
func (w *word) run(s string, grpprl ...[]byte) *word {
	w.text = append(w.text, utf16.Encode([]rune(s))...)
	w.chars = append(w.chars, prop{len(w.text), props(grpprl...)})
	return w
}

func (w *word) end(mark uint16, grpprl ...[]byte) *word {
	w.text = append(w.text, mark)
	w.chars = append(w.chars, prop{len(w.text), nil})
	w.paras = append(w.paras, prop{len(w.text), props(grpprl...)})
	return w
}

var (
	inTable = sprm(0x2416, 1)
	rowEnd  = sprm(0x2417, 1)
)

func depth(n byte) []byte { return sprm(0x6649, n, 0, 0, 0) }

func (w *word) cell(s string) *word { return w.run(s).end(7, inTable) }

// row ends a row whose cells have these right edges and flags.
func (w *word) row(edges []int16, flags []uint16, more ...[]byte) *word {
	return w.end(7, props(inTable, rowEnd, define(edges, flags), props(more...)))
}

func define(edges []int16, flags []uint16) []byte {
	def := []byte{byte(len(flags))}
	for _, e := range edges {
		def = binary.LittleEndian.AppendUint16(def, uint16(e))
	}
	for _, f := range flags {
		def = append(binary.LittleEndian.AppendUint16(def, f), make([]byte, 18)...)
	}
	out := sprm(0xD608)
	out = binary.LittleEndian.AppendUint16(out, uint16(len(def)+1))
	return append(out, def...)
}

const textAt = 1024

// bytes writes the file.
func (w *word) bytes() []byte {
	doc := make([]byte, textAt)
	put16 := func(at int, v uint16) { binary.LittleEndian.PutUint16(doc[at:], v) }
	put32 := func(at int, v uint32) { binary.LittleEndian.PutUint32(doc[at:], v) }
	put16(0, 0xA5EC)
	put16(2, 0xC1)
	if w.version != 0 {
		put16(2, w.version)
	}
	if w.chinese {
		put16(6, 0x804)
	}
	put16(0x0A, 0x0200|w.flags)
	size, n := 2, len(w.text)
	for _, c := range w.text {
		if w.narrow == nil {
			doc = binary.LittleEndian.AppendUint16(doc, c)
		}
	}
	if w.narrow != nil {
		doc = append(doc, w.narrow...)
		size, n = 1, len(w.narrow)
	}
	put32(0x4C, uint32(n))
	doc = append(doc, make([]byte, -len(doc)&511)...)
	var table []byte
	part := func(n int, b []byte) {
		put32(0x9A+8*n, uint32(len(table)))
		put32(0x9A+8*n+4, uint32(len(b)))
		table = append(table, b...)
	}
	pages := func(n int, all []prop, papx bool) {
		bte := []byte{}
		from := 0
		for _, p := range all {
			bte = binary.LittleEndian.AppendUint32(bte, uint32(textAt+size*from))
			from = p.to
		}
		bte = binary.LittleEndian.AppendUint32(bte, uint32(textAt+size*from))
		from = 0
		for _, p := range all {
			bte = binary.LittleEndian.AppendUint32(bte, uint32(len(doc)/512))
			doc = append(doc, page(textAt+size*from, textAt+size*p.to, p.grpprl, papx)...)
			from = p.to
		}
		part(n, bte)
	}
	pages(12, w.chars, false)
	pages(13, w.paras, true)
	at := uint32(textAt)
	if w.narrow != nil {
		at = 2*textAt | 1<<30
	}
	plc := binary.LittleEndian.AppendUint32(make([]byte, 4), uint32(n))
	plc = binary.LittleEndian.AppendUint32(append(plc, 0, 0), at)
	plc = append(plc, 0, 0)
	part(33, append(binary.LittleEndian.AppendUint32([]byte{2}, uint32(len(plc))), plc...))
	return oletest.File(oletest.Stream{Name: "WordDocument", Data: doc}, oletest.Stream{Name: "1Table", Data: table}, oletest.Stream{Name: "Data", Data: w.data})
}

// page is a formatted disk page with one run.
func page(from, to int, grpprl []byte, papx bool) []byte {
	b := make([]byte, 512)
	binary.LittleEndian.PutUint32(b, uint32(from))
	binary.LittleEndian.PutUint32(b[4:], uint32(to))
	b[511] = 1
	if papx {
		if len(grpprl)%2 != 0 {
			grpprl = append(grpprl, 0)
		}
		b[8] = 24 / 2
		b[25] = byte((len(grpprl) + 2) / 2)
		copy(b[28:], grpprl)
		return b
	}
	b[8] = 24 / 2
	b[24] = byte(len(grpprl))
	copy(b[25:], grpprl)
	return b
}
