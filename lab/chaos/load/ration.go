package load

import (
	"context"
	"iter"
)

// Ration is leave to submit, one for each document. It gives a producer its documents by and
// by: there must be some for every fault, and while it lasts.
type Ration chan struct{}

// NewRation is for so many documents in all.
func NewRation(docs int) Ration { return make(Ration, docs) }

// Of is docs, each when there is leave.
func (t Ration) Of(ctx context.Context, docs iter.Seq[Submission]) iter.Seq[Submission] {
	return func(yield func(Submission) bool) {
		for d := range docs {
			select {
			case <-t:
			case <-ctx.Done():
				return
			}
			if !yield(d) {
				return
			}
		}
	}
}

// Give lets n documents go; all together are no more than there are.
func (t Ration) Give(n int) {
	for range n {
		t <- struct{}{}
	}
}
