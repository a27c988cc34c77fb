package parse

import (
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// doubtRecognised looks at tables whose text comes from text recognition. Where cells of a
// table are no numbers, such as |0 and lo, a side of a cell may have been read as a digit
// elsewhere, 10 for |0. Then only those figures stand that a sum over others confirms. A table
// without such cells is read as any other.
func (r *reading) doubtRecognised() {
	pages, whole := report.PagesOf(r.doc.Head, report.HeadOCR)
	if !whole && len(pages) == 0 {
		return
	}
	d := recognised{pages, whole}
	t := &r.out.Tables
	var parts []string
	for _, c := range report.ApplicantColumns() {
		parts = append(parts, c.Key)
	}
	d.rows(t.Applications, parts)
	parts = nil
	for _, c := range report.ProceedingOutcomes() {
		parts = append(parts, c.Key)
	}
	d.rows(t.Proceedings, parts)
	if n, _ := unreadIn(t.Disclosure); n > 0 {
		for key, c := range t.Disclosure {
			if i, ok := c.Value.Int(); !ok || i != 0 {
				t.Disclosure[key] = d.unread(c)
			}
		}
	}
}

// recognised are the pages whose text comes from text recognition.
type recognised struct {
	pages []int
	whole bool
}

// holds reports whether a cell stands on such a page.
func (d recognised) holds(c report.Cell) bool {
	return d.whole || c.At.OnPage() && slices.Contains(d.pages, c.At.Page)
}

// unread is the cell without its number, if it has one and stands on such a page.
func (d recognised) unread(c report.Cell) report.Cell {
	if !c.Value.Valid() || !d.holds(c) {
		return c
	}
	return report.Cell{State: report.Unread, Text: c.Text, At: c.At, Why: "the text comes from recognition, and no sum confirms the figure"}
}

// rows looks at the rows of a table whose last column is the sum of the others. A row in which
// one figure is its own total confirms nothing: both may have been read with the same side.
func (d recognised) rows(rows map[string]map[string]report.Cell, columns []string) {
	signs := false
	for _, row := range rows {
		n, _ := unreadIn(row)
		signs = signs || n > 0
	}
	if !signs {
		return
	}
	for _, row := range rows {
		holds, some := sumOf(row, columns)
		for key, c := range row {
			if n, ok := c.Value.Int(); !holds || some == 1 && ok && n != 0 {
				row[key] = d.unread(c)
			}
		}
	}
}

// sumOf reports whether the last of the columns is the sum of the others, blank ones and
// dashes being nought, and how many of those are above nought.
func sumOf(row map[string]report.Cell, columns []string) (holds bool, some int) {
	rest := int64(0)
	for i, key := range columns {
		c := row[key]
		n, ok := c.Value.Int()
		if !ok && c.State != report.Blank && c.State != report.Dash {
			return false, some
		}
		if i+1 == len(columns) {
			return rest == n, some
		}
		if n != 0 {
			some++
		}
		rest += n
	}
	return false, some
}
