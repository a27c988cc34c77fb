package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// databases runs a test on SQLite and, where GOUJI_TEST_POSTGRES names one, on a schema of its
// own in PostgreSQL.
func databases(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); test(t, file(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, postgres(t))
	})
}

// postgres returns a schema of its own in the PostgreSQL that GOUJI_TEST_POSTGRES names.
func postgres(t *testing.T) (dsn string) {
	t.Helper()
	dsn = os.Getenv("GOUJI_TEST_POSTGRES")
	if dsn == "" {
		fmt.Println("skipped: GOUJI_TEST_POSTGRES is not set")
		t.Skip("GOUJI_TEST_POSTGRES is not set")
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	schema := strings.ReplaceAll("gouji_"+uniqueDoc(), "-", "_")
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	sign := "?"
	if strings.Contains(dsn, "?") {
		sign = "&"
	}
	return dsn + sign + "search_path=" + schema
}

// filed is a document of a made-up year.
type filed struct {
	doc, agency, published, basis string
	year                          int
	received                      int64
	state                         report.State
}

func (f filed) record(t failer) publish.Record {
	rep := report.Report{Schema: report.Schema, ID: f.doc, Form: report.Form2021, Year: &f.year, Published: &f.published}
	if f.agency != "" {
		rep.Agency = &f.agency
	}
	c := report.Cell{State: f.state, At: report.Place{Kind: report.PlaceText, End: 1}}
	if f.state == report.Printed {
		c.Value, c.Text = report.IntNumber(f.received), fmt.Sprint(f.received)
	}
	rep.Tables.Applications = map[string]map[string]report.Cell{"new_received": {"total": c}}
	rep.Tables.Disclosure = map[string]report.Cell{"fees_10k_yuan": {State: report.Printed, Text: "1.5", Value: half(t)}}
	return makeRecord(t, rep, nil, f.basis)
}

func half(t failer) report.Number {
	n, err := report.ParseNumber("1.5")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSumsByHand: whatever the order of arrival, the sum over the view is that over the last
// version of each report, and no copy, version or later basis is counted beside it.
func TestSumsByHand(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		r := rand.New(rand.NewPCG(7, 7))
		s := open(t, dsn)
		var all []filed
		var want, reports int64
		for i := range 40 {
			agency := fmt.Sprintf("江苏省淮安市第%d县人民政府", i)
			first, last := r.Int64N(1000), r.Int64N(1000)
			id := func(what string) string { return fmt.Sprintf("%s-%d", what, i) }
			all = append(all,
				filed{doc: id("a-first"), agency: agency, published: "2025-01-10", basis: "0", year: 2024, received: first, state: report.Printed},
				filed{doc: id("b-last"), agency: agency, published: "2025-01-20", basis: "0", year: 2024, received: last, state: report.Printed},
				// The same verdict again, and one with the year before beside it.
				filed{doc: id("b-last"), agency: agency, published: "2025-01-20", basis: "0", year: 2024, received: last, state: report.Printed},
				filed{doc: id("b-last"), agency: agency, published: "2025-01-20", basis: "b1", year: 2024, received: last, state: report.Printed},
				// The page of which the first is the file, under the short name.
				filed{doc: id("a-copy"), agency: fmt.Sprintf("第%d县人民政府", i), published: "2025-01-10", basis: "0", year: 2024, received: first, state: report.Printed},
				filed{doc: id("other-year"), agency: agency, published: "2024-01-10", basis: "0", year: 2023, received: 5, state: report.Printed})
			want, reports = want+last, reports+1
		}
		// Of bodies that the name does not tell apart each document counts, and what could not
		// be read is no nought.
		for i := range 3 {
			all = append(all, filed{doc: fmt.Sprint("bureau-", i), agency: "教育局", published: "2025-01-10", basis: "0", year: 2024, received: 10, state: report.Printed})
			want, reports = want+10, reports+1
		}
		all = append(all, filed{doc: "unread", agency: "某省某县人民政府", published: "2025-01-10", basis: "0", year: 2024, state: report.Unread})
		reports++
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, f := range all {
			put(t, s, f.record(t))
		}
		for _, q := range []struct{ query, want string }{
			{"SELECT COUNT(*) FROM report_latest WHERE year = 2024", fmt.Sprint(reports)},
			{"SELECT CAST(SUM(t3_new_received_total) AS INTEGER) FROM cell_wide WHERE year = 2024", fmt.Sprint(want)},
			{"SELECT CAST(SUM(number) AS INTEGER) FROM cell_long WHERE year = 2024 AND row_key = 'new_received' AND col_key = 'total'", fmt.Sprint(want)},
			{"SELECT COUNT(*) FROM cell_wide WHERE t3_new_received_total IS NULL AND t3_new_received_total_state = 'unread'", "1"},
			{"SELECT CAST(10 * SUM(t2_fees_10k_yuan) AS INTEGER) FROM cell_wide WHERE year = 2024", fmt.Sprint(15 * reports)},
			{"SELECT zh FROM label WHERE wide = 't3_new_received_total'", "表三 一、本年新收政府信息公开申请数量 总计"},
			{"SELECT COUNT(*) FROM dictionary WHERE object = 'cell_wide' AND name = 't3_new_received_total' AND type = 'number'", "1"},
		} {
			if got := scan(t, s, q.query); got != q.want {
				t.Errorf("%s: %s, want %s", q.query, got, q.want)
			}
		}
		if got := parquetSum(t, s); got != float64(want) {
			t.Errorf("the Parquet file sums to %v, want %d", got, want)
		}
	})
}

