package ingest

import (
	"context"
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/ingest/boxed"
	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/ingest/csv"
	"github.com/gouji/gouji/stages/ingest/doc"
	"github.com/gouji/gouji/stages/ingest/docx"
	"github.com/gouji/gouji/stages/ingest/envelope"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/ingest/odt"
	"github.com/gouji/gouji/stages/ingest/ofd"
	"github.com/gouji/gouji/stages/ingest/ole"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/ingest/rtf"
	"github.com/gouji/gouji/stages/ingest/xls"
	"github.com/gouji/gouji/stages/ingest/xlsx"
	"github.com/gouji/gouji/stages/report"
)

// Rereader is the second reader of a document: it finds places again in the raw bytes, on a
// way of its own, to verify evidence. It prepares the document once and answers many
// places. It is not safe for concurrent use.
type Rereader struct {
	kind string
	text string
	// again finds the places of all kinds but PlaceText.
	again interface {
		Text(at report.Place) (string, error)
	}
	// inside prepares what lies at a path in an envelope; inner are those that were asked for.
	inside func(path string) (*Rereader, error)
	inner  map[string]*Rereader
}

// NewRereader prepares a document for re-reading; its errors are those of Read. An envelope
// is opened when a place in it is asked for.
func (r *Reader) NewRereader(ctx context.Context, in Input) (*Rereader, error) {
	kind, err := sniff(in)
	if err != nil {
		return nil, err
	}
	out, err := r.rereader(ctx, kind, in)
	if err != nil {
		return nil, err
	}
	out.inner = make(map[string]*Rereader)
	out.inside = func(path string) (*Rereader, error) { return r.rereadInside(ctx, in, path) }
	return out, nil
}

func (r *Reader) rereader(ctx context.Context, k kind, in Input) (*Rereader, error) {
	switch {
	case k == gzipKind || k == mailKind || k == zipKind && r.zipFormat(in.Data) == "":
		return &Rereader{}, nil
	case k == zipKind:
		return r.rereadPackage(ctx, in)
	case k == pdfKind:
		p, err := pdf.NewRereader(ctx, in.Data, r.lim.PDF)
		return &Rereader{kind: report.PlacePDF, again: p}, err
	case k == rtfKind:
		d, err := rtf.NewRereader(ctx, in.Data, r.lim.Flow)
		return &Rereader{kind: report.PlaceRTF, again: d}, err
	case k == oleKind && ole.Root(in.Data) == ole.Excel:
		d, err := xls.NewRereader(ctx, in.Data, r.lim.CSV)
		return &Rereader{kind: report.PlaceXLS, again: d}, err
	case k == oleKind:
		d, err := doc.NewRereader(ctx, in.Data, r.lim.DOC, r.lim.Flow)
		return &Rereader{kind: report.PlaceDOC, again: d}, err
	}
	s, _, err := charset.Decode(in.Data, declaredCharsets(in)...)
	if err != nil {
		return nil, err
	}
	if odt.IsFlat(s) {
		d, err := odt.NewFlatRereader(ctx, s, r.lim.ODT)
		return &Rereader{kind: report.PlaceODT, again: d}, err
	}
	if boxed.Is(s) {
		pages, err := boxed.Words{Lim: r.lim.PDF}.Words(ctx, []byte(s))
		return &Rereader{kind: report.PlaceWords, again: pdf.NewWordsRereader(pages)}, err
	}
	if !looksHTML(s, in) {
		return &Rereader{kind: report.PlaceText, text: s}, nil
	}
	page, err := html.NewRereader(ctx, s, r.lim.HTML)
	return &Rereader{kind: report.PlaceHTML, again: page}, err
}

