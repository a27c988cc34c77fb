package boxed

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

const damaged = "the PDF is damaged; print it to PDF again and submit that"

// parseWords reads the words of each page from the output of a child, which is that of
// pdftotext -bbox-layout. The errors are poison of the classes malformed, limit_pages and
// limit_cells.
func parseWords(out []byte, lim pdf.Limits) ([][]pdf.Word, error) {
	// What stands before is the file's own title and properties, of any encoding.
	_, out, ok := bytes.Cut(out, []byte("<doc>"))
	if !ok {
		return nil, fault.Poisonf(fault.Malformed, "no pages were found; "+damaged)
	}
	out, _, ok = bytes.Cut(out, []byte("</doc>"))
	if !ok {
		return nil, fault.Poisonf(fault.Malformed, "the list of words ends early; "+damaged)
	}
	p := parser{lim: lim, s: string(out)}
	for p.space(); p.s != "" && p.err == nil; p.space() {
		p.tag()
	}
	if p.err == nil && len(p.open) > 0 {
		p.refuse("it ends inside of a " + p.open[len(p.open)-1])
	}
	if p.err != nil {
		return nil, p.err
	}
	return p.pages, nil
}

// parser reads the list of words: elements page, flow, block, line and word, each within
// those named before it, white space between them, and text in words only. encoding/xml
// takes seven times as long and six allocations a word.
type parser struct {
	lim   pdf.Limits
	s     string // what is left
	open  []string
	pages [][]pdf.Word
	words int
	err   error
}

func (p *parser) refuse(why string) {
	p.err = fault.Poisonf(fault.Malformed, "the list of words cannot be read (%s); "+damaged, why)
}

// level is how deep an element belongs, 0 for those that the list does not have.
func level(name string) int {
	switch name {
	case "page":
		return 1
	case "flow":
		return 2
	case "block":
		return 3
	case "line":
		return 4
	case "word":
		return 5
	}
	return 0
}

func (p *parser) space() { p.s = strings.TrimLeft(p.s, " \t\r\n") }

// tag reads a start tag, with the text and the end tag where it is that of a word, or an end tag.
func (p *parser) tag() {
	inside, rest, ok := strings.Cut(p.s, ">")
	if !ok || p.s[0] != '<' {
		p.refuse(fmt.Sprintf("%.40q stands between words", p.s))
		return
	}
	p.s = rest
	last := len(p.open) - 1
	if name, ok := strings.CutPrefix(inside, "</"); ok {
		if last < 0 || p.open[last] != name {
			p.refuse(fmt.Sprintf("%.40q ends nothing", inside))
			return
		}
		p.open = p.open[:last]
		return
	}
	name, attrs, _ := strings.Cut(inside[1:], " ")
	if n := level(name); n == 0 || last < 0 && n > 1 || last >= 0 && n <= level(p.open[last]) {
		p.refuse(fmt.Sprintf("%.40q is out of place", inside))
		return
	}
	p.start(name, attrs)
}

func (p *parser) start(name, attrs string) {
	box, seen, err := attributes(attrs)
	switch {
	case err != nil:
		p.refuse(err.Error())
	case name == "word" && seen != 4:
		p.refuse("a word without a box")
	case name == "word":
		p.word(box)
	case name == "page" && len(p.pages) == p.lim.Pages:
		p.err = tooManyPages(p.lim)
	default:
		if name == "page" {
			p.pages = append(p.pages, nil)
		}
		p.open = append(p.open, name)
	}
}

func tooManyPages(lim pdf.Limits) error {
	return fault.Poisonf(fault.LimitPages, "the PDF has more than %d pages; submit one report at a time", lim.Pages)
}

// word reads the text and the end tag of a word.
func (p *parser) word(box [4]float64) {
	text, rest, ok := strings.Cut(p.s, "</word>")
	if !ok || strings.ContainsAny(text, "<>") {
		p.refuse(fmt.Sprintf("a word that does not end: %.40q", p.s))
		return
	}
	p.s = rest
	if p.words++; p.words > p.lim.Words {
		p.err = fault.Poisonf(fault.LimitCells, "the PDF has more than %d words; submit one report at a time", p.lim.Words)
		return
	}
	s, err := plain(text)
	if err != nil {
		p.refuse(err.Error())
		return
	}
	if s != "" {
		last := len(p.pages) - 1
		p.pages[last] = appendUpright(p.pages[last], pdf.Word{S: s, Box: box})
	}
}

