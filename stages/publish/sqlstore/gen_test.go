package sqlstore_test

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// text draws strings that a document can hold, with what is awkward for SQL and JSON.
func text() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"", "3,119", "一、总体情况", "a\x00b", "\xff\xfe", "'; DROP TABLE cells; --", "<&>\u2028", "?$1"}),
	)
}

func number(t *rapid.T) report.Number {
	s := rapid.StringMatching(`-?[0-9]{1,12}(\.[0-9]{1,4})?`).Draw(t, "number")
	n, err := report.ParseNumber(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func cell() *rapid.Generator[report.Cell] {
	return rapid.Custom(func(t *rapid.T) report.Cell {
		state := rapid.SampledFrom([]report.State{report.Printed, report.Blank, report.Dash, report.Derived, report.Unread}).Draw(t, "state")
		c := report.Cell{State: state, Text: text().Draw(t, "text"), At: report.Place{Kind: report.PlaceText, Start: 1, End: 4}}
		if state == report.Printed || state == report.Derived {
			c.Value = number(t)
		}
		return c
	})
}

func finding() *rapid.Generator[report.Finding] {
	return rapid.Custom(func(t *rapid.T) report.Finding {
		return report.Finding{
			Rule:     rapid.SampledFrom([]string{"T4-01", "T3-02", "S-01"}).Draw(t, "rule"),
			Severity: rapid.SampledFrom([]report.Severity{report.Error, report.Warning, report.Info}).Draw(t, "severity"),
			Message:  text().Draw(t, "message"),
			Quotes:   rapid.SliceOfN(text(), 0, 3).Draw(t, "quotes"),
			At:       []report.Place{{Kind: report.PlacePDF, Page: 2, Box: [4]float64{1, 2.5, 3, 4}}},
		}
	})
}

func optional[T any](t *rapid.T, g *rapid.Generator[T], label string) *T {
	return rapid.Ptr(g, true).Draw(t, label)
}

// drawRecord draws a record of the document named doc.
func drawRecord(t *rapid.T, doc string) publish.Record {
	table := rapid.MapOfN(text(), rapid.MapOfN(text(), cell(), 0, 4), 0, 4)
	rep := report.Report{
		Schema: report.Schema, ID: doc,
		Form:   rapid.SampledFrom([]report.Form{report.Form2021, report.Form2019, report.FormUnknown}).Draw(t, "form"),
		Title:  optional(t, text(), "title"),
		Agency: optional(t, text(), "agency"),
		Year:   optional(t, rapid.IntRange(2003, 2030), "year"),
		Tables: report.Tables{
			Disclosure:   rapid.MapOfN(text(), cell(), 0, 4).Draw(t, "disclosure"),
			Applications: table.Draw(t, "applications"),
			Proceedings:  table.Draw(t, "proceedings"),
		},
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "stats") {
		rep.Stats = append(rep.Stats, report.Stat{Name: fmt.Sprint(i / 2), Unit: "件", Value: cell().Draw(t, "stat")})
	}
	return makeRecord(t, rep, rapid.SliceOfN(finding(), 0, 4).Draw(t, "findings"), "0")
}

type failer interface{ Fatal(args ...any) }

func makeRecord(t failer, rep report.Report, findings []report.Finding, basis string) publish.Record {
	r, err := publish.NewRecord(publish.Input{
		Key:     publish.Key{Doc: rep.ID, Parser: "p1", Rules: "2026-1", Basis: basis},
		Verdict: report.Verdict{Report: rep, Findings: findings, Rules: report.Rules{Set: "2026.1", Met: 5, Broken: len(findings)}, Basis: basis},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// fullRecord is a record of a report with all 200 cells of the 2021 form.
func fullRecord(t failer, doc string, year int, agency, basis string) publish.Record {
	rep := report.Report{Schema: report.Schema, ID: doc, Form: report.Form2021, Year: &year, Agency: &agency}
	one := report.Cell{State: report.Printed, Value: report.IntNumber(1), Text: "1", At: report.Place{Kind: report.PlaceText, End: 1}}
	rep.Tables.Disclosure = map[string]report.Cell{}
	for _, row := range report.DisclosureRows(rep.Form) {
		for _, c := range row.Cells {
			rep.Tables.Disclosure[c.Key] = one
		}
	}
	rows := func(keys []string, cols []report.Column) map[string]map[string]report.Cell {
		out := map[string]map[string]report.Cell{}
		for _, k := range keys {
			out[k] = map[string]report.Cell{}
			for _, c := range cols {
				out[k][c.Key] = one
			}
		}
		return out
	}
	var keys []string
	for _, r := range report.ApplicationRows(rep.Form) {
		keys = append(keys, r.Key)
	}
	rep.Tables.Applications = rows(keys, report.ApplicantColumns())
	keys = keys[:0]
	for _, g := range report.ProceedingGroups() {
		keys = append(keys, g.Key)
	}
	rep.Tables.Proceedings = rows(keys, report.ProceedingOutcomes())
	return makeRecord(t, rep, []report.Finding{{Rule: "T4-01", Severity: report.Error, Message: "合计不符", Quotes: []string{"10 1 0 0 0"}}}, basis)
}
