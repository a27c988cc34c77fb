package syntax

import (
	"bytes"
	"compress/flate"
	"compress/lzw"
	"errors"
	"fmt"
	"io"
)

// ErrInflate says that the file's streams decode to more than may be held.
var ErrInflate = errors.New("the streams decode to more than the limit")

// maxFilters is how many filters a stream may name; more are no stream of this world.
const maxFilters = 8

// Data returns the decoded bytes of a stream. Bytes count against what the file may decode
// in all, each time again: whoever needs them twice keeps them.
func (f *File) Data(s *Stream) ([]byte, error) {
	data, err := f.decrypt(s)
	if err != nil {
		return nil, err
	}
	filters, params := f.list(s.Dict["Filter"]), f.list(s.Dict["DecodeParms"])
	if len(filters) > maxFilters {
		return nil, fmt.Errorf("a stream has %d filters", len(filters))
	}
	for i, o := range filters {
		var p Dict
		if i < len(params) {
			p = f.Dict(params[i])
		}
		if data, err = f.apply(f.Name(o), p, data); err != nil {
			return nil, err
		}
	}
	return data, nil
}

// list is an array, or a single object as an array.
func (f *File) list(o Object) Array {
	switch o := f.Resolve(o).(type) {
	case nil:
		return nil
	case Array:
		return o
	default:
		return Array{o}
	}
}

func (f *File) apply(name Name, p Dict, data []byte) ([]byte, error) {
	var r io.Reader
	switch name {
	case "FlateDecode", "Fl":
		if len(data) < 2 {
			return nil, nil
		}
		if data[0]&0x0F == 8 && (int(data[0])<<8|int(data[1]))%31 == 0 {
			data = data[2:] // the sum behind the data is not looked at: some programs write none
		}
		r = flate.NewReader(bytes.NewReader(data))
	case "LZWDecode", "LZW":
		if early, ok := f.Resolve(p["EarlyChange"]).(float64); ok && early == 0 {
			r = lzw.NewReader(bytes.NewReader(data), lzw.MSB, 8)
			break
		}
		r = newEarlyLZW(data)
	case "ASCIIHexDecode", "AHx":
		if end := bytes.IndexByte(data, '>'); end >= 0 {
			data = data[:end]
		}
		return []byte(unhex(data)), f.spend(len(data) / 2)
	case "ASCII85Decode", "A85":
		out := fromASCII85(data)
		return out, f.spend(len(out))
	case "RunLengthDecode", "RL":
		return f.runLength(data)
	case "Crypt":
		return data, nil
	default:
		return nil, fmt.Errorf("a stream has the filter %.20q, which gives no text", string(name))
	}
	out, err := f.inflate(r)
	if err != nil {
		return nil, err
	}
	return f.unpredict(out, p)
}

// inflate reads all of r, within what may still be decoded.
func (f *File) inflate(r io.Reader) ([]byte, error) {
	var out bytes.Buffer
	n, err := io.Copy(&out, io.LimitReader(r, int64(f.left)+1))
	if spent := f.spend(int(n)); spent != nil {
		return nil, spent
	}
	if err != nil {
		return nil, fmt.Errorf("a stream does not decode: %w", err)
	}
	return out.Bytes(), nil
}

func (f *File) spend(n int) error {
	if f.left -= n; f.left < 0 {
		f.left = 0
		return ErrInflate
	}
	return nil
}

func (f *File) runLength(data []byte) ([]byte, error) {
	var out []byte
	for i := 0; i < len(data) && data[i] != 128; {
		n := int(data[i])
		i++
		switch {
		case n < 128:
			end := min(i+n+1, len(data))
			out, i = append(out, data[i:end]...), end
		case i < len(data):
			out, i = append(out, bytes.Repeat(data[i:i+1], 257-n)...), i+1
		}
		if len(out) > f.left {
			break
		}
	}
	return out, f.spend(len(out))
}

func fromASCII85(data []byte) []byte {
	var out []byte
	var group [5]byte
	n := 0
	put := func(keep int) {
		v := uint32(0)
		for _, c := range group {
			v = v*85 + uint32(c)
		}
		out = append(out, []byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}[:keep]...)
	}
	for _, c := range data {
		switch {
		case c == '~':
			data = nil
		case c == 'z' && n == 0:
			out = append(out, 0, 0, 0, 0)
		case c >= '!' && c <= 'u':
			group[n] = c - '!'
			if n++; n == 5 {
				put(4)
				n = 0
			}
		}
		if data == nil {
			break
		}
	}
	if n > 1 {
		for i := n; i < 5; i++ {
			group[i] = 84
		}
		put(n - 1)
	}
	return out
}

