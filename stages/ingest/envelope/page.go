package envelope

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Page returns what a page holds and does not show as its own text: long strings in its
// scripts, form fields, frames with their content in them, and a page in escaped HTML.
func Page(s string, lim Limits) ([]Leaf, error) {
	w := pageReader{leaves: leaves{lim: lim}, counts: make(map[string]int)}
	z := html.NewTokenizer(strings.NewReader(s))
	inside := ""
	for w.err == nil {
		switch z.Next() {
		case html.ErrorToken:
			w.escaped(w.shown.String())
			return w.list, w.err
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			w.element(t)
			if inside = ""; t.Data == "script" || t.Data == "textarea" || t.Data == "style" || t.Data == "template" {
				inside = t.Data
			}
		case html.EndTagToken:
			inside = ""
		case html.TextToken:
			w.text(inside, z)
		}
	}
	return nil, w.err
}

type pageReader struct {
	leaves
	counts map[string]int
	shown  strings.Builder
	err    error
}

// number counts elements of a name: script[3].
func (w *pageReader) number(name string) string {
	w.counts[name]++
	return name + "[" + strconv.Itoa(w.counts[name]) + "]"
}

func (w *pageReader) keep(in, contentType string, data []byte) {
	if w.err == nil && len(data) >= longText {
		w.err = w.add(Leaf{In: in, Data: data, ContentType: contentType})
	}
}

func (w *pageReader) element(t html.Token) {
	switch t.Data {
	case "iframe", "frame", "embed", "object":
		in := w.number(t.Data)
		for _, a := range t.Attr {
			switch a.Key {
			case "srcdoc":
				w.keep(in, "text/html", []byte(a.Val))
			case "src", "data":
				if kind, data, ok := dataURL(a.Val); ok {
					w.keep(in, kind, data)
				}
			}
		}
	case "input":
		in := w.number(t.Data)
		for _, a := range t.Attr {
			if a.Key == "value" && len(a.Val) >= longText {
				w.keep(in, "", []byte(unescaped(a.Val)))
			}
		}
	}
}

func (w *pageReader) text(inside string, z *html.Tokenizer) {
	switch inside {
	case "script":
		in := w.number("script")
		for n, s := range literals(string(z.Raw())) {
			w.keep(in+"/string["+strconv.Itoa(n+1)+"]", "", []byte(s))
		}
	case "textarea":
		w.keep(w.number("textarea"), "", []byte(unescaped(string(z.Text()))))
	case "style":
	default:
		w.shown.Write(z.Text())
	}
}

// Escaped returns the page that a text holds in escaped HTML, nil if it is none.
func Escaped(s string, lim Limits) ([]Leaf, error) {
	w := pageReader{leaves: leaves{lim: lim}}
	w.escaped(s)
	return w.list, w.err
}

func (w *pageReader) escaped(shown string) {
	s := unescaped(shown)
	if begin := strings.IndexByte(s, '<'); begin >= 0 && Tagged(s) {
		w.keep("escaped", "text/html", []byte(s))
	}
}

// unescaped undoes escaped markup, which may be escaped twice. Text that has tags already is
// left as it is.
func unescaped(s string) string {
	for range 2 {
		if Tagged(s) || !strings.Contains(s, "&lt;") {
			return s
		}
		s = html.UnescapeString(s)
	}
	return s
}

// Tagged reports whether text holds markup that a reader would see as such: at least three
// end tags of paragraphs, cells or divisions.
func Tagged(s string) bool {
	n := 0
	for _, tag := range [...]string{"</p>", "</td>", "</div>", "</P>", "</TD>", "</DIV>"} {
		if n += strings.Count(s, tag); n >= 3 {
			return true
		}
	}
	return false
}

// dataURL decodes a data: URL (RFC 2397).
func dataURL(s string) (kind string, data []byte, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "data:")
	if !ok {
		return "", nil, false
	}
	kind, body, ok := strings.Cut(rest, ",")
	if !ok {
		return "", nil, false
	}
	if b, err := url.PathUnescape(body); err == nil {
		body = b
	}
	kind, coded := strings.CutSuffix(kind, ";base64")
	if !coded {
		return kind, []byte(body), true
	}
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(body), ""))
	return kind, b, err == nil
}

// literals returns the string literals of a script that are at least longText bytes long,
// in order, with their escapes undone (ECMA-262 12.9.4). JSON is a part of that.
func literals(script string) []string {
	var out []string
	for i := 0; i < len(script); i++ {
		switch c := script[i]; c {
		case '"', '\'', '`':
			end := literalEnd(script, i)
			if end-i > longText {
				if s := unquoted(script[i+1 : end]); len(s) >= longText {
					out = append(out, s)
				}
			}
			i = end
		case '/':
			if rest := script[i:]; strings.HasPrefix(rest, "//") {
				i += lineLength(rest)
			} else if strings.HasPrefix(rest, "/*") {
				if n := strings.Index(rest[2:], "*/"); n >= 0 {
					i += n + 3
				}
			}
		}
	}
	return out
}

func lineLength(s string) int {
	if n := strings.IndexByte(s, '\n'); n >= 0 {
		return n
	}
	return len(s)
}

// literalEnd is where the literal that begins at script[i] ends: at its quote or, for want
// of one, at the end of its line.
func literalEnd(script string, i int) int {
	quote := script[i]
	for n := i + 1; n < len(script); n++ {
		switch c := script[n]; {
		case c == '\\':
			n++
		case c == quote:
			return n
		case c == '\n' && quote != '`':
			return n
		}
	}
	return len(script)
}

// unquoted undoes the escapes of a literal.
func unquoted(s string) string {
	if !strings.ContainsRune(s, '\\') {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b', 'f', 'v', '0':
			b.WriteByte(' ')
		case '\n':
		case 'x':
			n, ok := hexDigits(s, i+1, 2)
			if !ok {
				return ""
			}
			b.WriteRune(n)
			i += 2
		case 'u':
			n, size := unicodeEscape(s, i+1)
			if size == 0 {
				return ""
			}
			b.WriteRune(n)
			i += size
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func hexDigits(s string, at, n int) (rune, bool) {
	if at+n > len(s) {
		return 0, false
	}
	v, err := strconv.ParseUint(s[at:at+n], 16, 32)
	return rune(v), err == nil
}

// unicodeEscape reads what follows \u: four digits, with a second escape where they are half
// of a pair, or digits in braces. size is 0 for nonsense.
func unicodeEscape(s string, at int) (r rune, size int) {
	if at < len(s) && s[at] == '{' {
		end := strings.IndexByte(s[at:], '}')
		if end < 2 || end > 8 {
			return 0, 0
		}
		n, ok := hexDigits(s, at+1, end-1)
		if !ok || !utf8.ValidRune(n) {
			return 0, 0
		}
		return n, end + 1
	}
	n, ok := hexDigits(s, at, 4)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(n) && strings.HasPrefix(s[at+4:], `\u`) {
		if low, ok := hexDigits(s, at+6, 4); ok && utf16.DecodeRune(n, low) != utf8.RuneError {
			return utf16.DecodeRune(n, low), 10
		}
	}
	return n, 4
}
