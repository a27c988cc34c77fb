// Package structure has the rules on what a report must have: sections in order, the contents that
// the form asks for, and who issued it for which year.
package structure

import (
	"slices"

	"github.com/gouji/gouji/stages/validate/rule"
)

// Rules returns the rules of this room.
func Rules() []rule.Rule {
	return slices.Concat(
		sectionRules(),
		contentRules(),
		metadataRules(),
	)
}