// unpredict undoes the predictors of PNG (10 and more) and TIFF (2), which tables and
// pictures are made smaller with.
func (f *File) unpredict(data []byte, p Dict) ([]byte, error) {
	kind := f.int(p["Predictor"], 1)
	if kind < 2 {
		return data, nil
	}
	colors, bits, columns := f.int(p["Colors"], 1), f.int(p["BitsPerComponent"], 8), f.int(p["Columns"], 1)
	if colors < 1 || colors > 32 || bits < 1 || bits > 16 || columns < 1 || columns > 1<<24 {
		return nil, errors.New("a stream has a predictor without sense")
	}
	pixel, row := max(1, colors*bits/8), (colors*bits*columns+7)/8
	if kind == 2 {
		if bits == 8 {
			for at := 0; at < len(data); at += row {
				line := data[at:min(at+row, len(data))]
				for i := pixel; i < len(line); i++ {
					line[i] += line[i-pixel]
				}
			}
		}
		return data, nil
	}
	return unfilter(data, row, pixel), nil
}

// unfilter undoes the filters of PNG (W3C PNG 9.2), each row behind its filter's number.
func unfilter(data []byte, row, pixel int) []byte {
	out := data[:0]
	var above []byte
	for at := 0; at < len(data); at += row + 1 {
		kind, line := data[at], data[at+1:min(at+1+row, len(data))]
		for i := range line {
			var left, up, corner byte
			if i >= pixel {
				left = line[i-pixel]
			}
			if i < len(above) {
				up = above[i]
				if i >= pixel {
					corner = above[i-pixel]
				}
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += up
			case 3:
				line[i] += byte((int(left) + int(up)) / 2)
			case 4:
				line[i] += paeth(left, up, corner)
			}
		}
		start := len(out)
		out = append(out, line...)
		above = out[start:len(out):len(out)]
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }

// earlyLZW decodes LZW as PDF and TIFF have it, whose codes grow one code earlier than those
// of package lzw.
type earlyLZW struct {
	data  []byte
	bits  uint32
	nbits uint
	width uint
	table [4096]struct {
		prev int16
		last byte
		size int
	}
	next int
	prev int
	out  []byte
	done bool
}

func newEarlyLZW(data []byte) *earlyLZW {
	l := &earlyLZW{data: data}
	for i := range 256 {
		l.table[i].prev, l.table[i].last, l.table[i].size = -1, byte(i), 1
	}
	l.clear()
	return l
}

func (l *earlyLZW) clear() { l.width, l.next, l.prev = 9, 258, -1 }

// Read decodes into b.
func (l *earlyLZW) Read(b []byte) (int, error) {
	for len(l.out) == 0 {
		if l.done {
			return 0, io.EOF
		}
		l.step()
	}
	n := copy(b, l.out)
	l.out = l.out[n:]
	return n, nil
}

func (l *earlyLZW) step() {
	for l.nbits < l.width {
		if len(l.data) == 0 {
			l.done = true
			return
		}
		l.bits, l.nbits, l.data = l.bits<<8|uint32(l.data[0]), l.nbits+8, l.data[1:]
	}
	code := int(l.bits >> (l.nbits - l.width) & (1<<l.width - 1))
	l.nbits -= l.width
	switch {
	case code == 256:
		l.clear()
		return
	case code == 257, code > l.next || code == l.next && l.prev < 0:
		l.done = true
		return
	}
	var out []byte
	if code < l.next {
		out = l.expand(code)
	} else {
		out = l.expand(l.prev)
		out = append(out, out[0])
	}
	if l.prev >= 0 && l.next < len(l.table) {
		t := &l.table[l.next]
		t.prev, t.last, t.size = int16(l.prev), out[0], l.table[l.prev].size+1
		l.next++
	}
	if l.next+1 >= 1<<l.width && l.width < 12 {
		l.width++
	}
	l.prev, l.out = code, out
}

func (l *earlyLZW) expand(code int) []byte {
	out := make([]byte, l.table[code].size)
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = l.table[code].last
		code = int(l.table[code].prev)
	}
	return out
}
