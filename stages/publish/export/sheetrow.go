package export

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Guard keeps a spreadsheet from taking a document's words for a formula: what begins,
// after spaces, with one of = + - @, their full-width forms, a tab or a line break gets
// a leading apostrophe (OWASP, CSV Injection).
func Guard(s string) string {
	s = Safe(s)
	lead := strings.TrimLeft(s, " \u00a0\u3000\ufeff\u200b")
	if lead != "" && strings.ContainsRune("=+-@＝＋－＠\t\r\n", []rune(lead)[0]) {
		return "'" + s
	}
	return s
}

// findingHead are the column heads of a list of findings.
func findingHead(w Words) []string {
	return []string{
		w.File, w.Agency, w.Title, w.Year, w.Form, w.Outcome, w.Severity, w.Rule, w.Section,
		w.Message, w.Quote, w.Want, w.Got, w.Cells, w.Place, w.Source, w.ID,
	}
}

// documentCells are the first six cells of a finding's row and its last.
func documentCells(w Words, c report.Check) (head []string, id string) {
	head = []string{c.File, "", "", "", "", w.CheckOutcome(c.Outcome)}
	if r := c.Report; r != nil {
		id = r.ID
		head[1], head[2], head[4] = said(r.Agency), said(r.Title), w.FormName(r.Form)
		if r.Year != nil {
			head[3] = strconv.Itoa(*r.Year)
		}
	}
	return head, id
}

func said(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// findingRows are the rows of a check in a list of findings: one for each finding, or
// the one that says there is none or why the document was rejected.
func findingRows(w Words, o Options, c report.Check) [][]string {
	head, id := documentCells(w, c)
	row := func(cells ...string) []string {
		return append(append(append(make([]string, 0, len(head)+len(cells)+1), head...), cells...), id)
	}
	if c.Outcome != report.Checked {
		r := rejectionOf(c)
		return [][]string{row("", r.Class, "", w.ClassName(fault.Class(r.Class))+w.Stop+r.Message, "", "", "", "", "", "")}
	}
	if len(c.Findings) == 0 {
		return [][]string{row("", "", "", w.None, "", "", "", "", "", "")}
	}
	var rows [][]string
	for _, f := range ordered(c.Findings) {
		_, source := o.About(f.Rule)
		cells := strings.Join(f.Cells, "\n")
		if more := f.NumCells() - len(f.Cells); more > 0 {
			cells += "\n" + w.MoreOf(more)
		}
		rows = append(rows, row(w.SeverityName(f.Severity), f.Rule, w.SectionName(c.Report, f.Section), w.MessageOf(f),
			strings.Join(f.Quotes, "\n"), f.Want, f.Got, cells, strings.Join(w.places(f), "\n"), source))
	}
	return rows
}

func rejectionOf(c report.Check) report.Rejection {
	if c.Rejection == nil {
		return report.Rejection{}
	}
	return *c.Rejection
}
