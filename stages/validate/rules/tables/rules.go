// Package tables has the rules on the three tables: labels, cells, sums of rows and columns, and
// figures that are hardly plausible.
package tables

import (
	"slices"

	"github.com/gouji/gouji/stages/validate/rule"
)

// Rules returns the rules of this room.
func Rules() []rule.Rule {
	return slices.Concat(
		tableRules(),
		disclosureRules(),
		applicationRules(),
		proceedingRules(),
		cellRules(),
		plausibleRules(),
	)
}
