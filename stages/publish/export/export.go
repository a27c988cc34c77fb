// Package export writes the verdicts of `gouji check` in the formats people and
// programs ask for: text for a terminal, JSON lines, SARIF, CSV and an Excel workbook.
// (The page, which shows the original beside them, is package viewer's.) Every format says the same things of a report.Check, and none shows
// more of a document than its findings and the cells of its tables do: the narrative
// of a report is only in JSON, which is the whole object.
package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Writer writes checks one after the other. It is not safe for concurrent use.
type Writer interface {
	// Write adds a check. Formats that are one document for all inputs keep what they
	// need of it until Close, and never change it.
	Write(report.Check) error
	// Close completes the output. It must be called, also after an error of Write, and
	// does not close the io.Writer below. After Close the Writer must not be used.
	Close() error
}

// Options say how the output looks. The zero value is Chinese without colour.
type Options struct {
	// Lang is "zh" or "en"; "" is "zh". JSON has no language.
	Lang string
	// Color adds ANSI colours to text.
	Color bool
	// Width is the width of text in terminal columns; 0 is 80, and 40 the least.
	Width int
	// Hints has text list every finding of severity info; without it they are at most a
	// quarter of what is listed, and the others are counted.
	Hints bool
	// Version is gouji's version, for SARIF; it may be "".
	Version string
	// About returns the title of a rule and the law, form or document it rests on; nil
	// or "" where nothing is known.
	About func(rule string) (title, source string)
}

// Formats returns the formats that New knows, in the order a help text lists them.
func Formats() []string { return []string{"text", "json", "sarif", "csv", "xlsx"} }

// New returns a Writer of one of Formats over w. It fails for an unknown format or
// language; nothing is written before the first Write.
func New(format string, w io.Writer, o Options) (Writer, error) {
	words, err := WordsFor(o.Lang)
	if err != nil {
		return nil, err
	}
	if o.About == nil {
		o.About = func(string) (string, string) { return "", "" }
	}
	switch format {
	case "text":
		return newText(w, words, o), nil
	case "json":
		return newJSON(w), nil
	case "sarif":
		return newSARIF(w, words, o), nil
	case "csv":
		return newCSV(w, words, o), nil
	case "xlsx":
		return newXLSX(w, words, o)
	}
	return nil, fmt.Errorf("export: format %.20q is not known; use one of %s", format, strings.Join(Formats(), ", "))
}
