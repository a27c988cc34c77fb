package export

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// severities are the severities from grave to slight.
func severities() []report.Severity {
	return []report.Severity{report.Error, report.Warning, report.Info}
}

func ruleOutcomes() []report.Outcome {
	return []report.Outcome{report.Met, report.Broken, report.NotApplicable, report.Inconclusive}
}

func cellStates() []report.State {
	return []report.State{report.Printed, report.Blank, report.Dash, report.Derived, report.Unread}
}

func rank(s report.Severity) int {
	if i := slices.Index(severities(), s); i >= 0 {
		return i
	}
	return len(severities())
}

// ordered returns the findings by section, those about the whole document first, in a
// section by severity, and else as they came.
func ordered(findings []report.Finding) []report.Finding {
	out := slices.Clone(findings)
	slices.SortStableFunc(out, func(a, b report.Finding) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(rank(a.Severity), rank(b.Severity)))
	})
	return out
}

func countFindings(findings []report.Finding) map[report.Severity]int {
	n := make(map[report.Severity]int)
	for _, f := range findings {
		n[f.Severity]++
	}
	return n
}

// SectionName is the heading of a section as the document prints it, or as the form
// does where the document lacks it; 0 is the whole document.
func (w Words) SectionName(r *report.Report, number int) string {
	if number == 0 {
		return w.Whole
	}
	if r != nil {
		for _, s := range r.Sections {
			if s.Number == number && s.Heading != "" {
				return s.Heading
			}
		}
	}
	if h := report.SectionHeadings(); number >= 1 && number <= len(h) {
		return h[number-1]
	}
	return strconv.Itoa(number)
}

// Fact is a statement about a document: its key in Report.Evidence, its name in words and
// what it says.
type Fact struct{ Key, Name, Value string }

// Facts are what a reader wants to know of a report before its findings; what the document
// does not state says so. A nil report has none.
func (w Words) Facts(r *report.Report) []Fact {
	if r == nil {
		return nil
	}
	year := w.Unknown
	if r.Year != nil {
		year = strconv.Itoa(*r.Year)
	}
	return []Fact{
		{"title", w.Title, w.stated(r.Title)}, {"agency", w.Agency, w.stated(r.Agency)}, {"year", w.Year, year},
		{"form", w.Form, w.FormName(r.Form)}, {"published", w.Published, w.stated(r.Published)}, {"id", w.ID, r.ID},
	}
}

func (w Words) stated(s *string) string {
	if s == nil || *s == "" {
		return w.Unknown
	}
	return *s
}

// Sums are the sums of a checked document, a line each: findings by severity, rules by
// outcome and cells by state.
func (w Words) Sums(c report.Check) []string {
	counts := countFindings(c.Findings)
	first := w.None
	if len(c.Findings) > 0 {
		var parts []string
		for _, s := range severities() {
			parts = append(parts, fmt.Sprintf("%s %d", w.SeverityName(s), counts[s]))
		}
		first = strings.Join(parts, "  ")
	}
	out := []string{first}
	if r := c.Rules; r != nil {
		out = append(out, fmt.Sprintf("%s %s: %s %d  %s %d  %s %d  %s %d", w.Rules, r.Set,
			w.RuleOutcome(report.Met), r.Met, w.RuleOutcome(report.Broken), r.Broken,
			w.RuleOutcome(report.NotApplicable), r.NotApplicable, w.RuleOutcome(report.Inconclusive), r.Inconclusive))
	}
	if c.Report == nil {
		return out
	}
	if order, n := countStates(cellsOf(c.Report.Tables, w)); len(order) > 0 {
		var parts []string
		for _, s := range order {
			parts = append(parts, fmt.Sprintf("%s %d", w.StateName(s), n[s]))
		}
		out = append(out, w.CellCount+": "+strings.Join(parts, "  "))
	}
	return out
}
