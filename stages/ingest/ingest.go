package ingest

import (
	"context"
	"slices"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/boxed"
	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/ingest/csv"
	docfile "github.com/gouji/gouji/stages/ingest/doc"
	"github.com/gouji/gouji/stages/ingest/docx"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/ingest/odt"
	"github.com/gouji/gouji/stages/ingest/ofd"
	"github.com/gouji/gouji/stages/ingest/ole"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/ingest/rtf"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/ingest/xls"
	"github.com/gouji/gouji/stages/ingest/xlsx"
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

	notes []string // on what was left out of Source
}

// Options are what a Reader depends on.
type Options struct {
	// Limits bound what is read; the zero Limits are DefaultLimits.
	Limits Limits
}

// Reader reads documents. It is safe for concurrent use.
type Reader struct {
	lim        Limits
	recogniser recogniser
}

// New returns a Reader.
func New(o Options) *Reader {
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits()
	}
	return &Reader{lim: o.Limits, recogniser: newRecogniser()}
}

// Read returns the uniform reading of a document. The same input gives the same Document.
// Errors are poison, save the context's and failures of the machine.
func (r *Reader) Read(ctx context.Context, in Input) (report.Document, error) {
	kind, err := r.admit(&in)
	if err != nil {
		return report.Document{}, err
	}
	return r.read(ctx, kind, in)
}

// admit refuses what can be refused without reading the document, tells its kind, and
// leaves out of its source what cannot be true.
func (r *Reader) admit(in *Input) (kind, error) {
	source, notes, err := cleanSource(in.Source)
	if err != nil {
		return 0, err
	}
	in.Source, in.notes = source, append(in.notes, notes...)
	switch {
	case len(in.Data) == 0:
		return 0, fault.Poisonf(fault.Empty, "the document has no bytes; submit the file itself")
	case len(in.Data) > r.lim.Bytes:
		return 0, fault.Poisonf(fault.TooLarge, "the document has %d bytes, at most %d are read; submit the report without its attachments",
			len(in.Data), r.lim.Bytes)
	}
	return sniff(*in)
}

// read reads a document whose kind is known.
func (r *Reader) read(ctx context.Context, k kind, in Input) (report.Document, error) {
	doc, err := r.readKind(ctx, k, in, 0)
	if err != nil {
		return report.Document{}, err
	}
	return identified(doc, in), nil
}

// identified is the document with its id and what the producer said of it.
func identified(doc report.Document, in Input) report.Document {
	doc.Schema, doc.ID, doc.Source, doc.Notes = report.DocumentSchema, report.DocumentID(in.Data), in.Source, in.notes
	if pages := garbledPages(doc.Blocks); pages != "" {
		doc.Head = append(doc.Head, report.Field{Name: report.HeadGarbled, Text: report.Text{S: pages}})
	}
	doc.Notes = append(slices.Clip(doc.Notes), unsureNotes(doc.Head)...)
	return doc
}

// readAt reads what lies in so many envelopes.
func (r *Reader) readAt(ctx context.Context, in Input, depth int) (report.Document, error) {
	if len(in.Data) == 0 {
		return report.Document{}, fault.Poisonf(fault.Empty, "文件是空的 · the file has no bytes")
	}
	k, err := sniff(in)
	if err != nil {
		return report.Document{}, err
	}
	return r.readKind(ctx, k, in, depth)
}

