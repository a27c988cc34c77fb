package audit

import (
	"testing"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// TestDocumentsBehindTheLookNeedNoBlobYet: the index reads on while documents come; those that
// came behind the look at the streams had no raw bytes then.
func TestDocumentsBehindTheLookNeedNoBlobYet(t *testing.T) {
	x := logIndex{flow: wire.Reports(), passing: wire.Reports().Passing(), lasting: wire.Reports().Lasting()}
	for i, subject := range []string{
		"gouji.p0.accepted.one", "gouji.p0.ingested.one", "gouji.p0.accepted.two", "gouji.p0.ingested.two",
		"gouji.p0.published.receipt.r.p.2023.a.old.0", // its hops have left by their time to live
	} {
		x.apply(subject, uint64(i+1), nil)
	}
	for last, want := range map[uint64]uint64{1: 1, 2: 2, 3: 2, 4: 3, 9: 3} {
		if d := x.documents(last); d.Stored != want || d.Accepted != 2 || d.Receipts != 1 {
			t.Errorf("by sequence %d: %+v, want %d stored", last, d, want)
		}
	}
}
