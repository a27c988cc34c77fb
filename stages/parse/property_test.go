package parse_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// drawTable draws a table and damages it: rows left out, labels lost or misprinted,
// sums that do not hold, cells with other prints.
func drawTable(t *rapid.T, layout string) table {
	results := map[string][6]int{}
	most := rapid.SampledFrom([]int{1, 9, 40, 3000}).Draw(t, "most")
	keys := []string{}
	for _, r := range report.ApplicationRows(report.Form2021) {
		keys = append(keys, r.Key)
		if rapid.IntRange(0, 2).Draw(t, "some") == 0 && r.Key != "new_received" && r.Key != "carried_in" && r.Key != "result_total" && r.Key != "carried_out" {
			var v [6]int
			for i := range v {
				v[i] = rapid.IntRange(0, most).Draw(t, "n") * rapid.IntRange(0, 1).Draw(t, "on")
			}
			results[r.Key] = v
		}
	}
	out := balanced(results)
	out.drop, out.lost, out.as, out.text = map[string]bool{}, map[string]bool{}, map[string]string{}, map[string][7]string{}
	for range rapid.IntRange(0, 2).Draw(t, "damages") {
		key := rapid.SampledFrom(keys).Draw(t, "row")
		damage(t, &out, key, layout)
	}
	return out
}

func damage(t *rapid.T, out *table, key, layout string) {
	if _, ok := out.text[key]; ok {
		return
	}
	row := out.rows[key]
	i := rapid.IntRange(0, 6).Draw(t, "column")
	switch rapid.IntRange(0, 5).Draw(t, "damage") {
	case 0:
		out.drop[key] = true
	case 1:
		out.lost[key] = true
	case 2:
		for _, r := range report.ApplicationRows(report.Form2021) {
			if runes := []rune(r.Label); r.Key == key && len(runes) > 8 {
				cut := rapid.IntRange(3, len(runes)-1).Draw(t, "cut")
				out.as[key] = string(append(runes[:cut:cut], runes[cut+1:]...))
			}
		}
	case 3:
		row[i] += rapid.IntRange(1, 20).Draw(t, "off")
		out.rows[key] = row
	case 4:
		if layout == "glued" {
			return
		}
		s := out.cells(key)
		s[i] = rapid.SampledFrom([]string{"/", "-", "—"}).Draw(t, "dash")
		out.text[key] = s
	case 5:
		if layout == "glued" {
			return
		}
		s := out.cells(key)
		if row[i] > 999 {
			s[i] = fmt.Sprintf("%d,%03d", row[i]/1000, row[i]%1000)
		} else {
			s[i] = strings.Map(func(r rune) rune { return r - '0' + '０' }, fmt.Sprint(row[i]))
		}
		out.text[key] = s
	}
}

// TestNeverAWrongNumber is the promise of the parser: whatever is lost or damaged, a
// number that is given is the one that is printed in that cell.
func TestNeverAWrongNumber(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"pipes", "tabs", "cells", "lines", "spaces", "glued"} {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				s := sample{table: drawTable(t, layout), layout: layout}
				doc := s.document()
				r, err := parse.New().Parse(context.Background(), doc)
				if err != nil {
					t.Fatal(err)
				}
				if bad, _ := wrong(r, &s.table); len(bad) > 0 {
					t.Fatalf("wrong: %v, left out %v, labels lost %v, misprinted %v", bad, s.table.drop, s.table.lost, s.table.as)
				}
			})
		})
	}
}

// TestPlacesReread wants every cell's place to lead to its text, and no two figures of
// table three to stand at one place.
func TestPlacesReread(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		layout := rapid.SampledFrom([]string{"pipes", "tabs", "cells", "lines", "spaces", "glued"}).Draw(t, "layout")
		s := sample{table: drawTable(t, layout), layout: layout}
		doc := s.document()
		r, err := parse.New().Parse(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		var raw strings.Builder
		for _, b := range doc.Blocks {
			for raw.Len() < b.Line.At.Start {
				raw.WriteByte('\n')
			}
			raw.WriteString(b.Line.S)
		}
		seen := map[[2]int]string{}
		for key, row := range r.Tables.Applications {
			for col, c := range row {
				if !c.Value.Valid() {
					continue
				}
				if got := raw.String()[c.At.Start:c.At.End]; got != c.Text || got == "" {
					t.Fatalf("%s.%s: at %+v stands %q, not %q", key, col, c.At, got, c.Text)
				}
				at := [2]int{c.At.Start, c.At.End}
				if seen[at] != "" {
					t.Fatalf("%s.%s and %s stand at one place", key, col, seen[at])
				}
				seen[at] = key + "." + col
			}
		}
	})
}

// FuzzParse wants any text to be read without a panic, the same twice, with places
// inside the text and with cells whose state and value agree.
func FuzzParse(f *testing.F) {
	for _, layout := range []string{"pipes", "tabs", "lines", "spaces", "glued"} {
		s := sample{table: balanced(someResults), layout: layout, four: strings.Fields("1 0 0 0 1 0 0 0 0 0 2 1 0 0 3"),
			two: "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章 0 0 7\n"}
		var b strings.Builder
		for _, block := range s.document().Blocks {
			b.WriteString(block.Line.S + "\n")
		}
		f.Add(b.String())
	}
	f.Add("一、\n((((|||\t\t—/-1-年月日")
	p := parse.New()
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 20_000 {
			return
		}
		r, err := p.Parse(context.Background(), textDocument(s))
		if err != nil {
			var poison *fault.PoisonError
			if !errors.As(err, &poison) {
				t.Fatalf("neither a report nor poison: %v", err)
			}
			return
		}
		check := func(c report.Cell) {
			if c.Value.Valid() != (c.State == report.Printed || c.State == report.Derived) {
				t.Fatalf("state %s with value %q", c.State, c.Value)
			}
			if c.At.Start > c.At.End || c.At.End > len(s) {
				t.Fatalf("place %+v outside the text of %d bytes", c.At, len(s))
			}
			if c.Value.Valid() && s[c.At.Start:c.At.End] != c.Text {
				t.Fatalf("at %+v stands %q, not %q", c.At, s[c.At.Start:c.At.End], c.Text)
			}
		}
		for _, c := range r.Tables.Disclosure {
			check(c)
		}
		for _, row := range r.Tables.Applications {
			for _, c := range row {
				check(c)
			}
		}
		for _, row := range r.Tables.Proceedings {
			for _, c := range row {
				check(c)
			}
		}
	})
}