func (r *Reader) rereadPackage(ctx context.Context, in Input) (*Rereader, error) {
	switch r.zipFormat(in.Data) {
	case report.FormatODT:
		d, err := odt.NewRereader(ctx, in.Data, r.lim.ODT)
		return &Rereader{kind: report.PlaceODT, again: d}, err
	case report.FormatOFD:
		pages, err := ofd.Words{Package: r.lim.XLSX.Package, Pages: r.lim.PDF}.Words(ctx, in.Data)
		return &Rereader{kind: report.PlaceOFD, again: pdf.NewWordsRereader(pages)}, err
	case report.FormatXLSX:
		d, err := xlsx.NewRereader(ctx, in.Data, r.lim.XLSX)
		return &Rereader{kind: report.PlaceXLSX, again: d}, err
	}
	d, err := docx.NewRereader(ctx, in.Data, r.lim.DOCX)
	return &Rereader{kind: report.PlaceDOCX, again: d}, err
}

// rereadInside prepares what lies at the path in the envelope.
func (r *Reader) rereadInside(ctx context.Context, in Input, path string) (*Rereader, error) {
	leaf, err := r.find(ctx, in, path)
	if err != nil {
		return nil, err
	}
	return r.NewRereader(ctx, leaf)
}

// find opens the envelopes on the path and returns what lies at its end.
func (r *Reader) find(ctx context.Context, in Input, path string) (Input, error) {
	k, err := sniff(in)
	if err != nil {
		return Input{}, err
	}
	var leaves []envelope.Leaf
	if k == gzipKind || k == mailKind || k == zipKind {
		leaves, err = r.leavesOf(ctx, k, in.Data)
	} else {
		leaves, err = r.findHidden(in, path)
	}
	if err != nil {
		return Input{}, err
	}
	for _, l := range leaves {
		if l.In == path {
			return leafInput(l), nil
		}
		if rest, ok := strings.CutPrefix(path, l.In+step); ok {
			return r.find(ctx, leafInput(l), rest)
		}
	}
	return Input{}, fmt.Errorf("ingest: nothing lies at %.200q in the envelope", path)
}

// findHidden are the leaves of a page or text, and a string of JSON that names another.
func (r *Reader) findHidden(in Input, path string) ([]envelope.Leaf, error) {
	s, _, err := charset.Decode(in.Data, declaredCharsets(in)...)
	if err != nil {
		return nil, err
	}
	f := report.FormatText
	if looksHTML(s, in) {
		f = report.FormatHTML
	}
	leaves, err := r.hiddenLeaves(s, f)
	if title, ok := envelope.JSONString(s, path); ok && f == report.FormatText && err == nil {
		leaves = append(leaves, envelope.Leaf{In: path, Data: []byte(title), ContentType: "text/plain; charset=utf-8"})
	}
	return leaves, err
}

// Text returns what stands at the place. The error says that the place does not exist.
func (r *Rereader) Text(at report.Place) (string, error) {
	if at.In != "" {
		inner, err := r.at(at.In)
		if err != nil {
			return "", err
		}
		at.In = ""
		return inner.Text(at)
	}
	if at.Kind == report.PlaceCSV && r.kind == report.PlaceText {
		return csv.Reread(r.text, at)
	}
	if at.Kind != r.kind || at.Kind == "" {
		return "", fmt.Errorf("ingest: a place of kind %q in a document with places of kind %q", at.Kind, r.kind)
	}
	if at.Kind != report.PlaceText {
		return r.again.Text(at)
	}
	if at.Start < 0 || at.Start > at.End || at.End > len(r.text) {
		return "", fmt.Errorf("ingest: the text has %d bytes, not %d to %d", len(r.text), at.Start, at.End)
	}
	return r.text[at.Start:at.End], nil
}

// at is the rereader of what lies at the path in the envelope.
func (r *Rereader) at(path string) (*Rereader, error) {
	if inner := r.inner[path]; inner != nil {
		return inner, nil
	}
	inner, err := r.inside(path)
	if err != nil {
		return nil, err
	}
	r.inner[path] = inner
	return inner, nil
}

// Holds reports whether the place holds the words s. In a PDF a place is the box of whole
// words, so there s may be a part of them, and white space does not count.
func (r *Rereader) Holds(s string, at report.Place) bool {
	got, err := r.Text(at)
	if err == nil && at.OnPage() {
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
