package audit

import (
	"context"

	"github.com/gouji/gouji/pipeline/internal/broker"
)

// Inspection is what an audit has seen.
type Inspection = inspection

// CollectBatch is how many orphans are removed between two looks into the log.
const CollectBatch = collectBatch

// Inspect is the audit that a collection begins with.
func Inspect(ctx context.Context, c *broker.Conn, o Options) (Report, *Inspection, error) {
	return inspect(ctx, c, o)
}

// CollectOnly removes blobs that an audit has seen as orphans.
func CollectOnly(ctx context.Context, c *broker.Conn, in *Inspection, refs ...string) (removed int, err error) {
	var batch []blobInfo
	for _, ref := range refs {
		batch = append(batch, in.blobs[ref])
	}
	return collect(ctx, c, &in.refs, batch)
}

// Look is a standing audit's look at the log; gaps says whether it has seen any.
type Look struct{ index logIndex }

// Again brings it up to date.
func (l *Look) Again(ctx context.Context, c *broker.Conn) (r StatusReport, gaps bool, err error) {
	r, _, err = statusOf(ctx, c, &l.index)
	return r, l.index.gaps != nil, err
}

// Redo is what Repair does with one document.
var Redo = redo

// Removed says of which sequences a stream has no message any more.
func Removed(ctx context.Context, c *broker.Conn, stream string) (func(seq uint64) bool, error) {
	gone, err := removedFrom(ctx, c, stream)
	return gone.has, err
}

// KeepUp reads what has come into the log between two audits, and returns the first sequence that
// is not read yet.
func (a *Auditor) KeepUp(ctx context.Context) uint64 {
	a.keepUp(ctx)
	return a.index.next
}

// KeepUpAfter is how many messages have to come for that.
const KeepUpAfter = keepUpAfter
