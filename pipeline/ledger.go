package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/pipeline/fault"
)

// LedgerBucket is the key-value bucket that says which parsed reports there are of each
// issuer and year. It can be deleted at any time and rebuilt from the log.
const LedgerBucket = "gouji-ledger"

// LedgerEntry is one parsed report. What makes two reports those of one issuer is for the
// caller to say: the ledger knows keys only.
type LedgerEntry struct {
	Doc    string `json:"doc"`
	Parser string `json:"parser"`
	// Subject and Sequence say where the parsed message stands in the log, Digest is that
	// of its payload.
	Subject  string `json:"subject"`
	Sequence uint64 `json:"seq"`
	Digest   string `json:"digest"`
	// Published is when the report was published, YYYY-MM-DD, "" where it does not say.
	Published string `json:"published,omitempty"`
	// Label is the caller's own.
	Label string `json:"label,omitempty"`
}

// LedgerRecord is what the ledger holds under one key: the entries of each year, in the
// order of their documents, so that the order of arrival does not show.
type LedgerRecord map[int][]LedgerEntry

// maxVersions bounds the entries of a year, so that nobody can make a record grow without
// end by submitting under one name. Real reports have a handful: corrections, formats.
const maxVersions = 64

// with returns a copy of the record that holds e, and whether that is another record. A
// document has one entry a year: that of its newest parsed message.
func (r LedgerRecord) with(year int, e LedgerEntry) (LedgerRecord, bool) {
	i, found := slices.BinarySearchFunc(r[year], e, func(a, b LedgerEntry) int { return cmp.Compare(a.Doc, b.Doc) })
	if found && r[year][i].Sequence >= e.Sequence || !found && len(r[year]) >= maxVersions {
		return r, false
	}
	out := make(LedgerRecord, len(r)+1)
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
type Ledger struct{ conn *Conn }

// NewLedger returns the ledger of a connection; Ensure creates the bucket.
func NewLedger(c *Conn) *Ledger { return &Ledger{conn: c} }

// Put adds an entry to the record of key and returns the record with it. first is false
// where it stood there before, and where the year has 64 entries already and takes no
// more. key is a subject token.
//
// All years of an issuer are one key, written by compare-and-set. So the puts of any two
// reports of one issuer have an order, and the later one returns a record that holds the
// earlier one, whatever process, replica or order of arrival it was. With a key for each
// year, both could miss the other on three replicas, where a read may be stale.
func (l *Ledger) Put(ctx context.Context, key string, year int, e LedgerEntry) (r LedgerRecord, first bool, err error) {
	attempts := 0
	for pause := 5 * time.Millisecond; ; pause = min(2*pause, 250*time.Millisecond) {
		have, seq, err := l.read(ctx, key)
		if err != nil {
			return nil, false, err
		}
		next, changed := have.with(year, e)
		if !changed { // after more than one attempt it is ours, whose acknowledgement was lost
			return next, attempts > 1, nil
		}
		data, err := json.Marshal(next)
		if err != nil {
			return nil, false, fmt.Errorf("ledger %s: %w", key, err)
		}
		m := nats.NewMsg(ledgerSubject(key))
		m.Data = data
		_, n, err := publish(ctx, l.conn.JS, m, nil, expectation{last: seq}.option())
		attempts += n
		if err == nil {
			return next, true, nil
		}
		if !errors.Is(err, errKeyTaken) {
			return nil, false, fmt.Errorf("ledger %s: %w", key, err)
		}
		if !sleep(ctx, pause) {
			return nil, false, fmt.Errorf("ledger %s: %w", key, ctx.Err())
		}
	}
}

// Get returns the record of key, an empty one if there is none. On three replicas it may
// be a moment behind.
func (l *Ledger) Get(ctx context.Context, key string) (LedgerRecord, error) {
	r, _, err := l.read(ctx, key)
	return r, err
}

func (l *Ledger) read(ctx context.Context, key string) (LedgerRecord, uint64, error) {
	if !ValidToken(key) {
		return nil, 0, fault.Poisonf(fault.BadSubjectToken, "%.40q is no key of the ledger", key)
	}
	m, err := l.conn.lastIfAny(ctx, kvStream(LedgerBucket), ledgerSubject(key))
	if err != nil {
		return nil, 0, fmt.Errorf("ledger %s: %w", key, err)
	}
	if m == nil {
		return LedgerRecord{}, 0, nil
	}
	if len(m.Data) == 0 { // a marker that somebody left by deleting the key
		return LedgerRecord{}, m.Sequence, nil
	}
	var r LedgerRecord
	if err := json.Unmarshal(m.Data, &r); err != nil {
		return nil, 0, fault.Poison(fault.SchemaInvalid, fmt.Errorf("ledger %s: %w; delete the bucket %s and rebuild it", key, err, LedgerBucket))
	}
	return r, m.Sequence, nil
}

// Rebuild adds every parsed report of the log to the ledger and returns how many there
// were. describe says where a payload belongs; reports that it is false for are left out.
// It may run while workers write: what stands there is not changed.
func (l *Ledger) Rebuild(ctx context.Context, describe func(payload []byte) (key string, year int, e LedgerEntry, ok bool)) (int, error) {
	if err := ensureKV(ctx, l.conn, l.conn.Topology(), ledgerConfig()); err != nil {
		return 0, err
	}
	n := 0
	err := ScanParsed(ctx, l.conn, 0, func(p Parsed) error {
		payload, err := p.Payload(ctx)
		if err != nil {
			return err
		}
		key, year, e, ok := describe(payload)
		if !ok {
			return nil
		}
		n++
		_, _, err = l.Put(ctx, key, year, p.Entry(e))
		return err
	})
	if err != nil {
		return n, fmt.Errorf("rebuild the ledger: %w", err)
	}
	return n, nil
}

func ledgerSubject(key string) string { return "$KV." + LedgerBucket + "." + key }

func ledgerConfig() jetstream.KeyValueConfig {
	return jetstream.KeyValueConfig{Bucket: LedgerBucket, Description: "Which parsed reports there are of each issuer; can be rebuilt from the log"}
}

func kvStream(bucket string) string { return "KV_" + bucket }

// ensureKV creates a key-value bucket, and like ensureStream leaves one alone that is as
// it should be.
func ensureKV(ctx context.Context, c *Conn, t Topology, cfg jetstream.KeyValueConfig) error {
	cfg.Storage, cfg.Replicas, cfg.History = jetstream.FileStorage, t.Replicas, max(cfg.History, 1)
	s, err := c.JS.Stream(ctx, kvStream(cfg.Bucket))
	switch {
	case err == nil && s.CachedInfo().Config.Replicas == t.Replicas:
		return nil
	case err == nil:
		_, err = c.JS.UpdateKeyValue(ctx, cfg)
	case errors.Is(err, jetstream.ErrStreamNotFound):
		_, err = c.JS.CreateOrUpdateKeyValue(ctx, cfg)
	}
	if err != nil {
		return fmt.Errorf("bucket %s: %w", cfg.Bucket, err)
	}
	return nil
}
