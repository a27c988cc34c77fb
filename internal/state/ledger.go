package state

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
)

// LedgerBucket is the key-value bucket that says which parsed reports there are of each
// issuer and year. It can be deleted at any time and rebuilt from the log.
const LedgerBucket = "gouji-ledger"

// Entry is one parsed report. What makes two reports those of one issuer is for the
// caller to say: the ledger knows keys only.
type Entry struct {
	Doc    string `json:"doc"`
	Parser string `json:"parser"`
	// Subject and Sequence say where the parsed message stands in the log, Digest is that
	// of its payload.
	Subject  string `json:"subject"`
	Sequence uint64 `json:"seq"`
	Digest   string `json:"digest"`
	// Published is when the report was published, YYYY-MM-DD, "" where it does not say.
	Published string `json:"published,omitempty"`
	// Label and Data are the caller's own; Data is kept short, because all entries of a key
	// are one value.
	Label string          `json:"label,omitempty"`
	Data  json.RawMessage `json:"data,omitempty"`
}

// Record is what the ledger holds under one key: the entries of each year, in the
// order of their documents, so that the order of arrival does not show.
type Record map[int][]Entry

// maxVersions bounds the entries of a year, so that nobody can make a record grow without
// end by submitting under one name. Real reports have a handful: corrections, formats.
// maxGroup and maxLabel bound those of a year of many issuers, and of one of them: 600
// entries of 1 KB fit into a value of 1 MB.
const (
	maxVersions = 64
	maxGroup    = 600
	maxLabel    = 8
)

// full reports whether a year takes no further entry.
func full(entries []Entry, e Entry, group bool) bool {
	if !group {
		return len(entries) >= maxVersions
	}
	n := 0
	for _, o := range entries {
		if o.Label == e.Label {
			n++
		}
	}
	return n >= maxLabel || len(entries) >= maxGroup
}

// With returns a copy of the record that holds e, and whether that is another record. A
// document has one entry a year: that of its newest parsed message. A year of one issuer
// takes 64 entries, one of a group 600, of them 8 with one label.
func (r Record) With(year int, e Entry, group bool) (Record, bool) {
	i, found := slices.BinarySearchFunc(r[year], e, func(a, b Entry) int { return cmp.Compare(a.Doc, b.Doc) })
	if found && r[year][i].Sequence >= e.Sequence || !found && full(r[year], e, group) {
		return r, false
	}
	out := make(Record, len(r)+1)
	for y, es := range r {
		out[y] = es
	}
	out[year] = slices.Clone(r[year])
	if found {
		out[year][i] = e
	} else {
		out[year] = slices.Insert(out[year], i, e)
	}
	return out, true
}

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
// where it stood there before, and where the year has 64 entries already and takes no
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

// Place is where a report belongs in the ledger.
type Place struct {
	Key   string
	Year  int
	Group bool // it is a key that many issuers share
	Entry Entry
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

// Rebuild adds every parsed report of the log to the ledger and returns how many there
// were. describe says where a payload belongs; reports that it is false for are left out.
// It may run while workers write: what stands there is not changed.
func (l *Ledger) Rebuild(ctx context.Context, describe func(payload []byte) (key string, year int, e Entry, ok bool)) (int, error) {
	return l.RebuildAll(ctx, func(payload []byte) []Place {
		key, year, e, ok := describe(payload)
		if !ok {
			return nil
		}
		return []Place{{Key: key, Year: year, Entry: e}}
	})
}

// RebuildAll is Rebuild for reports that belong in several places.
func (l *Ledger) RebuildAll(ctx context.Context, describe func(payload []byte) []Place) (int, error) {
	if err := l.bucket.Ensure(ctx); err != nil {
		return 0, err
	}
	n := 0
	err := ScanParsed(ctx, l.conn, 0, func(p Parsed) error {
		payload, err := p.Payload(ctx)
		if err != nil {
			return err
		}
		at := describe(payload)
		if len(at) > 0 {
			n++
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
