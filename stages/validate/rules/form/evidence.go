package form

import (
	"github.com/gouji/gouji/stages/report"
)

// Observed reports whether the reading saw something of this kind.
func Observed(r *report.Report, kind string) bool {
	for i := range r.Observations {
		if r.Observations[i].Kind == kind {
			return true
		}
	}
	return false
}

// LastSection returns the highest number of a section that the report has, 0 for none.
func LastSection(r *report.Report) (last int) {
	for _, s := range r.Sections {
		last = max(last, s.Number)
	}
	return last
}

// Evidence is what a field was read from.
func Evidence(r *report.Report, field string) ([]string, []report.Place) {
	q, ok := r.Evidence[field]
	if !ok {
		return nil, nil
	}
	return Quoted(q), Places(q.At)
}

// MinimumWords is how many characters a section needs to say anything.
const MinimumWords = 20

// Places is a list of the place, empty if it points nowhere.
func Places(at report.Place) []report.Place {
	if at.IsZero() {
		return nil
	}
	return []report.Place{at}
}
