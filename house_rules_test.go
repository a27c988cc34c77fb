package gouji_test

import "testing"

// ruleRooms are the packages of the rule book. Two of them hold what the others look with: prose
// the text, form the tables. Rooms of rules know nothing of each other, but for wording, whose
// rules on titles and names ask law and names. The package rules itself lists them all and has
// the row of its stage.
func ruleRooms() []room {
	const in = "stages/validate/rules/"
	row := func(name string, own ...string) room {
		all := []string{in + name, in + "prose", "stages/report", "stages/validate/rule", "stages/validate/narrative"}
		return room{dir: in + name, own: append(all, own...), tests: []string{"pgregory.net/rapid"}}
	}
	law := row("law")
	law.foreign = []string{"github.com/agnivade/levenshtein"}
	return []room{
		row("prose"),
		row("form"),
		law,
		row("names", in+"form", "stages/validate/slip"),
		row("arithmetic", in+"form"),
		row("crosscheck", in+"form"),
		row("structure", in+"form"),
		row("tables", in+"form"),
		row("years", in+"form"),
		// Who is beside a report is found by the ledger as well.
		row("neighbours", in+"form", "stages/neighbour/peer"),
		row("wording", in+"form", in+"law", in+"names", "stages/validate/slip"),
	}
}

func TestRulesHaveNoArrowUp(t *testing.T) {
	for _, c := range []struct{ dir, imports string }{
		{"prose", "form"},
		{"form", "tables"},
		{"law", "form"},
		{"names", "wording"},
		{"law", "wording"},
		{"arithmetic", "crosscheck"},
		{"crosscheck", "tables"},
		{"structure", "tables"},
		{"years", "law"},
		{"neighbours", "tables"},
		{"wording", "arithmetic"},
	} {
		if roomOf("stages/validate/rules/"+c.dir).refuses(module+"stages/validate/rules/"+c.imports) == "" {
			t.Errorf("stages/validate/rules/%s may import %s, and should not", c.dir, c.imports)
		}
	}
}
