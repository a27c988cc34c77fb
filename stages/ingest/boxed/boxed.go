// Package boxed reads what the tools of poppler write of a PDF as a list of words or runs
// with their boxes: pdftotext -bbox and -bbox-layout, pdftohtml -xml, and the pages of
// pdftohtml that place every run; and hOCR, what programs for text recognition write. They are
// read as the PDF itself is, by position: the order in such a file is not that of the rows, and
// every run is an element of its own.
package boxed

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf"
)

// Is reports whether decoded text is such a list.
func Is(s string) bool { return kindOf(s) != "" }

func kindOf(s string) string {
	head := s[:min(len(s), 64<<10)]
	switch {
	case strings.Contains(head, "<doc>") && strings.Contains(head, "<page width=") && strings.Contains(head, "<word xMin="):
		return "bbox"
	case strings.Contains(head, "<pdf2xml") && strings.Contains(head, "<text top="):
		return "xml"
	case strings.Contains(head, `<div id="page`) && strings.Contains(head, `-div" style="position:relative;`) && strings.Contains(head, `<p style="position:absolute;top:`):
		return "html"
	case Recognised(s):
		return "hocr"
	}
	return ""
}

// Recognised reports whether decoded text is hOCR with a box for each word.
func Recognised(s string) bool {
	head := s[:min(len(s), 64<<10)]
	return strings.Contains(head, "ocr_page") && strings.Contains(head, "ocrx_word") && strings.Contains(head, "bbox ")
}

// Words finds the words of each page; it is a pdf.Words for decoded text.
type Words struct{ Lim pdf.Limits }

// Words returns the words of each page. The errors are poison of the classes malformed and
// the limits, and the context's.
func (w Words) Words(ctx context.Context, data []byte) ([][]pdf.Word, error) {
	s := string(data)
	switch kindOf(s) {
	case "bbox":
		return parseWords(data, w.Lim)
	case "xml":
		r := reader{ctx: ctx, lim: w.Lim}
		err := r.xml(s)
		return r.pages, err
	case "html":
		r := reader{ctx: ctx, lim: w.Lim}
		err := r.html(s)
		return r.pages, err
	case "hocr":
		r := reader{ctx: ctx, lim: w.Lim}
		err := r.hocr(s)
		return r.pages, err
	}
	return nil, fault.Poisonf(fault.Malformed, "the file is no list of words")
}

// reader collects runs.
type reader struct {
	ctx   context.Context
	lim   pdf.Limits
	pages [][]pdf.Word
	words int
	// spaced and plain are how many runs of wide characters are set apart, and how many are not.
	spaced, plain int
}

// xml reads what pdftohtml -xml writes: <page> with <text top left width height>.
func (r *reader) xml(s string) error {
	dec := xml.NewDecoder(strings.NewReader(s))
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var box [4]float64
	var text strings.Builder
	inside := false
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.Poisonf(fault.Malformed, "the list of runs cannot be read (%w); submit the PDF itself", err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "page":
				if err := r.page(); err != nil {
					return err
				}
			case "text":
				inside = true
				text.Reset()
				left, top := number(t, "left"), number(t, "top")
				box = [4]float64{left, top, left + number(t, "width"), top + number(t, "height")}
			}
		case xml.CharData:
			if inside {
				text.Write(t)
			}
		case xml.EndElement:
			if t.Name.Local == "text" {
				inside = false
				if err := r.run(text.String(), box); err != nil {
					return err
				}
			}
		}
	}
}

func number(e xml.StartElement, name string) float64 {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			n, err := strconv.ParseFloat(a.Value, 64)
			if err == nil && n > -1e6 && n < 1e6 {
				return n
			}
		}
	}
	return 0
}

// run adds the words of a run, each with its share of the box: a wide character takes as
// much as two narrow ones.
func (r *reader) run(s string, box [4]float64) error {
	if len(r.pages) == 0 {
		return fault.Poisonf(fault.Malformed, "a run stands outside of all pages; submit the PDF itself")
	}
	total := 0.0
	for _, c := range s {
		total += width(c)
	}
	if total == 0 {
		return nil
	}
	apart := r.setApart(s)
	at, start := 0.0, -1
	from := 0.0
	last := len(r.pages) - 1
	flush := func(end int) error {
		if start < 0 {
			return nil
		}
		if r.words++; r.words > r.lim.Words {
			return fault.Poisonf(fault.LimitCells, "the PDF has more than %d words; submit one report at a time", r.lim.Words)
		}
		if r.words%4096 == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		scale := (box[2] - box[0]) / total
		r.pages[last] = append(r.pages[last], pdf.Word{S: s[start:end], Box: [4]float64{
			round(box[0] + from*scale), round(box[1]), round(box[0] + at*scale), round(box[3])}})
		start = -1
		return nil
	}
	for i, c := range s {
		switch {
		case unicode.IsSpace(c) && !apart:
			if err := flush(i); err != nil {
				return err
			}
		case start < 0:
			start, from = i, at
		}
		at += width(c)
	}
	return flush(len(s))
}

// setApart reports a run whose characters have a space between any two, as pdftohtml writes those that a
// page sets apart. Of digits nothing but the runs before it tells that they are one number: they stay
// one word with its spaces, which may be one or several.
func (r *reader) setApart(s string) bool {
	n, wide, space := 0, false, true
	for _, c := range s {
		if unicode.IsSpace(c) == space {
			return r.count(wide, false)
		}
		if strings.ContainsRune("-+/—–―－＋／", c) {
			return false // a dash is a cell of its own, and no sign of the number behind it
		}
		space = !space
		if !space {
			n++
			wide = wide || width(c) > 1
		}
	}
	if n < 2 || space {
		return r.count(wide && n > 1, false)
	}
	return r.count(wide, true) && (wide || r.spaced > r.plain)
}

// count counts a run of wide characters and returns apart.
func (r *reader) count(wide, apart bool) bool {
	switch {
	case wide && apart:
		r.spaced++
	case wide:
		r.plain++
	}
	return apart
}

func round(f float64) float64 { return float64(int64(f*1000)) / 1000 }

// width is that of a character in halves of a wide one.
func width(c rune) float64 {
	if c >= 0x1100 {
		return 2
	}
	return 1
}
