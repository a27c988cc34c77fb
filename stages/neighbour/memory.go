package neighbour

import (
	"context"

	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
)

// MemoryLedger is a ledger in memory, together with the reports themselves. It is not safe
// for concurrent use.
type MemoryLedger struct {
	list    *members.List
	records map[string]Record
	reports map[string]*report.Report
}

// NewMemoryLedger returns an empty ledger; list may be nil.
func NewMemoryLedger(list *members.List) *MemoryLedger {
	return &MemoryLedger{list: list, records: map[string]Record{}, reports: map[string]*report.Report{}}
}

// Add enters a report. It keeps the report. nil, and a document that is there already, are
// left out.
func (l *MemoryLedger) Add(rep *report.Report) {
	if rep == nil || l.reports[rep.ID] != nil {
		return
	}
	for _, s := range Slots(l.list, rep) {
		l.records[s.Key], _ = l.records[s.Key].With(s.Year, s.Entry, s.Group)
	}
	l.reports[rep.ID] = rep
}

// Record returns the record of a key; it never fails.
func (l *MemoryLedger) Record(_ context.Context, key string) (Record, error) {
	return l.records[key], nil
}

// Neighbours finds the reports that one is judged with among those of the ledger.
func (l *MemoryLedger) Neighbours() *Neighbours {
	return NewNeighbours(l.list, Source{
		Record: l.Record,
		Prior: func(_ context.Context, e Entry) ([]report.Report, error) {
			return []report.Report{Prior(l.reports[e.Doc])}, nil
		},
	})
}
