package sqlstore_test

import (
	"testing"

	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// scan returns the one value that query gives, "<null>" for NULL.
func scan(t *testing.T, s *sqlstore.Store, query string) string {
	t.Helper()
	var out *string
	if err := s.DB().QueryRowContext(t.Context(), query).Scan(&out); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if out == nil {
		return "<null>"
	}
	return *out
}

func TestRows(t *testing.T) {
	t.Parallel()
	s := open(t, file(t))
	fees, err := report.ParseNumber("73802895.90")
	if err != nil {
		t.Fatal(err)
	}
	at := report.Place{Kind: report.PlaceText, Start: 5, End: 16}
	rep := report.Report{ID: "doc", Form: report.Form2021}
	rep.Tables.Disclosure = map[string]report.Cell{
		"fees_10k_yuan": {State: report.Printed, Value: fees, Text: "73,802,895.90", At: at},
		"licences":      {State: report.Blank},
	}
	rep.Tables.Proceedings = map[string]map[string]report.Cell{"review": {"total": {State: report.Unread, Text: "1\x00", Why: "two readings"}}}
	rep.Stats = []report.Stat{{Name: "公开数", Unit: "条", Value: report.Cell{State: report.Dash, Text: "/"}}}
	put(t, s, makeRecord(t, rep, []report.Finding{
		{Rule: "T4-01", Severity: report.Error, Section: 4, Want: "11", Got: "0", Cells: []string{"proceedings.review.total"}, At: []report.Place{at}},
		{Rule: "S-01", Severity: report.Info},
	}, "0"))
	for query, want := range map[string]string{
		"SELECT COUNT(*) FROM cells": "4",
		"SELECT value FROM cells WHERE table_name = 'disclosure' AND row_key = 'fees_10k_yuan'":            "73802895.90",
		"SELECT typeof(value) FROM cells WHERE row_key = 'fees_10k_yuan'":                                  "text",
		"SELECT text FROM cells WHERE row_key = 'fees_10k_yuan'":                                           "73,802,895.90",
		"SELECT place FROM cells WHERE row_key = 'fees_10k_yuan'":                                          `{"kind":"text","start":5,"end":16}`,
		"SELECT value FROM cells WHERE row_key = 'licences'":                                               "<null>",
		"SELECT place FROM cells WHERE row_key = 'licences'":                                               "null",
		"SELECT text || why FROM cells WHERE row_key = 'review' AND col_key = 'total'":                     "1\uFFFDtwo readings",
		"SELECT row_key || col_key || text FROM cells WHERE table_name = 'stats'":                          "公开数条/",
		"SELECT want || got || cells || places FROM findings WHERE rule = 'T4-01'":                         `110["proceedings.review.total"][{"kind":"text","start":5,"end":16}]`,
		"SELECT cells || quotes FROM findings WHERE rule = 'S-01'":                                         "[][]",
		"SELECT errors || warnings || infos || met || broken FROM verdicts":                                "10152",
		"SELECT cells_printed || cells_blank || cells_dash || cells_derived || cells_unread FROM verdicts": "11101",
		"SELECT year FROM verdicts":                                                                        "<null>",
		"SELECT title FROM verdicts":                                                                       "<null>",
	} {
		if got := scan(t, s, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}
