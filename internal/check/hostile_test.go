package check

import (
	"fmt"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// TestHostileTablesNeverGiveAWrongNumber puts tables that are not those of the form, and
// cells that print more than a number, into every layout that can show them. A reader may
// leave all of it unread, or refuse the document; a number that it gives is one that is
// printed in that cell.
func TestHostileTablesNeverGiveAWrongNumber(t *testing.T) {
	t.Parallel()
	c := checker(t)
	rounds := roundTrips(t, 10, 30)
	for _, f := range generate.Hostile() {
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			var all share
			documents, wrong := 0, 0
			for l, layout := range generate.Layouts() {
				for seed := range rounds {
					o := generate.Options{Seed: uint64(9000 + 100*l + seed), Form: report.Form2021, Layout: layout, Faults: []generate.Fault{f}}
					s, err := generate.One(o)
					if err != nil {
						continue // the layout cannot show it, or this report has nothing for it to work on
					}
					documents++
					got, err := c.Check(t.Context(), ingest.Input{Data: s.Data}, s.Name)
					if err != nil {
						t.Errorf("%s: %v", s.Name, err)
						continue
					}
					if got.Outcome != report.Checked {
						continue
					}
					all.add(compare(s.Truth, got.Report.Tables, func(format string, args ...any) {
						wrong++
						t.Errorf("%s: %s", s.Name, fmt.Sprintf(format, args...))
					}))
				}
			}
			if documents == 0 {
				t.Error("no document was made")
			}
			t.Logf("%d documents, %d cells, %d unread, %d wrong", documents, all.cells, all.unread, wrong)
		})
	}
}
