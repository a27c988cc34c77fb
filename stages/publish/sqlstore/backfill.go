package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// backfillBatch is how many documents one transaction of the backfill enters.
const backfillBatch = 100

// backfill enters the documents that a version before the table documents has stored. It goes
// on where one that was stopped ended. A document takes some 2 ms. So it does with the words of
// documents that another version could be searched for by.
func (s *Store) backfill(ctx context.Context) error {
	for _, some := range []func(context.Context) (int, error){s.backfillSome, s.backfillWords} {
		for {
			n, err := some(ctx)
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}

// backfillWords writes the words of some documents of the table unsearched anew.
func (s *Store) backfillWords(ctx context.Context) (n int, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	next := func(q querier) ([]int64, error) {
		return column[int64](ctx, q, s.bind("SELECT document_id FROM unsearched ORDER BY document_id LIMIT ?"), backfillBatch)
	}
	if ids, err := next(s.read); err != nil || len(ids) == 0 {
		return 0, err
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		if err := s.lock(ctx, tx, "unsearched"); err != nil {
			return err
		}
		ids, err := next(tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.rewriteWords(ctx, tx, id); err != nil {
				return err
			}
			if err := s.exec(ctx, tx, "DELETE FROM unsearched WHERE document_id = ?", id); err != nil {
				return fmt.Errorf("sqlstore: search: %w", err)
			}
		}
		n = len(ids)
		return nil
	})
	return n, err
}

// rewriteWords writes the words of a document anew, from its row and its findings.
func (s *Store) rewriteWords(ctx context.Context, tx *sql.Tx, id int64) error {
	var d document
	var verdict, weight int64
	row := s.queryRow(ctx, tx, "SELECT verdict_id, weight, year, region, agency, title, file, producer FROM documents WHERE id = ?", id)
	if err := row.Scan(&verdict, &weight, &d.year, &d.region, &d.agency, &d.title, &d.file, &d.producer); errors.Is(err, sql.ErrNoRows) {
		return nil // erased
	} else if err != nil {
		return fmt.Errorf("sqlstore: search: %w", err)
	}
	rows, err := s.query(ctx, tx, "SELECT rule, message, quotes FROM findings WHERE verdict_id = ? ORDER BY n", verdict)
	if err != nil {
		return fmt.Errorf("sqlstore: search: %w", err)
	}
	defer rows.Close()
	var findings []report.Finding
	for rows.Next() {
		var f report.Finding
		var quotes []byte
		if err := rows.Scan(&f.Rule, &f.Message, &quotes); err != nil {
			return fmt.Errorf("sqlstore: search: %w", err)
		}
		if err := json.Unmarshal(quotes, &f.Quotes); err != nil {
			return fmt.Errorf("sqlstore: search: %w", err)
		}
		findings = append(findings, f)
		if !slices.ContainsFunc(d.rules, func(r documentRule) bool { return r.rule == f.Rule }) {
			d.rules = append(d.rules, documentRule{rule: f.Rule})
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("sqlstore: search: %w", err)
	}
	words := searched(d, findings)
	if s.Name() == "postgres" {
		err = s.exec(ctx, tx, "UPDATE documents SET words = CAST(? AS TSVECTOR) WHERE id = ?", tsvector(words), id)
	} else if err = s.exec(ctx, tx, "DELETE FROM search WHERE rowid = ?", ranked(weight, id)); err == nil {
		return s.writeSearch(ctx, tx, ranked(weight, id), words)
	}
	if err != nil {
		return fmt.Errorf("sqlstore: search: %w", err)
	}
	return nil
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
