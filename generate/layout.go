package generate

// Layout is the way a report is laid out in a file.
type Layout string

// The layouts. The text layouts are those that crawlers, converters and copying leave
// behind; the HTML ones are those of site editors and Word.
const (
	Pipes        Layout = "pipes"         // a row a line, cells joined by a pipe
	CellsDouble  Layout = "cells-dpipe"   // a cell a line, pipe at the end, double pipe at a row's end
	CellsPipe    Layout = "cells-pipe"    // a cell a line with a pipe each
	CellsBlank   Layout = "cells-blank"   // a cell a line, blank lines between
	Tabs         Layout = "tabs"          // tabs with empty columns
	PDFLayout    Layout = "pdf-layout"    // like pdftotext -layout
	PDFPlain     Layout = "pdf-plain"     // like pdftotext without option: a number a line
	PDFRaw       Layout = "pdf-raw"       // like pdftotext -raw: seven numbers at the line's end
	Glued        Layout = "glued"         // labels and digits run together
	Markdown     Layout = "markdown"      // pipe tables
	MarkdownTorn Layout = "markdown-torn" // tables torn apart by a converter
	HTMLClean    Layout = "html-clean"
	HTMLWord     Layout = "html-word"   // pasted from Word: spans, o:p, nbsp, words split over spans
	HTMLSite     Layout = "html-site"   // a page with navigation
	HTMLIndex    Layout = "html-index"  // an index table before the article
	HTMLHidden   Layout = "html-hidden" // parts that no reader sees
	HTMLGB       Layout = "html-gb18030"
	DOCX         Layout = "docx"
	PDF          Layout = "pdf"
	PDFOdd       Layout = "pdf-odd" // sides drawn in other ways, watermarks, broken numbers, turned pages
)

// layoutKind is what the generator knows of a layout.
type layoutKind struct {
	layout Layout
	ext    string
	// blanks is true where an empty cell can be seen, apart where a cell's own
	// characters (marks, units) stay apart from its neighbours', paged where page
	// numbers stand in the text, grid where a row without its label is still a row.
	blanks, apart, paged, grid bool
	render                     func(d *dice, p *paper) []byte
}

func layoutKinds() []layoutKind {
	return []layoutKind{
		{Pipes, ".txt", true, true, true, true, renderPipes},
		{CellsDouble, ".txt", false, true, false, false, renderCellsDouble},
		{CellsPipe, ".txt", true, true, false, false, renderCellsPipe},
		{CellsBlank, ".txt", false, true, false, false, renderCellsBlank},
		{Tabs, ".txt", true, true, true, true, renderTabs},
		{PDFLayout, ".txt", false, true, true, false, renderPDFLayout},
		{PDFPlain, ".txt", false, true, true, false, renderPDFPlain},
		{PDFRaw, ".txt", false, true, true, false, renderPDFRaw},
		{Glued, ".txt", false, false, false, false, renderGlued},
		{Markdown, ".md", true, true, false, true, renderMarkdown},
		{MarkdownTorn, ".md", true, true, true, true, renderMarkdownTorn},
		{HTMLClean, ".html", true, true, false, true, renderHTMLClean},
		{HTMLWord, ".html", true, true, false, true, renderHTMLWord},
		{HTMLSite, ".html", true, true, false, true, renderHTMLSite},
		{HTMLIndex, ".html", true, true, false, true, renderHTMLIndex},
		{HTMLHidden, ".html", true, true, false, true, renderHTMLHidden},
		{HTMLGB, ".html", true, true, false, true, renderHTMLGB},
		{DOCX, ".docx", true, true, false, true, renderDOCX},
		{PDF, ".pdf", true, true, false, true, renderPDF},
		{PDFOdd, ".pdf", true, true, false, true, renderPDFOdd},
	}
}

// Layouts returns every layout there is, in a fixed order.
func Layouts() []Layout {
	var out []Layout
	for _, k := range layoutKinds() {
		out = append(out, k.layout)
	}
	return out
}

func kindOf(l Layout) (layoutKind, bool) {
	for _, k := range layoutKinds() {
		if k.layout == l {
			return k, true
		}
	}
	return layoutKind{}, false
}
