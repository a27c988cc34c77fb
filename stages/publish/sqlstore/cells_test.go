package sqlstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/publish/dataset"
	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// wantCells are the rows that the view cells has of a report, by its tables alone: as the table of
// that name had them.
func wantCells(t failer, r report.Report) (out [][]string) {
	clean := func(s string) string {
		return strings.ReplaceAll(strings.ToValidUTF8(report.MaskText(s), "\uFFFD"), "\x00", "\uFFFD")
	}
	add := func(table, row, col string, c report.Cell) {
		place, err := json.Marshal(c.At)
		if err != nil {
			t.Fatal(err)
		}
		value := "<null>"
		if c.Value.Valid() {
			value = c.Value.String()
		}
		at := strings.ReplaceAll(strings.ToValidUTF8(string(report.MaskJSON(place)), "\uFFFD"), "\x00", "\uFFFD")
		out = append(out, []string{fmt.Sprint(len(out)), table, clean(row), clean(col), string(c.State), value, clean(c.Text), at, clean(c.Why)})
	}
	for _, row := range slices.Sorted(maps.Keys(r.Tables.Disclosure)) {
		add("disclosure", row, "", r.Tables.Disclosure[row])
	}
	for _, of := range []struct {
		name string
		rows map[string]map[string]report.Cell
	}{{"applications", r.Tables.Applications}, {"proceedings", r.Tables.Proceedings}} {
		for _, row := range slices.Sorted(maps.Keys(of.rows)) {
			for _, col := range slices.Sorted(maps.Keys(of.rows[row])) {
				add(of.name, row, col, of.rows[row][col])
			}
		}
	}
	for _, s := range r.Stats {
		add("stats", s.Name, s.Unit, s.Value)
	}
	return out
}

