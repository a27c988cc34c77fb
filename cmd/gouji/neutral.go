package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// neutral is what every command prints through. Names of files, issuers, quotes and errors
// come from anybody, and what a terminal takes for an order (control characters, escape
// sequences, marks that turn the direction of writing) would move its cursor, change its title
// or show another text than there is. Such a character is printed as its number, \u001b, which
// inside of JSON still means the character.
//
// Of our own sequences the colours pass, where colours are wanted. What draws (a bar, a page
// over the one before) and what is no text (a workbook, an answer to the parent process) is
// written to bare, and makes its texts neutral itself.
type neutral struct {
	mu      sync.Mutex // the log is written to by all parts of a program
	to      io.Writer
	colours bool
	held    []byte // the beginning of a character or a sequence whose rest has not come
}

// bare is the stream behind a neutral one.
func bare(w io.Writer) io.Writer {
	if n, ok := w.(*neutral); ok {
		return n.to
	}
	return w
}

// Write implements io.Writer.
func (n *neutral) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	text := b
	if len(n.held) > 0 {
		text = append(n.held, b...)
	}
	out, rest := neutralise(text, n.colours)
	n.held = slices.Clone(rest)
	if len(out) > 0 {
		if _, err := n.to.Write(out); err != nil {
			return 0, err
		}
	}
	return len(b), nil
}

// flush prints what was held back, whose rest does not come any more.
func (n *neutral) flush() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.held) == 0 {
		return
	}
	var out []byte
	for _, b := range n.held {
		out = fmt.Appendf(out, `\x%02x`, b)
	}
	n.held = nil
	_, _ = n.to.Write(out) // there is nobody left to tell
}

// neutralText is a text as neutral prints it without colours.
func neutralText(s string) string {
	out, rest := neutralise([]byte(s), false)
	return string(out) + string(bytes.ToValidUTF8(rest, []byte("\ufffd")))
}

// colour is an SGR sequence of ours: bold, dim, a colour, or their end. Others hide text or
// have it blink.
var colour = regexp.MustCompile(`^\x1b\[((0|1|2|22|39|3[0-7]|9[0-7])(;(0|1|2|22|39|3[0-7]|9[0-7]))*)?m`)

// longestColour is the most bytes of a sequence that is waited for.
const longestColour = 12

// neutralise returns the text as it may be printed, and what of its end has to wait for more.
func neutralise(text []byte, colours bool) (out, rest []byte) {
	if !slices.ContainsFunc(text, suspicious) {
		return text, nil
	}
	out = make([]byte, 0, len(text)+16)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		left := text[i:]
		switch {
		case r == utf8.RuneError && size == 1:
			if !utf8.FullRune(left) {
				return out, left
			}
			out = fmt.Appendf(out, `\x%02x`, left[0])
		case r == '\x1b' && colours && colour.Match(left):
			size = len(colour.Find(left))
			out = append(out, left[:size]...)
		case r == '\x1b' && colours && len(left) < longestColour && !bytes.ContainsFunc(left[1:], notInColour):
			return out, left
		case r == '\r' && len(left) == 1:
			return out, left
		case r == '\n', r == '\t', r == '\r' && left[1] == '\n', !orders(r):
			out = append(out, left[:size]...)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		i += size
	}
	return out, nil
}

// suspicious bytes are those that something to be replaced can begin with, line feed and tab
// apart: what has none of them is printed as it is.
func suspicious(b byte) bool {
	return b < ' ' && b != '\n' && b != '\t' || b == 0x7f || b >= 0x80
}

func notInColour(r rune) bool { return r != '[' && r != ';' && (r < '0' || r > '9') }

// orders reports that a terminal does not print a character but obeys it.
func orders(r rune) bool {
	if r > '\u2069' {
		return false // nearly all that is printed
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
