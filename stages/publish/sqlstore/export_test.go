package sqlstore

import (
	"context"
	"database/sql"
	"time"
)

// DB is the connection pool for reading, for tests that look at the rows.
func (s *Store) DB() *sql.DB { return s.read }

// Writer is the one for writing.
func (s *Store) Writer() *sql.DB { return s.write }

// OpenWithin is Open with another limit.
func OpenWithin(ctx context.Context, dsn string, limit time.Duration) (*Store, error) {
	return openWithin(ctx, dsn, limit)
}

// Connect is Open without looking at the tables, for databases that do not answer.
func Connect(dsn string, limit time.Duration) (*Store, error) {
	s, err := connect(dsn)
	if err == nil {
		s.limit = limit
	}
	return s, err
}

// Limits of the shipped program.
const (
	TimeLimit      = timeLimit
	ConnectTimeout = connectTimeout
)

// Classified tells what Put makes of a database's error.
func Classified(err error) error { return classified(err) }
