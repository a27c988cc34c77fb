package state

import (
	"context"
	"fmt"
	"strconv"

	"github.com/gouji/gouji/stages/neighbour"
)

// Revise notes that a reading of a revision of a document is in the ledger. A greater one stays.
func (l *Ledger) Revise(ctx context.Context, doc string, revision int) error {
	_, err := l.bucket.Update(ctx, neighbour.RevisionKey(doc), func(have []byte) ([]byte, error) {
		if decodeRevision(have) >= revision {
			return nil, nil
		}
		return []byte(strconv.Itoa(revision)), nil
	})
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// Revision is the greatest revision of a document that was noted, 0 for none.
func (l *Ledger) Revision(ctx context.Context, doc string) (int, error) {
	data, _, err := l.bucket.Get(ctx, neighbour.RevisionKey(doc))
	if err != nil {
		return 0, fmt.Errorf("ledger: %w", err)
	}
	return decodeRevision(data), nil
}

func decodeRevision(data []byte) int {
	n, err := strconv.Atoi(string(data))
	if err != nil {
		return 0 // as good as none: the next one is written over it
	}
	return n
}

// Release takes a document out of a place, unless a reading of the revision given, or of a later
// one, stands there.
func (l *Ledger) Release(ctx context.Context, at Place, revision int) error {
	_, _, err := l.update(ctx, at.Key, func(have Record) (Record, bool) { return have.WithoutOlder(at.Year, at.Entry.Doc, revision) })
	return err
}

// Raise gives documents of a record a generation at least.
func (l *Ledger) Raise(ctx context.Context, key string, docs []string, generation uint64) error {
	_, _, err := l.update(ctx, key, func(have Record) (Record, bool) { return have.Raised(docs, generation) })
	return err
}
