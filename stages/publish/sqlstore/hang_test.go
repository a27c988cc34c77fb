package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// mute is a PostgreSQL that accepts connections and answers nothing, or with greets no more
// than that one may begin.
func mute(t *testing.T, greets bool) (dsn string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var open []net.Conn
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open = append(open, c)
			mu.Unlock()
			if greets {
				b := pgproto3.NewBackend(c, c)
				if _, err := b.ReceiveStartupMessage(); err != nil {
					continue
				}
				b.Send(&pgproto3.AuthenticationOk{})
				b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
				_ = b.Flush() // whoever is gone already does not mind
			}
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
		for _, c := range open {
			c.Close()
		}
	})
	return fmt.Sprintf("postgres://gouji@%s/gouji?sslmode=disable", l.Addr())
}

// hangs fails unless the call ends by the limit, with an error that may pass.
func hangs(t *testing.T, what string, call func() error) {
	t.Helper()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		if err == nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want that the time is over", what, err)
		}
		if class, poison := fault.ClassOf(err); poison {
			t.Errorf("%s: poison of class %s", what, class)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("%s does not end", what)
	}
}

func TestADatabaseThatHangs(t *testing.T) {
	t.Parallel()
	const limit = 300 * time.Millisecond
	for name, greets := range map[string]bool{"from the start": false, "once connected": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := mute(t, greets)
			hangs(t, "Open", func() error {
				_, err := sqlstore.OpenWithin(t.Context(), dsn, limit)
				return err
			})
			s, err := sqlstore.Connect(dsn, limit)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			hangs(t, "Put", func() error {
				_, err := s.Put(t.Context(), fullRecord(t, "doc", 2024, "甲", "0"))
				return err
			})
		})
	}
	if !greetsInTime(t) {
		t.Error("connect_timeout of the URL has no effect")
	}
	if sqlstore.TimeLimit != 30*time.Second || sqlstore.ConnectTimeout != 10*time.Second {
		t.Errorf("the limits are %s and %s", sqlstore.TimeLimit, sqlstore.ConnectTimeout)
	}
}

// greetsInTime: connect_timeout of the URL goes before the default and before the limit.
func greetsInTime(t *testing.T) bool {
	begun := time.Now()
	_, err := sqlstore.OpenWithin(t.Context(), mute(t, false)+"&connect_timeout=1", time.Minute)
	return err != nil && time.Since(begun) < 9*time.Second
}

// Another process that never ends its transaction is an outage, too.
func TestALockedFileIsNoPoison(t *testing.T) {
	t.Parallel()
	dsn := file(t)
	holder := open(t, dsn)
	tx, err := holder.Writer().BeginTx(t.Context(), nil) // immediate: it has the lock
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	s, err := sqlstore.Connect(dsn, 300*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	begun := time.Now()
	_, err = s.Put(t.Context(), fullRecord(t, "doc", 2024, "甲", "0"))
	if _, poison := fault.ClassOf(err); err == nil || poison || time.Since(begun) > 15*time.Second {
		t.Errorf("%v after %s", err, time.Since(begun))
	}
}

func TestWhatADatabaseSaysOfTheRecordIsPoison(t *testing.T) {
	t.Parallel()
	for code, poison := range map[string]bool{
		"22021": true, // character_not_in_repertoire: a NUL
		"22P05": true, "22003": true,
		"54000": true, // index row size exceeds btree maximum
		"54011": true,
		"08006": false, "23505": false, "40001": false, "40P01": false, "53100": false, "53300": false,
		"55P03": false, "57014": false, "57P01": false, "58030": false, "XX000": false,
	} {
		err := fmt.Errorf("sqlstore: insert the verdict: %w", &pgconn.PgError{Code: code, Message: "…"})
		class, got := fault.ClassOf(sqlstore.Classified(errors.Join(err, nil)))
		if got != poison || got && class != fault.SchemaInvalid {
			t.Errorf("%s: poison %v of class %q", code, got, class)
		}
	}
	if err := errors.New("broken pipe"); sqlstore.Classified(err) != err {
		t.Error("an error of no database is classified")
	}
}

// SQLite's own limit of a value is 1 GB; here it is made small.
func TestATextThatSQLiteNeverTakesIsPoison(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	conn, err := s.Writer().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Limit(conn, sqlite3.SQLITE_LIMIT_LENGTH, 10_000); err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(); err != nil { // back into the pool, which has one for writing
		t.Fatal(err)
	}
	long := strings.Repeat("长", 10_000)
	_, err = s.Put(t.Context(), makeRecord(t, report.Report{ID: "doc", Title: &long}, nil, "0"))
	if class, _ := fault.ClassOf(err); class != fault.SchemaInvalid {
		t.Errorf("class %q, %v", class, err)
	}
	put(t, s, makeRecord(t, report.Report{ID: "other"}, nil, "0"))
}

// What PostgreSQL itself says of such records.
func TestPostgresRefusesARecord(t *testing.T) {
	t.Parallel()
	dsn := os.Getenv("GOUJI_TEST_POSTGRES")
	if dsn == "" {
		t.Skip("GOUJI_TEST_POSTGRES is not set")
	}
	s := open(t, dsn)
	nul := makeRecord(t, report.Report{ID: uniqueDoc()}, nil, "0")
	nul.Digest = "a\x00b"
	wide := makeRecord(t, report.Report{ID: uniqueDoc()}, nil, "0")
	random := make([]byte, 4000) // incompressible, in an index whose rows have at most 2,704 bytes
	for i := range random {
		random[i] = 'a' + byte(rand.IntN(26))
	}
	wide.Key.Basis = string(random)
	for name, rec := range map[string]publish.Record{"a NUL": nul, "a wide key": wide} {
		if class, _ := fault.ClassOf(second(s.Put(t.Context(), rec))); class != fault.SchemaInvalid {
			t.Errorf("%s: class %q", name, class)
		}
	}
	put(t, s, makeRecord(t, report.Report{ID: uniqueDoc()}, nil, "0"))
}

func second(_ publish.Stored, err error) error { return err }

// A full disk passes when somebody makes room; nothing is buried for it.
func TestAFullDiskIsTransient(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	if _, err := s.Writer().ExecContext(t.Context(), "PRAGMA max_page_count = 1"); err != nil { // it stays as large as it is
		t.Fatal(err)
	}
	var err error
	for i := 0; err == nil && i < 200; i++ {
		_, err = s.Put(t.Context(), fullRecord(t, fmt.Sprint("doc", i), 2024, "甲", "0"))
	}
	if !sqlstore.Transient(err) {
		t.Errorf("%v is not transient", err)
	}
}
