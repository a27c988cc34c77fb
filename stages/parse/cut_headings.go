package parse

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// beginOfHeading is how much of a heading tells it from all rows of the tables: 四、结转下年度 is
// one of those, 四、政府 is not.
const beginOfHeading = len("三、收到")

// observeHeadings notes the headings of sections that were not found and yet are printed: in a
// run of cells, or over the end of a line that was cut.
func (r *reading) observeHeadings() {
	for n, h := range report.SectionHeadings() {
		if r.has(n + 1) {
			continue
		}
		if i := r.printedAt(fold.String(h[:beginOfHeading])); i >= 0 {
			t := r.us[i].Line
			if t.S == "" {
				t = r.us[i].Cells[0].Text()
			}
			r.out.Observations = append(r.out.Observations, report.Observation{Kind: report.SeenHeading, Key: strconv.Itoa(n + 1), Quote: report.Quote{Text: t.S, At: t.At}})
		}
	}
}

// printedAt is the unit in whose text words end that may begin in the one before; -1 for none.
func (r *reading) printedAt(words string) int {
	before := ""
	for i := range r.us {
		r.mem.Step()
		for k := range r.us[i].Cells {
			f := r.us[i].Cells[k].Fold
			if strings.Contains(f, words) || strings.Contains(before+f[:min(len(f), len(words))], words) {
				return i
			}
			before = tail(before+tail(f, len(words)), len(words))
		}
	}
	return -1
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }
