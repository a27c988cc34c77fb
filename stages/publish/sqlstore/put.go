package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
)

// maxParams bounds the parameters of one INSERT; SQLite takes 32,766, PostgreSQL 65,535.
const maxParams = 8_000

// Put keeps r with its findings and cells, in one transaction that is on disk when Put
// returns. If there is one under the key, nothing is written and Stored says whether it
// is the same. It takes 30 s at most. An error may pass (a busy or full database, a lost
// connection), except that of a record that cannot be written at all, which is poison.
func (s *Store) Put(ctx context.Context, r publish.Record) (publish.Stored, error) {
	if r.Check.Report == nil || r.Check.Rules == nil {
		return publish.Stored{}, fault.Poisonf(fault.SchemaInvalid, "sqlstore: the check of %s has no report or no rules", r.Key)
	}
	findings, err := findingRows(r.Check.Findings)
	if err != nil {
		return publish.Stored{}, fault.Poison(fault.SchemaInvalid, err)
	}
	cells, states, err := cellRows(*r.Check.Report)
	if err != nil {
		return publish.Stored{}, fault.Poison(fault.SchemaInvalid, err)
	}
	columns, values := verdictRow(r, states)

	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return publish.Stored{}, fmt.Errorf("sqlstore: begin: %w", err)
	}
	stored, err := s.put(ctx, tx, r, columns, values, findings, cells)
	if err != nil {
		return publish.Stored{}, classified(errors.Join(err, rollback(tx)))
	}
	if err := tx.Commit(); err != nil {
		return publish.Stored{}, fmt.Errorf("sqlstore: commit: %w", err)
	}
	return stored, nil
}

// classified marks what the database says of the record itself as poison: it would say the
// same of it again, for ever. PostgreSQL's classes 22 (data exception: a NUL in a text, a
// number out of range) and 54 (program limit exceeded: an index row that is too large), and
// SQLite's TOOBIG. https://www.postgresql.org/docs/current/errcodes-appendix.html
func classified(err error) error {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &pg) && (strings.HasPrefix(pg.Code, "22") || strings.HasPrefix(pg.Code, "54")),
		errors.As(err, &lite) && lite.Code()&0xff == sqlite3.SQLITE_TOOBIG:
		return fault.Poison(fault.SchemaInvalid, err)
	}
	return err
}

func (s *Store) put(ctx context.Context, tx *sql.Tx, r publish.Record, columns []string, values []any, children ...table) (publish.Stored, error) {
	insert := "INSERT INTO verdicts (" + strings.Join(columns, ", ") + ") VALUES " + tuples(1, len(columns)) +
		" ON CONFLICT (doc, parser, rules, basis) DO NOTHING RETURNING id"
	var id int64
	err := tx.QueryRowContext(ctx, s.bind(insert), values...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return s.compare(ctx, tx, r)
	}
	if err != nil {
		return publish.Stored{}, fmt.Errorf("sqlstore: insert the verdict: %w", err)
	}
	for _, t := range children {
		if err := s.insert(ctx, tx, id, t); err != nil {
			return publish.Stored{}, err
		}
	}
	return publish.Stored{}, nil
}

func (s *Store) compare(ctx context.Context, tx *sql.Tx, r publish.Record) (publish.Stored, error) {
	var digest string
	err := tx.QueryRowContext(ctx, s.bind("SELECT digest FROM verdicts WHERE doc = ? AND parser = ? AND rules = ? AND basis = ?"),
		r.Key.Doc, r.Key.Parser, r.Key.Rules, r.Key.Basis).Scan(&digest)
	if err != nil {
		return publish.Stored{}, fmt.Errorf("sqlstore: read the verdict that is there: %w", err)
	}
	return publish.Stored{Duplicate: true, Differs: digest != r.Digest}, nil
}

// insert writes the rows of t, as many with one statement as maxParams allows.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, id int64, t table) error {
	width := len(t.columns) + 2
	into := "INSERT INTO " + t.name + " (verdict_id, n, " + strings.Join(t.columns, ", ") + ") VALUES "
	for from := 0; from < len(t.rows); {
		to := min(len(t.rows), from+maxParams/width)
		args := make([]any, 0, (to-from)*width)
		for n := from; n < to; n++ {
			args = append(append(args, id, n), t.rows[n]...)
		}
		if _, err := tx.ExecContext(ctx, s.bind(into+tuples(to-from, width)), args...); err != nil {
			return fmt.Errorf("sqlstore: insert into %s: %w", t.name, err)
		}
		from = to
	}
	return nil
}

// tuples returns rows tuples of columns placeholders: (?, ?), (?, ?).
func tuples(rows, columns int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return strings.TrimSuffix(strings.Repeat(one+", ", rows), ", ")
}

// rollback ends tx; that it has ended already, as when its context was cancelled, is no error.
func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("sqlstore: roll back: %w", err)
	}
	return nil
}
