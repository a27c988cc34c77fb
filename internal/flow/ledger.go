package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
)

// Ledger is the ledger at the broker, as records of reports. See pipeline.Ledger for what
// each method promises.
type Ledger struct{ Conn *pipeline.Conn }

// Record returns the record of a key. On three replicas it may be a moment behind.
func (l Ledger) Record(ctx context.Context, key string) (neighbour.Record, error) {
	return state.NewLedger(l.Conn).Get(ctx, key)
}

// Current returns the record of a key with all entries that were put before it was called.
func (l Ledger) Current(ctx context.Context, key string) (neighbour.Record, error) {
	return state.NewLedger(l.Conn).Current(ctx, key)
}

// Put enters a report and returns the record with it.
func (l Ledger) Put(ctx context.Context, s neighbour.Slot) (neighbour.Record, error) {
	return state.NewLedger(l.Conn).PutAt(ctx, s)
}

// Report loads a report of the ledger: one, or none where it has left the log or cannot be
// read, for which the report at hand is not to blame.
func (l Ledger) Report(ctx context.Context, e neighbour.Entry) ([]report.Report, error) {
	data, err := l.Conn.Payload(ctx, e.Subject)
	if _, poison := fault.ClassOf(err); poison || errors.Is(err, pipeline.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("loading the neighbouring report %s: %w", e.Doc, err)
	}
	var rep report.Report
	if err := json.Unmarshal(data, &rep); err != nil {
		return nil, nil
	}
	return []report.Report{rep}, nil
}

// Rebuild enters every parsed report of the log again and returns how many there were. It
// may run while workers write.
func (l Ledger) Rebuild(ctx context.Context, list *members.List) (int, error) {
	return state.NewLedger(l.Conn).RebuildAll(ctx, func(payload []byte) []neighbour.Slot {
		var rep report.Report
		if json.Unmarshal(payload, &rep) != nil {
			return nil
		}
		return neighbour.Slots(list, &rep)
	})
}
