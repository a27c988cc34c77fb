package flow

import (
	"slices"
	"sync"

	"github.com/gouji/gouji/stages/report"
)

// judgedMost is how many reports are kept that were judged and not yet published: as many as a
// stage that keeps up has in hand. One of 6.8 KB takes some 60 KB as it is read.
const judgedMost = 32

// Judged are the reports that validate has judged last, for publish in the same process: it would
// read each from the log again, which costs a request and 0.4 ms. Each is given out once. Where
// publish is behind, the oldest are forgotten and read from the log. The zero value is empty, and
// nil keeps nothing.
type Judged struct {
	mu    sync.Mutex
	order []string // subjects, the oldest first
	kept  map[string]report.Report
}

// add keeps the report of a message. It must not be changed from then on.
func (j *Judged) add(subject string, rep report.Report) {
	if j == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, ok := j.kept[subject]; ok {
		return
	}
	if j.kept == nil {
		j.kept = map[string]report.Report{}
	}
	if len(j.order) == judgedMost {
		delete(j.kept, j.order[0])
		j.order = slices.Delete(j.order, 0, 1)
	}
	j.order, j.kept[subject] = append(j.order, subject), rep
}

// take returns the report of a message and forgets it.
func (j *Judged) take(subject string) (rep report.Report, ok bool) {
	if j == nil {
		return rep, false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if rep, ok = j.kept[subject]; ok {
		delete(j.kept, subject)
		i := slices.Index(j.order, subject)
		j.order = slices.Delete(j.order, i, i+1)
	}
	return rep, ok
}
