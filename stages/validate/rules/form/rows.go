package form

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
)

// ClassRows are the rows that a result class sums up.
var ClassRows = map[narrative.Kind][]string{
	narrative.Granted:  Totals("granted"),
	narrative.Partial:  Totals("partial"),
	narrative.Denied:   Totals("denied_state_secret", "denied_law", "denied_safety", "denied_third_party", "denied_internal", "denied_process", "denied_enforcement_file", "denied_inquiry"),
	narrative.Unable:   Totals("unable_not_held", "unable_needs_creation", "unable_unclear"),
	narrative.Rejected: Totals("rejected_petition", "rejected_duplicate", "rejected_publication", "rejected_mass", "rejected_reconfirm"),
	narrative.Other:    Totals("other", "other_overdue_correction", "other_overdue_fee", "other_misc"),
}

// ClassName is what the form calls a class of answers.
var ClassName = map[narrative.Kind]string{
	narrative.Granted: "予以公开", narrative.Partial: "部分公开", narrative.Denied: "不予公开",
	narrative.Unable: "无法提供", narrative.Rejected: "不予处理", narrative.Other: "其他处理",
}

// Fee is what the charge for answers is called since 2021.
const Fee = "信息处理费"

// The totals of table three that the text tells most: received, carried in, answered, carried on.
const (
	NewTotal = "applications.new_received.total"
	InTotal  = "applications.carried_in.total"
	SumTotal = "applications.result_total.total"
	OutTotal = "applications.carried_out.total"
)

// GroupCells returns the paths of a group of table four: its outcomes and its total.
func GroupCells(group string) []string {
	out := make([]string, len(outcomeKeys))
	for i, k := range outcomeKeys {
		out[i] = "proceedings." + group + "." + k
	}
	return out
}

// The totals of table four: of reviews, and of both kinds of lawsuits.
var (
	ReviewTotal = []string{"proceedings.review.total"}
	SuitTotals  = []string{"proceedings.direct.total", "proceedings.after_review.total"}
)

// outcomeKeys are the keys of a group of table four; the total is the last.
var outcomeKeys = func() (out []string) {
	for _, c := range report.ProceedingOutcomes() {
		out = append(out, c.Key)
	}
	return out
}()
