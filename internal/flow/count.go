package flow

import (
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rules"
)

// countCells counts the cells of a report by state.
func (f Flow) countCells(t report.Tables) {
	check.EachCell(t, func(c report.Cell) { f.Metrics.Cells.WithLabelValues(string(c.State)).Inc() })
}

// StartCounts has every rule of the book at 0 from the start, or a rate misses its first
// failure.
func (f Flow) StartCounts() {
	for _, r := range rules.Book() {
		f.Metrics.RuleFailures.WithLabelValues(r.ID, string(r.Severity))
	}
}

// countRules counts how the rules ended and which are broken, each once a report.
func (f Flow) countRules(v report.Verdict) {
	for outcome, n := range map[report.Outcome]int{
		report.Met: v.Rules.Met, report.Broken: v.Rules.Broken,
		report.NotApplicable: v.Rules.NotApplicable, report.Inconclusive: v.Rules.Inconclusive,
	} {
		f.Metrics.RuleOutcomes.WithLabelValues(string(outcome)).Add(float64(n))
	}
	type failure struct{ rule, severity string }
	seen := make(map[failure]bool)
	for _, found := range v.Findings {
		k := failure{found.Rule, string(found.Severity)}
		if !seen[k] {
			seen[k] = true
			f.Metrics.RuleFailures.WithLabelValues(k.rule, k.severity).Inc()
		}
	}
}
