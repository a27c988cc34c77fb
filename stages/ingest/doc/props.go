package doc

import "sort"

// plc is a list of pages of formatted disk pages by the file offset they begin with
// ([MS-DOC] 2.8.5 and 2.8.6).
type plc struct {
	b []byte
	n int
}

func newPlc(b []byte) plc { return plc{b, max((len(b)-4)/8, 0)} }

// run is a stretch of the WordDocument stream whose characters or paragraphs have the same
// properties.
type run struct {
	from, to int
	grpprl   []byte
}

// pageSize is that of a formatted disk page.
const pageSize = 512

// runAt finds the run that the byte at belongs to. Where there is none, the run has no
// properties and is a byte long.
func (f *file) runAt(p plc, at int, paragraphs bool) run {
	none := run{from: at, to: at + 1}
	i := sort.Search(p.n, func(i int) bool { return int(u32(p.b, 4*i+4)) > at })
	if i == p.n || int(u32(p.b, 4*i)) > at {
		return none
	}
	page := cut(f.word, int64(u32(p.b, 4*(p.n+1)+4*i)&0x3FFFFF)*pageSize, pageSize)
	if len(page) < pageSize {
		return none
	}
	n, width := int(page[pageSize-1]), 1
	if paragraphs {
		width = 13
	}
	if 4*(n+1)+width*n >= pageSize {
		return none
	}
	k := sort.Search(n, func(k int) bool { return int(u32(page, 4*k+4)) > at })
	if k == n || int(u32(page, 4*k)) > at {
		return none
	}
	r := run{from: int(u32(page, 4*k)), to: int(u32(page, 4*k+4))}
	if word := 2 * int(page[4*(n+1)+width*k]); word > 0 {
		r.grpprl = grpprl(page, word, paragraphs)
	}
	return r
}

// grpprl is the list of properties at a byte of a page: a Chpx or a PapxInFkp.
func grpprl(page []byte, at int, paragraphs bool) []byte {
	if at >= pageSize {
		return nil
	}
	size := int(page[at])
	if !paragraphs {
		return cut(page, int64(at+1), int64(size))
	}
	if size > 0 {
		return cut(page, int64(at+1+2), int64(2*size-1-2)) // behind the number of the style
	}
	if at+1 >= pageSize {
		return nil
	}
	return cut(page, int64(at+2+2), int64(2*int(page[at+1])-2))
}

// sprms calls each for every property with its operand ([MS-DOC] 2.2.5.1).
func sprms(b []byte, each func(code uint16, operand []byte)) {
	for len(b) >= 2 {
		code := u16(b, 0)
		b = b[2:]
		skip, n := operandSize(code, b)
		if skip+n > len(b) {
			return
		}
		each(code, b[skip:skip+n])
		b = b[skip+n:]
	}
}

// operandSize is how many bytes of a length stand before an operand, and its own size.
func operandSize(code uint16, b []byte) (skip, n int) {
	switch code >> 13 {
	case 0, 1:
		return 0, 1
	case 2, 4, 5:
		return 0, 2
	case 3:
		return 0, 4
	case 7:
		return 0, 3
	}
	switch {
	case code == defTable:
		return 2, max(int(u16(b, 0))-1, 0)
	case len(b) == 0:
		return 0, 1 // more than there is
	case code == 0xC615 && b[0] == 255: // sprmPChgTabs, whose length does not fit
		deleted := 0
		if len(b) > 1 {
			deleted = int(b[1])
		}
		added := 0
		if i := 2 + 4*deleted; i < len(b) {
			added = int(b[i])
		}
		return 1, 2 + 4*deleted + 3*added
	}
	return 1, int(b[0])
}
