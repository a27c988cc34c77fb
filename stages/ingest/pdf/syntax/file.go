package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"math"
)

// ErrEncrypted says that the file needs a password, or is encrypted in a way that is not
// known here.
var ErrEncrypted = errors.New("the file is encrypted, and not with an empty password")

// maxID is the largest number that an object may have (ISO 32000-1, annex C).
const maxID = 8_388_607

// maxRefs is how many references may lead to each other before an object comes.
const maxRefs = 32

// File is a PDF file. It is not safe for concurrent use.
type File struct {
	data    []byte
	entries map[int]entry
	// Trailer is the dictionary that leads to everything else.
	Trailer Dict
	known   map[int]Object
	loading map[int]bool
	packed  map[int]*packed
	crypt   *crypt
	left    int  // how many bytes may still be decoded
	mended  bool // the table was made anew by a search
}

// entry says where an object is: at an offset of the file, or the index-th of a stream.
type entry struct {
	offset int
	stream int // the object stream it is in, 0 if it is in none
}

// packed is an object stream: its objects, by number.
type packed struct {
	data []byte
	at   map[int]int
}

// Open reads the tables of a file whose streams may decode to at most so many bytes in all.
// The errors are ErrEncrypted, ErrInflate and those of a file that is malformed.
func Open(data []byte, inflate int) (*File, error) {
	// Offsets count from the header. Some files have a line of something else before it.
	start := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-"))
	if start < 0 {
		return nil, errors.New("no header %PDF-")
	}
	f := &File{data: data[start:], left: inflate}
	f.clear()
	err := f.readTables()
	if err == nil {
		err = f.unlock()
	}
	if err == nil && f.hasPages() {
		return f, nil
	}
	if errors.Is(err, ErrEncrypted) || errors.Is(err, ErrInflate) {
		return nil, err
	}
	if err := f.mend(); err != nil {
		return nil, err
	}
	if err := f.unlock(); err != nil {
		return nil, err
	}
	if !f.hasPages() {
		return nil, errors.New("no page tree was found")
	}
	return f, nil
}

func (f *File) clear() {
	f.entries, f.Trailer = make(map[int]entry), Dict{}
	f.known, f.loading, f.packed = make(map[int]Object), make(map[int]bool), make(map[int]*packed)
	f.crypt = nil
}

func (f *File) hasPages() bool {
	return len(f.Dict(f.Dict(f.Trailer["Root"])["Pages"])) > 0
}

// Mended reports whether the file's own table could not be used, and its objects were
// searched for.
func (f *File) Mended() bool { return f.mended }

// Resolve follows references until an object comes. A reference to nothing, or around in a
// circle, is nil.
func (f *File) Resolve(o Object) Object {
	for range maxRefs {
		r, ok := o.(Ref)
		if !ok {
			return o
		}
		o = f.load(r)
	}
	return nil
}

// load reads an indirect object once.
func (f *File) load(r Ref) Object {
	if o, ok := f.known[r.ID]; ok {
		return o
	}
	e, ok := f.entries[r.ID]
	if !ok || f.loading[r.ID] {
		return nil
	}
	f.loading[r.ID] = true
	defer delete(f.loading, r.ID)
	var o Object
	if e.stream > 0 {
		o = f.unpack(e.stream, r.ID)
	} else {
		var id int
		if o, id, ok = f.indirect(e.offset); !ok || id != r.ID {
			o = nil
			if f.mend() == nil {
				if e, ok := f.entries[r.ID]; ok && e.stream == 0 {
					o, _, _ = f.indirect(e.offset)
				}
			}
		}
	}
	f.known[r.ID] = o
	return o
}

// indirect reads "1 0 obj ... endobj" at an offset.
func (f *File) indirect(at int) (Object, int, bool) {
	if at < 0 || at >= len(f.data) {
		return nil, 0, false
	}
	l := &Lexer{data: f.data, pos: at}
	id, ok1 := l.Next()
	gen, ok2 := l.Next()
	word, _ := l.Next()
	n, isNumber := id.(float64)
	g, isGen := gen.(float64)
	if !ok1 || !ok2 || !isNumber || !isGen || word != Object(Operator("obj")) {
		return nil, 0, false
	}
	r := Ref{int(n), int(g)}
	l.refs = true
	if f.crypt != nil {
		l.strings = func(s String) String { return f.crypt.text(s, r) }
	}
	o, _ := l.Next()
	if l.err != nil {
		return nil, 0, false
	}
	if _, nothing := o.(Operator); nothing {
		return nil, r.ID, true // such as endobj
	}
	if d, ok := o.(Dict); ok {
		if s := f.stream(l, d, r); s != nil {
			return s, r.ID, true
		}
	}
	return o, r.ID, true
}

