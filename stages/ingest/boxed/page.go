package boxed

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// html reads the pages that pdftohtml -c writes: each run is a p with its upper left corner
// and a class that has its size; a br begins its next line. Widths are not there: they are
// those of print of that size.
func (r *reader) html(s string) error {
	z := html.NewTokenizer(strings.NewReader(s))
	fonts := map[string]font{}
	var text strings.Builder
	var at run
	style := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			style = t.Data == "style"
			switch t.Data {
			case "div":
				if id := attr(t, "id"); !strings.HasPrefix(id, "page") || !strings.HasSuffix(id, "-div") {
					continue
				}
				if err := r.page(); err != nil {
					return err
				}
			case "p":
				text.Reset()
				at = run{left: pixels(attr(t, "style"), "left:"), top: pixels(attr(t, "style"), "top:"), font: fonts[attr(t, "class")], open: true}
			case "br":
				if at.open {
					text.WriteByte('\n')
				}
			}
		case html.EndTagToken:
			style = false
			if t := z.Token(); t.Data == "p" && at.open {
				if err := r.lines(text.String(), at); err != nil {
					return err
				}
				at.open = false
			}
		case html.TextToken:
			switch {
			case style:
				classes(string(z.Text()), fonts)
			case at.open:
				text.Write(z.Text())
			}
		}
	}
}

// page begins the next page.
func (r *reader) page() error {
	if len(r.pages) == r.lim.Pages {
		return tooManyPages(r.lim)
	}
	r.pages = append(r.pages, nil)
	return nil
}

// font is the size of a class of runs and the distance of its lines, in pixels.
type font struct{ size, line float64 }

type run struct {
	left, top float64
	font      font
	open      bool
}

// lines adds the lines of a run.
func (r *reader) lines(s string, at run) error {
	size := at.font.size
	if size <= 0 {
		size = 16
	}
	pitch := at.font.line
	if pitch <= 0 {
		pitch = 1.3 * size
	}
	n := 0
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		units := 0.0
		for _, c := range line {
			units += width(c)
		}
		top := at.top + float64(n)*pitch
		if err := r.run(line, [4]float64{at.left, top, at.left + units*size/2, top + size}); err != nil {
			return err
		}
		n++
	}
	return nil
}

func attr(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// pixels reads a number behind a name in a style.
func pixels(style, name string) float64 {
	_, rest, _ := strings.Cut(style, name)
	end := 0
	for end < len(rest) && (rest[end] >= '0' && rest[end] <= '9' || rest[end] == '.' || rest[end] == '-') {
		end++
	}
	n, err := strconv.ParseFloat(rest[:end], 64)
	if err != nil || n < -1e6 || n > 1e6 {
		return 0
	}
	return n
}

// classes reads .ft10{font-size:16px;line-height:22px;…}.
func classes(css string, fonts map[string]font) {
	for len(fonts) < 4096 {
		_, rest, ok := strings.Cut(css, ".ft")
		if !ok {
			return
		}
		name, rest, ok := strings.Cut(rest, "{")
		if !ok {
			return
		}
		body, after, _ := strings.Cut(rest, "}")
		fonts["ft"+name] = font{size: pixels(body, "font-size:"), line: pixels(body, "line-height:")}
		css = after
	}
}
