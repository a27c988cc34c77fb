// Package years has the rules on time: the report's own year, dates, periods, what is left from
// another year, and the day it is due.
package years

import (
	"slices"

	"github.com/gouji/gouji/stages/validate/rule"
)

// Rules returns the rules of this room.
func Rules() []rule.Rule {
	return slices.Concat(
		yearRules(),
		periodRules(),
		deadlineRules(),
	)
}
