package rule

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
)

// Subject is what the rules of one run share: the report, its neighbours, and the
// readings of both that several rules need, each made once. It is used by one
// goroutine.
type Subject struct {
	report     *report.Report
	neighbours []report.Report
	year       int
	agency     Agency
	grid       *Grid
	text       *narrative.Reading
	memo       map[string]any
}

// NewSubject prepares a report for the rules. It keeps both arguments and changes
// neither.
func NewSubject(r *report.Report, neighbours []report.Report) *Subject {
	s := &Subject{report: r, neighbours: neighbours}
	if r.Year != nil {
		s.year = *r.Year
	}
	if r.Agency != nil {
		s.agency = KindOf(*r.Agency)
	}
	return s
}

// Year is the year reported on, 0 if the document does not say.
func (s *Subject) Year() int { return s.year }

// Grid is table three as numbers, nil if the report has none.
func (s *Subject) Grid() *Grid {
	if s.grid == nil && s.report.Tables.Applications != nil {
		s.grid = newGrid(s.report)
	}
	return s.grid
}

// Narrative is the text of the report, read once.
func (s *Subject) Narrative() *narrative.Reading {
	if s.text == nil {
		s.text = narrative.Read(s.report)
	}
	return s.text
}

// Last returns the neighbour that reports on back years earlier, and nil if there is
// none. Where several versions are given, the latest published counts, then the one
// with the greatest id, so that the answer does not depend on their order.
func (s *Subject) Last(back int) *report.Report {
	if s.year == 0 {
		return nil
	}
	var best *report.Report
	for i := range s.neighbours {
		n := &s.neighbours[i]
		if n.Year == nil || *n.Year != s.year-back || n.ID == s.report.ID {
			continue
		}
		if best == nil || later(n, best) {
			best = n
		}
	}
	return best
}

func later(a, b *report.Report) bool {
	x, y := deref(a.Published), deref(b.Published)
	if x != y {
		return x > y
	}
	return a.ID > b.ID
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Cell returns the cell at a path such as applications.granted.total, and false if
// the report does not have it.
func Cell(r *report.Report, path string) (report.Cell, bool) {
	table, rest, _ := strings.Cut(path, ".")
	switch table {
	case "disclosure":
		c, ok := r.Tables.Disclosure[rest]
		return c, ok
	case "applications", "proceedings":
		m := r.Tables.Applications
		if table == "proceedings" {
			m = r.Tables.Proceedings
		}
		row, col, _ := strings.Cut(rest, ".")
		c, ok := m[row][col]
		return c, ok
	}
	return report.Cell{}, false
}
