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
	DOC          Layout = "doc"     // Word 97-2003
	RTF          Layout = "rtf"
	OFD          Layout = "ofd"  // GB/T 33190
	BBox         Layout = "bbox" // a list of words with boxes, as pdftotext -bbox writes it
	ODT          Layout = "odt"
	FODT         Layout = "fodt"   // OpenDocument in one flat file
	XLSX         Layout = "xlsx"   // the whole report on one sheet
	XLS          Layout = "xls"    // Excel 97-2003
	CSV          Layout = "csv"    // that sheet as values
	ZIP          Layout = "zip"    // an archive with the report and a letter
	Mail         Layout = "mail"   // a mail with the report attached
	MHT          Layout = "mht"    // a page saved in one file
	JSON         Layout = "json"   // a page inside of JSON
	Script       Layout = "script" // a page that a script or form field holds, or escaped markup
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
		{DOC, ".doc", true, true, false, true, renderDOC},
		{RTF, ".rtf", true, true, false, true, renderRTF},
		{OFD, ".ofd", false, true, false, false, renderOFD},
		{BBox, ".html", false, true, false, false, renderBBox},
		{ODT, ".odt", true, true, false, true, renderODT},
		{FODT, ".fodt", true, true, false, true, renderFODT},
		{XLSX, ".xlsx", true, true, false, true, renderXLSX},
		{XLS, ".xls", true, true, false, true, renderXLS},
		{CSV, ".csv", true, true, false, true, renderCSV},
		{ZIP, ".zip", true, true, false, true, renderZIP},
		{Mail, ".eml", true, true, false, true, renderMail},
		{MHT, ".mht", true, true, false, true, renderMHT},
		{JSON, ".json", true, true, false, true, renderJSON},
		{Script, ".html", true, true, false, true, renderScript},
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

// own reports whether files of the layout say themselves how their text is encoded.
func (k layoutKind) own() bool {
	switch k.ext {
	case ".txt", ".md", ".html", ".csv":
		return false
	}
	return true
}