// gotCells are the rows of a document's verdicts in cells.
func gotCells(t failer, s *sqlstore.Store, doc string) (out [][]string) {
	rows, err := s.DB().QueryContext(context.Background(), "SELECT CAST(c.n AS TEXT), c.table_name, c.row_key, c.col_key, c.state, COALESCE(c.value, '<null>'), c.text, c.place, c.why"+
		" FROM cells c JOIN verdicts v ON v.id = c.verdict_id WHERE v.doc = '"+doc+"' ORDER BY c.n")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		row := make([]string, 9)
		var at []any
		for i := range row {
			at = append(at, &row[i])
		}
		if err := rows.Scan(at...); err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// exported are the rows of a table as they are exported, without year, region and agency.
func exported(t *testing.T, s *sqlstore.Store, table string) (out [][]string) {
	t.Helper()
	err := s.EachRow(t.Context(), table, sqlstore.Part{}, func(row []any) error {
		var of []string
		for i, v := range row {
			switch {
			case i > 0 && i < 4:
			case v == nil:
				of = append(of, "<null>")
			default:
				of = append(of, fmt.Sprint(v))
			}
		}
		out = append(out, of)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// awkward draws texts that SQL, JSON, UTF-8 or the masking of personal numbers treat otherwise
// than others.
func awkward() *rapid.Generator[string] {
	return rapid.OneOf(text(), rapid.SampledFrom([]string{
		`"`, `\`, `\u0000`, `\"}]`, "\t\r\n\b\x01\x1f\x7f", "null", "0", "1", "", " ", "身份证 11010519491231002X", "13812345678", "é年\u2028𠮷", "é\xe5\xb9", "年报\xff", "$.a[0]", `a.b"c`, "at", "tables", "?p1", "<a href='x'>&",
	}))
}

func place() *rapid.Generator[report.Place] {
	return rapid.Custom(func(t *rapid.T) report.Place {
		p := report.Place{Kind: rapid.SampledFrom([]string{"", report.PlaceText, report.PlaceHTML, report.PlaceHTML, report.PlaceDOCX, report.PlacePDF, report.PlaceOFD, report.PlaceXLSX, report.PlaceCSV, report.PlaceWords}).Draw(t, "kind"),
			In:    rapid.OneOf(rapid.Just(""), awkward()).Draw(t, "in"),
			Path:  rapid.OneOf(rapid.SampledFrom([]string{"/html/body/table[1]/tr[2]/td[3]", "/html/body/table[1]/tr[12]/td[3]", "年é", "年è", `,"end":3}`, `"start":1`}), awkward()).Draw(t, "path"),
			Start: rapid.IntRange(-2, 70_000).Draw(t, "start"), Page: rapid.IntRange(0, 3).Draw(t, "page")}
		p.End = p.Start + rapid.IntRange(-3, 12).Draw(t, "length")
		for i := range p.Box {
			p.Box[i] = rapid.Float64Range(0, 900).Draw(t, "box")
		}
		return p
	})
}

func awkwardCell() *rapid.Generator[report.Cell] {
	return rapid.Custom(func(t *rapid.T) report.Cell {
		c := cell().Draw(t, "cell")
		c.At = place().Draw(t, "place")
		c.Text = rapid.OneOf(rapid.Just(c.Value.String()), awkward()).Draw(t, "text")
		c.Why = rapid.OneOf(rapid.Just(""), awkward()).Draw(t, "why")
		return c
	})
}

// drawReport draws a report with cells that are awkward to keep, some of them under the names of
// the forms.
func drawReport(t *rapid.T, doc string) report.Report {
	names := func(known ...string) *rapid.Generator[string] {
		return rapid.OneOf(rapid.SampledFrom(known), awkward())
	}
	table := rapid.MapOfN(names("new_received", "total", "review"), rapid.MapOfN(names("total", "natural", "upheld"), awkwardCell(), 0, 5), 0, 4)
	r := report.Report{Schema: report.Schema, ID: doc, Form: rapid.SampledFrom([]report.Form{report.Form2021, report.Form2019, report.FormPre2019, report.FormUnknown}).Draw(t, "form")}
	r.Tables.Disclosure = rapid.MapOfN(names("fees_10k_yuan", "licences"), awkwardCell(), 0, 5).Draw(t, "disclosure")
	r.Tables.Applications, r.Tables.Proceedings = table.Draw(t, "applications"), table.Draw(t, "proceedings")
	for range rapid.IntRange(0, 4).Draw(t, "stats") { // an indicator may stand twice
		r.Stats = append(r.Stats, report.Stat{Name: names("公开数").Draw(t, "name"), Unit: names("条", "件").Draw(t, "unit"), Value: awkwardCell().Draw(t, "stat")})
	}
	return r
}

// TestCellsAreThoseOfTheReport: the view has every row as the tables of the report say, also
// those that were rows of a table before, and after a step back and forth.
func TestCellsAreThoseOfTheReport(t *testing.T) {
	t.Parallel()
	databases(t, func(t *testing.T, dsn string) {
		s := open(t, dsn)
		want := map[string][][]string{}
		rapid.Check(t, func(t *rapid.T) {
			doc := uniqueDoc()
			r := drawReport(t, doc)
			if _, err := s.Put(context.Background(), makeRecord(t, r, nil, "0")); err != nil {
				t.Fatal(err)
			}
			want[doc] = wantCells(t, r)
			if diff := cmp.Diff(want[doc], gotCells(t, s, doc)); diff != "" {
				t.Fatalf("-want +got:\n%s", diff)
			}
		})
		before := map[string]string{}
		for _, q := range []string{"verdicts ORDER BY id", "cell_wide ORDER BY doc"} {
			before[q] = rows(t, s, q)
		}
		wide := exported(t, s, dataset.Wide)
		long := exported(t, s, dataset.Long)
		for doc, rows := range want {
			var all [][]string
			for _, r := range rows {
				all = append(all, slices.Concat([]string{doc}, r[1:7], r[8:])) // neither n nor place
			}
			of := slices.DeleteFunc(slices.Clone(long), func(r []string) bool { return r[0] != doc })
			if diff := cmp.Diff(all, of, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("exported: -want +got:\n%s", diff)
			}
		}
		if err := s.DownTo(t.Context(), 6); err != nil {
			t.Fatal(err)
		}
		same := func(of string) {
			t.Helper()
			for doc, rows := range want {
				if diff := cmp.Diff(rows, gotCells(t, s, doc)); diff != "" {
					t.Fatalf("%s: -want +got:\n%s", of, diff)
				}
			}
		}
		same("the table of the version before")
		s = open(t, dsn)
		same("the view after it")
		for q, was := range before {
			if rows(t, s, q) != was {
				t.Errorf("%s is another one after a step back and forth", q)
			}
		}
		if diff := cmp.Diff(wide, exported(t, s, dataset.Wide)); diff != "" {
			t.Errorf("cell_wide as exported is another one after a step back and forth: %s", diff)
		}
	})
}
