package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gouji/gouji/pipeline/client"
)

// PendingBucket is the key-value bucket of the marks: which reports are to be judged again
// because of others that came after them. Its keys are those of the ledger's records; a key
// is there as long as something is to be done.
const PendingBucket = "gouji-pending"

// Mark is what is still to be done in one neighbourhood, which is a record of the ledger: an
// issuer with all its years, or a region and year. Times are milliseconds since 1970.
type Mark struct {
	// Docs are the reports to be judged again, sorted. Since is when the first of them was
	// marked, Last when anything was; Count grows with each time.
	Docs  []string `json:"docs,omitempty"`
	Since int64    `json:"since,omitempty"`
	Last  int64    `json:"last,omitempty"`
	Count uint64   `json:"count"`
	// Owner judges them until Until; whoever comes after that may take it over.
	Owner string `json:"owner,omitempty"`
	Until int64  `json:"until,omitempty"`
	// Receipts are the subjects of the receipts that verdicts written since Written will leave.
	Receipts []string `json:"receipts,omitempty"`
	Written  int64    `json:"written,omitempty"`
	// Judged are the documents that those receipts are of.
	Judged []string `json:"judged,omitempty"`
}

// Names reports whether a document has no last word yet.
func (m Mark) Names(doc string) bool {
	return slices.Contains(m.Docs, doc) || slices.Contains(m.Judged, doc)
}

// Empty reports that nothing is left to do.
func (m Mark) Empty() bool { return len(m.Docs) == 0 && len(m.Receipts) == 0 }

// Due is when the reports are to be judged again: when nothing was marked for quiet, at the
// latest when the first has waited longest. It says nothing where there are none.
func (m Mark) Due(quiet, longest time.Duration) time.Time {
	return time.UnixMilli(min(m.Last+quiet.Milliseconds(), m.Since+longest.Milliseconds()))
}

// Pending reads and writes the marks. It is safe for concurrent use, also by several
// processes.
type Pending struct{ bucket client.Bucket }

// NewPending returns the marks of a connection.
func NewPending(c *client.Conn) *Pending { return &Pending{client.OpenBucket(c, PendingBucket)} }

// Keys are the neighbourhoods that have a mark.
func (p *Pending) Keys(ctx context.Context) ([]string, error) { return p.bucket.Keys(ctx) }

// Get returns the mark of a key with its revision, 0 where there is none.
func (p *Pending) Get(ctx context.Context, key string) (Mark, uint64, error) {
	data, revision, err := p.bucket.Get(ctx, key)
	if err != nil || data == nil {
		return Mark{}, 0, err
	}
	return decodeMark(data), revision, nil
}

// decodeMark reads a mark. One that cannot be read is as good as none: the next report of the
// neighbourhood writes it anew.
func decodeMark(data []byte) (m Mark) {
	if json.Unmarshal(data, &m) != nil {
		return Mark{}
	}
	return m
}

// Add marks reports of a neighbourhood. It always writes, so that whoever is judging it
// finds that something came meanwhile.
func (p *Pending) Add(ctx context.Context, key string, docs []string, now time.Time) error {
	return p.Change(ctx, key, func(m *Mark) error {
		if len(m.Docs) == 0 {
			m.Since = now.UnixMilli()
		}
		m.Docs = append(slices.Clone(m.Docs), docs...)
		slices.Sort(m.Docs)
		m.Docs = slices.Compact(m.Docs)
		m.Last = max(m.Last, now.UnixMilli())
		m.Count++
		return nil
	})
}

// ErrLeave, returned by a change, leaves the mark as it is.
var ErrLeave = errors.New("leave the mark as it is")

// Change changes a mark by compare-and-set, the zero Mark where there is none. It returns the
// error of change.
func (p *Pending) Change(ctx context.Context, key string, change func(*Mark) error) error {
	_, err := p.bucket.Update(ctx, key, func(have []byte) ([]byte, error) {
		m := decodeMark(have)
		if err := change(&m); err != nil {
			return nil, err
		}
		return json.Marshal(m)
	})
	if err != nil {
		return fmt.Errorf("marks: %w", err)
	}
	return nil
}

// Remove takes a mark away as it was at a revision. One that was changed since stays.
func (p *Pending) Remove(ctx context.Context, key string, revision uint64) error {
	return p.bucket.Remove(ctx, key, revision)
}

// All are the marks, by key.
func (p *Pending) All(ctx context.Context) (map[string]Mark, error) {
	keys, err := p.Keys(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Mark, len(keys))
	for _, k := range keys {
		m, revision, err := p.Get(ctx, k)
		if err != nil {
			return nil, err
		}
		if revision != 0 {
			out[k] = m
		}
	}
	return out, nil
}
