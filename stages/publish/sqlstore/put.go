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
	findings table

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
	rows, states, err := cellRows(*r.Check.Report)
	if err != nil {
		return nil, fault.Poison(fault.SchemaInvalid, err)
	}
	cells, err := cellsJSON(rows)
	if err != nil {
		return nil, fault.Poison(fault.SchemaInvalid, err)
	}
	w := &write{record: r, document: documentOf(r), findings: findings, done: make(chan struct{})}
	w.document.unread = states[report.Unread]
	w.columns, w.values = verdictRow(r, states, s.packed(r.JSON), cells)
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

// Transient reports whether an error of the database may pass without a change of ours: PostgreSQL
// cannot be reached, has too many connections, or starts up or shuts down; or the disk under
// SQLite is full, which is waited out as everywhere else. A wrong password or database does not
// pass, and no other error of SQLite does.
func Transient(err error) bool {
	var full *sqlite.Error
	if errors.As(err, &full) {
		return full.Code()&0xff == sqlite3.SQLITE_FULL
	}
	var state *pgconn.PgError
	if errors.As(err, &state) {
		return transientState(state.Code)
	}
	var dial *pgconn.ConnectError
	return errors.As(err, &dial)
}

// transientState reports whether an SQLSTATE of PostgreSQL is transient: connection exceptions
// (class 08), too many connections, and 57P01 to 57P03, shutting down and starting up.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func transientState(code string) bool {
	switch code {
	case "53300", "57P01", "57P02", "57P03":
		return true
	}
	return len(code) == 5 && code[:2] == "08"
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
	if err := s.insert(ctx, tx, id, w.findings); err != nil {
		return publish.Stored{}, err
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

// insert writes the rows of t, as many with one statement as maxParams allows.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, id int64, t table) error {
	width := len(t.columns) + 2
	for from := 0; from < len(t.rows); {
		to := min(len(t.rows), from+maxParams/width)
		args := make([]any, 0, (to-from)*width)
		for n := from; n < to; n++ {
			args = append(append(args, id, n), t.rows[n]...)
		}
		insert := "INSERT INTO " + t.name + " (verdict_id, n, " + strings.Join(t.columns, ", ") + ") VALUES " + tuples(to-from, width)
		if err := s.exec(ctx, tx, insert, args...); err != nil {
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
