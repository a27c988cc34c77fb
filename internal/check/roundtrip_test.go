package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// roundTrips is how many generated reports a round trip reads: enough for every layout
// several times; GOUJI_FULL runs as many as a release needs. They only compute: with -short,
// as the race detector runs them, they are left out.
func roundTrips(t *testing.T, short, full int) int {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: -short leaves out what computes for minutes")
	}
	if fullRun() {
		return full
	}
	return short
}

// TestEveryLayoutIsReadBack renders random reports into every layout and reads them:
// no number may be wrong or invented, traps for readers and faults included.
func TestEveryLayoutIsReadBack(t *testing.T) {
	t.Parallel()
	c := checker(t)
	unread := make(map[generate.Layout]*share)
	for s := range generate.Many(roundTrips(t, 100, 2000), 20261122) {
		got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
		if err != nil || got.Outcome != report.Checked {
			t.Errorf("%s: %v %+v", s.Name, err, got.Rejection)
			continue
		}
		if unread[s.Layout] == nil {
			unread[s.Layout] = &share{}
		}
		unread[s.Layout].add(compare(s.Truth, got.Report.Tables, func(format string, args ...any) {
			t.Errorf("%s: "+format, append([]any{s.Name}, args...)...)
		}))
	}
	for layout, u := range unread {
		t.Logf("%-14s %d of %d cells unread", layout, u.unread, u.cells)
		// 97 % of the cells of every layout must be read; what its digits leave open, in
		// glued text, is not counted as unread.
		if u.unread*100 > u.cells*3 {
			t.Errorf("%s: %d of %d cells were not read", layout, u.unread, u.cells)
		}
	}
}

// share counts cells and those of them that could have been read and were not.
type share struct{ cells, unread int }

func (s *share) add(o share) { s.cells, s.unread = s.cells+o.cells, s.unread+o.unread }

// compare holds the tables against the truth and reports wrong and invented numbers.
func compare(truth generate.Truth, tables report.Tables, fail func(string, ...any)) share {
	want, got := truth.Cells(), allCells(tables)
	var out share
	for path, n := range want {
		out.cells++
		c := got[path]
		switch {
		case !n.Valid() && c.Value.Valid():
			fail("%s: %s was invented", path, c.Value)
		case n.Valid() && c.Value.Valid() && n.Cmp(c.Value) != 0:
			fail("%s: read %s (%s, %q), want %s", path, c.Value, c.State, c.Text, n)
		case n.Valid() && !c.Value.Valid() && !slices.Contains(truth.Ambiguous, path):
			out.unread++
		}
	}
	for path, c := range got {
		if _, known := want[path]; !known && c.Value.Valid() {
			fail("%s: %s stands in no cell of the document", path, c.Value)
		}
	}
	return out
}

// TestTrapsNeverGiveAWrongNumber puts every trap for readers into every layout that can
// show it.
func TestTrapsNeverGiveAWrongNumber(t *testing.T) {
	t.Parallel()
	c := checker(t)
	rounds := roundTrips(t, 1, 60)
	n := 0
	for _, layout := range generate.Layouts() {
		for _, form := range []report.Form{report.Form2021, report.Form2019} {
			for _, f := range generate.Faults() {
				if !f.Trap || !f.Fits(layout, form) {
					continue
				}
				for seed := range rounds {
					s, err := generate.One(generate.Options{Seed: uint64(1000 + seed), Form: form, Layout: layout, Faults: []generate.Fault{f}})
					if err != nil {
						continue // the trap finds nothing to work on in this seed's report
					}
					n++
					got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
					if err != nil || got.Outcome != report.Checked {
						t.Errorf("%s: %v %+v", s.Name, err, got.Rejection)
						continue
					}
					compare(s.Truth, got.Report.Tables, func(format string, args ...any) {
						t.Errorf("%s, %s: %s", s.Name, form, fmt.Sprintf(format, args...))
					})
				}
			}
		}
	}
	t.Logf("%d documents with traps", n)
	if n < 100 {
		t.Errorf("only %d documents were made", n)
	}
}

// TestCleanReportsRaiseNoAlarm judges generated reports without any fault, of every layout,
// both forms and several years: no error and no warning. What a layout does to a report is
// never blamed on it.
func TestCleanReportsRaiseNoAlarm(t *testing.T) {
	t.Parallel()
	c := checker(t)
	layouts, charsets := generate.Layouts(), generate.Charsets()
	for i := range roundTrips(t, 4*len(layouts), 1000) {
		o := generate.Options{Seed: uint64(5000 + i), Layout: layouts[i%len(layouts)], Year: 2021 + i/7%5}
		if i%5 == 4 {
			o.Form, o.Year = report.Form2019, 2019+i/5%2
		}
		if i%6 == 5 {
			o.Charset = charsets[i/6%len(charsets)]
		}
		s, err := generate.One(o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
		if err != nil || got.Outcome != report.Checked {
			t.Errorf("%s: %v %+v", s.Name, err, got.Rejection)
			continue
		}
		for _, f := range got.Findings {
			if f.Severity != report.Info {
				t.Errorf("%s: %s %s %s %s", s.Name, f.Severity, f.Rule, f.Message, strings.Join(f.Quotes, "|"))
			}
		}
	}
}

// TestTablesToldInWordsAreReadOnce has sentences above or below the tables tell their figures in the words
// of the labels. It must not cost one number more than the report of the same seed without them has unread, and
// raise no other alarm: they are no second table. The sentences need applications, of which the other may have none.
func TestTablesToldInWordsAreReadOnce(t *testing.T) {
	t.Parallel()
	c := checker(t)
	layouts := generate.Layouts()
	told := slices.DeleteFunc(generate.Faults(), func(f generate.Fault) bool { return !strings.HasPrefix(f.Name, "told_") })
	for i := range roundTrips(t, 2*len(layouts), 1000) {
		o := generate.Options{Seed: uint64(9000 + i), Layout: layouts[i%len(layouts)], Year: 2021 + i%5}
		if i%4 == 3 {
			o.Form, o.Year = report.Form2019, 2019+i%2
		}
		trap := told[i/len(layouts)%len(told)]
		if !trap.Fits(o.Layout, o.Form) {
			continue
		}
		plain, err := generate.One(o)
		if err != nil {
			t.Fatal(err)
		}
		o.Faults = []generate.Fault{trap}
		s, err := generate.One(o)
		if err != nil {
			t.Fatal(err)
		}
		fail := func(format string, args ...any) { t.Errorf("%s: %s", s.Name, fmt.Sprintf(format, args...)) }
		was, err := c.Check(t.Context(), ingest.Input{Data: plain.Data}, plain.Name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
		if err != nil || got.Outcome != report.Checked {
			fail("%v %+v", err, got.Rejection)
			continue
		}
		if before, now := compare(plain.Truth, was.Report.Tables, fail), compare(s.Truth, got.Report.Tables, fail); now.unread > before.unread {
			fail("%d cells unread, and %d without the sentences", now.unread, before.unread)
		}
		for _, f := range got.Findings {
			is := func(g report.Finding) bool { return f.Rule == g.Rule && f.Message == g.Message }
			if f.Severity != report.Info && !slices.ContainsFunc(was.Findings, is) {
				fail("%s %s %s %s", f.Severity, f.Rule, f.Message, strings.Join(f.Quotes, "|"))
			}
		}
	}
}
