package ingest

import (
	"context"

	"github.com/gouji/gouji/stages/ingest/boxed"
	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/ingest/csv"
	"github.com/gouji/gouji/stages/ingest/envelope"
	"github.com/gouji/gouji/stages/ingest/odt"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/report"
)

// hereMost is the size in bytes of the largest text that is read without a child: thirty times
// that of a real report. Its reading takes some milliseconds whatever stands in it.
const hereMost = 256 << 10

// readHere reads a plain text that shows a report. It is false for all else, for whatever is
// refused or breaks down, and for what may hold a document inside: that is read in a child,
// which decides. So a text that is read here is read as it would be there, and the only code
// that meets what anybody sends is that which decodes characters and splits lines.
func (r *Reader) readHere(ctx context.Context, in Input) (doc report.Document, ok bool) {
	if len(in.Data) > hereMost || in.Data[0] == '<' {
		return doc, false
	}
	defer func() {
		if recover() != nil {
			doc, ok = report.Document{}, false // the child will break down too, and leave its last words
		}
	}()
	s, name, err := charset.Decode(in.Data, declaredCharsets(in)...)
	if err != nil || checkText(s) != nil || odt.IsFlat(s) || boxed.Is(s) || looksHTML(s, in) || text.HasMarkup(s) ||
		csv.Delimiter(s, in.Source.Filename) != 0 || envelope.LooksJSON(s) {
		return doc, false
	}
	doc = report.Document{Charset: name, Format: report.FormatText}
	if doc.Blocks, err = text.Blocks(ctx, s, r.lim.Text); err != nil || !hasText(doc.Blocks) || !r.shows(&doc, s) {
		return report.Document{}, false
	}
	return identified(doc, in), true
}
