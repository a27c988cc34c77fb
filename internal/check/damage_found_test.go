package check

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/report"
)

// TestDamageThatWasReadWrongly keeps a report of each kind in which the searches found a wrong number.
func TestDamageThatWasReadWrongly(t *testing.T) {
	t.Parallel()
	c := checker(t)
	for name, f := range map[string]struct {
		print, kinds, fault string
		seed                uint64
		reflow              string
		form                report.Form
	}{
		"heads of a grid whose spans lie":                               {"html", "figures noted 注+spans lie", "", 756837, "", report.Form2021},
		"heads of a grid without spans":                                 {"html", "totals first+no spans", "t4_total", 705929, "", report.Form2021},
		"last year's table behind noted figures":                        {"spaces", "figures noted ¹+last year's table", "", 905706, "", report.Form2021},
		"last year's table behind words for nought":                     {"lines", "last year's table+figures nought as nil", "t3_row_sum", 601120, "", report.Form2021},
		"table four with a blank column behind each, its noughts words": {"all pipes", "figures nought as &nbsp;+blank between", "", 791848, "", report.Form2021},
		"a head among the figures of table four":                        {"repeated tabs", "figures nought as nil+spans lie", "t3_row_sum", 670699, "", report.Form2021},
		"totals before their figures below heads that cannot be read":   {"cell lines", "labels in capitals+totals first", "", 922236, "", report.Form2021},
		"a piece that stands below no figure":                           {"html", "figure over two rows+figures with 元", "", 948062, "", report.Form2021},
		"a piece below the row of something else":                       {"one space", "figure over two rows+of which", "", 522084, "", report.Form2021},
		"two rows in the lines of one":                                  {"pipes", "two labels in one cell+figures noted ^1", "", 530003, "", report.Form2021},
		"a row of something else and a row without figures":             {"lines", "last year's row+a row is one cell", "t4_total", 911378, "", report.Form2021},
		"two rows cut out of one run":                                   {"lines", "two labels in one cell+of which", "t4_total_zero", 795970, "", report.Form2021},
		"signs between a label and the digits of another row":           {"glued", "figures nought as …+last year's row", "", 141570, "", report.Form2021},
		"a sign before glued digits":                                    {"glued", "figures thin spaced+figures nought as ○", "t4_total_zero", 983577, "", report.Form2021},
		"a letter behind a decimal point":                               {"glued", "row over two rows+figures letters for ones", "t3_balance", 427875, "", report.Form2021},
		"noughts before glued numbers":                                  {"glued", "figures nought as &nbsp;+figures padded with noughts", "", 54814, "", report.Form2021},
		"as many digits as cells of table four by chance":               {"glued", "groups in each row+figures nought as  ", "", 1044052, "", report.Form2021},
		"blank cells before figures, and no whole row":                  {"all pipes", "totals first+figures nought as ", "", 535681, "", report.Form2021},
		"rows as columns":                                               {"tabs", "figures nought as +turned", "t3_row_zero", 13390, "", report.Form2021},
		"rows as columns, and back":                                     {"tabs", "turned+turned", "", 245352, "", report.Form2021},
		"the second of two tables with a figure too many":               {"lines", "row numbers+last year's table", "t4_total_zero", 16099, "", report.Form2021},
		"a note behind a piece of a figure":                             {"tabs", "figures noted  1)", "t4_total_zero", 108577, "cut at 60 columns", report.Form2021},
		"a unit behind a piece of a figure":                             {"all pipes", "figures with 件/次", "t3_result_sum", 967500, "cut at 100 columns", report.Form2021},
		"a thousands mark before a piece of a figure":                   {"spaces", "figures apostrophes", "", 833113, "cut at 47", report.Form2021},
		"a piece of a figure whose digits stand apart":                  {"own tabs", "figures nought as —+figures thin spaced", "", 786826, "cut at 47", report.Form2021},
		"a piece in a line without a label":                             {"all pipes", "two labels in one cell+figure over two rows", "", 134314, "", report.Form2021},
		"rows of tabs that were cut, and nothing else":                  {"tabs", "figures nought as 0.0", "", 492115, "cut at 30", report.Form2021},
		"rows between borders that were cut":                            {"all pipes", "remarks+figures nought as -0", "", 987, "cut at 47", report.Form2021},
		"few rows between borders that were cut":                        {"all pipes", "figures nought as 空+figures nought as 无", "t3_row_sum", 7272, "cut at 60", report.Form2021},
		"a row that ends with its border and was cut":                   {"pipes", "figures thin spaced", "", 273876, "cut at 60", report.Form2021},
		"a word for nought at the beginning of table four":              {"tabs", "figures with ．０+figures nought as 暂无", "", 768569, "tabs behind", report.Form2021},
		"padding among the blank cells of table four":                   {"all pipes", "figures nought as  +spans lie", "", 823288, "", report.Form2021},
		"a head over two figures of table four":                         {"html", "figures with 条+spans lie", "", 209032, "", report.Form2021},
		"a row of something else between a label and digits":            {"glued", "figures nought as  +of which", "t3_row_zero", 1017334, "", report.Form2021},
		"as many digits as cells in a line that was cut":                {"glued", "figures spaced+row over two rows", "", 81437, "cut at 60 columns", report.Form2021},
		"a note among glued digits":                                     {"glued", "figures noted 注", "", 617625, "", report.Form2021},
		"a dash for nought before glued digits":                         {"glued", "row numbers+figures nought as —", "", 63734, "", report.Form2021},
		"glued digits of table two, and no row of table three":          {"glued", "figures nought as  +turned", "", 1042732, "", report.Form2021},
		"glued digits of table four, and blank cells in table three":    {"glued", "figures nought as ", "", 11475, "no wide spaces", report.Form2021},
		"totals first, by one row alone":                                {"one space", "totals first+labels in capitals", "", 385629, "cut at 30", report.Form2021},
		"a row number that makes up for a wrong total":                  {"html", "row numbers behind", "t3_row_sum", 900141, "", report.Form2021},
		"last year's total that makes up for a nought":                  {"pipes", "last year's column", "t3_row_zero", 972541, "", report.Form2021},
		"the label of another row before the same figures":              {"repeated pipes", "figures nought as 无+spans lie", "", 724064, "cut at 80 columns", report.Form2021},
		"a space for thousands among glued digits":                      {"glued", "figures spaced", "", 649561, "", report.Form2019},
		"heads that change inside of the table":                         {"all pipes", "groups are tables+totals first", "t3_row_sum", 170179, "tabs before", report.Form2019},
		"blank columns beside letters for digits":                       {"cell lines", "blank columns+figures letters for ones", "t3_row_sum", 271601, "numbered", report.Form2019},
		"two rows in one, with thousands set apart":                     {"markdown", "figures thousands+two labels in one cell", "t3_result_sum", 959253, "", report.Form2021},
		"two rows in one, with padded figures":                          {"markdown", "figures padded with noughts+two labels in one cell", "", 88950, "", report.Form2021},
		"two rows in one, with a dash for nought":                       {"boxes", "figures nought as —+two labels in one cell", "", 529107, "", report.Form2021},
		"two rows in one, with wide spaces for nought":                  {"html", "figures nought as \u3000+two labels in one cell", "t3_result_sum", 525386, "", report.Form2019},
		"totals first among notes":                                      {"one space", "figures noted ^1+totals first", "t3_result_sum", 904690, "tabs behind", report.Form2021},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var fs []generate.Fault
			if f.fault != "" {
				fault, _ := generate.FaultNamed(f.fault)
				fs = append(fs, fault)
			}
			r := damagedOf(f.form, f.seed, fs)
			for kind := range strings.SplitSeq(f.kinds, "+") {
				damages()[kind](r, rand.New(rand.NewPCG(f.seed, 2)))
			}
			if _, bad, text := r.read(t.Context(), c, f.print, f.reflow); len(bad) > 0 {
				t.Errorf("%d wrong: %s in\n%s", len(bad), strings.Join(bad[:min(len(bad), 6)], "\n"), text)
			}
		})
	}
}

