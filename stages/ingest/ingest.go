package ingest

import (
	"context"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/ingest/docx"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// Input is a document as a producer gave it.
type Input struct {
	// Data are the raw bytes.
	Data []byte
	// Source is what the producer said about them.
	Source report.Source
	// ContentType is the declared media type, "" if none was. It never decides what the
	// bytes are when they show it themselves.
	ContentType string
}

// Options are what a Reader depends on.
type Options struct {
	// Limits bound what is read; the zero Limits are DefaultLimits.
	Limits Limits
}

// Reader reads documents. It is safe for concurrent use.
type Reader struct {
	lim Limits
}

// New returns a Reader.
func New(o Options) *Reader {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	return &Reader{lim: o.Limits}
}

// Read returns the uniform reading of a document. The same input gives the same Document.
// Errors are poison, save the context's and failures of the machine.
func (r *Reader) Read(ctx context.Context, in Input) (report.Document, error) {
	kind, err := r.admit(in)
	if err != nil {
		return report.Document{}, err
	}
	return r.read(ctx, kind, in)
}

// admit refuses what can be refused without reading the document, and tells its kind.
func (r *Reader) admit(in Input) (kind, error) {
	if err := checkSource(in.Source); err != nil {
		return 0, err
	}
	switch {
	case len(in.Data) == 0:
		return 0, fault.Poisonf(fault.Empty, "the document has no bytes; submit the file itself")
	case len(in.Data) > r.lim.Bytes:
		return 0, fault.Poisonf(fault.TooLarge, "the document has %d bytes, at most %d are read; submit the report without its attachments",
			len(in.Data), r.lim.Bytes)
	}
	k, err := sniff(in)
	if err == nil && k == oleKind {
		err = refuseOLE(in.Data)
	}
	return k, err
}

func (r *Reader) read(ctx context.Context, k kind, in Input) (report.Document, error) {
	doc := report.Document{Schema: report.DocumentSchema, Source: in.Source}
	if err := r.fill(ctx, k, in, &doc); err != nil {
		return report.Document{}, err
	}
	if !hasText(doc.Blocks) {
		return report.Document{}, fault.Poisonf(fault.EmptyDocument, "the %s document has no text; submit the report itself", doc.Format)
	}
	doc.ID = report.DocumentID(in.Data)
	return doc, nil
}

// hasText reports whether a block has text: pictures and frames alone are no report.
func hasText(blocks []report.Block) bool {
	for i := range blocks {
		if blocks[i].Grid != nil || !text.Blank(blocks[i].Line.S) {
			return true
		}
	}
	return false
}

func (r *Reader) fill(ctx context.Context, k kind, in Input, doc *report.Document) (err error) {
	switch k {
	case zipKind:
		doc.Format = report.FormatDOCX
		doc.Head, doc.Blocks, err = docx.Read(ctx, in.Data, r.lim.DOCX)
		return err
	case pdfKind:
		doc.Format = report.FormatPDF
		var c pdf.Content
		c, err = pdf.Read(ctx, in.Data, r.lim.PDF)
		doc.Head, doc.Blocks, doc.Lines = c.Head, c.Blocks, c.Lines
		return err
	}
	return r.plain(ctx, in, doc)
}

// plain reads text and HTML, which only their decoded characters tell apart.
func (r *Reader) plain(ctx context.Context, in Input, doc *report.Document) error {
	s, name, err := charset.Decode(in.Data, declaredCharsets(in)...)
	if err != nil {
		return fault.Poison(fault.CharsetUnknown, err)
	}
	if err := checkText(s); err != nil {
		return err
	}
	doc.Charset = name
	if looksHTML(s, in) {
		doc.Format = report.FormatHTML
		doc.Head, doc.Blocks, err = html.Read(ctx, s, r.lim.HTML)
		return err
	}
	doc.Format = report.FormatText
	doc.Blocks, err = text.Blocks(ctx, s, r.lim.Text)
	return err
}
