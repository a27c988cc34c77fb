package witness

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Options configures a Witness.
type Options struct {
	// File is a second copy of the marks, beside the broker's own files, so that the loss of
	// all of them is noticed; "" is none.
	File string
	// Store is the store of results, nil where this process has none: then what another
	// process has told of it is passed on.
	Store Store
	Log   zerolog.Logger
	// Clock is what faults are dated by, nil for time.Now.
	Clock func() time.Time
}

// Count counts documents in the log. It is called behind the look at the streams, of which
// log is the log's; ok is false where they cannot be counted, because a stream is missing.
type Count func(ctx context.Context, log State) (d Documents, ok bool, err error)

// Witness compares what is there with the marks and moves them on. It is not safe for
// concurrent use; several processes may have one each.
type Witness struct {
	c *broker.Conn
	o Options
	// last is what this process has seen or written last, which a loss of the bucket does not
	// take along.
	last   *Marks
	counts counts
	store  storeWatch
}

// New makes a witness. It does nothing until Look.
func New(c *broker.Conn, o Options) *Witness {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &Witness{c: c, o: o, counts: counts{}}
}

// Look compares once and returns what was destroyed, of earlier looks too where nobody has
// accepted it. A fault that is new is looked at twice: on several replicas one answer may be a
// moment older than another. The faults may be believed where there are some, also with an
// error: then the marks could not be written.
func (w *Witness) Look(ctx context.Context, count Count) ([]Fault, error) {
	found, err := w.twice(ctx, count)
	if err != nil {
		return nil, err
	}
	err = w.settle(ctx, found)
	stored, storeErr := w.store.look(ctx, w.c, w.o, found.receipts())
	return append(found.faults, stored...), errors.Join(err, storeErr)
}

// Compare is Look for one who moves no mark. Of the store it passes on what its own process
// has told.
func (w *Witness) Compare(ctx context.Context, count Count) ([]Fault, error) {
	found, err := w.twice(ctx, count)
	if err != nil {
		return nil, err
	}
	stored, err := w.store.look(ctx, w.c, Options{Clock: w.o.Clock}, nil)
	return append(found.faults, stored...), err
}

func (w *Witness) twice(ctx context.Context, count Count) (comparison, error) {
	found, err := w.compare(ctx, count)
	if err != nil {
		return found, err
	}
	if fresh := slices.ContainsFunc(found.faults, func(f Fault) bool { return !has(found.marks.Faults, f) }); fresh {
		again, err := w.compare(ctx, count)
		if err != nil {
			return found, err
		}
		first := found.faults
		found = again
		found.faults = slices.DeleteFunc(found.faults, func(f Fault) bool { return !has(first, f) && !has(found.marks.Faults, f) })
	}
	return found, nil
}

// writeTime bounds a write of the marks. A broker whose disk is full takes none, and an audit
// has more to do than to wait for it.
const writeTime = 3 * time.Second

// comparison is one look and what it was held against.
type comparison struct {
	sight    Sight
	docs     Documents
	counted  bool // docs are
	marks    Marks
	revision uint64
	faults   []Fault // all of them, those of earlier looks too
}

// receipts is how many receipts the log holds, nil where they were not counted.
func (x comparison) receipts() *uint64 {
	if !x.counted {
		return nil
	}
	return &x.docs.Receipts
}

func (w *Witness) compare(ctx context.Context, count Count) (comparison, error) {
	x, err := w.see(ctx, count)
	if err != nil {
		return x, err
	}
	x.faults = slices.Clone(x.marks.Faults)
	for _, s := range watched(w.c.Topology()) {
		mark, ok := x.marks.Streams[s.name]
		if !ok {
			continue
		}
		for _, f := range x.against(s, mark) {
			f.Since, f.Documents = w.o.Clock().UTC().Truncate(time.Second), x.marks.Documents
			if !has(x.faults, f) {
				x.faults = append(x.faults, f.worded(s.role))
			}
		}
	}
	return x, nil
}

// see looks and loads the marks, in the order that each part needs: the streams, the
// documents, and then what the marks say of them, which somebody else may have moved on.
func (w *Witness) see(ctx context.Context, count Count) (x comparison, err error) {
	if x.marks, x.revision, err = w.load(ctx); err != nil {
		return x, err
	}
	if x.sight, err = look(ctx, w.c, w.counts); err != nil {
		return x, err
	}
	if x.docs, x.counted, err = count(ctx, x.sight.State(w.c.Topology().LogStream())); err != nil {
		return x, err
	}
	return x, w.settleRemovals(ctx, &x)
}

// settleRemovals makes sure of the count of removed letters where one seems to be missing: a
// replica may not have the newest announcement, and a bucket that was lost has none.
func (w *Witness) settleRemovals(ctx context.Context, x *comparison) error {
	if !x.sight.counted {
		return nil
	}
	stream := w.c.Topology().Flow.DeadStream()
	dead := x.sight.State(stream)
	mark, ok := x.marks.Streams[stream]
	if ok && dead.gone() > mark.Gone+x.sight.removals || x.sight.removals < x.marks.Removals {
		n, err := w.c.SettledRemovals(ctx, x.marks.Removals)
		if err != nil {
			return err
		}
		x.sight.removals = n
	}
	return nil
}

// load returns the marks that are to be believed: of the bucket, the file and this process.
// The revision is that of the bucket's.
func (w *Witness) load(ctx context.Context) (Marks, uint64, error) {
	best := Marks{Schema: Schema, Streams: map[string]Mark{}}
	var revision uint64
	bucket, err := measure(ctx, w.c, wire.KVStream(w.c.Topology().Flow.WitnessBucket()))
	if err != nil {
		return best, 0, err
	}
	if !bucket.Missing {
		var kept Marks
		var there bool
		if revision, there, err = read(ctx, w.c, marksKey, &kept); err != nil {
			return best, 0, err
		}
		if there && kept.Schema == Schema && kept.newer(best) {
			best = kept
		}
	}
	file, err := readFile(w.o.File)
	if err != nil {
		return best, revision, err
	}
	for _, m := range []*Marks{file, w.last} {
		if m != nil && m.newer(best) {
			best = *m
		}
	}
	best.Streams = maps.Clone(best.Streams)
	return best, revision, nil
}

// settle moves the marks on where nothing is wrong, keeps the faults that last, and writes
// what has changed.
func (w *Witness) settle(ctx context.Context, x comparison) error {
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	before, next := x.marks, x.next(watched(w.c.Topology()))
	if equal(before, next, wire.KVStream(w.c.Topology().Flow.WitnessBucket())) {
		w.last = &before
		return w.copy(before)
	}
	next.Writes++
	next.Time = w.o.Clock().UTC()
	if !x.sight.State(wire.KVStream(w.c.Topology().Flow.WitnessBucket())).Missing {
		if err := write(ctx, w.c, marksKey, next, x.revision); errors.Is(err, errOverwritten) {
			return nil // the next look begins with what they have written
		} else if err != nil {
			return err
		}
	}
	for _, f := range next.Faults {
		if !has(before.Faults, f) {
			w.o.Log.Error().Str("kind", string(f.Kind)).Str("what", f.What).Uint64("was", f.Was).Uint64("is", f.Is).Msg(f.Message)
		}
	}
	w.last = &next
	return w.copy(next)
}

// copy brings the file up to date.
func (w *Witness) copy(m Marks) error {
	have, err := readFile(w.o.File)
	if err != nil || have != nil && have.Epoch == m.Epoch && have.Writes == m.Writes {
		return err
	}
	return writeFile(w.o.File, m)
}
