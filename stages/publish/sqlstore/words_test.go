package sqlstore_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// TestSearchWithFilters: a search with a filter has the reports that the filter has by itself and
// the search by itself, in the order of the list and page by page, whatever was judged again
// meanwhile, and also in a store whose words an older version wrote.
func TestSearchWithFilters(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		r := rand.New(rand.NewPCG(5, 5))
		s := open(t, dsn)
		pick := func(of ...string) string { return of[r.IntN(len(of))] }
		for i := range 120 {
			year := 2023 + r.IntN(2)
			agency := fmt.Sprintf("第%d县%s人民政府", r.IntN(30), pick("鼓楼", "洪泽", ""))
			rep := report.Report{Schema: report.Schema, ID: fmt.Sprint("doc", r.IntN(60)), Form: report.Form2021, Year: &year, Agency: &agency,
				Source: report.Source{Region: pick("甲", "乙", ""), Producer: pick("p", "q"), Filename: pick("a37.html", "b370.pdf")}}
			var found []report.Finding
			for range r.IntN(4) {
				found = append(found, report.Finding{Rule: fmt.Sprint("T3-0", r.IntN(3)), Severity: report.Error, Message: "各列之和", Quotes: []string{pick("总计 37", "总计 370")}})
			}
			put(t, s, makeRecord(t, rep, found, fmt.Sprint(i)))
		}
		searchesAreThoseOfTheFilters(t, s)
		if err := s.DownTo(t.Context(), 5); err != nil {
			t.Fatal(err)
		}
		searchesAreThoseOfTheFilters(t, open(t, dsn))
	})
}

func searchesAreThoseOfTheFilters(t *testing.T, s *sqlstore.Store) {
	t.Helper()
	docs := func(f sqlstore.ReportFilter) []string { t.Helper(); return strings.Fields(docsOf(t, s, f)) } // page by page, and counted
	seen := 0
	for _, words := range []string{"鼓楼", "鼓", "人民政府", "总计", "37", "第7县", "总计 37", "鼓楼 之和"} {
		with := docs(sqlstore.ReportFilter{Search: words})
		for _, f := range []sqlstore.ReportFilter{{}, {Year: 2024}, {Region: "甲"}, {Producer: "q", Year: 2023}, {Rule: "T3-01"}, {Year: 2024, Region: "乙", Rule: "T3-02"}, {Region: "丙"}} {
			want := slices.DeleteFunc(docs(f), func(doc string) bool { return !slices.Contains(with, doc) })
			f.Search = words
			if got := docs(f); !slices.Equal(got, want) {
				t.Errorf("%+v: %v, want %v", f, got, want)
			}
			seen += len(want)
		}
	}
	if seen < 300 {
		t.Errorf("only %d reports were found", seen)
	}
}

// TestWordsStandBehindEachOther: what a searcher writes without a space stands like that.
func TestWordsStandBehindEachOther(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		year := 2024
		for _, agency := range []string{"青石县第37号机关", "青石县第370号机关", "青石县机关第37号", "松岭镇机关A3第二科"} {
			put(t, s, makeRecord(t, report.Report{Schema: report.Schema, ID: agency, Form: report.Form2021, Year: &year, Agency: &agency}, nil, "0"))
		}
		for words, want := range map[string]int{
			"第37号机关": 1, "第37号": 2, "第37": 3, "县第37": 2, "机关第37号": 1, "37 机关": 3, "青石县第370号机关": 1, "机关": 4, "石县第": 2, "关A3第": 1, "关A3": 1, "关A": 0, "37": 3, "3": 0, "岭": 1, "号": 3, "县号": 0, "37号第": 0,
		} {
			if got, err := s.Reports(t.Context(), sqlstore.ReportFilter{Search: words}); err != nil || len(got) != want {
				t.Errorf("%s: %d reports, %v, want %d", words, len(got), err, want)
			}
		}
	})
}
