package doc

import (
	"encoding/binary"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/ole"
)

// Limits bound what a document may hold, besides those of package flow.
type Limits struct {
	// Characters is how many characters the text may have; more are refused as limit_cells.
	Characters int
}

// file is a document whose parts were found.
type file struct {
	word, table, data []byte
	chars             int // of the main text
	pieces            []piece
	chpx, papx        plc
	chinese           bool // its language is Chinese: 8-bit text may be GBK
}

// open finds the parts of the document. The offsets are those of [MS-DOC] 2.5, the FIB.
func open(data []byte, lim Limits) (*file, error) {
	streams, err := ole.Streams(data, "WordDocument", "0Table", "1Table", "Data")
	if err != nil {
		return nil, err
	}
	f := &file{word: streams["worddocument"], data: streams["data"]}
	id, version, flags := u16(f.word, 0), u16(f.word, 2), u16(f.word, 0x0A)
	switch {
	case id != 0xA5EC && id != 0xA5DC || version < 0xC1:
		return nil, fault.Poisonf(fault.UnsupportedType, "文件是 Word 95 或更早的格式，请用 WPS 或 Word 打开，另存为 .docx 再提交 · "+
			"the file was made by Word 95 or older; open it in WPS or Word, save it as .docx and submit that")
	case flags&0x0100 != 0:
		return nil, fault.Poisonf(fault.Encrypted, "文档设有密码，请取消密码后另存再提交 · the document has a password; save it without one and submit it again")
	}
	f.table = streams["0table"]
	if flags&0x0200 != 0 {
		f.table = streams["1table"]
	}
	f.chinese = u16(f.word, 6)&0x3FF == 0x04
	f.chars = int(u32(f.word, 0x4C))
	if f.chars > lim.Characters {
		return nil, fault.Poisonf(fault.LimitCells, "the document has more than %d characters; submit one report at a time", lim.Characters)
	}
	f.chpx = newPlc(f.part(12))
	f.papx = newPlc(f.part(13))
	if f.pieces = pieces(f.part(33)); len(f.pieces) == 0 {
		return nil, fault.Poisonf(fault.Malformed, "%s (there is no piece table)", ole.Damaged)
	}
	return f, nil
}

// part is the stretch of the table stream that entry n of FibRgFcLcb97 names.
func (f *file) part(n int) []byte {
	at := 0x9A + 8*n
	return cut(f.table, int64(u32(f.word, at)), int64(u32(f.word, at+4)))
}

// cut is b[at:at+n], as much of it as there is.
func cut(b []byte, at, n int64) []byte {
	if at < 0 || n <= 0 || at >= int64(len(b)) {
		return nil
	}
	return b[at:min(at+n, int64(len(b)))]
}

// u16 and u32 read little-endian numbers, 0 beyond the end.
func u16(b []byte, at int) uint16 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint16(b[at:])
}

func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint32(b[at:])
}

// piece is a stretch of the text that lies in one stretch of the file ([MS-DOC] 2.8.35).
type piece struct {
	from, to int // characters
	at       int // bytes in the WordDocument stream
	narrow   bool
}

// pieces reads the piece table at the end of a Clx ([MS-DOC] 2.9.38).
func pieces(clx []byte) []piece {
	for len(clx) > 3 && clx[0] == 1 { // properties that pieces refer to; they are not read
		n := 3 + int(u16(clx, 1))
		if n > len(clx) {
			return nil
		}
		clx = clx[n:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return nil
	}
	b := cut(clx, 5, int64(u32(clx, 1)))
	n := (len(b) - 4) / 12
	var out []piece
	for i := range max(n, 0) {
		p := piece{from: int(u32(b, 4*i)), to: int(u32(b, 4*i+4))}
		fc := u32(b, 4*(n+1)+8*i+2)
		p.at = int(fc &^ (1 << 30))
		if p.narrow = fc&(1<<30) != 0; p.narrow {
			p.at = int(fc&^(1<<30)) / 2
		}
		// Characters are counted upwards; what does not is no piece table.
		if p.to < p.from || len(out) > 0 && p.from != out[len(out)-1].to {
			return nil
		}
		out = append(out, p)
	}
	return out
}
