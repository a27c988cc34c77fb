package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/pressly/goose/v3"
)

// maxStatements bounds the prepared statements. A verdict takes some ten, and those that write
// several rows are others for each number of rows.
const maxStatements = 64

// statements are what SQLite's one writer has prepared, by their words: reading the words of a
// verdict's statements takes it a quarter of the time that it writes. The zero value has none.
// PostgreSQL's driver keeps its own.
type statements struct {
	mu     sync.Mutex
	known  map[string]*sql.Stmt
	wanted map[string]bool // met in a transaction, in which nothing can be prepared for later
}

// get is the prepared statement of a query. Where there is none it is wanted from now on.
func (p *statements) get(query string) *sql.Stmt {
	p.mu.Lock()
	defer p.mu.Unlock()
	if st := p.known[query]; st != nil {
		return st
	}
	if p.wanted == nil {
		p.wanted = map[string]bool{}
	}
	if len(p.known)+len(p.wanted) < maxStatements {
		p.wanted[query] = true
	}
	return nil
}

// prepare prepares what is wanted. It is called by the one writer of SQLite between its
// transactions.
func (p *statements) prepare(ctx context.Context, db *sql.DB) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for query := range p.wanted {
		st, err := db.PrepareContext(ctx, query)
		if err != nil {
			return fmt.Errorf("sqlstore: prepare: %w", err)
		}
		if p.known == nil {
			p.known = map[string]*sql.Stmt{}
		}
		p.known[query] = st
		delete(p.wanted, query)
	}
	return nil
}

// prepared is the statement of a query in a transaction, nil where it has to be sent in words.
func (s *Store) prepared(ctx context.Context, tx *sql.Tx, query string) *sql.Stmt {
	if s.dialect != goose.DialectSQLite3 {
		return nil
	}
	if st := s.statements.get(query); st != nil {
		return tx.StmtContext(ctx, st)
	}
	return nil
}

func (s *Store) exec(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	if st := s.prepared(ctx, tx, query); st != nil {
		_, err := st.ExecContext(ctx, args...)
		return err
	}
	_, err := tx.ExecContext(ctx, s.bind(query), args...)
	return err
}

func (s *Store) queryRow(ctx context.Context, tx *sql.Tx, query string, args ...any) *sql.Row {
	if st := s.prepared(ctx, tx, query); st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return tx.QueryRowContext(ctx, s.bind(query), args...)
}

func (s *Store) query(ctx context.Context, tx *sql.Tx, query string, args ...any) (*sql.Rows, error) {
	if st := s.prepared(ctx, tx, query); st != nil {
		return st.QueryContext(ctx, args...)
	}
	return tx.QueryContext(ctx, s.bind(query), args...)
}
