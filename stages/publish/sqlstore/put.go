package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// maxParams bounds the parameters of one INSERT; SQLite takes 32,766, PostgreSQL 65,535.
const maxParams = 8_000

// Put keeps r with its findings and cells, in a transaction that is on disk when Put returns.
// Records that are put at the same time share one, see group; each has its own outcome. If there
// is one under the key, nothing is written and Stored says whether it
// is the same. It takes 30 s at most. An error may pass (a busy or full database, a lost
// connection), except that of a record that cannot be written at all, which is poison. It is
// ErrMoved where the file at the store's path is not the open one: what is written then is
// gone with the process, so nothing may count as stored.
func (s *Store) Put(ctx context.Context, r publish.Record) (publish.Stored, error) {
	w, err := s.rowsOf(r)
	if err != nil {
		return publish.Stored{}, err
	}
	if err := s.AtPath(); err != nil {
		return publish.Stored{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	w.ctx = ctx
	s.group.add(w)
	select {
	case <-w.done:
		return w.stored, w.err
	case <-ctx.Done():
		s.group.forget(w)
		return publish.Stored{}, fmt.Errorf("sqlstore: %w", ctx.Err())
	}
}

// write is a record on its way into the tables.
type write struct {
	record   publish.Record
	document document
	columns  []string
	values   []any
	children []table

	ctx    context.Context // of the Put
	done   chan struct{}   // closed when stored and err are set
	stored publish.Stored
	err    error
}

// rowsOf makes the rows of a record. Its errors are poison.
func (s *Store) rowsOf(r publish.Record) (*write, error) {
	if r.Check.Report == nil || r.Check.Rules == nil {
		return nil, fault.Poisonf(fault.SchemaInvalid, "sqlstore: the check of %s has no report or no rules", r.Key)
	}
	findings, err := findingRows(r.Check.Findings)
	if err != nil {
		return nil, fault.Poison(fault.SchemaInvalid, err)
	}
	cells, states, err := cellRows(*r.Check.Report)
	if err != nil {
		return nil, fault.Poison(fault.SchemaInvalid, err)
	}
	w := &write{record: r, document: documentOf(r), children: []table{findings, cells}, done: make(chan struct{})}
	w.document.unread = states[report.Unread]
	w.columns, w.values = verdictRow(r, states, s.packed(r.JSON))
	return w, nil
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

// put writes one record. A panic is poison, as it is where a stage panics.
func (s *Store) put(ctx context.Context, tx *sql.Tx, w *write) (stored publish.Stored, err error) {
	defer func() {
		if p := recover(); p != nil {
			stored, err = publish.Stored{}, fault.Poisonf(fault.Panic, "sqlstore: storing %s panicked: %.500s", w.record.Key, fmt.Sprint(p))
		}
	}()
	insert := "INSERT INTO verdicts (" + strings.Join(w.columns, ", ") + ") VALUES " + tuples(1, len(w.columns)) +
		" ON CONFLICT (doc, parser, rules, basis) DO NOTHING RETURNING id"
	var id int64
	err = s.queryRow(ctx, tx, insert, w.values...).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return s.compare(ctx, tx, w.record)
	}
	if err != nil {
		return publish.Stored{}, fmt.Errorf("sqlstore: insert the verdict: %w", err)
	}
	for _, t := range w.children {
		if err := s.insert(ctx, tx, id, t); err != nil {
			return publish.Stored{}, err
		}
	}
	return publish.Stored{}, s.enter(ctx, tx, id, w.document, searched(w.document, w.record.Check.Findings))
}

func (s *Store) compare(ctx context.Context, tx *sql.Tx, r publish.Record) (publish.Stored, error) {
	var digest string
	err := s.queryRow(ctx, tx, "SELECT digest FROM verdicts WHERE doc = ? AND parser = ? AND rules = ? AND basis = ?",
		r.Key.Doc, r.Key.Parser, r.Key.Rules, r.Key.Basis).Scan(&digest)
	if err != nil {
		return publish.Stored{}, fmt.Errorf("sqlstore: read the verdict that is there: %w", err)
	}
	return publish.Stored{Duplicate: true, Differs: digest != r.Digest}, nil
}

// insert writes the rows of t, as many with one statement as maxParams allows. The cells of
// SQLite go by few rows at a time, so that the same prepared statement writes most of those of
// every verdict.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, id int64, t table) error {
	width, most := len(t.columns)+2, maxParams/(len(t.columns)+2)
	if s.dialect == goose.DialectSQLite3 && t.name == cellTable {
		most = preparedRows
	}
	for from := 0; from < len(t.rows); {
		to := min(len(t.rows), from+most)
		args := make([]any, 0, (to-from)*width)
		for n := from; n < to; n++ {
			args = append(append(args, id, n), t.rows[n]...)
		}
		if err := s.exec(ctx, tx, insertOf(t.name, t.columns, to-from), args...); err != nil {
			return fmt.Errorf("sqlstore: insert into %s: %w", t.name, err)
		}
		from = to
	}
	return nil
}

// preparedRows is how many rows the prepared statement for cells has.
const preparedRows = 32

func insertOf(table string, columns []string, rows int) string {
	return "INSERT INTO " + table + " (verdict_id, n, " + strings.Join(columns, ", ") + ") VALUES " + tuples(rows, len(columns)+2)
}

// tuples returns rows tuples of columns placeholders: (?, ?), (?, ?).
func tuples(rows, columns int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?, ", columns), ", ") + ")"
	return strings.TrimSuffix(strings.Repeat(one+", ", rows), ", ")
}

// inTx runs work in a transaction of its own. What fails leaves nothing behind.
func (s *Store) inTx(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("sqlstore: begin: %w", err)
	}
	if err = work(tx); err == nil {
		if err = tx.Commit(); err == nil {
			return nil
		}
		err = fmt.Errorf("sqlstore: commit: %w", err)
	}
	return errors.Join(err, rollback(tx))
}

// rollback ends tx; that it has ended already, as when its context was cancelled, is no error.
func rollback(tx *sql.Tx) error {
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return fmt.Errorf("sqlstore: roll back: %w", err)
	}
	return nil
}
