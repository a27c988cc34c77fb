package about

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// sheet has the cells of each line.
type sheet [][]report.Text

func (s sheet) CellFold(i, k int) string      { return fold.String(s[i][k].S) }
func (s sheet) CellText(i, k int) report.Text { return s[i][k] }

// document is a text cut into lines, and a line into cells at its bars. A line behind "# " is the
// heading of a section, one behind "! " belongs to a table of the report. What is read must stand in
// the text at its place, which is the lines, as they are given, joined by line feeds.
func document(lines ...string) Input {
	in := Input{Body: -1, Next: -1, Step: func() {}}
	cells := make(sheet, len(lines))
	at := 0
	for i, s := range lines {
		line := report.Text{S: s, At: report.Place{Kind: report.PlaceText, Start: at, End: at + len(s)}}
		at += len(s) + 1
		head, table := strings.HasPrefix(s, "# "), strings.HasPrefix(s, "! ")
		if head || table {
			line = line.Slice(len("# "), len(s))
		}
		from := 0
		for part := range strings.SplitSeq(line.S, "|") {
			cells[i] = append(cells[i], trim(line.Slice(from, from+len(part))))
			from += len(part) + 1
		}
		text := line
		n := len(cells[i])
		in.Lines = append(in.Lines, Line{Text: &text, Fold: fold.String(line.S), Cells: n, Plain: n == 1, Head: head, Table: table})
		switch {
		case head && in.Body < 0:
			in.Body = i
		case head && in.Next < 0:
			in.Next = i
		}
	}
	if in.Body < 0 {
		in.Body = len(lines)
	}
	if in.Next < 0 {
		in.Next = len(lines)
	}
	in.Rows = cells
	return in
}

// with is the document with a field that the file has about itself.
func (in Input) with(name, value string) Input {
	in.Fields = append(in.Fields, report.Field{Name: name, Text: report.Text{S: value, At: report.Place{Kind: report.PlaceHTML, Path: "/html/head/meta", End: len(value)}}})
	return in
}

// facts are what a document says about itself, lines as document has them.
func facts(lines ...string) Facts { return Read(document(lines...)) }
