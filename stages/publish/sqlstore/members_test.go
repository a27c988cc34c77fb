package sqlstore_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/stages/publish/sqlstore"
)

// TestOneOfTwoEditsWins: of edits of one revision that come together one is made, and the others
// change nothing.
func TestOneOfTwoEditsWins(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		edit := func(e sqlstore.MemberEdit) error {
			e.Change.At, e.Change.Kind = time.Unix(1_700_000_000, 0), sqlstore.MemberAdded
			return s.EditMembers(t.Context(), e)
		}
		revision := int64(0)
		for round := range 3 {
			var made atomic.Int64
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					err := edit(sqlstore.MemberEdit{Revision: revision, Put: []sqlstore.MemberRow{{Region: "青石县", Name: fmt.Sprint(round, "-", i), Vertical: i%2 == 0}},
						Change: sqlstore.MemberChange{Who: fmt.Sprint("李", i)}})
					if err == nil {
						made.Add(1)
					} else if !errors.Is(err, sqlstore.ErrRevision) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			rows, last, err := s.Members(t.Context())
			if err != nil || made.Load() != 1 || len(rows) != round+1 || last.ID <= revision {
				t.Fatalf("%d were made; %v, %+v, %v", made.Load(), rows, last, err)
			}
			revision = last.ID
		}
		// One that fails half way leaves nothing.
		rows, _, err := s.Members(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := edit(sqlstore.MemberEdit{Revision: revision, Remove: []int64{rows[0].ID}, Put: []sqlstore.MemberRow{{Region: "青石县", Name: rows[1].Name}}}); err == nil {
			t.Error("a member stands twice in the list")
		}
		rows[0].Name = "教育局"
		if err := edit(sqlstore.MemberEdit{Revision: revision, Put: rows[:1], Remove: []int64{rows[1].ID}}); err != nil {
			t.Fatal(err)
		}
		now, _, err := s.Members(t.Context())
		if err != nil || len(now) != 2 || now[0] != rows[0] || now[1] != rows[2] {
			t.Errorf("%v, want %v; %v", now, rows, err)
		}
		changes, err := s.MemberChanges(t.Context(), 10)
		if err != nil || len(changes) != 4 || changes[0].ID <= changes[1].ID || !changes[0].At.Equal(time.Unix(1_700_000_000, 0)) {
			t.Errorf("%+v, %v", changes, err)
		}
	})
}
