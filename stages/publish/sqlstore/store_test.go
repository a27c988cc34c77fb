package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

func open(t *testing.T, dsn string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func put(t *testing.T, s *sqlstore.Store, r publish.Record) publish.Stored {
	t.Helper()
	stored, err := s.Put(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func file(t *testing.T) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "new folder", "年 ?#%41.db")
}

func TestConcurrentPutsLeaveOneRow(t *testing.T) {
	t.Parallel()
	concurrentPuts(t, file(t))
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	dsn := postgres(t)
	concurrentPuts(t, dsn)
	s := open(t, dsn)
	t.Run("bytes", func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { getReturnsWhatWasPut(t, s) }) })
}

// concurrentPuts puts one verdict 50 times from two stores on the same database.
func concurrentPuts(t *testing.T, dsn string) {
	stores := []*sqlstore.Store{open(t, dsn), open(t, dsn)}
	rec := fullRecord(t, uniqueDoc(), 2024, "某市政府办公室", "0")
	before, err := stores[0].Count(t.Context(), sqlstore.Filter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	var written atomic.Int64
	g, ctx := errgroup.WithContext(t.Context())
	for i := range 50 {
		g.Go(func() error {
			stored, err := stores[i%2].Put(ctx, rec)
			if !stored.Duplicate && err == nil {
				written.Add(1)
			}
			if stored.Differs {
				return errors.New("the same record differs from itself")
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	after, err := stores[1].Count(t.Context(), sqlstore.Filter{All: true})
	if err != nil {
		t.Fatal(err)
	}
	if written.Load() != 1 || after-before != 1 {
		t.Errorf("%d Puts say that they wrote, %d rows are new; want 1 and 1", written.Load(), after-before)
	}
}

var docs atomic.Int64

func uniqueDoc() string { return fmt.Sprintf("doc-%d-%d", os.Getpid(), docs.Add(1)) }

func TestGetReturnsWhatWasPut(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	rapid.Check(t, func(t *rapid.T) { getReturnsWhatWasPut(t, s) })
}

func getReturnsWhatWasPut(t *rapid.T, s *sqlstore.Store) {
	rec := drawRecord(t, uniqueDoc())
	if stored, err := s.Put(context.Background(), rec); err != nil || stored.Duplicate {
		t.Fatalf("put: %+v, %v", stored, err)
	}
	got, err := s.Get(context.Background(), rec.Key.Doc)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.JSON) != string(rec.JSON) || got.Digest != rec.Digest || got.Key != rec.Key {
		t.Fatalf("put %s\ngot %s", rec.JSON, got.JSON)
	}
	if !cmp.Equal(got.Year, rec.Check.Report.Year) || got.Form != rec.Check.Report.Form {
		t.Fatalf("columns: year %v, form %v", got.Year, got.Form)
	}
}

func TestTheFirstVerdictStays(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	first := fullRecord(t, "doc", 2024, "甲", "0")
	other := fullRecord(t, "doc", 2024, "乙", "0")
	if got := put(t, s, first); got != (publish.Stored{}) {
		t.Errorf("first: %+v", got)
	}
	if got := put(t, s, other); got != (publish.Stored{Duplicate: true, Differs: true}) {
		t.Errorf("the same key with another digest: %+v", got)
	}
	got, err := s.Get(t.Context(), "doc")
	if err != nil || string(got.JSON) != string(first.JSON) {
		t.Errorf("got %s, %v; want what was put first", got.JSON, err)
	}
}

func TestNewestAndNone(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	if _, err := s.Get(t.Context(), "doc"); !errors.Is(err, sqlstore.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
	put(t, s, fullRecord(t, "doc", 2024, "甲", "0"))
	late := fullRecord(t, "doc", 2024, "甲", "abc")
	put(t, s, late)
	got, err := s.Get(t.Context(), "doc")
	if err != nil || got.Key != late.Key {
		t.Errorf("got %v, %v; want the verdict on the later basis", got.Key, err)
	}
}

func TestListAndCount(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	put(t, s, fullRecord(t, "a", 2023, "甲", "0"))
	put(t, s, fullRecord(t, "b", 2024, "甲", "0"))
	put(t, s, fullRecord(t, "c", 2024, "乙", "0"))
	put(t, s, fullRecord(t, "c", 2024, "乙", "abc"))
	year := 2025
	put(t, s, makeRecord(t, report.Report{ID: "d", Year: &year, Form: report.FormUnknown}, nil, "0"))
	for name, test := range map[string]struct {
		filter sqlstore.Filter
		want   []string
	}{
		"newest":        {sqlstore.Filter{}, []string{"a/0", "b/0", "c/abc", "d/0"}},
		"all":           {sqlstore.Filter{All: true}, []string{"a/0", "b/0", "c/0", "c/abc", "d/0"}},
		"year":          {sqlstore.Filter{Year: 2024}, []string{"b/0", "c/abc"}},
		"agency":        {sqlstore.Filter{Agency: "甲"}, []string{"a/0", "b/0"}},
		"form":          {sqlstore.Filter{Form: report.FormUnknown}, []string{"d/0"}},
		"rule":          {sqlstore.Filter{Rule: "T4-01", Year: 2023}, []string{"a/0"}},
		"both":          {sqlstore.Filter{Rule: "T4-01", Severity: report.Info}, nil},
		"other parser":  {sqlstore.Filter{Parser: "p2"}, nil},
		"parser, rules": {sqlstore.Filter{Parser: "p1", Rules: "2026-1", Severity: report.Error}, []string{"a/0", "b/0", "c/abc"}},
	} {
		rows, err := s.List(t.Context(), test.filter)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, r.Doc+"/"+r.Basis)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if n, err := s.Count(t.Context(), test.filter); err != nil || int(n) != len(test.want) {
			t.Errorf("%s: counted %d, %v; want %d", name, n, err, len(test.want))
		}
	}
}

// TestTheGreatestBasisIsTheNewest writes verdicts on different bases in every order.
func TestTheGreatestBasisIsTheNewest(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	bases := []string{"0", "b00000000_a", "b20240131_b"}
	for i, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}} {
		doc := fmt.Sprint("doc", i)
		for _, k := range order {
			put(t, s, fullRecord(t, doc, 2024, "甲", bases[k]))
		}
		if v, err := s.Get(t.Context(), doc); err != nil || v.Basis != bases[2] {
			t.Errorf("order %v: %s, %v", order, v.Basis, err)
		}
		other := fullRecord(t, doc, 2024, "甲", "0")
		other.Key.Rules = "2026-2"
		put(t, s, other)
		if v, err := s.Get(t.Context(), doc); err != nil || v.Rules != "2026-2" {
			t.Errorf("order %v, under newer rules: %s, %v", order, v.Rules, err)
		}
	}
	for _, f := range []sqlstore.Filter{{}, {Rules: "2026-1"}} {
		rows, err := s.List(t.Context(), f)
		if err != nil || len(rows) != 4 {
			t.Fatalf("%+v: %d rows, %v", f, len(rows), err)
		}
		for _, r := range rows {
			if f.Rules == "" && r.Rules != "2026-2" || f.Rules != "" && r.Basis != bases[2] {
				t.Errorf("%+v: %s %s %s", f, r.Doc, r.Rules, r.Basis)
			}
		}
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	var want, got []string
	for i := range 7 {
		want = append(want, fmt.Sprint("doc", i))
		put(t, s, fullRecord(t, want[i], 2024, "甲", "0"))
	}
	f := sqlstore.Filter{Limit: 3}
	for range 3 {
		rows, err := s.List(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			got, f.After = append(got, r.Doc), r.ID
		}
	}
	if !slices.Equal(want, got) {
		t.Errorf("pages: %v", got)
	}
}

func TestOpenTogether(t *testing.T) {
	t.Parallel()
	dsn := file(t)
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			s, err := sqlstore.Open(t.Context(), dsn)
			if err != nil {
				return err
			}
			return s.Close()
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dsn)
	put(t, s, fullRecord(t, "doc", 2024, "甲", "0"))
}

func TestBadNames(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"", "sqlite:", "sqlite::memory:", "mysql://x", "/data/gouji.db"} {
		if s, err := sqlstore.Open(t.Context(), dsn); err == nil {
			t.Errorf("%q was opened", dsn)
			s.Close()
		}
	}
}

func TestRecordWithoutReportIsPoison(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	_, err := s.Put(t.Context(), publish.Record{Check: report.Check{Outcome: report.Rejected}})
	if class, _ := fault.ClassOf(err); class != fault.SchemaInvalid {
		t.Errorf("error %v", err)
	}
}

func TestManyRowsInOneVerdict(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	findings := make([]report.Finding, 3_000)
	put(t, s, makeRecord(t, report.Report{ID: "doc"}, findings, "0"))
	if n := scan(t, s, "SELECT COUNT(*) FROM findings"); n != "3000" {
		t.Errorf("%s findings", n)
	}
}
