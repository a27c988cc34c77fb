package sqlstore_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// canary stands in every column that takes something out of a document.
const canary = "qzjxvkw"

// canaryRecord is a record of a document of canaries.
func canaryRecord(t *testing.T, doc, basis string) publish.Record {
	t.Helper()
	rec := fullRecord(t, doc, 2024, canary+"市政府", basis)
	rep := *rec.Check.Report
	title, url := canary+" 年报", "https://example.org/"+canary
	rep.Title, rep.Source = &title, report.Source{Filename: canary + ".docx", URL: url, Producer: "p"}
	rep.Sections = []report.Section{{Number: 1, Text: canary + " text"}}
	c := rep.Tables.Disclosure[report.DisclosureRows(rep.Form)[0].Cells[0].Key]
	c.Text = canary
	rep.Tables.Disclosure[report.DisclosureRows(rep.Form)[0].Cells[0].Key] = c
	return makeRecord(t, rep, []report.Finding{{Rule: "T4-01", Severity: report.Error, Message: canary + " 合计不符", Quotes: []string{canary}}}, basis)
}

// TestErase: no file has a byte of the document that is erased, and all of the other one.
func TestErase(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := open(t, "sqlite:"+filepath.Join(folder, "store.db"))
	erases(t, s, func() {
		if len(holding(t, folder)) == 0 {
			t.Error("the canary cannot be found before")
		}
	})
	if found := holding(t, folder); len(found) > 0 {
		t.Errorf("the canary stands in %v", found)
	}
}

func TestEraseOnPostgres(t *testing.T) {
	t.Parallel()
	erases(t, open(t, postgres(t)), func() {})
}

// holding are the files below a folder that have the canary.
func holding(t *testing.T, folder string) (found []string) {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(canary)) {
			found = append(found, f.Name())
		}
	}
	return found
}

func erases(t *testing.T, s *sqlstore.Store, before func()) {
	t.Helper()
	ctx, doc, stays := t.Context(), uniqueDoc(), uniqueDoc()
	agency := "甲" + uniqueDoc() // a database of PostgreSQL is shared by the tests
	put(t, s, fullRecord(t, stays, 2024, agency, "0"))
	for _, basis := range []string{"0", "a", "b"} { // each writes the row of the document anew
		put(t, s, canaryRecord(t, doc, basis))
	}
	newest := canaryRecord(t, doc, "b").Key
	decide := func(doc, kind, reason string, at time.Time) {
		t.Helper()
		if err := s.Decide(ctx, sqlstore.Decision{Issuer: agency, Year: 2024, Rule: "T4-01", Evidence: "e", Kind: kind, Reason: reason, Message: reason, Doc: doc, Who: "w", At: at}); err != nil {
			t.Fatal(err)
		}
	}
	decide(stays, sqlstore.Confirmed, "", time.Unix(1, 0))
	decide(doc, sqlstore.Dismissed, canary, time.Unix(2, 0))
	if err := s.Decide(ctx, sqlstore.Decision{Issuer: agency, Year: 2024, Rule: "S-01", Evidence: "e", Kind: sqlstore.Confirmed, Doc: stays, Who: "w", At: time.Unix(3, 0)}); err != nil {
		t.Fatal(err)
	}
	kept, _, err := s.Kept(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if found, err := s.Reports(ctx, sqlstore.ReportFilter{Search: canary}); err != nil || len(found) == 0 {
		t.Fatalf("the document cannot be found before: %v", err)
	}
	before()

	e := sqlstore.Erasure{Who: "somebody", Reason: "personal", At: time.Unix(9, 0)}
	out, err := s.Erase(ctx, doc, e)
	if err != nil || out != (sqlstore.Erased{Verdicts: 3, Decisions: 1}) {
		t.Fatalf("erased %+v, %v", out, err)
	}
	if again, err := s.Erase(ctx, doc, e); err != nil || again != (sqlstore.Erased{}) {
		t.Errorf("once more: %+v, %v", again, err)
	}
	if _, err := s.Get(ctx, doc); err == nil {
		t.Error("it can still be read")
	}
	if _, err := s.Get(ctx, stays); err != nil {
		t.Errorf("the other one: %v", err)
	}
	if found, err := s.Reports(ctx, sqlstore.ReportFilter{Search: canary}); err != nil || len(found) > 0 {
		t.Errorf("it is still found: %d, %v", len(found), err)
	}
	if there, err := s.HoldsDocument(ctx, doc); err != nil || there {
		t.Errorf("holds it: %t, %v", there, err)
	}
	// The count is that of before, so that nobody takes it for a loss, and the newest key held.
	after, _, err := s.Kept(ctx)
	if err != nil || s.Name() == "sqlite" && after != kept || after < kept {
		t.Errorf("%d rows are kept of %d, %v", after, kept, err)
	}
	if held, err := s.Holds(ctx, newest); err != nil || !held {
		t.Errorf("the key that was the newest is held: %t, %v", held, err)
	}
	year := 2024
	all, err := s.Decisions(ctx, sqlstore.Report{Issuer: agency, Year: &year})
	if err != nil || len(all) != 2 {
		t.Fatalf("decisions %+v, %v", all, err)
	}
	for _, d := range all {
		if d.Doc != stays || !d.Last {
			t.Errorf("a decision %+v", d)
		}
	}
	// It may come back, and be erased again.
	put(t, s, canaryRecord(t, doc, "0"))
	if out, err := s.Erase(ctx, doc, e); err != nil || out.Verdicts != 1 {
		t.Errorf("erased again %+v, %v", out, err)
	}
}

// TestAnErasedStoreIsNoLoss: with nothing left, the count is that of what was erased.
func TestAnErasedStoreIsNoLoss(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	rec := fullRecord(t, uniqueDoc(), 2024, "甲", "0")
	put(t, s, rec)
	if _, err := s.Erase(t.Context(), rec.Key.Doc, sqlstore.Erasure{Who: "w", Reason: "other", At: time.Unix(1, 0)}); err != nil {
		t.Fatal(err)
	}
	if n, newest, err := s.Kept(t.Context()); err != nil || n != 1 || newest != (publish.Key{}) {
		t.Errorf("kept %d, %v, %v; want 1 and no key", n, newest, err)
	}
}

// TestTheOtherVersionIsCurrent where the one that was is erased.
func TestTheOtherVersionIsCurrent(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	docs := []string{uniqueDoc(), uniqueDoc()}
	for _, d := range docs {
		put(t, s, fullRecord(t, d, 2024, "某市财政局", "0"))
	}
	list := func() []string {
		var out []string
		found, err := s.Reports(t.Context(), sqlstore.ReportFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range found {
			out = append(out, r.Doc)
		}
		return out
	}
	before := list()
	if len(before) != 1 {
		t.Fatalf("current are %v", before)
	}
	if _, err := s.Erase(t.Context(), before[0], sqlstore.Erasure{Who: "w", Reason: "other", At: time.Unix(1, 0)}); err != nil {
		t.Fatal(err)
	}
	if after := list(); len(after) != 1 || after[0] == before[0] {
		t.Errorf("current are %v, and %v before", after, before)
	}
}