// TestTwoKindsOfDamage looks for two kinds of damage in one report that hide each other, half of the time
// with a sum that does not hold, and half of the time in lines that were laid out anew.
func TestTwoKindsOfDamage(t *testing.T) {
	t.Parallel()
	rounds := uint64(2_500)
	if searching() {
		rounds *= 40
	}
	c := checker(t)
	all := damages()
	// What these leave says another thing than the report did, and a second kind hides that it does.
	for _, lost := range []string{"a figure is lost", "a row is lost", "a digit in each cell", "hidden columns"} {
		delete(all, lost)
	}
	names, prints := slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(damagePrinters()))
	flows := slices.Sorted(maps.Keys(reflows()))
	faults := []string{"t3_balance", "t3_result_sum", "t3_row_sum", "t3_row_zero", "t4_total", "t4_total_zero"}
	forms := []report.Form{report.Form2021, report.Form2019}
	var sum share
	for round := range rounds {
		d := rand.New(rand.NewPCG(round, 1))
		seed, fault, reflow := d.Uint64N(1<<20), "", ""
		var fs []generate.Fault
		if d.IntN(2) == 0 {
			fault = faults[d.IntN(len(faults))]
			f, _ := generate.FaultNamed(fault)
			fs = append(fs, f)
		}
		print := prints[d.IntN(len(prints))]
		if print != "html" && d.IntN(2) == 0 {
			reflow = flows[d.IntN(len(flows))]
		}
		kinds := []string{names[d.IntN(len(names))], names[d.IntN(len(names))]}
		if print == "glued" && slices.ContainsFunc(kinds, unseenInGlued) {
			continue // nothing shows it
		}
		r := damagedOf(forms[d.IntN(len(forms))], seed, fs)
		if r == nil {
			continue
		}
		for _, kind := range kinds {
			all[kind](r, rand.New(rand.NewPCG(seed, 2)))
		}
		s, bad, text := r.read(t.Context(), c, print, reflow)
		if sum.add(s); len(bad) > 0 {
			t.Errorf("{%q, %q, %q, %d, %q, %s}: %d wrong: %s in\n%s", print, strings.Join(kinds, "+"), fault, seed, reflow, r.form, len(bad), strings.Join(bad[:min(len(bad), 6)], "\n"), text)
		}
	}
	t.Logf("%d of %d cells unread", sum.unread, sum.cells)
}
