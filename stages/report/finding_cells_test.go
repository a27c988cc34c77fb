package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// TestAFindingListsAFewCells: whatever is cut, the number of all cells and the evidence, by
// which decisions are kept, stay those of the whole finding; and nothing is cut twice.
func TestAFindingListsAFewCells(t *testing.T) {
	const most = report.MaxCells
	for _, n := range []int{0, 1, most - 1, most, most + 1, 3 * most} {
		for _, quotes := range []int{0, 1, n} {
			whole := report.Finding{Rule: "S-12"}
			for i := range n {
				whole.Cells = append(whole.Cells, fmt.Sprintf("disclosure.k%d", i))
			}
			for i := range quotes {
				whole.Quotes = append(whole.Quotes, fmt.Sprintf("Q%d", i))
			}
			few := whole
			few.Cells, few.Quotes = slices.Clone(whole.Cells), slices.Clone(whole.Quotes)
			few.ListFew(strings.ToLower)
			once := few
			few.ListFew(strings.ToLower)
			if few.NumCells() != n || len(few.Cells) > most || few.Evidence != once.Evidence || few.CellsTotal != once.CellsTotal {
				t.Errorf("%d cells became %+v and then %+v", n, once, few)
			}
			if report.EvidenceOf(few, strings.ToLower) != report.EvidenceOf(whole, strings.ToLower) {
				t.Errorf("the evidence of %+v is not that of %+v", few, whole)
			}
			if n <= most && (few.CellsTotal != 0 || few.Evidence != "" || len(few.Quotes) != quotes) {
				t.Errorf("%d cells were cut: %+v", n, few)
			}
			if n > most && quotes == n && len(few.Quotes) != most {
				t.Errorf("%d quotes of %d cells became %d", quotes, n, len(few.Quotes))
			}
		}
	}
}