// stream takes the bytes of a stream, if the dictionary is that of one.
func (f *File) stream(l *Lexer, d Dict, r Ref) *Stream {
	l.skip()
	rest := f.data[l.pos:]
	const begin = "stream"
	if !bytes.HasPrefix(rest, []byte(begin)) {
		return nil
	}
	rest = rest[len(begin):]
	switch {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		rest = rest[2:]
	case len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\r'):
		rest = rest[1:]
	}
	s := &Stream{Dict: d, ref: r, open: f.crypt == nil}
	n := f.int(d["Length"], -1)
	if n >= 0 && n <= len(rest) && endsHere(rest[n:]) {
		s.raw = rest[:n]
		return s
	}
	// The length is a lie: the stream ends where it says so.
	end := bytes.Index(rest, []byte("endstream"))
	if end < 0 {
		end = len(rest)
	}
	s.raw = bytes.TrimSuffix(bytes.TrimSuffix(rest[:end], []byte("\n")), []byte("\r"))
	return s
}

func endsHere(b []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(b[:min(len(b), 32)], "\r\n \t\x00"), []byte("endstream"))
}

// unpack returns an object out of an object stream. Extends, which names another stream, is
// not followed: the table says itself in which stream an object is.
func (f *File) unpack(stream, id int) Object {
	p, ok := f.packed[stream]
	if !ok {
		p = f.openPacked(stream)
		f.packed[stream] = p
	}
	at, ok := p.at[id]
	if !ok || at >= len(p.data) {
		return nil
	}
	l := &Lexer{data: p.data, pos: at, refs: true}
	o, _ := l.Next()
	if _, stray := o.(Operator); stray || l.err != nil {
		return nil
	}
	return o
}

func (f *File) openPacked(id int) *packed {
	p := &packed{at: make(map[int]int)}
	s, ok := f.Resolve(Ref{ID: id}).(*Stream)
	if !ok || f.entries[id].stream > 0 {
		return p // an object stream is in none
	}
	data, err := f.Data(s)
	if err != nil {
		return p
	}
	p.data = data
	first := f.int(s.Dict["First"], 0)
	l := NewLexer(data[:max(0, min(first, len(data)))])
	for {
		id, ok := l.Next()
		at, more := l.Next()
		n, isID := id.(float64)
		o, isOffset := at.(float64)
		if !ok || !more || !isID || !isOffset {
			return p
		}
		if o >= 0 && int(o)+first >= 0 {
			p.at[int(n)] = int(o) + first
		}
	}
}

// Dict returns a dictionary, that of a stream too; nil if o is none.
func (f *File) Dict(o Object) Dict {
	switch o := f.Resolve(o).(type) {
	case Dict:
		return o
	case *Stream:
		return o.Dict
	}
	return nil
}

// Stream returns a stream, nil if o is none.
func (f *File) Stream(o Object) *Stream {
	s, _ := f.Resolve(o).(*Stream)
	return s
}

// Array returns an array, nil if o is none.
func (f *File) Array(o Object) Array {
	a, _ := f.Resolve(o).(Array)
	return a
}

// Name returns a name, "" if o is none.
func (f *File) Name(o Object) Name {
	n, _ := f.Resolve(o).(Name)
	return n
}

// String returns the bytes of a string, "" if o is none.
func (f *File) String(o Object) string {
	s, _ := f.Resolve(o).(String)
	return string(s)
}

// Number returns a number, or what stands for it if o is none.
func (f *File) Number(o Object, otherwise float64) float64 {
	if v, ok := f.Resolve(o).(float64); ok {
		return v
	}
	return otherwise
}

// Int returns a number without its fraction, or what stands for it if o is none.
func (f *File) Int(o Object, otherwise int) int { return f.int(o, otherwise) }

func (f *File) int(o Object, otherwise int) int {
	if v, ok := f.Resolve(o).(float64); ok && math.Abs(v) < 1<<53 {
		return int(v)
	}
	return otherwise
}

// Numbers returns an array of exactly n numbers; false if o is none.
func (f *File) Numbers(o Object, n int) ([]float64, bool) {
	a := f.Array(o)
	if len(a) != n {
		return nil, false
	}
	out := make([]float64, n)
	for i, x := range a {
		v, ok := f.Resolve(x).(float64)
		if !ok {
			return nil, false
		}
		out[i] = v
	}
	return out, true
}

func malformed(what string, args ...any) error { return fmt.Errorf(what, args...) }
