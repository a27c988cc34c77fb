package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
)

// benchSchema is the schema of a measurement in PostgreSQL. It must not be there before.
const benchSchema = "gouji_bench"

// store is where the rows of one measurement go.
type store struct {
	dsn  string
	path string  // of an SQLite file
	db   *sql.DB // of PostgreSQL, else nil
}

// newStore is a schema of its own behind a postgres:// address, or, for "", an SQLite file.
func newStore(ctx context.Context, dsn, path string) (*store, error) {
	if dsn == "" {
		return &store{dsn: "sqlite:" + path, path: path}, nil
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	s := &store{dsn: dsn + "?search_path=" + benchSchema, db: db}
	if strings.Contains(dsn, "?") {
		s.dsn = dsn + "&search_path=" + benchSchema
	}
	if _, err := db.ExecContext(ctx, "CREATE SCHEMA "+benchSchema); err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("store: a schema for the measurement; `DROP SCHEMA %s CASCADE` removes what one that was cut off has left: %w", benchSchema, err)
	}
	return s, nil
}

// size is the bytes of all rows with their indexes, once nobody writes any more.
func (s *store) size(ctx context.Context) (n int64, err error) {
	if s.db == nil {
		rows, err := os.Stat(s.path) // its log is in it once it is closed
		if err != nil {
			return 0, err
		}
		return rows.Size(), nil
	}
	err = s.db.QueryRowContext(ctx, "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind = 'r'", benchSchema).Scan(&n)
	return n, err
}

// close takes the schema away; a file goes with its folder.
func (s *store) close() {
	if s.db == nil {
		return
	}
	_, _ = s.db.Exec("DROP SCHEMA IF EXISTS " + benchSchema + " CASCADE") // what stays is named at the next start
	_ = s.db.Close()
}
