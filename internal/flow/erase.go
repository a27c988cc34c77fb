package flow

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// Erased is what left the broker of a document.
type Erased struct {
	pipeline.Erased
	// Ledger is how many places of the ledger had the document.
	Ledger int `json:"ledger"`
}

// Erase removes all that the broker has of a document: see pipeline.Erase, and the ledger with
// the figures by which the report of the year after was judged.
func Erase(ctx context.Context, conn *pipeline.Conn, doc string, o pipeline.Erasure) (out Erased, err error) {
	o.Of = func(digest string) bool { return report.DocumentIDOf(digest) == doc }
	o.Told = func(message []byte, letters []string) bool {
		var told Outcome
		return json.Unmarshal(message, &told) == nil && (told.ID == doc || told.Dead != "" && slices.Contains(letters, told.Dead))
	}
	if out.Erased, err = pipeline.Erase(ctx, conn, doc, o); err != nil {
		return out, err
	}
	out.Ledger, err = state.NewLedger(conn).Forget(ctx, doc)
	return out, err
}
