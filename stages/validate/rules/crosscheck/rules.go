// Package crosscheck has the rules on the text against the tables (勾稽关系 between narrative and
// form): applications, answers, proceedings, disclosure and fees.
package crosscheck

import (
	"slices"

	"github.com/gouji/gouji/stages/validate/rule"
)

// Rules returns the rules of this room.
func Rules() []rule.Rule {
	return slices.Concat(
		applicationNarrativeRules(),
		otherNarrativeRules(),
		approximateRules(),
		feeRules(),
	)
}
