package ingest

import (
	"context"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/ingest/docx"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/report"
)

// Rereader is the second reader of a document: it finds places again in the raw bytes, on a
// way of its own, to verify evidence. It prepares the document once and answers many
// places. It is not safe for concurrent use.
type Rereader struct {
	kind string
	text string
	html *html.Rereader
	docx *docx.Rereader
	pdf  *pdf.Rereader
}

// NewRereader prepares a document for re-reading; its errors are those of Read.
func (r *Reader) NewRereader(ctx context.Context, in Input) (*Rereader, error) {
	kind, err := sniff(in)
	if err != nil {
		return nil, err
	}
	switch kind {
	case zipKind:
		d, err := docx.NewRereader(ctx, in.Data, r.lim.DOCX)
		return &Rereader{kind: report.PlaceDOCX, docx: d}, err
	case pdfKind:
		p, err := pdf.NewRereader(ctx, in.Data, r.lim.PDF)
		return &Rereader{kind: report.PlacePDF, pdf: p}, err
	case oleKind:
		return nil, refuseOLE(in.Data)
	}
	s, _, err := charset.Decode(in.Data, declaredCharsets(in)...)
	if err != nil {
		return nil, err
	}
	if !looksHTML(s, in) {
		return &Rereader{kind: report.PlaceText, text: s}, nil
	}
	page, err := html.NewRereader(ctx, s, r.lim.HTML)
	return &Rereader{kind: report.PlaceHTML, html: page}, err
}

// Text returns what stands at the place. The error says that the place does not exist.
func (r *Rereader) Text(at report.Place) (string, error) {
	if at.Kind != r.kind {
		return "", fmt.Errorf("ingest: a place of kind %q in a document with places of kind %q", at.Kind, r.kind)
	}
	switch at.Kind {
	case report.PlaceHTML:
		return r.html.Text(at)
	case report.PlaceDOCX:
		return r.docx.Text(at)
	case report.PlacePDF:
		return r.pdf.Text(at)
	}
	if at.Start < 0 || at.Start > at.End || at.End > len(r.text) {
		return "", fmt.Errorf("ingest: the text has %d bytes, not %d to %d", len(r.text), at.Start, at.End)
	}
	return r.text[at.Start:at.End], nil
}

// Holds reports whether the place holds the words s. In a PDF a place is the box of whole
// words, so there s may be a part of them, and white space does not count.
func (r *Rereader) Holds(s string, at report.Place) bool {
	got, err := r.Text(at)
	if err == nil && at.Kind == report.PlacePDF {
		return strings.Contains(squeeze(got), squeeze(s))
	}
	return err == nil && got == s
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// Reread returns what stands at the place in the document of these raw bytes. For more than
// one place, a Rereader is faster.
func Reread(raw []byte, at report.Place) (string, error) {
	r, err := New(Options{}).NewRereader(context.Background(), Input{Data: raw})
	if err != nil {
		return "", err
	}
	return r.Text(at)
}
