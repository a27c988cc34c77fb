package about

import (
	"github.com/gouji/gouji/stages/report"
)

// Line is one line of a document, or one row of a table.
type Line struct {
	// Text is the line as printed; it is empty for a row of a grid.
	Text *report.Text
	// Fold is the folded text of a line that is no row of a table of the report.
	Fold string
	// Cells is how many cells the line was cut into.
	Cells int
	// Plain is set for a line of print or a line of a PDF page, and not for a row of cells.
	Plain bool
	// Placed is set for a line of a PDF page.
	Placed bool
	// Table is set for what belongs to a table of the report, Head for the heading of a
	// section.
	Table, Head bool
}

// Rows gives the cells of the lines.
type Rows interface {
	// CellFold is the folded text of cell k of line i.
	CellFold(i, k int) string
	// CellText is the text of cell k of line i with its place.
	CellText(i, k int) report.Text
}

// Input is a document cut into lines.
type Input struct {
	Lines []Line
	Rows  Rows
	// Body is the line of the first section's heading, Next that of the second one's; both
	// are len(Lines) where there is none.
	Body, Next int
	// Fields are what the file says about itself.
	Fields []report.Field
	// Step is called for each line that is looked at. It may panic to end the reading.
	Step func()
}

// Facts are what a document says about itself, each with its words and their place. A text
// without words was not found.
type Facts struct {
	Title, Agency report.Text
	// Year is the year reported on, 0 if none is named.
	Year     int
	YearText report.Text
	// Published and Signed are dates as YYYY-MM-DD, "" if there is none.
	Published, Signed         string
	PublishedText, SignedText report.Text
	// Period is the statistical period, nil if none is stated.
	Period     *report.Period
	PeriodText report.Text
	// TitleEnd is the line behind the title, 0 if the title stands on no line.
	TitleEnd int
	// OtherYear is a heading with the words of the title and another year, "" for none.
	OtherYear report.Text
	// Quoted is set for a title that stands between book-title marks alone.
	Quoted bool
	// Signature has, by line, what is left of the lines that hold the signature.
	Signature map[int]report.Text
}

// Read finds out what a document says about itself.
func Read(in Input) Facts {
	r := reader{Input: in}
	r.findPeriod()
	r.findSigned()
	r.findTitle()
	r.findSignedUnderTitle()
	r.findPublished()
	r.findYear()
	r.findAgency()
	return r.out
}

// reader is the state of reading one document.
type reader struct {
	Input
	out Facts
	// signer is the body named beside the date of signature.
	signer report.Text
	// intro and first are the text before the first section and that of the first section,
	// made when they are asked for.
	intro, first *passage
}

// field is what the file says about itself under a name, "" if nothing.
func (r *reader) field(name string) report.Text {
	for i := range r.Fields {
		if r.Fields[i].Name == name {
			return trim(r.Fields[i].Text)
		}
	}
	return report.Text{}
}
