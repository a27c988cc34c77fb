package state

import (
	"context"
	"fmt"

	"github.com/gouji/gouji/stages/neighbour"
)

// Figures returns what the ledger keeps of one report, by the key of neighbour.FiguresKey;
// false where there is nothing that this version can read.
func (l *Ledger) Figures(ctx context.Context, key string) (neighbour.Figures, bool, error) {
	data, _, err := l.bucket.Get(ctx, key)
	if err != nil {
		return neighbour.Figures{}, false, fmt.Errorf("ledger: %w", err)
	}
	f, err := neighbour.DecodeFigures(data)
	return f, err == nil, nil
}

// PutFigures keeps the figures of a report. Those of a later parsed message stay. What another
// version wrote is overwritten: whoever needs it in that form makes it again from the report.
func (l *Ledger) PutFigures(ctx context.Context, f neighbour.Figures) error {
	_, err := l.bucket.Update(ctx, f.Key, func(have []byte) ([]byte, error) {
		if old, err := neighbour.DecodeFigures(have); err == nil && old.Sequence >= f.Sequence {
			return nil, nil
		}
		return f.Encode()
	})
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}
