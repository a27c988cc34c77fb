package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// RuleOutcome is how one rule ended for a report.
type RuleOutcome struct {
	Rule    string  `cbor:"1,keyasint"`
	Outcome Outcome `cbor:"2,keyasint"`
}

// Outcomes has the outcome of each rule, ordered by the rules' ids, each once. Its JSON is an
// object, {"A-01":"met",…}, in that order. It is a list because a verdict has 150 of them:
// hashing them into a map took a tenth of judging a report.
type Outcomes []RuleOutcome

// Of returns the outcome of a rule, "" for one that is not there.
func (o Outcomes) Of(rule string) Outcome {
	i, ok := slices.BinarySearchFunc(o, rule, func(r RuleOutcome, id string) int { return cmp.Compare(r.Rule, id) })
	if !ok {
		return ""
	}
	return o[i].Outcome
}

// MarshalJSON writes an object. The error says that the ids are not in order.
func (o Outcomes) MarshalJSON() ([]byte, error) {
	out := append(make([]byte, 0, 26*len(o)), '{')
	for i, r := range o {
		if i > 0 {
			if o[i-1].Rule >= r.Rule {
				return nil, fmt.Errorf("outcomes: rule %q comes behind %q", r.Rule, o[i-1].Rule)
			}
			out = append(out, ',')
		}
		for _, s := range [...]string{r.Rule, string(r.Outcome)} {
			quoted, err := json.Marshal(s)
			if err != nil {
				return nil, err
			}
			out = append(append(out, quoted...), ':')
		}
		out = out[:len(out)-1]
	}
	return append(out, '}'), nil
}

// UnmarshalJSON reads an object, in any order.
func (o *Outcomes) UnmarshalJSON(data []byte) error {
	var m map[string]Outcome
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("outcomes: %w", err)
	}
	*o = nil
	for rule, outcome := range m {
		*o = append(*o, RuleOutcome{rule, outcome})
	}
	slices.SortFunc(*o, func(a, b RuleOutcome) int { return cmp.Compare(a.Rule, b.Rule) })
	return nil
}