// parquetSum writes the table cell_wide of a year as Parquet and sums a column of the file.
func parquetSum(t *testing.T, s *sqlstore.Store) (sum float64) {
	t.Helper()
	var b bytes.Buffer
	w, err := dataset.New("parquet", &b, dataset.Wide, dataset.Columns(dataset.Wide))
	if err == nil {
		err = s.EachRow(t.Context(), dataset.Wide, sqlstore.Part{Year: 2024}, w.Row)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	type row struct {
		Received *float64 `parquet:"t3_new_received_total"`
		State    *string  `parquet:"t3_new_received_total_state"`
	}
	r := parquet.NewGenericReader[row](bytes.NewReader(b.Bytes()))
	defer r.Close()
	all := make([]row, 100)
	n, err := r.Read(all)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	for _, v := range all[:n] {
		if (v.Received != nil) != (v.State != nil && *v.State == "printed") {
			t.Errorf("a number %v in the state %v", v.Received, v.State)
		}
		if v.Received != nil {
			sum += *v.Received
		}
	}
	return sum
}

// TestOlderStore: a store of the version before is brought to this one with its verdicts, and
// its marks are those that a new store has.
func TestOlderStore(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		agency := "江苏省淮安市洪泽区人民政府"
		for _, f := range []filed{
			{doc: "new", agency: agency, published: "2025-01-20", basis: "0", year: 2024, received: 3, state: report.Printed},
			{doc: "old", agency: agency, published: "2025-01-10", basis: "0", year: 2024, received: 4, state: report.Printed},
		} {
			put(t, s, f.record(t))
		}
		marks := func(s *sqlstore.Store) string {
			rows, err := s.Reports(t.Context(), sqlstore.ReportFilter{Search: "洪泽"})
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, r := range rows {
				out = append(out, r.Doc+" "+r.Issuer+" "+r.Place)
			}
			return strings.Join(out, "; ")
		}
		before := marks(s)
		if err := s.DownTo(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		put1 := scan(t, s, "SELECT COUNT(*) FROM verdicts")
		if got := marks(open(t, dsn)); got != before || !strings.HasPrefix(got, "new 洪泽区人民政府") || put1 != "2" {
			t.Errorf("%s verdicts; marks %q, before %q", put1, got, before)
		}
	})
}

