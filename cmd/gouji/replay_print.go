package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/gouji/gouji/internal/flow"
)

// printReplayRules prints what changes by rule.
func (a *app) printReplayRules(changes []flow.Change) {
	type sum struct{ appear, disappear, documents int }
	sums := map[string]*sum{}
	of := func(id string) *sum {
		if sums[id] == nil {
			sums[id] = &sum{}
		}
		return sums[id]
	}
	for _, c := range changes {
		seen := map[string]bool{}
		for _, f := range c.Appeared {
			of(f.Rule).appear++
			seen[f.Rule] = true
		}
		for _, f := range c.Disappeared {
			of(f.Rule).disappear++
			seen[f.Rule] = true
		}
		for id := range seen {
			of(id).documents++
		}
	}
	rows := make([]table.Row, 0, len(sums))
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		rows = append(rows, table.Row{id, sums[id].appear, sums[id].disappear, sums[id].documents})
	}
	a.grid(a.Stdout, []string{"col.rule", "col.appear", "col.disappear", "col.documents"}, rows)
}

func printReplayDocs(w io.Writer, list []flow.Change) {
	for _, c := range list {
		fmt.Fprintf(w, "%s  %d  %s\n", c.Doc, c.Year, c.Agency)
		for _, f := range c.Appeared {
			fmt.Fprintf(w, "  + %s %v\n", f.Rule, f.Cells)
		}
		for _, f := range c.Disappeared {
			fmt.Fprintf(w, "  - %s %v\n", f.Rule, f.Cells)
		}
	}
}
