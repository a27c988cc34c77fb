package html

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// object is a thing without text, noted where the stream was when it came. value is the
// text that a control shows, with its place.
type object struct {
	at     int
	thing  report.Thing
	target string
	value  *report.Text
}

// note notes a thing unless it is not displayed.
func (r *reader) note(thing report.Thing, target string) {
	if r.style.Look == report.Hidden {
		return
	}
	if len(target) > maxTarget {
		target = ""
	}
	r.objects = append(r.objects, object{at: r.stream.Len(), thing: thing, target: target})
}

// maxTarget is how long the address of a link may be in bytes; browsers take some 2,000.
const maxTarget = 4096

// notice notes what the element is if it is no text, with the frame f of the element.
func (r *reader) notice(n *html.Node, f *frame) {
	if r.awaits(n) {
		r.note(report.Script, "")
	}
	switch n.DataAtom {
	case atom.A, atom.Area:
		if target := attr(n, "href"); attached(n, target) {
			r.note(report.Attachment, target)
		}
	case atom.Img, atom.Svg, atom.Canvas, atom.Video, atom.Math:
		if !speck(n) {
			r.note(report.Picture, "")
		}
	case atom.Iframe, atom.Frame, atom.Object, atom.Embed:
		r.frame(n)
	case atom.Script:
		if n.FirstChild != nil && fills(n.FirstChild.Data) {
			r.note(report.Script, "")
		}
	case atom.Noscript:
		if n.FirstChild != nil && wordy(n.FirstChild.Data) {
			r.note(report.Script, "")
		}
	case atom.Input, atom.Select:
		r.control(n, f)
	}
}

// speck reports that a picture is too small to show anything, such as those that hold a
// layout open or count readers.
func speck(n *html.Node) bool {
	if strings.HasPrefix(attr(n, "src"), "data:image/gif;base64,R0lGODlhAQABA") {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "width" || a.Key == "height" {
			if v := strings.TrimSuffix(strings.TrimSpace(a.Val), "px"); len(v) == 1 && v[0] >= '0' && v[0] <= '3' {
				return true
			}
		}
	}
	return false
}

// frame notes another document shown inside the page.
func (r *reader) frame(n *html.Node) {
	target := attr(n, "src")
	if n.DataAtom == atom.Object {
		target = attr(n, "data")
	}
	if target == "" || strings.HasPrefix(target, "about:") || strings.HasPrefix(target, "javascript:") || speck(n) {
		return
	}
	r.note(report.Frame, target)
}

// attached reports whether a link leads to a file that could hold a report: by its address,
// or by its words where the address is that of a program (download?id=3).
func attached(n *html.Node, target string) bool {
	if target == "" || strings.HasPrefix(target, "javascript:") || strings.HasPrefix(target, "#") {
		return false
	}
	if LeadsToFile(target) {
		return true
	}
	if n.FirstChild == nil || n.FirstChild.NextSibling != nil || n.FirstChild.Type != html.TextNode {
		return false
	}
	return extensionOf(strings.TrimSpace(n.FirstChild.Data))
}

// LeadsToFile reports whether an address is that of a file that may be a report: a document
// of an office program, a page image or an archive.
func LeadsToFile(address string) bool {
	for part := range strings.FieldsFuncSeq(address, func(c rune) bool { return c == '?' || c == '#' || c == '&' || c == '=' }) {
		if extensionOf(part) {
			return true
		}
	}
	return false
}

// extensionOf reports whether a name ends like that of a file which a report may be
// attached as.
func extensionOf(name string) bool {
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 6 {
		return false
	}
	switch strings.ToLower(name[i+1:]) {
	case "pdf", "doc", "docx", "docm", "wps", "wpt", "rtf", "odt", "xls", "xlsx", "xlsm", "et", "csv", "ods", "ofd", "ceb", "zip", "rar", "7z", "ppt", "pptx":
		return true
	}
	return false
}

// wordy reports whether the markup in a noscript element holds words: then something else
// stands there for those who have scripts.
func wordy(markup string) bool {
	in := false
	for _, c := range markup {
		switch {
		case c == '<':
			in = true
		case c == '>':
			in = false
		case !in && c > ' ' && c != '\u00a0':
			return true
		}
	}
	return false
}

// control notes an input or select element with what it shows.
func (r *reader) control(n *html.Node, f *frame) {
	if r.style.Look == report.Hidden {
		return
	}
	var value report.Text
	if n.DataAtom == atom.Select {
		value = r.chosen(n, f)
	} else {
		switch strings.ToLower(attr(n, "type")) {
		case "hidden", "submit", "button", "image", "reset", "file", "password":
			return
		case "checkbox", "radio", "range", "color":
		default:
			value = attribute(f, "value", attr(n, "value"))
		}
	}
	o := object{at: r.stream.Len(), thing: report.Control}
	if value.S != "" && len(value.S) <= r.lim.Text {
		o.value = &value
	}
	r.objects = append(r.objects, o)
}

// attribute is the value of an attribute of the element with the frame f, as text with its
// place and without white space around it.
func attribute(f *frame, key, value string) report.Text {
	s := strings.TrimLeft(value, space)
	start := len(value) - len(s)
	s = strings.TrimRight(s, space)
	return report.Text{S: s, At: report.Place{Kind: report.PlaceHTML, Path: f.xpath() + "/@" + key, Start: start, End: start + len(s)}}
}

// chosen is the text of the option that a select element shows: the last one that is
// selected, or else the first. It is none where more than one shows or the option is no
// plain text.
func (r *reader) chosen(n *html.Node, f *frame) report.Text {
	var out report.Text
	if size := attr(n, "size"); has(n, "multiple") || size != "" && size != "1" {
		return out
	}
	found := false
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		cf := r.child(f, c)
		if c.DataAtom != atom.Option {
			r.done(cf)
			if c.DataAtom == atom.Optgroup {
				return report.Text{}
			}
			continue
		}
		if chosen := has(c, "selected"); !found || chosen {
			found = true
			out = option(c, cf)
		}
		r.done(cf)
	}
	return out
}

func option(n *html.Node, f *frame) report.Text {
	t := n.FirstChild
	if t == nil || t.NextSibling != nil || t.Type != html.TextNode || strings.ContainsAny(t.Data, "\t\n\f\r") {
		return report.Text{}
	}
	s := strings.Trim(t.Data, space)
	start := strings.Index(t.Data, s)
	return report.Text{S: s, At: report.Place{Kind: report.PlaceHTML, Path: f.xpath(), Start: start, End: start + len(s)}}
}

func has(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// things are the objects noted since the first, in the text stream[start:end].
func (r *reader) things(first, start, end int) []report.Object {
	if first == len(r.objects) {
		return nil
	}
	out := make([]report.Object, 0, len(r.objects)-first)
	for _, o := range r.objects[first:] {
		out = append(out, report.Object{At: min(max(o.at, start), end) - start, Thing: o.thing, Target: o.target})
	}
	return out
}
