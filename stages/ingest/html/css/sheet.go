package css

import "strings"

// screen is the width of the screen that media rules are asked about, in pixels.
const screen = 1280

// sheet reads the rules of a style sheet. It goes over the text once; what it does not
// understand is skipped as the standard says, up to the end of the block.
type sheet struct {
	s    string
	i    int
	rule func(selectors string, block []declaration) bool
}

// rules calls rule for each rule up to the closing brace of the block it stands in, or to
// the end. It returns false as soon as rule does.
func (p *sheet) rules(depth int) bool {
	for {
		p.space()
		if p.i >= len(p.s) {
			return true
		}
		if p.s[p.i] == '}' {
			p.i++
			if depth > 0 {
				return true
			}
			continue
		}
		head, open := p.until('{')
		switch {
		case !open:
			// A statement without block, such as @import.
		case strings.HasPrefix(head, "@"):
			if !p.at(head, depth) {
				return false
			}
		default:
			if !p.rule(head, declarations(p.block())) {
				return false
			}
		}
	}
}

// maxNested is how deep blocks in blocks are read.
const maxNested = 8

// at reads a block of an at-rule: the rules in it where they count on a screen.
func (p *sheet) at(head string, depth int) bool {
	name, query, _ := strings.Cut(strings.ToLower(head), " ")
	counts := name == "@media" && OnScreen(query) || name == "@layer" || name == "@supports" && !strings.Contains(query, "not")
	if counts && depth < maxNested {
		return p.rules(depth + 1)
	}
	p.block()
	return true
}

// OnScreen reports whether one of the media queries is met by a screen of the usual width, as
// one is that says nothing.
func OnScreen(queries string) bool {
	queries = strings.ToLower(queries)
	if strings.TrimSpace(queries) == "" {
		return true
	}
	for q := range strings.SplitSeq(queries, ",") {
		if meets(strings.TrimSpace(q)) {
			return true
		}
	}
	return false
}

func meets(query string) bool {
	for part := range strings.SplitSeq(query, " and ") {
		part = strings.TrimSpace(part)
		name, value, ok := strings.Cut(strings.Trim(part, "()"), ":")
		if !ok {
			switch part {
			case "all", "screen", "only screen":
				continue
			}
			return false
		}
		l := parseLength(strings.TrimSpace(value))
		width := l.n
		if l.unit == em || l.unit == root {
			width *= medium
		}
		switch strings.TrimSpace(name) {
		case "min-width", "min-device-width":
			if width > screen {
				return false
			}
		case "max-width", "max-device-width":
			if width < screen {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// until reads up to the sign, past it, and returns what stands before. It is false where a
// semicolon, a closing brace or the end comes first.
func (p *sheet) until(sign byte) (string, bool) {
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case sign:
			head := strings.TrimSpace(p.s[start:p.i])
			p.i++
			return head, true
		case ';':
			p.i++
			return "", false
		case '}':
			return "", false
		case '"', '\'':
			p.quoted(c)
			continue
		case '/':
			if p.comment() {
				continue
			}
		}
		p.i++
	}
	return "", false
}

// block reads up to the brace that closes the block just begun and returns the inside.
func (p *sheet) block() string {
	start, depth := p.i, 1
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				p.i++
				return p.s[start : p.i-1]
			}
		case '"', '\'':
			p.quoted(c)
			continue
		case '/':
			if p.comment() {
				continue
			}
		}
		p.i++
	}
	return p.s[start:]
}

// quoted goes past a string; a line end ends a bad one.
func (p *sheet) quoted(q byte) {
	for p.i++; p.i < len(p.s); p.i++ {
		switch p.s[p.i] {
		case '\\':
			p.i++
		case q:
			p.i++
			return
		case '\n':
			return
		}
	}
	p.i = min(p.i, len(p.s))
}

// comment goes past a comment, if one begins here.
func (p *sheet) comment() bool {
	if !strings.HasPrefix(p.s[p.i:], "/*") {
		return false
	}
	if n := strings.Index(p.s[p.i+2:], "*/"); n >= 0 {
		p.i += n + 4
	} else {
		p.i = len(p.s)
	}
	return true
}

// space goes past white space, comments and the marks that hid style sheets from old browsers.
func (p *sheet) space() {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c <= ' ' || c == ';':
			p.i++
		case c == '/' && p.comment():
		case strings.HasPrefix(p.s[p.i:], "<!--"):
			p.i += 4
		case strings.HasPrefix(p.s[p.i:], "-->"):
			p.i += 3
		default:
			return
		}
	}
}

// declarations reads the inside of a block or a style attribute and keeps what matters.
func declarations(s string) []declaration {
	var out []declaration
	comments := strings.Contains(s, "/*")
	for len(s) > 0 {
		var d string
		d, s = cutDeclaration(s)
		name, value, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		if comments {
			name, value = uncomment(name), uncomment(value)
		}
		name = strings.ToLower(strings.TrimSpace(name))
		p := propertyOf(name)
		if p == propNone {
			continue
		}
		value, important := cutImportant(strings.ToLower(strings.TrimSpace(value)))
		if d, ok := parseValue(name, p, value); ok {
			d.important = important
			out = append(out, d)
		}
	}
	return out
}

// cutDeclaration cuts at the next semicolon outside of strings and brackets.
func cutDeclaration(s string) (first, rest string) {
	p := sheet{s: s}
	depth := 0
	for p.i < len(s) {
		switch c := s[p.i]; c {
		case ';':
			if depth == 0 {
				return s[:p.i], s[p.i+1:]
			}
		case '(':
			depth++
		case ')':
			depth = max(depth-1, 0)
		case '"', '\'':
			p.quoted(c)
			continue
		}
		p.i++
	}
	return s, ""
}

func cutImportant(v string) (string, bool) {
	i := strings.LastIndexByte(v, '!')
	if i < 0 || strings.TrimSpace(v[i+1:]) != "important" {
		return v, false
	}
	return strings.TrimSpace(v[:i]), true
}

// uncomment takes comments out.
func uncomment(s string) string {
	if !strings.Contains(s, "/*") {
		return s
	}
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "/*")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteByte(' ')
		_, s, _ = strings.Cut(after, "*/")
	}
}
