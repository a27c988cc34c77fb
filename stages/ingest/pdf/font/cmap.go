package font

import (
	"unicode/utf16"

	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
)

// cmap maps the codes of a font to text (a ToUnicode CMap) or to CIDs (an Encoding CMap), as
// in ISO 32000-1, 9.7.5 and 9.10.3. A code is kept with its length in bytes.
type cmap struct {
	spaces []codespace
	texts  map[code]string
	cids   map[code]int
	left   int // how many more entries are taken
	// ranges are long ranges of texts, the last of which counts. They are not written out:
	// some programs map all 65,536 codes, of which a report shows a thousand.
	ranges []textRange
}

// textRange maps the codes from low to high to the UTF-16 text first and those behind it.
type textRange struct {
	low   code
	high  uint32
	first string
}

const (
	longRange = 16  // codes
	maxRanges = 512 // more are written out, so that no look-up goes through many
)

type code struct {
	length int
	value  uint32
}

type codespace struct {
	length    int
	low, high uint32
}

// maxMapped is how many entries a CMap may have, so that ranges that lie on each other end:
// there are 65,536 codes of two bytes.
const maxMapped = 1 << 20

// maxRange is the longest range that is believed: two-byte codes have no more.
const maxRange = 1 << 16

// readCMap reads a CMap. Of its PostScript only the operands before each end of a list count.
func readCMap(data []byte) *cmap {
	m := &cmap{texts: make(map[code]string), cids: make(map[code]int), left: maxMapped}
	var args []syntax.Object
	l := syntax.NewLexer(data)
	for {
		o, ok := l.Next()
		if !ok {
			return m
		}
		op, isOperator := o.(syntax.Operator)
		if !isOperator {
			args = append(args, o)
			continue
		}
		m.do(string(op), args)
		args = args[:0]
	}
}

func (m *cmap) do(op string, args []syntax.Object) {
	switch op {
	case "endcodespacerange":
		for ; len(args) >= 2; args = args[2:] {
			lo, hi := toCode(args[0]), toCode(args[1])
			m.spaces = append(m.spaces, codespace{lo.length, lo.value, hi.value})
		}
	case "endbfchar":
		for ; len(args) >= 2 && m.more(0); args = args[2:] {
			m.texts[toCode(args[0])] = fromUTF16(toString(args[1]))
		}
	case "endbfrange":
		for ; len(args) >= 3; args = args[3:] {
			m.bfRange(toCode(args[0]), toCode(args[1]), args[2])
		}
	case "endcidchar":
		for ; len(args) >= 2 && m.more(0); args = args[2:] {
			m.cids[toCode(args[0])] = toInt(args[1])
		}
	case "endcidrange":
		for ; len(args) >= 3; args = args[3:] {
			lo, hi, cid := toCode(args[0]), toCode(args[1]), toInt(args[2])
			for v := lo.value; v <= hi.value && m.more(v-lo.value); v++ {
				m.cids[code{lo.length, v}] = cid + int(v-lo.value)
			}
		}
	}
}

func toString(o syntax.Object) string {
	s, _ := o.(syntax.String)
	return string(s)
}

func toInt(o syntax.Object) int {
	v, _ := o.(float64)
	return int(v)
}

// more counts an entry, the i-th of its range, and reports whether it is still taken.
func (m *cmap) more(i uint32) bool {
	m.left--
	return i < maxRange && m.left >= 0
}

func (m *cmap) bfRange(lo, hi code, dst syntax.Object) {
	raw := toString(dst)
	list, isList := dst.(syntax.Array)
	if !isList && hi.value-lo.value >= longRange && hi.value > lo.value && len(raw) >= 2 && len(m.ranges) < maxRanges {
		m.ranges = append(m.ranges, textRange{lo, hi.value, raw})
		return
	}
	for v := lo.value; v <= hi.value && m.more(v-lo.value); v++ {
		i := v - lo.value
		switch {
		case isList && int(i) >= len(list):
			return
		case isList:
			m.texts[code{lo.length, v}] = fromUTF16(toString(list[i]))
		case len(raw) < 2:
			return
		default:
			m.texts[code{lo.length, v}] = behind(raw, i)
		}
	}
}

// behind is the text i places behind the UTF-16 text first, in its last unit.
func behind(first string, i uint32) string {
	raw := []byte(first)
	last := uint32(raw[len(raw)-2])<<8 | uint32(raw[len(raw)-1])
	last += i
	raw[len(raw)-2], raw[len(raw)-1] = byte(last>>8), byte(last)
	return fromUTF16(string(raw))
}

// text is what a code stands for; false if the CMap does not say.
func (m *cmap) text(c code) (string, bool) {
	if t, ok := m.texts[c]; ok {
		return t, true
	}
	for i := len(m.ranges) - 1; i >= 0; i-- {
		r := &m.ranges[i]
		if d := c.value - r.low.value; c.length == r.low.length && c.value >= r.low.value && c.value <= r.high && d < maxRange {
			t := behind(r.first, d)
			m.texts[c] = t
			return t, true
		}
	}
	return "", false
}

func toCode(o syntax.Object) code {
	raw := toString(o)
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
