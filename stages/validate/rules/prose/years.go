package prose

import (
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// YearSeen is a year in the text and where it stands.
type YearSeen struct {
	Year       int
	Part       *narrative.Part
	S          narrative.Sentence
	Start, End int
}

// EachYear calls see for each year in the text that is not part of a full date.
func EachYear(p *rule.Pass, see func(YearSeen)) {
	EachPart(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			for _, n := range s.Numbers {
				if p.Full() {
					return
				}
				p.Step()
				v, ok := n.Int()
				if n.Unit != "年" || !ok || v < 2000 || v > 2099 {
					continue
				}
				if rest := part.S[n.UnitEnd:s.End]; rest != "" && rest[0] >= '0' && rest[0] <= '9' {
					continue
				}
				see(YearSeen{int(v), part, s, n.Start, n.UnitEnd})
			}
		}
	})
}