func (r *Reader) readKind(ctx context.Context, k kind, in Input, depth int) (doc report.Document, err error) {
	if k == gzipKind || k == mailKind || k == zipKind && r.zipFormat(in.Data) == "" {
		leaves, err := r.leavesOf(ctx, k, in.Data)
		if err != nil {
			return doc, err
		}
		c, err := r.collect(ctx, leaves, depth)
		if err != nil {
			return doc, err
		}
		return c.choose()
	}
	if doc, err = r.fill(ctx, k, in, depth); err != nil {
		return report.Document{}, err
	}
	if !hasText(doc.Blocks) {
		return report.Document{}, fault.Poisonf(fault.EmptyDocument, "the %s document has no text; submit the report itself", doc.Format)
	}
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

func (r *Reader) fill(ctx context.Context, k kind, in Input, depth int) (doc report.Document, err error) {
	switch k {
	case oleKind:
		if ole.Root(in.Data) == ole.Excel {
			doc.Format = report.FormatXLS
			doc.Blocks, err = xls.Read(ctx, in.Data, r.lim.CSV)
			break
		}
		doc.Format = report.FormatDOC
		doc.Blocks, err = docfile.Read(ctx, in.Data, r.lim.DOC, r.lim.Flow)
	case zipKind:
		return r.fillPackage(ctx, in)
	case rtfKind:
		doc.Format = report.FormatRTF
		doc.Blocks, err = rtf.Read(ctx, in.Data, r.lim.Flow)
	case pdfKind:
		doc.Format = report.FormatPDF
		var c pdf.Content
		c, err = pdf.Read(ctx, in.Data, r.lim.PDF)
		doc.Head, doc.Blocks, doc.Lines = c.Head, c.Blocks, c.Lines
	default:
		return r.plain(ctx, in, depth)
	}
	return doc, err
}

// plain reads text and HTML, which only their decoded characters tell apart.
func (r *Reader) plain(ctx context.Context, in Input, depth int) (report.Document, error) {
	s, name, err := charset.Decode(in.Data, declaredCharsets(in)...)
	if err != nil {
		return report.Document{}, fault.Poison(fault.CharsetUnknown, err)
	}
	if err := checkText(s); err != nil {
		return report.Document{}, err
	}
	doc := report.Document{Charset: name}
	if odt.IsFlat(s) {
		doc.Format = report.FormatODT
		doc.Blocks, err = odt.ReadFlat(ctx, s, r.lim.ODT)
		return doc, err
	}
	if boxed.Is(s) {
		doc.Format = report.FormatHTML
		doc.Blocks, err = pdf.ReadWords(ctx, report.PlaceWords, boxed.Words{Lim: r.lim.PDF}, []byte(s), r.lim.PDF)
		if boxed.Recognised(s) {
			doc.Head = append(doc.Head, report.Field{Name: report.HeadOCR, Text: report.Text{S: pagesOf(doc.Blocks)}})
		}
		return doc, err
	}
	if looksHTML(s, in) {
		doc.Format = report.FormatHTML
		doc.Head, doc.Blocks, err = html.Read(ctx, s, r.lim.HTML)
	} else if d := csv.Delimiter(s, in.Source.Filename); d != 0 {
		doc.Format = report.FormatCSV
		doc.Blocks, err = csv.Read(ctx, s, d, r.lim.CSV)
		return doc, err
	} else {
		doc.Format = report.FormatText
		doc.Blocks, err = text.Blocks(ctx, s, r.lim.Text)
	}
	return r.unwrap(ctx, s, doc, err, depth)
}

// fillPackage reads a ZIP package whose format its names show.
func (r *Reader) fillPackage(ctx context.Context, in Input) (doc report.Document, err error) {
	doc.Format = r.zipFormat(in.Data)
	switch doc.Format {
	case report.FormatODT:
		doc.Blocks, err = odt.Read(ctx, in.Data, r.lim.ODT)
	case report.FormatOFD:
		doc.Blocks, err = pdf.ReadWords(ctx, report.PlaceOFD, ofd.Words{Package: r.lim.XLSX.Package, Pages: r.lim.PDF}, in.Data, r.lim.PDF)
	case report.FormatXLSX:
		doc.Blocks, err = xlsx.Read(ctx, in.Data, r.lim.XLSX)
	default:
		doc.Head, doc.Blocks, err = docx.Read(ctx, in.Data, r.lim.DOCX)
	}
	return doc, err
}
