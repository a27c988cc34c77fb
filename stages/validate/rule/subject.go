package rule

import (
	"context"
	"strings"

	"github.com/gouji/gouji/stages/neighbour/peer"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
)

// Subject is what the rules of one run share: the report, its neighbours, and the
// readings of both that several rules need, each made once. It is used by one
// goroutine.
type Subject struct {
	about
	memo map[string]any
	// grid, text and spare are memory that later reports are read into.
	grid  Grid
	text  narrative.Reading
	spare map[string]any
}

// about is what a subject knows of one report.
type about struct {
	ctx        context.Context // of the run, nil for none
	steps      int             // since ctx was looked at
	report     *report.Report
	neighbours []report.Report
	year       int
	agency     Agency
	asked      bool
	peers      peer.Group
	unsure     []unsureText
	gridded    bool // the grid is that of the report
	read       bool // the text is that of the report
}

// NewSubject prepares a report for the rules. It keeps both arguments and changes
// neither.
func NewSubject(r *report.Report, neighbours []report.Report) *Subject {
	return new(Subject).Begin(r, neighbours)
}

// Under has Pass.Run and Pass.Step end with ctx. Without it they never end early.
func (s *Subject) Under(ctx context.Context) *Subject {
	s.ctx = ctx
	return s
}

// stepsBetween is how many steps are taken between two looks at the context. A sentence has
// 6 KiB at most, so that a step takes some 20 µs.
const stepsBetween = 64

// Step is called for each part, sentence or word that costs something; it ends the rule
// when the subject's context has ended.
func (s *Subject) Step() {
	if s.steps++; s.steps >= stepsBetween {
		s.steps = 0
		s.look()
	}
}

func (s *Subject) look() {
	if s.ctx == nil {
		return
	}
	if err := s.ctx.Err(); err != nil {
		panic(ended{err})
	}
}

// Begin prepares the next report like NewSubject and returns s. The grid, the narrative and
// the Spare of the report before become those of this one, which saves 25 KB of a report of
// 7 KB.
func (s *Subject) Begin(r *report.Report, neighbours []report.Report) *Subject {
	if s.report != nil {
		s.End()
	}
	s.report, s.neighbours = r, neighbours
	if r.Year != nil {
		s.year = *r.Year
	}
	if r.Agency != nil {
		s.agency = KindOf(*r.Agency)
	}
	s.unsure = unsureOf(r.Head)
	return s
}

// End lets go of the report. Words of it may stay in the Spare until they are overwritten
// or the subject is dropped; no rule sees them.
func (s *Subject) End() {
	s.about = about{}
	s.text.Clear()
	clear(s.memo)
}

// Year is the year reported on, 0 if the document does not say.
func (s *Subject) Year() int { return s.year }

// Grid is table three as numbers, nil if the report has none.
func (s *Subject) Grid() *Grid {
	if s.report.Tables.Applications == nil {
		return nil
	}
	if !s.gridded {
		s.grid.read(s.report)
		s.gridded = true
	}
	return &s.grid
}

// Narrative is the text of the report, read once.
func (s *Subject) Narrative() *narrative.Reading {
	if !s.read {
		s.text.Step = s.Step
		s.text.Read(s.report)
		s.read = true
	}
	return &s.text
}

// Last returns the neighbour that reports on back years earlier, and nil if there is
// none. Where several versions are given, the latest published counts, then the one
// with the greatest id, so that the answer does not depend on their order.
func (s *Subject) Last(back int) *report.Report {
	s.asked = true
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

// Asked reports whether a rule has wanted to see another report than the one under review,
// so that how it ended can depend on one.
func (s *Subject) Asked() bool { return s.asked }

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
