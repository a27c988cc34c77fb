package flow

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/report"
)

// verdict is the validated message: a report.Verdict whose report stands in the log already.
type verdict struct {
	// At is the subject of the parsed report. It is empty where the message has the report
	// itself, as those of earlier versions do.
	At     string        `json:"at,omitempty"`
	Report report.Report `json:"report,omitzero"`
	// Source is that of the report where At is: a dead letter tells it of its data alone.
	Source     report.Source      `json:"source,omitzero"`
	Findings   []report.Finding   `json:"findings"`
	Rules      report.Rules       `json:"rules"`
	Basis      string             `json:"basis"`
	Correction *report.Correction `json:"correction,omitempty"`
}

// verdictOn is the message of a verdict on the report of a parsed hop. It refers to the report
// unless that may leave the log before the verdict is read.
func verdictOn(parsed pipeline.Hop, v report.Verdict, t pipeline.Topology) (verdict, error) {
	out := verdict{Findings: v.Findings, Rules: v.Rules, Basis: v.Basis, Correction: v.Correction}
	if t.HopTTL > 0 {
		out.Report = v.Report
		return out, nil
	}
	var err error
	out.Source = v.Report.Source
	out.At, err = parsed.Subject()
	return out, err
}

// whole is the verdict with its report. A subject is written once, so that the report is the one
// that was judged. It is not read again where it was judged in this process a moment ago.
func (f Flow) whole(ctx context.Context, v verdict) (report.Verdict, error) {
	out := report.Verdict{Report: v.Report, Findings: v.Findings, Rules: v.Rules, Basis: v.Basis, Correction: v.Correction}
	if v.At == "" {
		return out, nil
	}
	if rep, ok := f.Judged.take(v.At); ok {
		out.Report = rep
		return out, nil
	}
	payload, err := f.Conn.Payload(ctx, v.At)
	if err == nil {
		out.Report, err = codec.Unmarshal[report.Report](payload)
	}
	if err != nil {
		return out, fmt.Errorf("the report of the verdict: %w", err)
	}
	return out, nil
}

// Upstream counts the documents that parse and validate of this process are working on, each of which
// comes to publish within milliseconds. The zero value counts, and nil counts nothing.
type Upstream struct{ n atomic.Int64 }

// enter counts a document until the function that it returns is called.
func (u *Upstream) enter() (leave func()) {
	if u == nil {
		return func() {}
	}
	u.n.Add(1)
	return func() { u.n.Add(-1) }
}

// any reports whether there is a document now.
func (u *Upstream) any() bool { return u != nil && u.n.Load() > 0 }

// judgedMost is how many reports are kept that were judged and not yet published: as many as a
// stage that keeps up has in hand. One of 6.8 KB takes some 60 KB as it is read.
const judgedMost = 32

// judgedLargest is the most bytes of a report's message that is kept: 32 of them are 8 MB, and
// rather more once they are read.
const judgedLargest = 256 << 10

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
