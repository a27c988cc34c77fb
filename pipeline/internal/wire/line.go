package wire

import (
	"bytes"
	"strconv"
)

// line reads a header that is written the way we write it, letter for letter: a fifth of the
// time that JSON in general takes, and every hop reads one. Whatever else is JSON too goes the
// long way; the zero value has read nothing.
type line struct {
	rest []byte
	bad  bool
}

// lit takes what stands there for sure.
func (l *line) lit(s string) {
	if !l.has(s) {
		l.bad = true
	}
}

// has takes what may stand there.
func (l *line) has(s string) bool {
	rest, ok := bytes.CutPrefix(l.rest, []byte(s))
	if ok {
		l.rest = rest
	}
	return ok
}

// text takes a string up to its closing quote, if it is nothing but plain ASCII.
func (l *line) text() string {
	for i, b := range l.rest {
		switch {
		case b == '"':
			s := string(l.rest[:i])
			l.rest = l.rest[i+1:]
			return s
		case b == '\\' || b < ' ' || b > '~':
			l.bad = true
			return ""
		}
	}
	l.bad = true
	return ""
}

// number takes a number without sign, fraction or leading zero, as far as 18 digits.
func (l *line) number() uint64 {
	n := 0
	for n < len(l.rest) && '0' <= l.rest[n] && l.rest[n] <= '9' {
		n++
	}
	if n == 0 || n > 18 || n > 1 && l.rest[0] == '0' {
		l.bad = true
		return 0
	}
	v, _ := strconv.ParseUint(string(l.rest[:n]), 10, 64) // 18 digits always fit
	l.rest = l.rest[n:]
	return v
}

// packedLine reads the header of an envelope of PackedSchema, and is not ok for one that is
// written in another way.
func packedLine(head []byte) (h packedHeader, ok bool) {
	l := line{rest: head}
	l.lit(`{"schema":"` + PackedSchema + `","doc":"`)
	h.Schema, h.Doc = PackedSchema, l.text()
	l.lit(`,"cause":{"subject":"`)
	h.Cause.Subject = l.text()
	l.lit(`,"stream":"`)
	h.Cause.Stream = l.text()
	l.lit(`,"sequence":`)
	h.Cause.Sequence = l.number()
	l.lit(`},"digest":"`)
	h.Digest = l.text()
	l.lit(`,"size":`)
	h.Size = int64(l.number())
	if l.has(`,"packing":"`) {
		h.Packing = l.text()
	}
	l.lit(`}`)
	return h, !l.bad && len(l.rest) == 0 && h.Cause.Stream != "" && h.Cause.Sequence > 0
}
