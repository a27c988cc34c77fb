package generate

import (
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestPairs judges two years of one issuer: they agree unless a break was asked for, and
// each report alone has sums that hold.
func TestPairs(t *testing.T) {
	for seed := range uint64(60) {
		carry, valid := seed%3 == 1, seed%3 == 2
		p, err := PairOf(seed, 2022, Layouts()[int(seed)%len(Layouts())], carry, valid)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []Sample{p.Old, p.New} {
			if b := brokenIn(t, s.Truth); len(b) > 0 {
				t.Fatalf("seed %d: %s: %v", seed, s.Name, b)
			}
		}
		old, next := p.Old.Truth.Cells(), p.New.Truth.Cells()
		carried := old["applications.carried_out.total"].Cmp(next["applications.carried_in.total"]) == 0
		follows := whole64(old["disclosure.normative_valid"])+whole64(next["disclosure.normative_made"])-
			whole64(next["disclosure.normative_repealed"]) == whole64(next["disclosure.normative_valid"])
		if carried == carry || follows == valid {
			t.Errorf("seed %d: carry %t but agrees %t; valid %t but agrees %t", seed, carry, carried, valid, follows)
		}
		for path, n := range next {
			if x, ok := n.Int(); ok && x < 0 {
				t.Errorf("seed %d: %s is %d", seed, path, x)
			}
		}
		if *p.Old.Truth.Agency != *p.New.Truth.Agency || p.Old.Truth.Year+1 != p.New.Truth.Year || p.Old.Name == p.New.Name {
			t.Errorf("seed %d: not a pair: %s, %s", seed, p.Old.Name, p.New.Name)
		}
	}
}

func whole64(n report.Number) int64 {
	x, _ := n.Int()
	return x
}
