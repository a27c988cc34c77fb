package sqlstore

import (
	"context"
	"database/sql"
	"runtime"
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

// DownTo takes the tables back to an older version.
func (s *Store) DownTo(ctx context.Context, version int64) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	_, err = p.DownTo(ctx, version)
	return err
}

// Commits is how many transactions of Puts there were.
func (s *Store) Commits() int64 { return s.commits.Load() }

// AwaitUnwritten returns when n records at least wait or are being written.
func (s *Store) AwaitUnwritten(n int) {
	for {
		s.group.mu.Lock()
		there := len(s.group.waiting) + s.group.writing
		s.group.mu.Unlock()
		if there >= n {
			return
		}
		runtime.Gosched()
	}
}
