package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/publish/sqlstore"
	"github.com/gouji/gouji/stages/report"
)

// comparison is two years of one issuer: what the earlier carries over, the later begins with.
type comparison struct {
	Before, After sqlstore.Report
	Columns       []report.Column
	Rows          []comparedRow
}

// comparedRow is a row of table three in both years.
type comparedRow struct {
	// Label is a key of the catalogue.
	Label         string
	Before, After []string
	// Rolls says that the first cells must equal the second, Equal for each column whether
	// they do: "same", "differs", or "" where one of them has no number.
	Rolls bool
	Equal []string
}

// compare sets two years side by side: the row that rolls over first, then the sums.
func compare(before sqlstore.Report, b *report.Report, after sqlstore.Report, a *report.Report) comparison {
	out := comparison{Before: before, After: after, Columns: report.ApplicantColumns()}
	row := func(label, keyBefore, keyAfter string, rolls bool) {
		r := comparedRow{Label: label, Rolls: rolls}
		for _, c := range out.Columns {
			x, y := b.Tables.Applications[keyBefore][c.Key], a.Tables.Applications[keyAfter][c.Key]
			r.Before, r.After = append(r.Before, shownCell(x)), append(r.After, shownCell(y))
			equal := ""
			if rolls && x.Value.Valid() && y.Value.Valid() {
				equal = "differs"
				if x.Value.Cmp(y.Value) == 0 {
					equal = "same"
				}
			}
			r.Equal = append(r.Equal, equal)
		}
		out.Rows = append(out.Rows, r)
	}
	row("row.rolls", "carried_out", "carried_in", true)
	row("row.received", "new_received", "new_received", false)
	row("row.results", "result_total", "result_total", false)
	return out
}

// shownCell is a figure, or what stands in its place.
func shownCell(c report.Cell) string {
	switch {
	case c.Value.Valid():
		return c.Value.String()
	case c.State == report.Unread:
		return "?"
	case c.State == "":
		return "—"
	}
	return c.Text
}

// historyLine is a verdict on a document and what it changed in the one before it.
type historyLine struct {
	sqlstore.Summary
	Appeared, Gone []string
	// Why says which part of the key is another: parser, rules or basis.
	Why []string
}

func (f *Office) history(ctx context.Context, doc string) ([]historyLine, error) {
	all, err := f.o.Store.History(ctx, doc)
	if err != nil {
		return nil, err
	}
	var out []historyLine
	var before []string
	for i, h := range all {
		l := historyLine{Summary: h.Summary}
		var c report.Check
		if err := json.Unmarshal(h.JSON, &c); err != nil {
			return nil, fmt.Errorf("office: a verdict on %s: %w", doc, err)
		}
		var now []string
		for _, d := range c.Findings {
			now = append(now, d.Rule+" "+strings.Join(d.Cells, " "))
		}
		if i > 0 {
			l.Appeared, l.Gone = missing(now, before), missing(before, now)
			was := all[i-1]
			for _, k := range []struct{ name, was, is string }{{"parser", was.Parser, h.Parser}, {"rules", was.Rules, h.Rules}, {"basis", was.Basis, h.Basis}} {
				if k.was != k.is {
					l.Why = append(l.Why, k.name)
				}
			}
		}
		before = now
		out = append(out, l)
	}
	slices.Reverse(out)
	return out, nil
}

// missing are those of list that are not in other, each once.
func missing(list, other []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(other, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
