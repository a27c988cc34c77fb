package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// held is a SQLite store whose file another process has locked, so that what is put waits, and
// what lets it go.
func held(t *testing.T) (s *sqlstore.Store, letGo func()) {
	t.Helper()
	dsn := file(t)
	s = open(t, dsn)
	tx, err := open(t, dsn).Writer().BeginTx(t.Context(), nil) // immediate: it has the lock
	if err != nil {
		t.Fatal(err)
	}
	return s, func() {
		if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
			t.Error(err)
		}
	}
}

// putAll puts records at the same time, each of which is in the store when its Put returns, and
// returns their errors. It calls then when all of them wait for the store.
func putAll(t *testing.T, s *sqlstore.Store, recs []publish.Record, then func()) []error {
	t.Helper()
	return putAllAfter(t, s, recs, len(recs), then)
}

// putAllAfter is putAll that calls then when so many are unwritten.
func putAllAfter(t *testing.T, s *sqlstore.Store, recs []publish.Record, unwritten int, then func()) []error {
	t.Helper()
	errs := make([]error, len(recs))
	var wg sync.WaitGroup
	for i, r := range recs {
		wg.Go(func() {
			if _, errs[i] = s.Put(t.Context(), r); errs[i] != nil {
				return
			}
			if there, err := s.Holds(t.Context(), r.Key); err != nil || !there {
				errs[i] = fmt.Errorf("Put returned before the record was there (%v)", err)
			}
		})
	}
	s.AwaitUnwritten(unwritten)
	then()
	wg.Wait()
	return errs
}

func records(t *testing.T, n int) []publish.Record {
	t.Helper()
	out := make([]publish.Record, n)
	for i := range out {
		out[i] = fullRecord(t, fmt.Sprintf("doc%03d", i), 2020+i%3, fmt.Sprint("单位", i%7), "0")
	}
	return out
}

// TestRecordsThatWaitShareATransaction: a lone one has one of its own.
func TestRecordsThatWaitShareATransaction(t *testing.T) {
	t.Parallel()
	s, letGo := held(t)
	recs := records(t, 60)
	for i, err := range putAll(t, s, recs, letGo) {
		if err != nil {
			t.Errorf("record %d: %v", i, err)
		}
	}
	if n := s.Commits(); n > 4 { // the first alone, and 59 by 32
		t.Errorf("%d records took %d transactions", len(recs), n)
	}
	before := s.Commits()
	for i := range 3 {
		put(t, s, fullRecord(t, fmt.Sprint("lone", i), 2024, "甲", "0"))
	}
	if n := s.Commits() - before; n != 3 {
		t.Errorf("3 records one after another took %d transactions", n)
	}
	if stored := put(t, s, recs[5]); !stored.Duplicate || stored.Differs {
		t.Errorf("put again: %+v", stored)
	}
}

// TestARecordThatFailsHarmsNoOther: nothing of it is left, and the others of its transaction
// are there.
func TestARecordThatFailsHarmsNoOther(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	// It fails where the row of the document is written: verdict, findings and cells are there.
	if _, err := s.Writer().ExecContext(t.Context(), `CREATE TRIGGER refuse BEFORE INSERT ON documents WHEN NEW.doc = 'doc007' BEGIN SELECT RAISE(ABORT, 'refused'); END`); err != nil {
		t.Fatal(err)
	}
	conn, err := s.Writer().Conn(t.Context()) // who has the one connection keeps the writer waiting
	if err != nil {
		t.Fatal(err)
	}
	recs := records(t, 20)
	for i, err := range putAll(t, s, recs, func() { _ = conn.Close() }) {
		if bad := recs[i].Key.Doc == "doc007"; bad != (err != nil) || bad && !strings.Contains(err.Error(), "refused") {
			t.Errorf("%s: %v", recs[i].Key.Doc, err)
		}
	}
	if got := scan(t, s, "SELECT COUNT(*) FROM verdicts"); got != "19" {
		t.Errorf("%s verdicts", got)
	}
	if got := scan(t, s, "SELECT COUNT(*) FROM cells c WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.verdict_id = c.verdict_id)"); got != "0" {
		t.Errorf("%s cells of no document are left", got)
	}
	if n := s.Commits(); n > 3 {
		t.Errorf("%d transactions: the records did not wait together", n)
	}
}

// TestAPutThatIsCancelledEnds at once, and those beside it go on.
func TestAPutThatIsCancelledEnds(t *testing.T) {
	t.Parallel()
	s, letGo := held(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	for i := range 2 { // one that is being written and one that waits
		go func() { ended <- second(s.Put(ctx, fullRecord(t, fmt.Sprint("given up ", i), 2024, "甲", "0"))) }()
	}
	s.AwaitUnwritten(2)
	recs := records(t, 5)
	errs := putAllAfter(t, s, recs, 2+len(recs), func() {
		cancel()
		for range 2 {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("a cancelled Put: %v", err)
			}
		}
		letGo()
	})
	for i, err := range errs {
		if err != nil {
			t.Errorf("record %d: %v", i, err)
		}
	}
}

// TestGroupsOfPostgres: several writers put versions of the same issuers in any order.
func TestGroupsOfPostgres(t *testing.T) {
	t.Parallel()
	s := open(t, postgres(t))
	recs := records(t, 120)
	for i, err := range putAllAfter(t, s, recs, 0, func() {}) {
		if err != nil {
			t.Errorf("record %d: %v", i, err)
		}
	}
	if got := scan(t, s, "SELECT COUNT(*) FROM documents"); got != fmt.Sprint(len(recs)) {
		t.Errorf("%s documents", got)
	}
	if n := s.Commits(); n >= int64(len(recs)) {
		t.Errorf("%d records took %d transactions", len(recs), n)
	}
}
