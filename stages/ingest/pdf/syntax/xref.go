package syntax

import (
	"bytes"
	"strconv"
)

// readTables reads the cross-reference tables and streams, the newest first (ISO 32000-1,
// 7.5.4 and 7.5.8). Each is read once, so that a chain that bites its tail ends.
func (f *File) readTables() error {
	tail := f.data[max(0, len(f.data)-2048):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return malformed("no startxref")
	}
	at, ok := NewLexer(tail[i+len("startxref"):]).Next()
	first, isNumber := at.(float64)
	if !ok || !isNumber {
		return malformed("startxref without an offset")
	}
	seen := make(map[int]bool)
	for next := []int{int(first)}; len(next) > 0; {
		at := next[0]
		next = next[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		trailer, err := f.readTable(at)
		if err != nil {
			return err
		}
		if len(f.Trailer) == 0 {
			f.Trailer = trailer
		}
		for _, key := range []Name{"XRefStm", "Prev"} {
			if v, ok := trailer[key].(float64); ok {
				next = append(next, int(v))
			}
		}
	}
	return nil
}

func (f *File) readTable(at int) (Dict, error) {
	if at < 0 || at >= len(f.data) {
		return nil, malformed("a cross-reference table at %d of %d bytes", at, len(f.data))
	}
	l := &Lexer{data: f.data, pos: at, refs: true}
	l.skip()
	if !bytes.HasPrefix(f.data[l.pos:], []byte("xref")) {
		return f.readTableStream(l.pos)
	}
	l.pos += len("xref")
	for {
		o, _ := l.Next()
		if o == Object(Operator("trailer")) {
			break
		}
		start, ok1 := o.(float64)
		o, _ = l.Next()
		n, ok2 := o.(float64)
		if !ok1 || !ok2 || start < 0 || start > maxID {
			return nil, malformed("a cross-reference table is damaged")
		}
		for id := int(start); id < int(start)+int(min(n, maxID)); id++ {
			offset, _ := l.Next()
			_, _ = l.Next()
			kind, ok := l.Next()
			o, isNumber := offset.(float64)
			if !ok || !isNumber {
				return nil, malformed("a cross-reference table is damaged")
			}
			if kind == Object(Operator("n")) {
				f.enter(id, entry{offset: int(o)})
			} else {
				f.enter(id, entry{offset: -1})
			}
		}
	}
	o, _ := l.Next()
	trailer, ok := o.(Dict)
	if !ok {
		return nil, malformed("a cross-reference table without a trailer")
	}
	return trailer, nil
}

// enter takes an entry unless a newer table has one.
func (f *File) enter(id int, e entry) {
	if _, known := f.entries[id]; !known && id > 0 && id <= maxID {
		f.entries[id] = e
	}
}

func (f *File) readTableStream(at int) (Dict, error) {
	o, _, _ := f.indirect(at)
	s, ok := o.(*Stream)
	if !ok || s.Dict["Type"] != Object(Name("XRef")) {
		return nil, malformed("no cross-reference table at %d", at)
	}
	s.open = true
	data, err := f.Data(s)
	if err != nil {
		return nil, err
	}
	var w [3]int
	widths := f.Array(s.Dict["W"])
	if len(widths) < 3 {
		return nil, malformed("a cross-reference stream without widths")
	}
	for i := range w {
		if w[i] = f.int(widths[i], -1); w[i] < 0 || w[i] > 8 {
			return nil, malformed("a cross-reference stream with a width of %d", w[i])
		}
	}
	index := f.Array(s.Dict["Index"])
	if len(index) == 0 {
		index = Array{float64(0), float64(maxID)}
	}
	size := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index) && size > 0; i += 2 {
		start, n := f.int(index[i], 0), f.int(index[i+1], 0)
		for id := start; id < start+n && len(data) >= size; id++ {
			kind := 1
			if w[0] > 0 {
				kind = field(data[:w[0]])
			}
			second := field(data[w[0] : w[0]+w[1]])
			data = data[size:]
			switch kind {
			case 0:
				f.enter(id, entry{offset: -1})
			case 1:
				f.enter(id, entry{offset: second})
			case 2:
				if second > 0 && second <= maxID {
					f.enter(id, entry{stream: second})
				}
			}
		}
	}
	return s.Dict, nil
}

func field(b []byte) int {
	v := 0
	for _, c := range b {
		v = v<<8 | int(c)
	}
	return v
}

// mend makes the table anew, once, from the objects that stand in the file; of those with the
// same number the last one counts.
func (f *File) mend() error {
	if f.mended {
		return malformed("the objects of the file are damaged")
	}
	f.mended = true
	crypt, trailer := f.crypt, f.Trailer
	f.clear()
	f.crypt, f.Trailer = crypt, trailer
	streams := f.search()
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		at += i + len("trailer")
		l := &Lexer{data: f.data, pos: at, refs: true}
		if o, _ := l.Next(); o != nil {
			d, _ := o.(Dict)
			f.adopt(d)
		}
	}
	if f.crypt == nil {
		if err := f.unlock(); err != nil {
			return err
		}
	}
	for _, s := range streams {
		p := f.openPacked(s)
		f.packed[s] = p
		for id := range p.at {
			f.enter(id, entry{stream: s})
		}
	}
	f.findRoot()
	return nil
}

// search enters every object that stands in the file and returns the object streams.
func (f *File) search() (streams []int) {
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("obj"))
		if i < 0 {
			return streams
		}
		start, id := headBefore(f.data[:at+i])
		at += i + len("obj")
		if id == 0 || id > maxID {
			continue
		}
		f.entries[id] = entry{offset: start}
		head := f.data[at:min(at+300, len(f.data))]
		if bytes.Contains(head, []byte("ObjStm")) {
			streams = append(streams, id)
		}
		if bytes.Contains(head, []byte("/XRef")) {
			o, _, _ := f.indirect(start)
			f.adopt(f.Dict(o))
		}
	}
}

// headBefore reads the two numbers that b ends with backwards; the first of them is 0 where
// there are none.
func headBefore(b []byte) (start, id int) {
	blanks := func() bool {
		n := len(b)
		for len(b) > 0 && space(b[len(b)-1]) {
			b = b[:len(b)-1]
		}
		return len(b) < n
	}
	number := func() (int, bool) {
		end := len(b)
		for len(b) > 0 && end-len(b) < 8 && b[len(b)-1] >= '0' && b[len(b)-1] <= '9' {
			b = b[:len(b)-1]
		}
		v, err := strconv.Atoi(string(b[len(b):end]))
		return v, err == nil
	}
	if !blanks() {
		return 0, 0
	}
	if _, ok := number(); !ok || !blanks() {
		return 0, 0
	}
	id, ok := number()
	if !ok {
		return 0, 0
	}
	return len(b), id
}

// adopt takes what a trailer says, the last one first.
func (f *File) adopt(d Dict) {
	for _, key := range []Name{"Root", "Encrypt", "ID", "Info"} {
		if v, ok := d[key]; ok {
			f.Trailer[key] = v
		}
	}
}

// findRoot looks for a catalogue where no trailer names one.
func (f *File) findRoot() {
	if f.hasPages() {
		return
	}
	best := 0
	for id := range f.entries {
		d := f.Dict(Ref{ID: id})
		if id > best && f.Name(d["Type"]) == "Catalog" && d["Pages"] != nil {
			best = id
		}
	}
	if best > 0 {
		f.Trailer["Root"] = Ref{ID: best}
	}
}
