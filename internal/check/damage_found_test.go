package check

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"pgregory.net/rapid"
)

// TestDamageThatWasReadWrongly keeps a report of each kind in which the searches found a wrong number.
func TestDamageThatWasReadWrongly(t *testing.T) {
	t.Parallel()
	c := checker(t)
	for name, f := range map[string]struct {
		print, kinds, fault string
		seed                uint64
	}{
		"heads of a grid whose spans lie":                               {"html", "figures noted 注+spans lie", "", 756837},
		"heads of a grid without spans":                                 {"html", "totals first+no spans", "t4_total", 705929},
		"last year's table behind noted figures":                        {"spaces", "figures noted ¹+last year's table", "", 905706},
		"last year's table behind words for nought":                     {"lines", "last year's table+figures nought as nil", "t3_row_sum", 601120},
		"table four with a blank column behind each, its noughts words": {"all pipes", "figures nought as &nbsp;+blank between", "", 791848},
		"a head among the figures of table four":                        {"repeated tabs", "figures nought as nil+spans lie", "t3_row_sum", 670699},
		"totals before their figures below heads that cannot be read":   {"cell lines", "labels in capitals+totals first", "", 922236},
		"a piece that stands below no figure":                           {"html", "figure over two rows+figures with 元", "", 948062},
		"a piece below the row of something else":                       {"one space", "figure over two rows+of which", "", 522084},
		"two rows in the lines of one":                                  {"pipes", "two labels in one cell+figures noted ^1", "", 530003},
		"a row of something else and a row without figures":             {"lines", "last year's row+a row is one cell", "t4_total", 911378},
		"two rows cut out of one run":                                   {"lines", "two labels in one cell+of which", "t4_total_zero", 795970},
		"signs between a label and the digits of another row":           {"glued", "figures nought as …+last year's row", "", 141570},
		"a sign before glued digits":                                    {"glued", "figures thin spaced+figures nought as ○", "t4_total_zero", 983577},
		"a letter behind a decimal point":                               {"glued", "row over two rows+figures letters for ones", "t3_balance", 427875},
		"noughts before glued numbers":                                  {"glued", "figures nought as &nbsp;+figures padded with noughts", "", 54814},
		"as many digits as cells of table four by chance":               {"glued", "groups in each row+figures nought as  ", "", 1044052},
		"blank cells before figures, and no whole row":                  {"all pipes", "totals first+figures nought as ", "", 535681},
		"rows as columns":                                               {"tabs", "figures nought as +turned", "t3_row_zero", 13390},
		"rows as columns, and back":                                     {"tabs", "turned+turned", "", 245352},
		"the second of two tables with a figure too many":               {"lines", "row numbers+last year's table", "t4_total_zero", 16099},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fs []generate.Fault
			if f.fault != "" {
				fault, _ := generate.FaultNamed(f.fault)
				fs = append(fs, fault)
			}
			r := newDamaged(t, f.seed, fs...)
			for kind := range strings.SplitSeq(f.kinds, "+") {
				damages()[kind](r, rand.New(rand.NewPCG(f.seed, 2)))
			}
			if _, bad, text := r.read(t.Context(), c, f.print); len(bad) > 0 {
				t.Errorf("%d wrong: %s in\n%s", len(bad), strings.Join(bad[:min(len(bad), 6)], "\n"), text)
			}
		})
	}
}

// TestTwoKindsOfDamage searches for two kinds of damage in one report that hide each other, and in half
// of them has a sum that does not hold.
func TestTwoKindsOfDamage(t *testing.T) {
	t.Parallel()
	if !searching() {
		t.Skip("skipped: GOUJI_SEARCH=1 looks for two kinds of damage that hide each other")
	}
	c := checker(t)
	all := damages()
	// What these leave says another thing than the report did, and a second kind hides that it does.
	for _, lost := range []string{"a figure is lost", "a row is lost", "a digit in each cell", "hidden columns"} {
		delete(all, lost)
	}
	names, prints := slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(damagePrinters()))
	for range 100 {
		rapid.Check(t, func(t *rapid.T) {
			seed := rapid.Uint64Range(0, 1<<20).Draw(t, "seed")
			var fs []generate.Fault
			if rapid.Bool().Draw(t, "with a wrong sum") {
				f, _ := generate.FaultNamed(rapid.SampledFrom([]string{"t3_balance", "t3_result_sum", "t3_row_sum", "t3_row_zero", "t4_total", "t4_total_zero"}).Draw(t, "fault"))
				fs = append(fs, f)
			}
			r := newDamaged(t, seed, fs...)
			print := rapid.SampledFrom(prints).Draw(t, "print")
			for _, k := range [...]string{"one", "two"} {
				name := rapid.SampledFrom(names).Draw(t, k)
				if print == "glued" && unseenInGlued(name) {
					t.Skip("nothing shows it")
				}
				all[name](r, rand.New(rand.NewPCG(seed, 2)))
			}
			if _, bad, text := r.read(context.Background(), c, print); len(bad) > 0 {
				t.Fatalf("%d wrong: %s in\n%s", len(bad), strings.Join(bad[:min(len(bad), 6)], "\n"), text)
			}
		})
	}
}
