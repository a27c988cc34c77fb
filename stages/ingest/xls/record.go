package xls

import (
	"encoding/binary"
	"math"
	"unicode/utf16"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/ole"
)

// The records that are read, by [MS-XLS] 2.3.
const (
	recFormula  = 0x0006
	recEOF      = 0x000A
	recDate1904 = 0x0022
	recFilePass = 0x002F
	recFont     = 0x0031
	recContinue = 0x003C
	recColInfo  = 0x007D
	recSheet    = 0x0085
	recMulRK    = 0x00BD
	recMulBlank = 0x00BE
	recRString  = 0x00D6
	recXF       = 0x00E0
	recMerged   = 0x00E5
	recSST      = 0x00FC
	recLabelSST = 0x00FD
	recBlank    = 0x0201
	recNumber   = 0x0203
	recLabel    = 0x0204
	recBoolErr  = 0x0205
	recString   = 0x0207
	recRow      = 0x0208
	recRK       = 0x027E
	recFormat   = 0x041E
	recBOF      = 0x0809
)

// record is a record with those that continue it, each a part of its own.
type record struct {
	kind  uint16
	parts [][]byte
}

// data is the first part.
func (r record) data() []byte {
	if len(r.parts) == 0 {
		return nil
	}
	return r.parts[0]
}

// next takes a record off b; false at the end.
func next(b []byte) (record, []byte, bool) {
	var r record
	for len(b) >= 4 {
		kind, n := u16(b, 0), int(u16(b, 2))
		if 4+n > len(b) {
			break
		}
		switch {
		case r.parts == nil:
			r.kind = kind
		case kind != recContinue:
			return r, b, true
		}
		r.parts = append(r.parts, b[4:4+n:4+n])
		b = b[4+n:]
	}
	return r, nil, r.parts != nil
}

// u16, u32 and f64 read little-endian numbers, 0 beyond the end.
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

func f64(b []byte, at int) float64 {
	if at < 0 || at+8 > len(b) {
		return 0
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(b[at:]))
}

// rk is a number in four bytes ([MS-XLS] 2.5.217).
func rk(v uint32) float64 {
	f := math.Float64frombits(uint64(v&^3) << 32)
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// cursor reads over the parts of a record.
type cursor struct {
	parts [][]byte
	at    int
}

// left reports whether anything is left.
func (c *cursor) left() bool {
	for len(c.parts) > 0 && c.at >= len(c.parts[0]) {
		c.parts, c.at = c.parts[1:], 0
	}
	return len(c.parts) > 0
}

func (c *cursor) byte() byte {
	if !c.left() {
		return 0
	}
	c.at++
	return c.parts[0][c.at-1]
}

func (c *cursor) u16() uint16 { return uint16(c.byte()) | uint16(c.byte())<<8 }

func (c *cursor) u32() uint32 { return uint32(c.u16()) | uint32(c.u16())<<16 }

func (c *cursor) skip(n int) {
	for n > 0 && c.left() {
		step := min(n, len(c.parts[0])-c.at)
		c.at += step
		n -= step
	}
}

// run is where characters of another font begin, in units of UTF-16.
type run struct{ at, font int }

// text reads an XLUnicodeRichExtendedString ([MS-XLS] 2.5.293) of n characters, whose flags
// come next. Where characters go on in another part, that says anew how wide they are.
func (c *cursor) text(n int) ([]uint16, []run) {
	flags := c.byte()
	var runs, extra int
	if flags&8 != 0 {
		runs = int(c.u16())
	}
	if flags&4 != 0 {
		extra = int(c.u32())
	}
	var out []uint16
	for len(out) < n && c.left() {
		if c.at == 0 { // a part begins, also behind a head that is the last of the one before
			flags = flags&^1 | c.byte()&1
			if !c.left() {
				break
			}
		}
		for len(out) < n && c.at < len(c.parts[0]) {
			if flags&1 == 0 {
				out = append(out, uint16(c.byte()))
				continue
			}
			if c.at+1 >= len(c.parts[0]) { // half a character
				c.at = len(c.parts[0])
				break
			}
			out = append(out, u16(c.parts[0], c.at))
			c.at += 2
		}
	}
	var fonts []run
	for range runs {
		if !c.left() {
			break
		}
		fonts = append(fonts, run{int(c.u16()), int(c.u16())})
	}
	c.skip(extra)
	return out, fonts
}

func decode(units []uint16) string { return string(utf16.Decode(units)) }

// workbook finds the stream of a workbook.
func workbook(data []byte) ([]byte, error) {
	streams, err := ole.Streams(data, "Workbook", "Book")
	if err != nil {
		return nil, err
	}
	b := streams["workbook"]
	switch {
	case b == nil && streams["book"] != nil, b != nil && (u16(b, 0) != recBOF || u16(b, 4) != 0x0600):
		return nil, fault.Poisonf(fault.UnsupportedType, "文件是 Excel 95 或更早的格式，请用 WPS 或 Excel 打开，另存为 .xlsx 再提交 · "+
			"the file was made by Excel 95 or older; open it in WPS or Excel, save it as .xlsx and submit that")
	case b == nil:
		return nil, fault.Poisonf(fault.Malformed, "%s (there is no workbook)", ole.Damaged)
	}
	return b, nil
}
