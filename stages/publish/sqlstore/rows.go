package sqlstore

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// table is rows for one INSERT: the columns after verdict_id and n, and a slice of
// their values for each row.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

func findingRows(findings []report.Finding) (table, error) {
	t := table{name: "findings", columns: []string{
		"rule", "severity", "section", "message", "message_en", "want", "got", "cells", "quotes", "places",
	}}
	for _, f := range findings {
		cells, err := list(f.Cells)
		if err != nil {
			return t, err
		}
		quotes, err := list(f.Quotes)
		if err != nil {
			return t, err
		}
		places, err := list(f.At)
		if err != nil {
			return t, err
		}
		t.rows = append(t.rows, []any{
			clean(f.Rule), clean(string(f.Severity)), f.Section, clean(f.Message), clean(f.MessageEN),
			clean(f.Want), clean(f.Got), cells, quotes, places,
		})
	}
	return t, nil
}

// cellRow is a row of the view cells without its verdict.
type cellRow struct {
	n               int
	table, row, col string
	state           string
	value           *string
	text            string
	place, why      string
}

// cellRows has the rows of cells in an order that depends on the report alone, and how
// many there are of each state.
func cellRows(r report.Report) ([]cellRow, map[report.State]int, error) {
	var out []cellRow
	states := make(map[report.State]int)
	add := func(name, row, col string, c report.Cell) error {
		place, err := c.At.MarshalJSON()
		if err != nil {
			return fmt.Errorf("sqlstore: place of %s.%s.%s: %w", name, row, col, err)
		}
		states[c.State]++
		one := cellRow{n: len(out), table: name, row: clean(row), col: clean(col), state: string(c.State),
			text: clean(c.Text), place: valid(string(report.MaskJSON(place))), why: clean(c.Why)}
		if c.Value.Valid() {
			value := c.Value.String()
			one.value = &value
		}
		out = append(out, one)
		return nil
	}
	for _, row := range keys(r.Tables.Disclosure) {
		if err := add("disclosure", row, "", r.Tables.Disclosure[row]); err != nil {
			return nil, nil, err
		}
	}
	for name, tab := range nested(r.Tables) {
		for _, row := range keys(tab) {
			for _, col := range keys(tab[row]) {
				if err := add(name, row, col, tab[row][col]); err != nil {
					return nil, nil, err
				}
			}
		}
	}
	for _, s := range r.Stats {
		if err := add("stats", s.Name, s.Unit, s.Value); err != nil {
			return nil, nil, err
		}
	}
	return out, states, nil
}

// nested yields the two tables that have columns, always in the same order.
func nested(t report.Tables) func(func(string, map[string]map[string]report.Cell) bool) {
	return func(yield func(string, map[string]map[string]report.Cell) bool) {
		_ = yield("applications", t.Applications) && yield("proceedings", t.Proceedings)
	}
}

// verdictRow has the columns of verdicts and their values; check is that of check_json, cells
// that of cells_json.
func verdictRow(r publish.Record, states map[report.State]int, check any, cells string) ([]string, []any) {
	var year, agency, title any
	rep := r.Check.Report
	if rep.Year != nil {
		year = *rep.Year
	}
	if rep.Agency != nil {
		agency = clean(*rep.Agency)
	}
	if rep.Title != nil {
		title = clean(*rep.Title)
	}
	severities := make(map[report.Severity]int)
	for _, f := range r.Check.Findings {
		severities[f.Severity]++
	}
	rules := r.Check.Rules
	return []string{
			"doc", "parser", "rules", "basis", "digest", "year", "agency", "form", "title", "check_json",
			"errors", "warnings", "infos", "met", "broken", "not_applicable", "inconclusive",
			"cells_printed", "cells_blank", "cells_dash", "cells_derived", "cells_unread", "cells_json",
		}, []any{
			r.Key.Doc, r.Key.Parser, r.Key.Rules, r.Key.Basis, r.Digest, year, agency, clean(string(rep.Form)), title, check,
			severities[report.Error], severities[report.Warning], severities[report.Info],
			rules.Met, rules.Broken, rules.NotApplicable, rules.Inconclusive,
			states[report.Printed], states[report.Blank], states[report.Dash], states[report.Derived], states[report.Unread], cells,
		}
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// list writes a list as JSON, nil as [].
func list[T any](l []T) (string, error) {
	if l == nil {
		return "[]", nil
	}
	b, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("sqlstore: %w", err)
	}
	return valid(string(report.MaskJSON(b))), nil
}

// clean is a text of a document as a column has it: personal numbers are masked, and what
// PostgreSQL does not take is replaced.
func clean(s string) string { return valid(report.MaskText(s)) }

func valid(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}
