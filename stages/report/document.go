package report

import (
	"strconv"
	"strings"
)

// DocumentSchema names the wire form of Document between ingest and parse.
const DocumentSchema = "gouji.document/v1"

// Format is the kind of file a document came as.
type Format string

// The formats that ingest reads.
const (
	FormatText Format = "text" // plain text and Markdown
	FormatHTML Format = "html"
	FormatDOCX Format = "docx"
	FormatPDF  Format = "pdf"
	FormatDOC  Format = "doc"  // Word 97-2003, WPS
	FormatRTF  Format = "rtf"  // Rich Text Format
	FormatODT  Format = "odt"  // OpenDocument text, packed or flat
	FormatXLSX Format = "xlsx" // Office Open XML workbook
	FormatXLS  Format = "xls"  // Excel 97-2003 workbook
	FormatCSV  Format = "csv"  // values separated by commas, semicolons or tabs
	FormatOFD  Format = "ofd"  // GB/T 33190 fixed layout
)

// Document is the uniform reading of a file of any format: what stands in it, in
// reading order, each piece with its place. It holds no interpretation; that a line
// is a heading or a number belongs to a table is for parse to find out.
type Document struct {
	Schema string `json:"schema"`
	// ID is the document id, see DocumentID.
	ID     string `json:"id"`
	Format Format `json:"format"`
	// In leads to the report inside an envelope, see Place.In; "" if the document is no
	// envelope. Format and Charset are of what is there.
	In string `json:"in,omitempty"`
	// Notes say in words what was left out of what came with the document, such as a
	// header that could not be read.
	Notes []string `json:"notes,omitempty"`
	// Charset is the encoding the bytes were decoded from, as an IANA name.
	Charset string `json:"charset,omitempty"`
	// Source is what the producer said about the document.
	Source Source `json:"source,omitzero"`
	// Head is what the file says about itself outside its text: the title element
	// and named meta elements of a page, the properties of a PDF or DOCX.
	Head []Field `json:"head,omitempty"`
	// Blocks are the lines, paragraphs and grids in reading order.
	Blocks []Block `json:"blocks"`
	// Lines are the same document read by lines alone, where the grids of Blocks were
	// inferred from what is drawn (PDF). Parse reads both; where they differ, neither counts.
	Lines []Block `json:"lines,omitempty"`
}

// Source is what a producer said about a document in the Gouji-* headers. All of
// it is hearsay: it fills in what the document does not say itself, and never
// overrides what it does say.
type Source struct {
	URL       string `json:"url,omitempty"`       // Gouji-Source
	Agency    string `json:"agency,omitempty"`    // Gouji-Agency
	Region    string `json:"region,omitempty"`    // Gouji-Region
	Year      int    `json:"year,omitempty"`      // Gouji-Year; 0 is not said
	Published string `json:"published,omitempty"` // Gouji-Published, YYYY-MM-DD
	Filename  string `json:"filename,omitempty"`  // Gouji-Filename
	// Revision is how often the above was added to by later submissions of the same bytes.
	Revision int    `json:"revision,omitempty"`
	Producer string `json:"producer,omitempty"` // the token of gouji.submit.<producer>
}

// The names of the fields of Head by which ingest tells that the words of pages may be wrong
// through no fault of the report. The text of such a field is the numbers of the pages with
// spaces between; page 0 is the whole document.
const (
	HeadOCR     = "ocr"     // the words come from text recognition
	HeadGarbled = "garbled" // some characters are not those that the page shows
)

// PagesOf are the pages that the field of the name says, HeadOCR or HeadGarbled; whole is set
// where it is the whole document.
func PagesOf(head []Field, name string) (pages []int, whole bool) {
	for i := range head {
		if head[i].Name != name {
			continue
		}
		for n := range strings.FieldsSeq(head[i].Text.S) {
			page, err := strconv.Atoi(n)
			if err == nil && page > 0 {
				pages = append(pages, page)
			}
			whole = whole || err == nil && page == 0
		}
	}
	return pages, whole
}

// Field is a named statement of a file about itself, such as an HTML meta element.
// Name is in lower case; the HTML title element has the name "title".
type Field struct {
	Name string `json:"name"`
	Text Text   `json:"text"`
}

// Block is one line or paragraph, or one grid. Exactly one of Line and Grid is set.
type Block struct {
	// Line is a line of a text or PDF document, a paragraph of HTML or DOCX.
	Line Text `json:"line,omitzero"`
	// Grid is a table whose cells the format itself delimits.
	Grid *Grid `json:"grid,omitempty"`
	// Gap is the number of blank lines before the block; 0 where the format has none.
	Gap int `json:"gap,omitempty"`
	// Page is the 1-based page the block begins on, 0 where the format has no pages.
	Page int `json:"page,omitempty"`
}

// IsZero reports whether the text is empty and stands nowhere.
func (t Text) IsZero() bool { return t.S == "" && t.At.IsZero() && len(t.Objects) == 0 }

// Grid is a table with its spans resolved: every cell knows the rows and columns
// it covers. Cells are in reading order, and no two cover the same square.
type Grid struct {
	Rows  int        `json:"rows"`
	Cols  int        `json:"cols"`
	Cells []GridCell `json:"cells"`
}

// GridCell is one cell of a grid. Row and Col are the 0-based upper left square;
// RowSpan and ColSpan are at least 1 and stay inside the grid.
type GridCell struct {
	Row     int `json:"row"`
	Col     int `json:"col"`
	RowSpan int `json:"rowspan"`
	ColSpan int `json:"colspan"`
	// Text is the cell's text; paragraphs inside a cell are joined by a newline, which
	// counts as one byte of the text content that its place speaks of.
	Text Text `json:"text"`
}