// attributes reads name="value" with single spaces between them. The values of xMin, yMin,
// xMax and yMax, of which seen says how many there are, are kept to a thousandth of a point,
// so that both readers' output looks alike; others must be well formed and mean nothing.
func attributes(s string) (box [4]float64, seen int, err error) {
	for i := 0; s != ""; i++ {
		name, rest, ok := strings.Cut(s, "=\"")
		value, after, closed := strings.Cut(rest, "\"")
		if !ok || !closed || after != "" && after[0] != ' ' || after == " " || !plainName(name) || strings.ContainsAny(value, "<&") {
			return box, seen, fmt.Errorf("attributes %.80q", s)
		}
		s = strings.TrimPrefix(after, " ")
		at := strings.Index("xMin yMin xMax yMax", name)
		if at < 0 || len(name) != 4 {
			continue
		}
		if at/5 != seen {
			return box, seen, errors.New("a box without order")
		}
		if box[seen], err = points(value); err != nil {
			return box, seen, err
		}
		seen++
	}
	return [4]float64{min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])}, seen, nil
}

func plainName(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return s != ""
}

// points reads a decimal number.
func points(s string) (float64, error) {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && c != '.' && c != '-' {
			return 0, fmt.Errorf("a box of %.40q", s)
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(v) > 1e6 {
		return 0, fmt.Errorf("a box of %.40q", s)
	}
	return math.Round(v*1000) / 1000, nil
}

// plain resolves character references and takes out white space: poppler keeps odd spaces
// inside words, a word of ours has none. Control characters, which fonts without a proper
// encoding leave, and broken UTF-8 become U+FFFD. Most words are returned as they are.
func plain(s string) (string, error) {
	if strings.IndexFunc(s, unusual) < 0 {
		return s, nil
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == '&' {
			name, _, ok := strings.Cut(s, ";")
			if r = reference(name); !ok || r == 0 {
				return "", fmt.Errorf("the character reference %.12q", s)
			}
			n = len(name) + 1
		} else if unprintable(r) {
			r = utf8.RuneError
		}
		if !unicode.IsSpace(r) {
			b.WriteRune(r)
		}
		s = s[n:]
	}
	return b.String(), nil
}

func unusual(r rune) bool {
	return r <= ' ' || r == '&' || r >= 0x80 && (r == utf8.RuneError || unicode.IsSpace(r) || unprintable(r))
}

// unprintable are the characters that XML has not; white space is none of them.
func unprintable(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// reference are the characters that children write as references, 0 for all others.
func reference(name string) rune {
	switch name {
	case "&amp":
		return '&'
	case "&lt":
		return '<'
	case "&gt":
		return '>'
	case "&quot", "&#34":
		return '"'
	case "&apos", "&#39":
		return '\''
	}
	return 0
}

// appendUpright adds a word; one that is set vertically it takes apart: its characters
// stand on lines of their own. Only wide characters are set so.
func appendUpright(words []pdf.Word, w pdf.Word) []pdf.Word {
	if w.Box[3]-w.Box[1] < 1.5*(w.Box[2]-w.Box[0]) {
		return append(words, w)
	}
	n := utf8.RuneCountInString(w.S)
	if n < 2 || strings.IndexFunc(w.S, narrow) >= 0 {
		return append(words, w)
	}
	step := (w.Box[3] - w.Box[1]) / float64(n)
	for i, c := range []rune(w.S) {
		y := w.Box[1] + step*float64(i)
		words = append(words, pdf.Word{S: string(c), Box: [4]float64{w.Box[0], y, w.Box[2], y + step}})
	}
	return words
}

func narrow(r rune) bool { return r < 0x2E80 }
