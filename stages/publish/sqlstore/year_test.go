package sqlstore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// TestRulesOfTheNewest: whatever came in which order, versions, copies, other rule sets and late
// bases, a list by rule and the sums of a year say what the findings of the current reports
// say. An older store says the same when it is opened.
func TestRulesOfTheNewest(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		r := rand.New(rand.NewPCG(11, 11))
		s := open(t, dsn)
		severities := []report.Severity{report.Error, report.Warning, report.Info}
		for i := range 150 {
			year, published := 2023+r.IntN(2), fmt.Sprintf("2025-01-%02d", 1+r.IntN(20))
			agency := fmt.Sprintf("江苏省淮安市第%d县人民政府", r.IntN(12))
			rep := report.Report{Schema: report.Schema, ID: fmt.Sprint("doc", r.IntN(40)), Form: report.Form2021, Year: &year, Agency: &agency, Published: &published,
				Source: report.Source{Region: []string{"甲", "乙", ""}[r.IntN(3)], Producer: []string{"p", "q"}[r.IntN(2)]}}
			var found []report.Finding
			for range r.IntN(6) {
				found = append(found, report.Finding{Rule: fmt.Sprint("T3-0", r.IntN(4)), Severity: severities[r.IntN(3)], Quotes: []string{fmt.Sprint(i)}})
			}
			put(t, s, makeRecord(t, rep, found, fmt.Sprint(r.IntN(3))))
		}
		rulesAreThoseOfTheFindings(t, s)
		if err := s.DownTo(t.Context(), 2); err != nil {
			t.Fatal(err)
		}
		rulesAreThoseOfTheFindings(t, open(t, dsn))
	})
}

func rulesAreThoseOfTheFindings(t *testing.T, s *sqlstore.Store) {
	t.Helper()
	of := func(condition string) string { return " FROM finding_latest f WHERE " + condition }
	seen := 0
	for _, year := range []int{0, 2023, 2024} {
		for _, producer := range []string{"", "p", "q"} {
			and := fmt.Sprintf(" AND (f.year = %d OR %d = 0) AND f.doc IN (SELECT d.doc FROM documents d WHERE d.is_current AND (d.producer = '%s' OR '%s' = ''))", year, year, producer, producer)
			var want []string
			for n := range 5 {
				rule := fmt.Sprint("T3-0", n)
				for _, severity := range []report.Severity{"", report.Error, report.Warning, report.Info} {
					where := fmt.Sprintf("f.rule = '%s' AND (f.severity = '%s' OR '%s' = '')", rule, severity, severity) + and
					for _, region := range []string{"", "甲"} {
						in := where + fmt.Sprintf(" AND (f.region = '%s' OR '%s' = '')", region, region)
						docs := scan(t, s, "SELECT COALESCE(STRING_AGG(doc, ' ' ORDER BY weight DESC, id DESC), '') FROM documents WHERE doc IN (SELECT f.doc"+of(in)+")")
						f := sqlstore.ReportFilter{Year: year, Producer: producer, Rule: rule, Severity: severity, Region: region}
						if got := docsOf(t, s, f); got != docs {
							t.Errorf("%+v: %s, want %s", f, got, docs)
						}
						seen += len(strings.Fields(docs))
					}
				}
				if docs := scan(t, s, "SELECT COUNT(DISTINCT f.doc)"+of("f.rule = '"+rule+"' AND f.severity <> 'info'"+and)); docs != "0" {
					want = append(want, rule+" "+docs)
				}
			}
			if year == 0 {
				continue
			}
			y, err := s.YearSums(t.Context(), year, producer)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, rule := range y.Rules {
				got = append(got, fmt.Sprint(rule.Name, " ", rule.Reports))
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d of %q: %s", year, producer, diff)
			}
		}
	}
	if seen < 300 {
		t.Errorf("only %d rows were compared", seen)
	}
}

// docsOf lists the documents by pages of three, and counts them.
func docsOf(t *testing.T, s *sqlstore.Store, f sqlstore.ReportFilter) string {
	t.Helper()
	n, err := s.CountReports(t.Context(), f, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var docs []string
	for f.Limit = 3; ; {
		page, err := s.Reports(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			docs = append(docs, r.Doc)
		}
		if len(page) < f.Limit {
			break
		}
		f.After = page[len(page)-1].Cursor()
	}
	if n != len(docs) {
		t.Errorf("%+v: counted %d, listed %d", f, n, len(docs))
	}
	return strings.Join(docs, " ")
}
