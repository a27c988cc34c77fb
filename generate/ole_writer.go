package generate

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// oleFile writes a compound file ([MS-CFB]) with two streams of at least 4,096 bytes each,
// which are not kept in the mini stream.
func oleFile(streams [2]struct {
	name string
	data []byte
}) []byte {
	const sector, end, fatMark, free = 512, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
	var body []byte
	var starts, sizes [2]int
	for i, s := range streams {
		data := s.data
		if len(data) < 4096 {
			data = append(data, make([]byte, 4096-len(data))...)
		}
		starts[i], sizes[i] = len(body)/sector, len(data)
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
		if err := binary.Write(&b, binary.LittleEndian, v); err != nil { // a bytes.Buffer takes everything
			panic("generate: " + err.Error())
		}
	}
	b.WriteString("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	put([16]byte{})
	put([]uint16{0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0})
	put([]uint32{0, uint32(fats), uint32(directory), 0, 4096, end, 0, end, 0})
	for i := range 109 {
		if i < fats {
			put(uint32(directory + 1 + i))
			continue
		}
		put(uint32(free))
	}
	b.Write(body)
	entry := func(name string, kind byte, left, child, start uint32, size int) {
		var e [64]byte
		for i, c := range utf16.Encode([]rune(name)) {
			binary.LittleEndian.PutUint16(e[2*i:], c)
		}
		b.Write(e[:])
		length := uint16(2*len(name) + 2)
		if name == "" {
			length = 0
		}
		put(length)
		b.Write([]byte{kind, 1})
		put([]uint32{left, free, child})
		b.Write(make([]byte, 16+4+8+8))
		put([]uint32{start, uint32(size), 0})
	}
	entry("Root Entry", 5, free, 1, end, 0)
	entry(streams[0].name, 2, 2, free, uint32(starts[0]), sizes[0])
	entry(streams[1].name, 2, free, free, uint32(starts[1]), sizes[1])
	entry("", 0, free, free, 0, 0)
	put(fat)
	return b.Bytes()
}
