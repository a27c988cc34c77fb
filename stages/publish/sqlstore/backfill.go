package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// backfillBatch is how many documents one transaction of the backfill enters.
const backfillBatch = 100

// backfill enters the documents that a version before the table documents has stored. It goes
// on where one that was stopped ended. A document takes some 2 ms.
func (s *Store) backfill(ctx context.Context) error {
	for {
		n, err := s.backfillSome(ctx)
		if err != nil || n == 0 {
			return err
		}
	}
}

func (s *Store) backfillSome(ctx context.Context) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	// Nearly every Open finds nothing, and must not wait for a writer to learn that.
	if docs, err := s.notEntered(ctx, s.read); err != nil || len(docs) == 0 {
		return 0, err
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		docs, err := s.notEntered(ctx, tx)
		if err != nil {
			return err
		}
		for _, doc := range docs {
			if err := s.backfillOne(ctx, tx, doc); err != nil {
				return err
			}
		}
		n = len(docs)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// notEntered are the next documents that have a verdict and no row in documents.
func (s *Store) notEntered(ctx context.Context, q querier) ([]string, error) {
	return column[string](ctx, q, s.bind("SELECT DISTINCT v.doc FROM verdicts v WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.doc = v.doc) LIMIT ?"), backfillBatch)
}

func (s *Store) backfillOne(ctx context.Context, tx *sql.Tx, doc string) error {
	var id int64
	var body []byte
	row := tx.QueryRowContext(ctx, s.bind("SELECT v.id, v.check_json FROM verdicts v WHERE v.doc = ?"+byNewest()+" LIMIT 1"), doc)
	if err := row.Scan(&id, &body); err != nil {
		return fmt.Errorf("sqlstore: read the verdict on %s: %w", doc, err)
	}
	body, err := unpacked(body)
	if err != nil {
		return err
	}
	r := publish.Record{Key: publish.Key{Doc: doc}}
	if err := json.Unmarshal(body, &r.Check); err != nil || r.Check.Report == nil {
		// What an older version wrote stays as it is, and is a report by itself.
		r.Check = report.Check{Report: &report.Report{ID: doc}}
	}
	d := documentOf(r)
	d.unread = unread(*r.Check.Report)
	return s.enter(ctx, tx, id, d, searched(d, r.Check.Findings))
}

func unread(r report.Report) int {
	_, states, err := cellRows(r)
	if err != nil {
		return 0
	}
	return states[report.Unread]
}

// querier is a transaction or a pool.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// column reads a query of one column.
func column[T any](ctx context.Context, q querier, query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(&v); err != nil {
			return nil, fmt.Errorf("sqlstore: %w", err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return out, nil
}
