package form

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/report"
)

// manyRows is from how many rows of a table that are missing, or lack numbers, it is the file that lost
// them: a report that leaves some out lacks one or two.
const manyRows = 3

// Torn reports whether a file that does not say where cells end, as a text, has torn a table:
// rows lack their numbers altogether, or rows of several kinds are wrong, or many are missing.
func Torn(r *report.Report, table string) bool {
	kinds := map[string]int{}
	for _, o := range r.Observations {
		if o.Table != table {
			continue
		}
		switch o.Kind {
		case report.SeenSurplus, report.SeenMissing, report.SeenMissingRow:
			if o.Quote.At.InCell() {
				return false
			}
			kinds[o.Kind]++
			if o.Kind != report.SeenMissing {
				continue
			}
			// table four has one row, of numbers only: what stands before them is the end of a head
			if !strings.ContainsFunc(o.Quote.Text, unicode.IsDigit) || o.Table == "proceedings" && strings.IndexFunc(o.Quote.Text, unicode.IsLetter) == 0 {
				return true
			}
		}
	}
	return len(kinds) > 1 || kinds[report.SeenMissingRow] >= manyRows || kinds[report.SeenMissing] >= manyRows
}

// InText reports whether the text of a table's section has no cells: a row that is missing
// there has no place that says so.
func InText(r *report.Report, t TableForm) bool {
	s := SectionNumbered(r, t.Section)
	return s == nil || !s.At.Structured()
}
