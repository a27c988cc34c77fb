package flow

import (
	"context"
	"errors"
	"fmt"

	"github.com/gouji/gouji/internal/state"
	"github.com/gouji/gouji/metrics"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/neighbour/members"
	"github.com/gouji/gouji/stages/report"
)

// Ledger is the ledger at the broker, as records of reports. See pipeline.Ledger for what
// each method promises.
type Ledger struct {
	Conn *pipeline.Conn
	// Metrics counts what is read; nil is for those who only look, as replays do, and may not
	// write.
	Metrics *metrics.Metrics
}

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

// Lists returns by which lists of members the ledger was made.
func (l Ledger) Lists(ctx context.Context) (state.Lists, error) {
	return state.NewLedger(l.Conn).Lists(ctx)
}

// JudgedBy notes the list by which reports are judged from now on.
func (l Ledger) JudgedBy(ctx context.Context, list *members.List) error {
	return state.NewLedger(l.Conn).JudgedBy(ctx, list.Digest())
}

// Prior returns what a report of the year after is judged by: out of the figures of the
// ledger. Where the ledger has none that fit, because an older version wrote the entry, the
// report is read once and its figures are kept. None is returned where the report has left the
// log or cannot be read, for which the report at hand is not to blame.
func (l Ledger) Prior(ctx context.Context, e neighbour.Entry) ([]report.Report, error) {
	ledger := state.NewLedger(l.Conn)
	f, ok, err := ledger.Figures(ctx, neighbour.FiguresKey(e.Doc))
	if err != nil {
		return nil, err
	}
	l.count("figures")
	if ok && f.Prior.ID == e.Doc && f.Sequence == e.Sequence {
		return []report.Report{f.Prior}, nil
	}
	reps, err := l.Whole(ctx, e)
	if err != nil || len(reps) == 0 {
		return nil, err
	}
	l.count("report")
	f = neighbour.FiguresOf(&reps[0], e.Sequence)
	return []report.Report{f.Prior}, l.keep(ctx, f)
}

// keep writes figures, unless this connection only looks.
func (l Ledger) keep(ctx context.Context, f neighbour.Figures) error {
	if l.Metrics == nil {
		return nil
	}
	return state.NewLedger(l.Conn).PutFigures(ctx, f)
}

func (l Ledger) count(kind string) {
	if l.Metrics != nil {
		l.Metrics.NeighbourReads.WithLabelValues(kind).Inc()
	}
}

// Whole loads a report of the ledger out of the log: one, or none where it has left the log or
// cannot be read.
func (l Ledger) Whole(ctx context.Context, e neighbour.Entry) ([]report.Report, error) {
	data, err := l.Conn.Payload(ctx, e.Subject)
	if _, poison := fault.ClassOf(err); poison || errors.Is(err, pipeline.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("loading the report %s: %w", e.Doc, err)
	}
	var rep report.Report
	if err := codec.Peek(data, &rep); err != nil {
		return nil, nil
	}
	return []report.Report{rep}, nil
}

// Rebuild enters every parsed report of the log again, with its figures, and returns how many
// there were. It may run while workers write.
func (l Ledger) Rebuild(ctx context.Context, list *members.List) (int, error) {
	ledger := state.NewLedger(l.Conn)
	revisions := map[string]int{}
	n, err := ledger.RebuildAll(ctx, func(payload []byte) ([]neighbour.Slot, neighbour.Figures) {
		var rep report.Report
		if codec.Peek(payload, &rep) != nil {
			return nil, neighbour.Figures{}
		}
		if rev := rep.Source.Revision; rev > revisions[rep.ID] {
			revisions[rep.ID] = rev
		}
		return neighbour.Slots(list, &rep), neighbour.FiguresOf(&rep, 0)
	})
	for doc, revision := range revisions {
		if err == nil {
			err = ledger.Revise(ctx, doc, revision)
		}
		if err == nil {
			_, err = l.release(ctx, list, doc, revision)
		}
	}
	if err == nil && list != nil {
		err = ledger.BuiltBy(ctx, list.Digest())
	}
	return n, err
}
