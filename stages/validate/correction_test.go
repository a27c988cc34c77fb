package validate_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/stages/neighbour"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
	"github.com/gouji/gouji/stages/validate/rule"
)

// TestTheGreaterBasisCounts is what lookups rest on: none before one, an earlier version
// of the neighbour before a later one, in the order that rules choose the neighbour by.
func TestTheGreaterBasisCounts(t *testing.T) {
	t.Parallel()
	gen := rapid.Custom(func(t *rapid.T) report.Report {
		year := 2022
		r := report.Report{Year: &year, ID: rapid.StringMatching(`[a-z2-7]{26}`).Draw(t, "id")}
		if d := rapid.SampledFrom([]string{"", "2023-01-09", "2023-01-31", "2023-10-02"}).Draw(t, "published"); d != "" {
			r.Published = &d
		}
		return r
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := gen.Draw(t, "a"), gen.Draw(t, "b")
		if a.ID[:22] == b.ID[:22] {
			return
		}
		x, y := neighbour.Basis([]report.Report{a}), neighbour.Basis([]report.Report{b})
		year := 2023
		chosen := rule.NewSubject(&report.Report{Year: &year}, []report.Report{a, b}).Last(1)
		if (x > y) != (chosen.ID == a.ID) || x == y {
			t.Fatalf("%s and %s, and the neighbour is %s", x, y, chosen.ID)
		}
		if x <= neighbour.NoBasis || len(x) > 32 {
			t.Fatalf("basis %q", x)
		}
	})
}

func TestDifferTellsBothWays(t *testing.T) {
	t.Parallel()
	finding := func(rule, message string, cells ...string) report.Finding {
		return report.Finding{Rule: rule, Message: message, Cells: cells}
	}
	same, gone, new1 := finding("A-01", "x"), finding("A-02", "y", "c1"), finding("X-01", "z", "c2", "c3")
	appeared, disappeared := validate.Differ([]report.Finding{same, gone, same}, []report.Finding{same, new1, new1})
	if len(appeared) != 2 || appeared[0].Rule != "X-01" || !slices.Equal(appeared[0].Cells, []string{"c2", "c3"}) {
		t.Errorf("appeared %+v", appeared)
	}
	if len(disappeared) != 2 || disappeared[0].Rule != "A-02" || disappeared[1].Rule != "A-01" || disappeared[1].Cells == nil {
		t.Errorf("disappeared %+v", disappeared)
	}
	if a, d := validate.Differ(nil, nil); a == nil || d == nil || len(a)+len(d) != 0 {
		t.Errorf("nothing differs from nothing: %v, %v", a, d)
	}
}
