// Package sqlstore is a sink of package publish in a SQL database: SQLite, embedded, or
// PostgreSQL. It holds the check object byte for byte and, beside it, its findings as
// rows and its cells as JSON with a view of rows, so that a year can be asked for in SQL.
//
// Texts in the columns have bytes that are no UTF-8, and NUL, replaced by U+FFFD, because
// PostgreSQL takes neither; check_json has everything as it was.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations
var migrations embed.FS

const (
	// busyMillis is how long SQLite waits for another process's transaction before it
	// says that the database is busy.
	busyMillis = 10_000
	// readers is the number of connections for Get, List and Count.
	readers = 4
	// migrateTries bounds how often a migration that another process may have been
	// making at the same time is looked at again.
	migrateTries = 5
	// timeLimit bounds one Put and one Open. A database that hangs, behind a firewall that
	// drops packets for instance, gives no error of itself, and a stage that waits for it
	// keeps its message for ever. Three times busyMillis, so that a busy SQLite file says so
	// first.
	timeLimit = 30 * time.Second
	// migrateLimit bounds Open where the tables are not those of this version: a new one that is
	// filled from a large store takes some seconds for 100,000 documents.
	migrateLimit = time.Hour
	// connectTimeout is PostgreSQL's connect_timeout where the URL names none.
	connectTimeout = 10 * time.Second
)

// Store is a database of verdicts. It may be used by several goroutines, and several
// processes on one machine may have the same SQLite file open.
type Store struct {
	// write has one connection for SQLite, which has one writer at a time: they queue
	// here instead of fighting for the file's lock.
	write, read *sql.DB
	dialect     goose.Dialect
	limit       time.Duration // of one Put
	group       *group
	commits     atomic.Int64 // transactions of Puts
	statements  statements   // SQLite's alone
	// path and file are the SQLite file and what it was when it was opened, see AtPath.
	path string
	file fs.FileInfo
}

// Open opens the database at dsn, creates it if it is a SQLite file that does not exist,
// and brings its tables to this version. dsn is sqlite:PATH, where folders that are
// missing are made with access for their user alone, as the file is, or a postgres:// URL,
// whose connect_timeout is 10 s unless it says otherwise. It takes 30 s at most, and longer
// only where it changes the tables of an older version or enters the documents that it stored. An unusable dsn is an
// error like any other.
func Open(ctx context.Context, dsn string) (*Store, error) {
	return openWithin(ctx, dsn, timeLimit)
}

func openWithin(ctx context.Context, dsn string, limit time.Duration) (*Store, error) {
	s, err := connect(dsn)
	if err != nil {
		return nil, err
	}
	s.limit = limit
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	// A large store of an older version takes longer; each step of it has the limit.
	if err := s.backfill(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if err := s.noteFile(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare brings tables, views and labels to this version. Several processes that open a new
// file together wait for each other; SQLite gives turns in no order and ends a wait after
// busyMillis, so one that had no turn asks again until the limit.
func (s *Store) prepare(ctx context.Context) error {
	limit, err := s.migrateWithin(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := s.migrate(ctx)
		if err == nil {
			err = s.describe(ctx)
		}
		if !busy(err) || ctx.Err() != nil {
			return err
		}
	}
}

// migrateWithin is how long preparing may take: longer only where there are tables to change.
// It also finds out in short time that a database hangs.
func (s *Store) migrateWithin(ctx context.Context) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	p, err := s.provider()
	if err != nil {
		return 0, err
	}
	switch pending, err := p.HasPending(ctx); {
	case err != nil && !busy(err):
		return 0, fmt.Errorf("sqlstore: migrate: %w", err)
	case pending:
		return migrateLimit, nil
	}
	return s.limit, nil
}

// busy reports whether err is SQLite's that another connection is writing.
func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY // the low byte is the code without its kind
}

func connect(dsn string) (*Store, error) {
	s, err := connectTo(dsn)
	if err != nil {
		return nil, err
	}
	s.group = &group{write: s.writeGroup, most: 1, pause: gatherPause, after: time.After}
	if s.dialect == goose.DialectPostgres { // commits of its connections share an fsync by themselves
		s.group.most, s.group.pause = postgresWriters, 0
	}
	return s, nil
}

func connectTo(dsn string) (*Store, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return connectSQLite(path)
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		cfg, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: open PostgreSQL: %w", err)
		}
		if cfg.ConnectTimeout == 0 {
			cfg.ConnectTimeout = connectTimeout
		}
		db := stdlib.OpenDB(*cfg)
		return &Store{write: db, read: db, dialect: goose.DialectPostgres}, nil
	}
	return nil, errors.New("sqlstore: a store is sqlite:PATH or postgres://…")
}

func connectSQLite(path string) (*Store, error) {
	if path == "" || strings.HasPrefix(path, ":") {
		return nil, errors.New("sqlstore: sqlite: needs the path of a file")
	}
	if err := private(path); err != nil {
		return nil, err
	}
	name := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String()
	// mode=rw: a connection that is made later, when the file has been taken away, makes no new one.
	pragmas := fmt.Sprintf("mode=rw&_pragma=busy_timeout(%d)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)", busyMillis)
	// What the writer keeps to undo one record among others goes into files else: 28 KB a record.
	// Pages are moved from SQLite's log into the file when it has 16 MB instead of 4: most of them
	// are written again and again, and were a tenth of what is written to disk.
	write, err := sql.Open("sqlite", name+"?"+pragmas+"&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate")
	if err != nil {
		return nil, fmt.Errorf("sqlstore: open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", name+"?"+pragmas+"&_pragma=query_only(1)")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlstore: open %s: %w", path, err), write.Close())
	}
	read.SetMaxOpenConns(readers)
	return &Store{write: write, read: read, dialect: goose.DialectSQLite3, path: path}, nil
}

// migrate makes the tables. PostgreSQL has a lock for it. With SQLite two processes can
// both begin; the one that comes second fails on what is there already, and finds
// nothing left to do when it looks again.
func (s *Store) migrate(ctx context.Context) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	tries := migrateTries
	if s.dialect == goose.DialectPostgres {
		tries = 1
	}
	for range tries {
		if _, err = p.Up(ctx); err == nil {
			return nil
		}
	}
	return fmt.Errorf("sqlstore: migrate: %w", err)
}

func (s *Store) provider() (*goose.Provider, error) {
	dir, opts := "migrations/sqlite", []goose.ProviderOption{goose.WithGoMigrations(s.cellsMigration())}
	if s.dialect == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %w", err)
		}
		dir, opts = "migrations/postgres", append(opts, goose.WithSessionLocker(locker))
	}
	files, err := fs.Sub(migrations, dir)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	p, err := goose.NewProvider(s.dialect, s.write, files, opts...)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", err)
	}
	return p, nil
}

// Close closes the database. Calls under way end first or fail.
func (s *Store) Close() error {
	s.group.running.Wait()
	if s.read == s.write {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}

// Name is "sqlite" or "postgres".
func (s *Store) Name() string {
	if s.dialect == goose.DialectPostgres {
		return "postgres"
	}
	return "sqlite"
}

// bind turns the ? of a query into the dialect's placeholders.
func (s *Store) bind(query string) string {
	if s.dialect != goose.DialectPostgres {
		return query
	}
	var b strings.Builder
	n := 0
	for part := range strings.SplitSeq(query, "?") {
		if n > 0 {
			fmt.Fprintf(&b, "$%d", n)
		}
		b.WriteString(part)
		n++
	}
	return b.String()
}
