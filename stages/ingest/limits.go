package ingest

import (
	"time"

	"github.com/gouji/gouji/stages/ingest/child"
	"github.com/gouji/gouji/stages/ingest/doc"
	"github.com/gouji/gouji/stages/ingest/docx"
	"github.com/gouji/gouji/stages/ingest/envelope"
	"github.com/gouji/gouji/stages/ingest/flow"
	"github.com/gouji/gouji/stages/ingest/html"
	"github.com/gouji/gouji/stages/ingest/odt"
	"github.com/gouji/gouji/stages/ingest/packed"
	"github.com/gouji/gouji/stages/ingest/pdf"
	"github.com/gouji/gouji/stages/ingest/sheet"
	"github.com/gouji/gouji/stages/ingest/text"
	"github.com/gouji/gouji/stages/ingest/xlsx"
)

// Limits bound what a document may hold. Real reports have 6 to 8 KB of text, 200 KB as
// a page and 400 KB as a PDF; the limits leave a hundredfold. docs/limits.md has the figures
// and how much memory the worst documents take that keep them.
type Limits struct {
	// Bytes is the size of the raw document.
	Bytes int
	Text  text.Limits
	HTML  html.Limits
	DOCX  docx.Limits
	PDF   pdf.Limits
	DOC   doc.Limits
	XLSX  xlsx.Limits
	ODT   odt.Limits
	// CSV bounds files of separated values and XLS workbooks.
	CSV sheet.Limits
	// Envelope bounds archives, mails and the like.
	Envelope envelope.Limits
	// Flow bounds the paragraphs and tables of DOC and RTF.
	Flow flow.Limits
	// Child bounds what an Isolated spends on a document.
	Child child.Limits
}

// DefaultLimits returns the limits in use.
func DefaultLimits() Limits {
	const lineBytes = 1 << 20
	// Ten times what the largest documents take that are read. A hostile one takes all of it,
	// and what it takes on two processors the others wait for, whatever its priority.
	const processor = 10 * time.Second
	page := html.Limits{
		Elements: 500_000, Attributes: 400_000, ElementAttributes: 1_000, Token: 8 << 20, Work: 2_000_000,
		Cells: 50_000, Columns: 1_000, Paths: 32 << 20, Text: lineBytes, Rules: 20_000, Comparisons: 10_000_000,
	}
	pack := packed.Limits{Parts: 2_000, Inflate: 32 << 20, Ratio: 200, Depth: 128, Elements: 1_000_000, Attributes: 1_000_000}
	paragraphs := flow.Limits{Cells: 100_000, Columns: 1_000, Depth: 16, Text: lineBytes}
	cells := sheet.Limits{Cells: 200_000, Columns: 1_000, Text: lineBytes}
	return Limits{
		Bytes: 20_000_000,
		Text:  text.Limits{Line: lineBytes, Lines: 200_000, Columns: 1_000},
		HTML:  page,
		DOCX: docx.Limits{
			Parts: 2_000, Inflate: 32 << 20, Ratio: 200, Depth: 128, Elements: 1_000_000, Cells: 100_000,
			Columns: 1_000, Attributes: 1_000_000, Text: lineBytes, HTML: page,
		},
		PDF: pdf.Limits{
			Pages: 200, Words: 200_000, Text: lineBytes, Inflate: 96 << 20, Operators: 5_000_000, Glyphs: 600_000,
		},
		XLSX:     xlsx.Limits{Package: pack, Sheet: cells},
		ODT:      odt.Limits{Package: pack, Flow: paragraphs},
		CSV:      cells,
		Envelope: envelope.Limits{Parts: 2_000, Inflate: 32 << 20, Ratio: 200, Depth: 16, Leaves: 64},
		DOC:      doc.Limits{Characters: 4 << 20},
		Flow:     paragraphs,
		Child:    child.Limits{Time: 30 * time.Second, Processor: processor, Output: 64 << 20},
	}
}
