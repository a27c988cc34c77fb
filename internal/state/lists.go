package state

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/fault"
)

// Lists says by which lists of members the ledger was made, each by its digest. Who is on the
// list is entered when a report is judged, so a report that was judged without the list looks
// as if nobody had sent it.
type Lists struct {
	// Workers is the list of whoever judges now, noList for none, "" where it is not known.
	Workers string `json:"workers,omitempty"`
	// Built is the list by which all reports are entered, "" for none.
	Built string `json:"built,omitempty"`
}

// Holds reports whether all reports are entered by a list, and those to come will be.
func (l Lists) Holds(digest string) bool {
	return digest != "" && l.Built == digest && (l.Workers == "" || l.Workers == digest)
}

const (
	// listsKey is the key of Lists; those of issuers and regions have 27 characters.
	listsKey = "members"
	noList   = "none"
)

// Lists returns by which lists the ledger was made.
func (l *Ledger) Lists(ctx context.Context) (Lists, error) {
	data, _, err := l.bucket.Get(ctx, listsKey)
	if err != nil {
		return Lists{}, fmt.Errorf("ledger: %w", err)
	}
	return decodeLists(data)
}

// JudgedBy notes the list by which reports are judged from now on, "" for none. Whoever judges
// calls it before the first report. Of several with different lists the last one counts.
func (l *Ledger) JudgedBy(ctx context.Context, digest string) error {
	before, err := l.Lists(ctx)
	if err != nil {
		return err
	}
	fresh := false
	if before == (Lists{}) {
		// Nothing is entered yet where nothing was ever judged.
		t := l.conn.Topology()
		m, err := l.conn.LastIfAny(ctx, t.LogStream(), t.Flow.Pattern(client.Hop{Partition: t.Partition, Kind: kindValidated}))
		if err != nil {
			return fmt.Errorf("ledger: has anything been judged: %w", err)
		}
		fresh = m == nil
	}
	return l.changeLists(ctx, func(have Lists) Lists {
		if fresh && have == (Lists{}) {
			have.Built = digest
		}
		if have.Built != digest {
			have.Built = ""
		}
		have.Workers = digest
		if digest == "" {
			have.Workers = noList
		}
		return have
	})
}

// BuiltBy notes that all reports of the log are entered by a list. Where others judge at present
// it notes nothing: what they enter meanwhile and later is not entered by it.
func (l *Ledger) BuiltBy(ctx context.Context, digest string) error {
	return l.changeLists(ctx, func(have Lists) Lists {
		if have.Workers == "" || have.Workers == digest {
			have.Built = digest
		}
		return have
	})
}

func (l *Ledger) changeLists(ctx context.Context, change func(Lists) Lists) error {
	_, err := l.bucket.Update(ctx, listsKey, func(data []byte) ([]byte, error) {
		have, err := decodeLists(data)
		if err != nil {
			return nil, err
		}
		next := change(have)
		if next == have {
			return nil, nil
		}
		return json.Marshal(next)
	})
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

func decodeLists(data []byte) (l Lists, err error) {
	if data == nil {
		return l, nil
	}
	if err := json.Unmarshal(data, &l); err != nil {
		return l, fault.Poison(fault.SchemaInvalid, fmt.Errorf("ledger %s: %w; delete the bucket %s and rebuild it", listsKey, err, LedgerBucket))
	}
	return l, nil
}
