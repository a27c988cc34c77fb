package pdf

import (
	"unicode/utf16"

	lib "github.com/ledongthuc/pdf"
)

// cmap maps the codes of a font to text (a ToUnicode CMap) or to CIDs (an Encoding CMap), as
// in ISO 32000-1, 9.7.5 and 9.10.3. A code is kept with its length in bytes.
type cmap struct {
	spaces []codespace
	texts  map[code]string
	cids   map[code]int
}

type code struct {
	length int
	value  uint32
}

type codespace struct {
	length    int
	low, high uint32
}

// maxRange is the longest range that is believed: two-byte codes have no more.
const maxRange = 1 << 16

// readCMap reads a CMap stream; it panics where the library does. The programs in such
// streams define things in a dictionary, for which the library takes only one that it made
// itself: that of the font serves.
func readCMap(stream, font lib.Value) *cmap {
	m := &cmap{texts: make(map[code]string), cids: make(map[code]int)}
	lib.Interpret(stream, func(stk *lib.Stack, op string) {
		args := make([]lib.Value, stk.Len())
		for i := len(args) - 1; i >= 0; i-- {
			args[i] = stk.Pop()
		}
		switch op {
		case "begincodespacerange", "beginbfchar", "beginbfrange", "begincidchar", "begincidrange":
			// What stands before belongs to the dictionary around.
		case "endcodespacerange":
			for ; len(args) >= 2; args = args[2:] {
				lo, hi := toCode(args[0]), toCode(args[1])
				m.spaces = append(m.spaces, codespace{lo.length, lo.value, hi.value})
			}
		case "endbfchar":
			for ; len(args) >= 2; args = args[2:] {
				m.texts[toCode(args[0])] = fromUTF16(args[1].RawString())
			}
		case "endbfrange":
			for ; len(args) >= 3; args = args[3:] {
				m.bfRange(toCode(args[0]), toCode(args[1]), args[2])
			}
		case "endcidchar":
			for ; len(args) >= 2; args = args[2:] {
				m.cids[toCode(args[0])] = int(args[1].Int64())
			}
		case "endcidrange":
			for ; len(args) >= 3; args = args[3:] {
				lo, hi, cid := toCode(args[0]), toCode(args[1]), int(args[2].Int64())
				for v := lo.value; v <= hi.value && v-lo.value < maxRange; v++ {
					m.cids[code{lo.length, v}] = cid + int(v-lo.value)
				}
			}
		case "findresource":
			stk.Push(font)
		}
	})
	return m
}

func (m *cmap) bfRange(lo, hi code, dst lib.Value) {
	for v := lo.value; v <= hi.value && v-lo.value < maxRange; v++ {
		i := v - lo.value
		if dst.Kind() == lib.Array {
			m.texts[code{lo.length, v}] = fromUTF16(dst.Index(int(i)).RawString())
			continue
		}
		raw := []byte(dst.RawString())
		if len(raw) < 2 {
			return
		}
		last := uint32(raw[len(raw)-2])<<8 | uint32(raw[len(raw)-1])
		last += i
		raw[len(raw)-2], raw[len(raw)-1] = byte(last>>8), byte(last)
		m.texts[code{lo.length, v}] = fromUTF16(string(raw))
	}
}

func toCode(v lib.Value) code {
	raw := v.RawString()
	c := code{length: len(raw)}
	for i := range len(raw) {
		c.value = c.value<<8 | uint32(raw[i])
	}
	return c
}

func fromUTF16(raw string) string {
	if len(raw) == 1 {
		return raw
	}
	u := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		u = append(u, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(u))
}

// next cuts the first code off raw, by the codespaces; without one that fits it has usual
// bytes.
func (m *cmap) next(raw string, usual int) (c code, rest string) {
	for n := 1; n <= 4 && n <= len(raw); n++ {
		v := toNumber(raw[:n])
		for _, s := range m.spaces {
			if s.length == n && s.low <= v && v <= s.high {
				return code{n, v}, raw[n:]
			}
		}
	}
	n := min(usual, len(raw))
	return code{n, toNumber(raw[:n])}, raw[n:]
}

func toNumber(raw string) uint32 {
	v := uint32(0)
	for i := range len(raw) {
		v = v<<8 | uint32(raw[i])
	}
	return v
}
