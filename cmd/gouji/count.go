package main

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rules"
)

// countCells counts the cells of a report by state.
func (w wiring) countCells(t report.Tables) {
	eachCell(t, func(c report.Cell) { w.metrics.Cells.WithLabelValues(string(c.State)).Inc() })
}

// startCounts has every rule of the book at 0 from the start, or a rate misses its first
// failure.
func (w wiring) startCounts() {
	for _, r := range rules.Book() {
		w.metrics.RuleFailures.WithLabelValues(r.ID, string(r.Severity))
	}
}

// countRules counts how the rules ended and which are broken, each once a report.
func (w wiring) countRules(v report.Verdict) {
	for outcome, n := range map[report.Outcome]int{
		report.Met: v.Rules.Met, report.Broken: v.Rules.Broken,
		report.NotApplicable: v.Rules.NotApplicable, report.Inconclusive: v.Rules.Inconclusive,
	} {
		w.metrics.RuleOutcomes.WithLabelValues(string(outcome)).Add(float64(n))
	}
	type failure struct{ rule, severity string }
	seen := make(map[failure]bool)
	for _, f := range v.Findings {
		k := failure{f.Rule, string(f.Severity)}
		if !seen[k] {
			seen[k] = true
			w.metrics.RuleFailures.WithLabelValues(k.rule, k.severity).Inc()
		}
	}
}
