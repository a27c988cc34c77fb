// Package oletest writes compound files for the tests of what reads them.
package oletest

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// Stream is a stream of a compound file.
type Stream struct {
	Name string
	Data []byte
}

// File writes a compound file ([MS-CFB]) with up to three streams, each padded to 4,096
// bytes so that none is kept in the mini stream.
func File(streams ...Stream) []byte {
	const sector, end, fatMark, free = 512, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
	var body []byte
	var starts, sizes []int
	for _, s := range streams {
		data := append([]byte{}, s.Data...)
		if len(data) < 4096 {
			data = append(data, make([]byte, 4096-len(data))...)
		}
		starts, sizes = append(starts, len(body)/sector), append(sizes, len(data))
		body = append(body, data...)
		body = append(body, make([]byte, -len(body)&(sector-1))...)
	}
	directory := len(body) / sector
	fats := 1
	for fats*sector/4 < directory+1+fats {
		fats++
	}
	fat := make([]uint32, fats*sector/4)
	for i := range fat {
		fat[i] = free
	}
	for i := range streams {
		n := (sizes[i] + sector - 1) / sector
		for k := range n {
			fat[starts[i]+k] = uint32(starts[i] + k + 1)
		}
		fat[starts[i]+n-1] = end
	}
	fat[directory] = end
	for i := range fats {
		fat[directory+1+i] = fatMark
	}
	var b bytes.Buffer
	put := func(v any) {
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
	b.WriteString("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	put([16]byte{})
	put([]uint16{0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0})
	put([]uint32{0, uint32(fats), uint32(directory), 0, 4096, end, 0, end, 0})
	for i := range 109 {
		if i < fats {
			put(uint32(directory + 1 + i))
		} else {
			put(uint32(free))
		}
	}
	b.Write(body)
	entry := func(name string, kind byte, right, child, start uint32, size int) {
		var e [64]byte
		for i, c := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(e[2*i:], c)
		}
		b.Write(e[:])
		put(uint16(2*len(name) + 2))
		b.Write([]byte{kind, 1})
		put([]uint32{free, right, child})
		b.Write(make([]byte, 16+4+8+8))
		put([]uint32{start, uint32(size), 0})
	}
	entry("Root Entry", 5, free, 1, end, 0)
	for i, s := range streams {
		right := uint32(i + 2)
		if i == len(streams)-1 {
			right = free
		}
		entry(s.Name, 2, right, free, uint32(starts[i]), sizes[i])
	}
	for range 3 - len(streams) {
		b.Write(make([]byte, 68))
		put([]uint32{free, free, free})
		b.Write(make([]byte, 48))
	}
	put(fat)
	return b.Bytes()
}