// TestPersonalNumbersAreMasked: nothing that the store holds has a number of an identity card.
func TestPersonalNumbersAreMasked(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		const number = "11010519491231002X"
		title, year := "报告 "+number, 2024
		rep := report.Report{ID: "doc", Year: &year, Title: &title, Form: report.Form2021, Source: report.Source{Filename: "证 " + number},
			Tables: report.Tables{Disclosure: map[string]report.Cell{"licences": {State: report.Unread, Text: number, Why: number}}}}
		put(t, s, makeRecord(t, rep, []report.Finding{{Rule: "P-01", Message: "写有 " + number, Quotes: []string{number}, Got: number,
			At: []report.Place{{Kind: report.PlaceText, Path: number}}}}, "0"))
		for _, table := range []string{"verdicts", "findings", "cells", "documents"} {
			if got := rows(t, s, table); strings.Contains(got, number) || !strings.Contains(got, "1") {
				t.Errorf("%s: %s", table, got)
			}
		}
		if v, err := s.Get(t.Context(), "doc"); err != nil || strings.Contains(string(v.JSON), number) {
			t.Errorf("%v, %s", err, v.JSON)
		}
	})
}

// rows is a table as text.
func rows(t *testing.T, s *sqlstore.Store, table string) string {
	t.Helper()
	r, err := s.DB().QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b strings.Builder
	columns, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for r.Next() {
		values, at := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			at[i] = &values[i]
		}
		if err := r.Scan(at...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			if raw, ok := v.([]byte); ok {
				v = string(raw)
			}
			fmt.Fprintln(&b, v)
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestListOfReports(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		for i := range 7 {
			year, agency := 2024, fmt.Sprintf("江苏省淮安市第%d县人民政府", i)
			rep := report.Report{ID: fmt.Sprint("doc", i), Year: &year, Agency: &agency, Form: report.Form2021,
				Source: report.Source{Region: []string{"甲", "乙"}[i%2], Producer: "p", Filename: "报告.html"}}
			var found []report.Finding
			for range i % 4 {
				found = append(found, report.Finding{Rule: "T3-01", Severity: report.Error, Message: "行内之和不等于总计", Cells: []string{"x"}, Quotes: []string{"鼓楼 12"}})
			}
			put(t, s, makeRecord(t, rep, found, "0"))
		}
		get := func(f sqlstore.ReportFilter) string {
			t.Helper()
			all, err := s.Reports(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, r := range all {
				out = append(out, strings.TrimPrefix(r.Doc, "doc"))
			}
			if n, err := s.CountReports(t.Context(), f, 100); f.Limit == 0 && (err != nil || n != len(all)) {
				t.Errorf("%+v: counted %d, %v", f, n, err)
			}
			return strings.Join(out, "")
		}
		first, err := s.Reports(t.Context(), sqlstore.ReportFilter{Year: 2024, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		decide := func(kind, reason string) error {
			return s.Decide(t.Context(), sqlstore.Decision{Issuer: first[0].Issuer, Place: first[0].Place, Year: 2024, Rule: "T3-01", Evidence: "e",
				Kind: kind, Reason: reason, Who: "李", At: time.Unix(0, 0)})
		}
		if err := decide(sqlstore.Dismissed, " "); err == nil {
			t.Error("dismissed without a reason")
		}
		for _, err := range []error{decide(sqlstore.Dismissed, "印刷件无误"), decide(sqlstore.Confirmed, "")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			f    sqlstore.ReportFilter
			want string
		}{
			{sqlstore.ReportFilter{}, "3625140"},
			{sqlstore.ReportFilter{Year: 2023}, ""},
			{sqlstore.ReportFilter{Year: 2024, Region: "甲"}, "6240"},
			{sqlstore.ReportFilter{Year: 2024, Limit: 3, After: first[2].Cursor()}, "514"[:3]},
			{sqlstore.ReportFilter{Rule: "T3-01", Severity: report.Error}, "36251"},
			{sqlstore.ReportFilter{Rule: "T3-01", Severity: report.Info}, ""},
			{sqlstore.ReportFilter{Severity: report.Error, Producer: "p"}, "36251"},
			{sqlstore.ReportFilter{Producer: "q"}, ""},
			{sqlstore.ReportFilter{Search: "鼓楼"}, "36251"},
			{sqlstore.ReportFilter{Search: "之和 第3县"}, "3"},
			{sqlstore.ReportFilter{Search: "楼鼓"}, ""},
			{sqlstore.ReportFilter{Search: "鼓"}, "36251"},
			{sqlstore.ReportFilter{Search: `' OR 1=1 -- "*`}, ""},
			{sqlstore.ReportFilter{Search: "。"}, ""},
			{sqlstore.ReportFilter{State: sqlstore.Confirmed}, "3"},
			{sqlstore.ReportFilter{State: sqlstore.Dismissed}, ""},
			{sqlstore.ReportFilter{State: sqlstore.Undecided}, "6251"},
		} {
			if got := get(c.f); got != c.want {
				t.Errorf("%+v: %s, want %s", c.f, got, c.want)
			}
		}
		if _, err := s.Reports(t.Context(), sqlstore.ReportFilter{After: "x"}); err == nil {
			t.Error("a cursor that is none was taken")
		}
		history, err := s.Decisions(t.Context(), first[0])
		if err != nil || len(history) != 2 || history[0].Last || !history[1].Last || history[0].Reason != "印刷件无误" {
			t.Errorf("history %+v, %v", history, err)
		}
		all, err := s.DecisionsIn(t.Context(), 2024)
		if err != nil || len(all) < 2 {
			t.Fatalf("decisions of the year %+v, %v", all, err)
		}
		lost := all[1]
		lost.Who, lost.Last = "somebody before", true
		for want, back := range map[int][]sqlstore.Decision{0: all, 1: {lost}} {
			if n, err := s.KeepDecisions(t.Context(), back); err != nil || n != want {
				t.Errorf("%d decisions put back, want %d, %v", n, want, err)
			}
		}
		if history, err = s.Decisions(t.Context(), first[0]); err != nil || len(history) != 3 || !history[1].Last || history[2].Last {
			t.Errorf("the last word is another one: %+v, %v", history, err)
		}
		y, err := s.YearSums(t.Context(), 2024, "")
		if err != nil {
			t.Fatal(err)
		}
		want := sqlstore.Year{Sum: sqlstore.Sum{Reports: 7, Clean: 2}, Rules: []sqlstore.Sum{{Name: "T3-01", Reports: 5}},
			Regions: []sqlstore.Sum{{Name: "甲", Reports: 4, Clean: 2}, {Name: "乙", Reports: 3}}}
		if diff := cmp.Diff(want, y); diff != "" {
			t.Error(diff)
		}
	})
}

// TestDecisionOutlivesTheReading: a finding of another rule set and parser has the evidence
// that was decided on.
func TestDecisionOutlivesTheReading(t *testing.T) {
	t.Parallel()
	a := report.Finding{Rule: "T3-01", Message: "旧的说法", Cells: []string{"b", "a"}, Quotes: []string{"总计 12"}, At: []report.Place{{Start: 1}}}
	b := report.Finding{Rule: "T3-01", Message: "新的说法", Cells: []string{"a", "b"}, Quotes: []string{"总计　１２"}, At: []report.Place{{Start: 99}}}
	if sqlstore.Evidence(a) != sqlstore.Evidence(b) {
		t.Error("another wording or place is another evidence")
	}
	b.Quotes = []string{"总计 13"}
	if sqlstore.Evidence(a) == sqlstore.Evidence(b) {
		t.Error("other words are the same evidence")
	}
}
