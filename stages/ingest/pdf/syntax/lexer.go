package syntax

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

// maxDepth is how deep arrays and dictionaries may be nested. Real files have some ten.
const maxDepth = 100

var errDepth = errors.New("arrays and dictionaries are nested more than 100 deep")

// Lexer reads objects one after another from bytes. What is malformed is skipped where
// reading can go on behind it, as viewers do: a stray delimiter, an odd digit of a string.
type Lexer struct {
	data []byte
	pos  int
	// strings decrypts a string, nil where nothing is encrypted.
	strings func(String) String
	// refs says that "1 0 R" is a reference, as in files; content streams have none.
	refs bool
	err  error
}

// NewLexer returns a Lexer of a content stream or CMap.
func NewLexer(data []byte) *Lexer { return &Lexer{data: data} }

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == 0 || c == '\f'
}

func delimiter(c byte) bool {
	switch c {
	case '<', '>', '(', ')', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

// skip goes to the next byte that is neither white space nor of a comment.
func (l *Lexer) skip() {
	for l.pos < len(l.data) {
		switch c := l.data[l.pos]; {
		case space(c):
			l.pos++
		case c == '%':
			for l.pos < len(l.data) && l.data[l.pos] != '\n' && l.data[l.pos] != '\r' {
				l.pos++
			}
		default:
			return
		}
	}
}

// Next returns the next object or operator; false at the end, or where nesting is too deep
// (see Err).
func (l *Lexer) Next() (Object, bool) { return l.object(0) }

// Err is what ended the reading before the end of the bytes, nil if nothing did.
func (l *Lexer) Err() error { return l.err }

func (l *Lexer) object(depth int) (Object, bool) {
	if depth > maxDepth {
		l.err, l.pos = errDepth, len(l.data)
		return nil, false
	}
	for {
		l.skip()
		if l.pos >= len(l.data) {
			return nil, false
		}
		switch c := l.data[l.pos]; c {
		case '/':
			l.pos++
			return l.name(), true
		case '(':
			l.pos++
			return l.decrypted(l.literal()), true
		case '[':
			l.pos++
			return l.array(depth), true
		case '<':
			if l.pos++; l.pos < len(l.data) && l.data[l.pos] == '<' {
				l.pos++
				return l.dict(depth), true
			}
			return l.decrypted(l.hex()), true
		case ')', '{', '}':
			l.pos++ // it means nothing here
		case ']', '>':
			l.pos++
			if c == '>' && l.pos < len(l.data) && l.data[l.pos] == '>' {
				l.pos++
				return Operator(">>"), true
			}
			if c == ']' {
				return Operator("]"), true
			}
		default:
			return l.word(), true
		}
	}
}

func (l *Lexer) decrypted(s String) Object {
	if l.strings != nil {
		return l.strings(s)
	}
	return s
}

func (l *Lexer) array(depth int) Object {
	out := Array{}
	for {
		o, ok := l.object(depth + 1)
		if !ok || o == Object(Operator("]")) {
			return out
		}
		if o == Object(Operator(">>")) {
			l.pos -= 2 // the array was never closed
			return out
		}
		if _, stray := o.(Operator); !stray {
			out = append(out, o)
		}
	}
}

func (l *Lexer) dict(depth int) Object {
	out := Dict{}
	for {
		key, ok := l.object(depth + 1)
		if !ok || key == Object(Operator(">>")) {
			return out
		}
		name, isName := key.(Name)
		if !isName {
			continue
		}
		value, ok := l.object(depth + 1)
		if !ok || value == Object(Operator(">>")) {
			return out
		}
		if _, stray := value.(Operator); !stray {
			out[name] = value
		}
	}
}

// word reads a number, a keyword or an operator; in files also a reference.
func (l *Lexer) word() Object {
	start := l.pos
	for l.pos < len(l.data) && !space(l.data[l.pos]) && !delimiter(l.data[l.pos]) {
		l.pos++
	}
	w := l.data[start:l.pos]
	if c := w[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
		if v, ok := number(w); ok {
			return l.reference(v)
		}
	}
	switch string(w) {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return Operator(w)
}

// number reads a decimal number. Some programs write two signs, or a sign inside, as viewers
// forgive them; "-" and "." alone are nought.
func number(w []byte) (float64, bool) {
	var whole, fraction, scale float64 = 0, 0, 1
	negative, dot := false, false
	for i, c := range w {
		switch {
		case c >= '0' && c <= '9' && dot:
			if scale < 1e15 {
				fraction, scale = fraction*10+float64(c-'0'), scale*10
			}
		case c >= '0' && c <= '9':
			whole = whole*10 + float64(c-'0')
		case c == '.' && !dot:
			dot = true
		case c == '-' && i <= 1:
			negative = true
		case c == '-':
			return sign(whole+fraction/scale, negative), true // 12-34: what follows means nothing
		case c == '+' && i == 0:
		default:
			v, err := strconv.ParseFloat(string(w), 64)
			return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
		}
	}
	return sign(whole+fraction/scale, negative), true
}

func sign(v float64, negative bool) float64 {
	if negative {
		return -v
	}
	return v
}

// reference looks whether two more words make the number a reference.
func (l *Lexer) reference(v float64) Object {
	if !l.refs || v != math.Trunc(v) || v < 0 || v > maxID {
		return v
	}
	back := l.pos
	l.skip()
	start := l.pos
	for l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '9' {
		l.pos++
	}
	gen, err := strconv.Atoi(string(l.data[start:l.pos]))
	l.skip()
	if err == nil && l.pos < len(l.data) && l.data[l.pos] == 'R' && (l.pos+1 == len(l.data) || space(l.data[l.pos+1]) || delimiter(l.data[l.pos+1])) {
		l.pos++
		return Ref{int(v), gen}
	}
	l.pos = back
	return v
}

func (l *Lexer) name() Name {
	start, escaped := l.pos, false
	for l.pos < len(l.data) && !space(l.data[l.pos]) && !delimiter(l.data[l.pos]) {
		escaped = escaped || l.data[l.pos] == '#'
		l.pos++
	}
	raw := l.data[start:l.pos]
	if !escaped {
		return Name(raw)
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && digit(raw[i+1]) >= 0 && digit(raw[i+2]) >= 0 {
			out = append(out, byte(digit(raw[i+1])<<4|digit(raw[i+2])))
			i += 2
			continue
		}
		out = append(out, raw[i])
	}
	return Name(out)
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func (l *Lexer) hex() String {
	raw := l.data[l.pos:]
	if end := bytes.IndexByte(raw, '>'); end >= 0 {
		raw = raw[:end]
		l.pos++
	}
	l.pos += len(raw)
	return unhex(raw)
}

func unhex(raw []byte) String {
	out := make([]byte, 0, (len(raw)+1)/2)
	high := -1
	for _, c := range raw {
		d := digit(c)
		switch {
		case d < 0:
		case high < 0:
			high = d
		default:
			out, high = append(out, byte(high<<4|d)), -1
		}
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return String(out)
}

func (l *Lexer) literal() String {
	var out []byte
	depth := 1
	for l.pos < len(l.data) {
		c := l.data[l.pos]
		l.pos++
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return String(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		case '\r':
			if l.pos < len(l.data) && l.data[l.pos] == '\n' {
				l.pos++
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return String(out)
}

// escape reads what follows a backslash.
func (l *Lexer) escape(out []byte) []byte {
	if l.pos >= len(l.data) {
		return out
	}
	c := l.data[l.pos]
	l.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if l.pos < len(l.data) && l.data[l.pos] == '\n' {
			l.pos++
		}
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for n := 0; n < 2 && l.pos < len(l.data) && l.data[l.pos] >= '0' && l.data[l.pos] <= '7'; n++ {
		v = v*8 + int(l.data[l.pos]-'0')
		l.pos++
	}
	return append(out, byte(v))
}

// Skip returns the bytes up to a keyword between white space, such as EI behind the bytes of
// an inline image, and goes behind it; all that is left where there is none.
func (l *Lexer) Skip(keyword string) []byte {
	rest := l.data[l.pos:]
	for from := 0; ; {
		i := bytes.Index(rest[from:], []byte(keyword))
		if i < 0 {
			l.pos = len(l.data)
			return rest
		}
		at, end := from+i, from+i+len(keyword)
		if at > 0 && space(rest[at-1]) && (end == len(rest) || space(rest[end]) && printable(rest[end:min(end+12, len(rest))])) {
			l.pos += end
			return rest[:at-1]
		}
		from = end
	}
}

// printable reports whether bytes look like operators and not like those of a picture.
func printable(b []byte) bool {
	for _, c := range b {
		if c >= 0x7F || c < ' ' && !space(c) {
			return false
		}
	}
	return true
}
