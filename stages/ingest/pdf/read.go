package pdf

import (
	"context"
	"errors"
	"fmt"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/pdf/content"
	"github.com/gouji/gouji/stages/ingest/pdf/syntax"
	"github.com/gouji/gouji/stages/report"
)

// Limits bound what a PDF may hold and cost.
type Limits struct {
	// Pages is how many pages there may be; more are refused as limit_pages.
	Pages int
	// Words is how many words there may be; more are refused as limit_cells.
	Words int
	// Text is the longest line or cell in bytes; longer ones are refused as limit_token.
	Text int
	// Inflate is how many bytes all streams that are needed may decode to; more are refused as
	// limit_inflate.
	Inflate int
	// Operators is how many operators all pages may run, and Glyphs how many characters they
	// may draw; more are refused as limit_time. They bound the time: a million operators take
	// some 0.3 s.
	Operators, Glyphs int
}

// Content is what a PDF says.
type Content struct {
	// Head has the field "ocr" where text recognition has laid text under pictures of pages:
	// its text names the pages.
	Head []report.Field
	// Blocks are lines and grids in reading order.
	Blocks []report.Block
	// Lines are the same pages by lines alone, where there are grids; see report.Document.
	Lines []report.Block
}

const printAgain = "print it to PDF again and submit that"

// Read returns what a PDF says. Places are boxes on the page as it is shown, but turned so
// that its text is upright. The errors are the context's and poison of the classes malformed,
// encrypted, no_text and the limits.
func Read(ctx context.Context, data []byte, lim Limits) (Content, error) {
	sheets, pages, err := readSheets(ctx, data, lim)
	if err != nil {
		return Content{}, err
	}
	words := 0
	for _, s := range sheets {
		words += len(s.words)
	}
	if words > lim.Words {
		return Content{}, fault.Poisonf(fault.LimitCells, "the PDF has more than %d words; submit one report at a time", lim.Words)
	}
	if !legible(sheets) {
		return Content{}, fault.Poisonf(fault.NoText, "the %d pages of the PDF have no text that can be read (a scan, or fonts without a character map); "+
			"submit a PDF with text, made from the document itself, or run text recognition first", pages)
	}
	return assemble(sheets, lim)
}

// readSheets reads the pages of a file; a sheet that two pages are printed on gives two.
func readSheets(ctx context.Context, data []byte, lim Limits) (sheets []*sheet, pages int, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fault.Poisonf(fault.Malformed, "the PDF is malformed (%v); "+printAgain, x)
		}
	}()
	file, err := syntax.Open(data, lim.Inflate)
	if err != nil {
		return nil, 0, explain(err, lim)
	}
	doc := content.NewDocument(file, content.Limits{Operators: lim.Operators, Glyphs: lim.Glyphs, Shapes: maxShapes}, ctx.Err)
	list := doc.Pages(lim.Pages + 1)
	switch {
	case len(list) > lim.Pages:
		return nil, 0, fault.Poisonf(fault.LimitPages, "the PDF has more than %d pages; submit one report at a time", lim.Pages)
	case len(list) == 0:
		return nil, 0, fault.Poisonf(fault.Malformed, "the PDF has no pages; "+printAgain)
	}
	for i, p := range list {
		drawn, err := doc.Run(p.Dict)
		if err != nil {
			return nil, 0, explain(err, lim)
		}
		s := newSheet(drawn, i+1, p.Ref)
		sheets = append(sheets, s)
	}
	dropWatermarks(sheets)
	var out []*sheet
	for _, s := range sheets {
		s.look()
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		s.makeWords()
		out = append(out, s.apart()...)
	}
	for _, s := range out {
		s.findTables()
	}
	readTags(file, list).place(out)
	return out, len(list), nil
}

// maxShapes is how many lines, areas and pictures of all pages are looked at. The tables of a
// report have some thousand; those that Chromium prints, three times as many.
const maxShapes = 200_000

// explain gives an error its class.
func explain(err error, lim Limits) error {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syntax.ErrEncrypted):
		return fault.Poisonf(fault.Encrypted, "the PDF has a password; submit it without one")
	case errors.Is(err, syntax.ErrInflate):
		return fault.Poisonf(fault.LimitInflate, "the streams of the PDF decode to more than %d MB; "+printAgain, lim.Inflate/1_000_000)
	case errors.Is(err, content.ErrWork):
		return fault.Poisonf(fault.LimitTime, "the PDF draws more than %d things or %d characters; "+printAgain, lim.Operators, lim.Glyphs)
	}
	return fault.Poison(fault.Malformed, fmt.Errorf("the PDF cannot be read (%w); "+printAgain, err))
}
