package witness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gouji/gouji/pipeline/internal/broker"
	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Store is a store of results, as the witness asks it. Nothing that was put into it is ever
// removed, but what is erased, which it counts all the same.
type Store interface {
	// Kept is how many results there are and the key of the newest one, "" for none.
	Kept(ctx context.Context) (rows uint64, newest string, err error)
	// Holds reports whether there is a result under a key that Kept has named.
	Holds(ctx context.Context, key string) (bool, error)
	// AtPath fails where what is open is not what the store's name leads to.
	AtPath() error
}

// storeMark is what was seen in the store.
type storeMark struct {
	Schema string    `json:"schema"`
	Time   time.Time `json:"time"`
	Rows   uint64    `json:"rows"`
	Newest string    `json:"newest"`
	// Short is how many receipts have no row, by a loss that somebody has accepted.
	Short uint64 `json:"short,omitempty"`
	// Accept asks whoever has the store to begin the mark anew.
	Accept bool `json:"accept,omitempty"`
	// Faults are those of the last look, for processes without the store.
	Faults []Fault `json:"faults,omitempty"`
}

// storeName is what a fault calls the store.
const storeName = "store"

// The pause between two counts of the rows is a hundred times what one takes, at most half a
// minute: a table of a million rows takes a tenth of a second.
const (
	storeShare   = 100
	storeLongest = 30 * time.Second
)

// storeWatch is the part of a witness that looks at the store.
type storeWatch struct {
	next time.Time // when the rows are counted again
	rows []Fault   // of the last count
}

// StoreWatch is a witness of the store alone, for a process that has the store and does not
// audit.
type StoreWatch struct {
	c *broker.Conn
	o Options
	w storeWatch
}

// NewStoreWatch makes a witness of a store; Options.Store is required.
func NewStoreWatch(c *broker.Conn, o Options) *StoreWatch {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	return &StoreWatch{c: c, o: o}
}

// Look compares once and returns what was destroyed.
func (s *StoreWatch) Look(ctx context.Context) ([]Fault, error) { return s.w.look(ctx, s.c, s.o, nil) }

// look compares the store with its mark, and with the receipts where they were counted. They
// were counted before, and a receipt is written behind its row.
func (w *storeWatch) look(ctx context.Context, c *broker.Conn, o Options, receipts *uint64) ([]Fault, error) {
	bucket, err := measure(ctx, c, wire.KVStream(c.Topology().Flow.WitnessBucket()))
	if err != nil || bucket.Missing { // which is a fault of its own
		return w.rows, err
	}
	var mark storeMark
	revision, there, err := read(ctx, c, storeKey, &mark)
	if err != nil {
		return w.rows, err
	}
	if o.Store == nil {
		return mark.Faults, nil
	}
	moved := o.Store.AtPath()
	now := o.Clock()
	if moved == nil && !mark.Accept && now.Before(w.next) && !has(w.rows, Fault{Kind: StoreMoved, What: storeName}) {
		return w.rows, nil
	}
	found, next := []Fault{Fault{Kind: StoreMoved, What: storeName, Was: mark.Rows}.wordedStore(moved)}, mark
	if moved == nil {
		if found, next, err = inspect(ctx, o.Store, mark, there, receipts); err != nil {
			return w.rows, err
		}
	}
	for i, f := range found {
		found[i].Since = now.UTC().Truncate(time.Second)
		if at := slices.IndexFunc(mark.Faults, f.same); at >= 0 {
			found[i].Since = mark.Faults[at].Since
		} else {
			o.Log.Error().Str("kind", string(f.Kind)).Uint64("was", f.Was).Uint64("is", f.Is).Msg(f.Message)
		}
	}
	next.Faults = found
	w.next, w.rows = now.Add(min(storeShare*o.Clock().Sub(now), storeLongest)), found
	if there && !mark.Accept && next.same(mark) {
		return found, nil
	}
	next.Schema, next.Time = Schema, now.UTC()
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	if err := write(ctx, c, storeKey, next, revision); err != nil && !errors.Is(err, errOverwritten) {
		return found, err
	}
	return found, nil
}

// inspect asks the store and returns what is wrong and the next mark, which is the old one
// where something is.
func inspect(ctx context.Context, s Store, mark storeMark, there bool, receipts *uint64) ([]Fault, storeMark, error) {
	rows, newest, err := s.Kept(ctx)
	if err != nil {
		return nil, mark, fmt.Errorf("witness: %w", err)
	}
	want := mark.Rows
	if receipts != nil {
		want = max(want, over(*receipts, mark.Short))
	}
	if mark.Accept {
		next := storeMark{Rows: rows, Newest: newest}
		if receipts != nil {
			next.Short = over(*receipts, rows)
		}
		return nil, next, nil
	}
	var found []Fault
	if rows < want {
		found = append(found, Fault{Kind: RowsMissing, What: storeName, Was: want, Is: rows}.wordedStore(nil))
	}
	if there && mark.Newest != "" {
		held, err := s.Holds(ctx, mark.Newest)
		if err != nil {
			return nil, mark, fmt.Errorf("witness: %w", err)
		}
		if !held {
			found = append(found, Fault{Kind: StoreReplaced, What: storeName, Was: mark.Rows, Is: rows}.wordedStore(nil))
		}
	}
	next := mark
	if len(found) == 0 {
		next.Rows, next.Newest = max(mark.Rows, rows), newest
	}
	return found, next, nil
}

// same reports whether two marks say the same, but for when.
func (m storeMark) same(o storeMark) bool {
	return m.Rows == o.Rows && m.Newest == o.Newest && m.Short == o.Short && m.Accept == o.Accept &&
		slices.EqualFunc(m.Faults, o.Faults, func(a, b Fault) bool { return a.same(b) && a.Was == b.Was && a.Is == b.Is })
}
