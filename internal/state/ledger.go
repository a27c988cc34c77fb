package state

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/neighbour"
)

// LedgerBucket is the key-value bucket that says which parsed reports there are of each
// issuer and year. It can be deleted at any time and rebuilt from the log.
const LedgerBucket = "gouji-ledger"

// What the ledger holds is said where neighbours are found; see there for each.
type (
	// Entry is one parsed report.
	Entry = neighbour.Entry
	// Record is what the ledger holds under one key.
	Record = neighbour.Record
	// Place is where a report is entered.
	Place = neighbour.Slot
	// Figures are what is kept of a report for that of the year after.
	Figures = neighbour.Figures
)

// Ledger reads and writes the ledger. It is safe for concurrent use, also by several
// processes.
type Ledger struct {
	conn   *client.Conn
	bucket client.Bucket
}

// NewLedger returns the ledger of a connection; Ensure creates the bucket.
func NewLedger(c *client.Conn) *Ledger {
	return &Ledger{conn: c, bucket: client.OpenBucket(c, LedgerBucket)}
}

// Put adds an entry to the record of key and returns the record with it. first is false
// where it stood there before, and where the year has 256 entries already and takes no
// more. key is a subject token.
//
// All years of an issuer are one key, written by compare-and-set. So the puts of any two
// reports of one issuer have an order, and the later one returns a record that holds the
// earlier one, whatever process, replica or order of arrival it was. With a key for each
// year, both could miss the other on three replicas, where a read may be stale.
func (l *Ledger) Put(ctx context.Context, key string, year int, e Entry) (r Record, first bool, err error) {
	return l.update(ctx, key, func(have Record) (Record, bool) { return have.With(year, e, false) })
}

// PutGroup is Put for a key that many issuers share; see LedgerRecord.With for how many
// entries it takes.
func (l *Ledger) PutGroup(ctx context.Context, key string, year int, e Entry) (r Record, first bool, err error) {
	return l.update(ctx, key, func(have Record) (Record, bool) { return have.With(year, e, true) })
}

// Current returns the record of key with all entries that were put before it was called. It
// writes the record back to know that, because a read may be answered by a replica that
// lags behind.
func (l *Ledger) Current(ctx context.Context, key string) (Record, error) {
	r, _, err := l.update(ctx, key, func(have Record) (Record, bool) { return have, true })
	return r, err
}

// update changes a record by compare-and-set. change says whether there is anything to
// write.
func (l *Ledger) update(ctx context.Context, key string, change func(Record) (Record, bool)) (r Record, first bool, err error) {
	first, err = l.bucket.Update(ctx, key, func(have []byte) ([]byte, error) {
		old, err := decodeRecord(key, have)
		if err != nil {
			return nil, err
		}
		var changed bool
		if r, changed = change(old); !changed {
			return nil, nil
		}
		return json.Marshal(r)
	})
	if err != nil {
		return nil, false, fmt.Errorf("ledger: %w", err)
	}
	return r, first, nil
}

// Forget takes a document out of the ledger: out of each record, whatever key it stands under, and
// its figures. It returns how many places there were. A verdict that rests on the document stays
// what it is.
func (l *Ledger) Forget(ctx context.Context, doc string) (int, error) {
	keys, err := l.bucket.Keys(ctx)
	if err != nil {
		return 0, fmt.Errorf("ledger: %w", err)
	}
	n := 0
	for _, key := range keys {
		switch {
		case key == neighbour.FiguresKey(doc):
			data, _, err := l.bucket.Get(ctx, key)
			if err == nil && data != nil {
				n++
				err = l.bucket.Put(ctx, key, nil)
			}
			if err != nil {
				return n, fmt.Errorf("ledger: %w", err)
			}
		case neighbour.IsRecordKey(key):
			_, had, err := l.update(ctx, key, func(have Record) (Record, bool) { return have.Without(doc) })
			if err != nil {
				return n, err
			}
			if had {
				n++
			}
		}
	}
	return n, nil
}

// Get returns the record of key, an empty one if there is none. On three replicas it may
// be a moment behind.
func (l *Ledger) Get(ctx context.Context, key string) (Record, error) {
	data, _, err := l.bucket.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return decodeRecord(key, data)
}

// decodeRecord reads a value of the bucket, nil for none.
func decodeRecord(key string, data []byte) (Record, error) {
	if data == nil {
		return Record{}, nil
	}
	var r Record
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fault.Poison(fault.SchemaInvalid, fmt.Errorf("ledger %s: %w; delete the bucket %s and rebuild it", key, err, LedgerBucket))
	}
	return r, nil
}

// PutAt is Put or PutGroup.
func (l *Ledger) PutAt(ctx context.Context, at Place) (Record, error) {
	put := l.Put
	if at.Group {
		put = l.PutGroup
	}
	r, _, err := put(ctx, at.Key, at.Year, at.Entry)
	return r, err
}

// Propose returns the record that a Put would leave, and what writes it if the record is still what
// it was. wrote is false where somebody else has written meanwhile, or nothing was to be written.
func (l *Ledger) Propose(ctx context.Context, at Place) (r Record, write func(context.Context) (wrote bool, err error), err error) {
	have, revision, err := l.bucket.Get(ctx, at.Key)
	if err != nil {
		return nil, nil, fmt.Errorf("ledger: %w", err)
	}
	old, err := decodeRecord(at.Key, have)
	if err != nil {
		return nil, nil, err
	}
	r, changed := old.With(at.Year, at.Entry, at.Group)
	return r, func(ctx context.Context) (bool, error) {
		if !changed {
			return false, nil
		}
		value, err := json.Marshal(r)
		if err != nil {
			return false, err
		}
		wrote, err := l.bucket.Set(ctx, at.Key, value, revision)
		if err != nil {
			err = fmt.Errorf("ledger: %w", err)
		}
		return wrote, err
	}, nil
}

// RebuildAll adds every parsed report of the log to the ledger and returns how many there
// were. describe says which places a payload has, and its figures, which have a key where
// there are any; a report without a place is left out. It may run while workers write: what
// stands there is not changed.
func (l *Ledger) RebuildAll(ctx context.Context, describe func(payload []byte) ([]Place, neighbour.Figures)) (int, error) {
	if err := l.bucket.Ensure(ctx); err != nil {
		return 0, err
	}
	n := 0
	err := ScanParsed(ctx, l.conn, 0, func(p Parsed) error {
		payload, err := p.Payload(ctx)
		if err != nil {
			return err
		}
		at, figures := describe(payload)
		if len(at) > 0 {
			n++
		}
		if len(at) > 0 && figures.Key != "" {
			figures.Sequence = p.Sequence
			if err := l.PutFigures(ctx, figures); err != nil {
				return err
			}
		}
		for _, to := range at {
			to.Entry = p.Entry(to.Entry)
			if _, err := l.PutAt(ctx, to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return n, fmt.Errorf("rebuild the ledger: %w", err)
	}
	return n, nil
}
