package check

import (
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// TestATableWithAWrongSumIsRead: a sum that does not hold is what the checker looks for, so the table
// with it must not disappear. Every cell is read in every layout, but for what glued digits leave open.
func TestATableWithAWrongSumIsRead(t *testing.T) {
	t.Parallel()
	c := checker(t)
	rounds := uint64(roundTrips(t, 2, 60))
	for _, name := range []string{"t3_balance", "t3_result_sum", "t3_row_sum", "t4_total", "t4_total_zero"} {
		f, ok := generate.FaultNamed(name)
		if !ok {
			t.Fatalf("there is no fault %s", name)
		}
		for _, layout := range generate.Layouts() {
			if !f.Fits(layout, report.Form2021) {
				continue
			}
			var all share
			for seed := range rounds {
				s, err := generate.One(generate.Options{Seed: 8800 + seed, Form: report.Form2021, Layout: layout, Faults: []generate.Fault{f}})
				if err != nil {
					t.Fatal(err)
				}
				got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
				if err != nil || got.Outcome != report.Checked {
					t.Fatalf("%s: %v %+v", s.Name, err, got.Rejection)
				}
				all.add(compare(s.Truth, got.Report.Tables, t.Errorf))
			}
			most := all.cells / 100 // pages of odd PDF files hide a cell whatever the sums are
			if layout == generate.Glued {
				most = all.cells / 10 // the sums are what divides the digits
			}
			if all.unread > most {
				t.Errorf("%s in %s: %d of %d cells unread", name, layout, all.unread, all.cells)
			}
		}
	}
}
