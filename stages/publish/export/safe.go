package export

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
)

// Safe makes text of a document fit for any reader: control characters, marks that reverse
// the reading direction and what is not UTF-8 become U+FFFD. Line breaks and tabs stay.
func Safe(s string) string { return safe(s) }

// Fact is a statement about a document: its key in Report.Evidence, its name in words and
// what it says.
type Fact struct{ Key, Name, Value string }

// Facts are what a reader wants to know of a report before its findings; what the document
// does not state says so. A nil report has none.
func (w Words) Facts(r *report.Report) []Fact {
	keys := []string{"title", "agency", "year", "form", "published", "id"}
	var out []Fact
	for i, f := range w.facts(r) {
		out = append(out, Fact{keys[i], f.Name, f.Value})
	}
	return out
}

// Sums are the sums of a checked document, a line each: findings by severity, rules by
// outcome and cells by state.
func (w Words) Sums(c report.Check) []string { return w.sums(c) }

// MoreOf says that there are n more places.
func (w Words) MoreOf(n int) string { return fmt.Sprintf(w.More, n) }

// WhereOf is the place of a finding in words, "" where nobody has said it.
func (w Words) WhereOf(f report.Finding) string {
	if w.english {
		return f.Where.EN
	}
	return f.Where.ZH
}
