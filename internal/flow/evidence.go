package flow

import (
	"context"

	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// sampled reports whether a document's evidence is read again in production: 1 of 16 by
// its id, which is a digest, so that the choice is even and the same in every worker.
// Reading a page of 100 KB a second time costs about what reading it once did, so the
// sample costs some 3 % of the stages' work.
func sampled(doc string) bool { return doc != "" && (doc[0] == 'a' || doc[0] == 'q') }

// verify reads the places of a sampled report's cells again in the document's bytes and
// counts how many hold. What cannot be fetched is not counted: the audit watches blobs. Like
// the first reading, the second is done by a child process.
func (f Flow) verify(ctx context.Context, rep *report.Report) {
	if f.Raw == nil || !sampled(rep.ID) {
		return
	}
	raw, err := f.Raw(ctx, rep.ID)
	if err != nil {
		return
	}
	var claims []report.Text
	check.EachCell(rep.Tables, func(c report.Cell) {
		if c.Value.Valid() {
			claims = append(claims, report.Text{S: c.Text, At: c.At})
		}
	})
	held, err := f.Checker.Holds(ctx, ingest.Input{Data: raw}, claims)
	if err != nil {
		return
	}
	for _, h := range held {
		result := "holds"
		if !h {
			result = "fails"
		}
		f.Metrics.Evidence.WithLabelValues(result).Inc()
	}
}
