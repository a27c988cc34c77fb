// Package neighbours has the rules on a report against those beside it: other years of the same
// issuer, the levels above and below, and others of its area.
package neighbours

import (
	"slices"

	"github.com/gouji/gouji/stages/validate/rule"
)

// Rules returns the rules of this room.
func Rules() []rule.Rule {
	return slices.Concat(
		acrossRules(),
		peerRules(),
		levelRules(),
	)
}
