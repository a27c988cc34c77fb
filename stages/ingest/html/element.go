package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// silent reports whether the element has no part in the text content: because of what it is,
// or because its own attributes say that it makes no box. What style sheets hide is part of
// the text content, with marks.
func silent(n *html.Node) bool { return silentTag(n.DataAtom) || hiddenAlone(n) }

func silentTag(a atom.Atom) bool {
	switch a {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Noframes,
		atom.Noembed, atom.Select, atom.Datalist, atom.Svg, atom.Math, atom.Audio, atom.Video, atom.Canvas, atom.Title:
		return true
	}
	return false
}

// hiddenAlone reports whether the element's own attributes hide it.
func hiddenAlone(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			return true
		case "style":
			if hides(a.Val) {
				return true
			}
		}
	}
	return false
}

// hides reports whether a style attribute says display:none.
func hides(style string) bool {
	if !mayHide(style) {
		return false
	}
	for d := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(d, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if name == "display" && strings.HasPrefix(value, "none") {
			return true
		}
	}
	return false
}

// mayHide looks at the first letter of each value only, an N: pages pasted from Word
// have a style of a hundred bytes on every second element, and nearly none of them hides.
func mayHide(style string) bool {
	for {
		i := strings.IndexByte(style, ':')
		if i < 0 {
			return false
		}
		style = style[i+1:]
		for n := 0; n < len(style); n++ {
			if c := style[n] | 0x20; c == 'n' {
				return true
			} else if style[n] > ' ' && style[n] < 0x80 {
				break
			}
		}
	}
}

// block reports whether the element begins and ends a line of its own, as browsers show
// it without style sheets.
func block(a atom.Atom) bool {
	switch a {
	case atom.Html, atom.Body, atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Dd,
		atom.Details, atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure,
		atom.Footer, atom.Form, atom.Frameset, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header,
		atom.Hgroup, atom.Hr, atom.Legend, atom.Li, atom.Listing, atom.Main, atom.Menu, atom.Nav, atom.Ol, atom.Optgroup,
		atom.Option, atom.P, atom.Plaintext, atom.Pre, atom.Search, atom.Section, atom.Summary, atom.Ul, atom.Xmp,
		atom.Table, atom.Caption, atom.Colgroup, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Td, atom.Th:
		return true
	}
	return false
}

// verbatim reports whether line ends inside the element are shown as such.
func verbatim(a atom.Atom) bool {
	switch a {
	case atom.Pre, atom.Listing, atom.Plaintext, atom.Xmp, atom.Textarea:
		return true
	}
	return false
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
