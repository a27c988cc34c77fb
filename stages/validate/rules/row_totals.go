package rules

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// rowTotal is the total of a row of table three. Where it was left blank, it is the sum of the
// columns that stand beside it, if each is there; cells are what the number was taken from.
func rowTotal(p *rule.Pass, path string) (n int64, cells []string, ok bool) {
	c, there := rule.Cell(p.Report(), path)
	if !there || c.State != report.Blank {
		n, ok = sum(p, path)
		return n, []string{path}, ok
	}
	row := strings.TrimSuffix(path, "total")
	for _, col := range report.ApplicantColumns() {
		if row+col.Key == path {
			continue
		}
		v, known := cellNumber(p.Report(), row+col.Key)
		if !known {
			p.Doubt()
			return 0, nil, false
		}
		n, cells = n+v, append(cells, row+col.Key)
	}
	return n, cells, true
}

// leastOf is the least that the rows of these totals can hold: a blank total is at least the
// sum of the printed columns of its row.
func leastOf(r *report.Report, totals []string) (least int64) {
	for _, path := range totals {
		if n, ok := cellNumber(r, path); ok {
			least += n
			continue
		}
		for _, c := range columnsOf(r, []string{path}) {
			n, _ := cellNumber(r, c)
			least += n
		}
	}
	return least
}

func cellNumber(r *report.Report, path string) (int64, bool) {
	c, ok := rule.Cell(r, path)
	if !ok {
		return 0, false
	}
	return c.Value.Int()
}

// columnsOf are the cells with a number above nought that leastOf adds up: these totals, and
// where one holds no number the columns of its row.
func columnsOf(r *report.Report, totals []string) (out []string) {
	for _, path := range totals {
		if n, ok := cellNumber(r, path); ok {
			if n > 0 {
				out = append(out, path)
			}
			continue
		}
		row := strings.TrimSuffix(path, "total")
		for _, c := range report.ApplicantColumns() {
			if n, ok := cellNumber(r, row+c.Key); ok && n > 0 {
				out = append(out, row+c.Key)
			}
		}
	}
	return out
}
