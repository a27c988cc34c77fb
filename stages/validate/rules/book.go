// Package rules is the book: every rule that gouji checks, in one list, and every rule
// of the catalogue that it leaves out, with the reason.
package rules

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/arithmetic"
	"github.com/gouji/gouji/stages/validate/rules/crosscheck"
	"github.com/gouji/gouji/stages/validate/rules/names"
	"github.com/gouji/gouji/stages/validate/rules/neighbours"
	"github.com/gouji/gouji/stages/validate/rules/structure"
	"github.com/gouji/gouji/stages/validate/rules/tables"
	"github.com/gouji/gouji/stages/validate/rules/wording"
	"github.com/gouji/gouji/stages/validate/rules/years"
)

// Set is the version of the rule set. It changes when a rule is added, dropped or
// judges differently.
const Set = "2026.3"

// NotForDrafts are the rules that a draft cannot meet: it is not published yet, and often
// neither titled nor signed.
func NotForDrafts() []string {
	return []string{"D-01", "D-02", "D-03", "D-04", "D-05", "M-01", "Y-06", "Y-07"}
}

// Book returns the rules in the order of their ids. The list is the caller's own.
func Book() []rule.Rule {
	book := slices.Concat(
		structure.Rules(),
		tables.Rules(),
		crosscheck.Rules(),
		arithmetic.Rules(),
		years.Rules(),
		neighbours.Rules(),
		names.Rules(),
		wording.Rules(),
	)
	slices.SortFunc(book, func(a, b rule.Rule) int { return strings.Compare(a.ID, b.ID) })
	return book
}
