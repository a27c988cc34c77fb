package form

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
)

// RowTotal is the total of a row of table three. Where it was left blank, it is the sum of the
// columns that stand beside it, if each is there; cells are what the number was taken from.
func RowTotal(p *rule.Pass, path string) (n int64, cells []string, ok bool) {
	c, there := rule.Cell(p.Report(), path)
	if !there || c.State != report.Blank {
		n, ok = Sum(p, path)
		return n, []string{path}, ok
	}
	row := strings.TrimSuffix(path, "total")
	for _, col := range report.ApplicantColumns() {
		if row+col.Key == path {
			continue
		}
		v, known := CellNumber(p.Report(), row+col.Key)
		if !known {
			p.Doubt()
			return 0, nil, false
		}
		n, cells = n+v, append(cells, row+col.Key)
	}
	return n, cells, true
}

// LeastOf is the least that the rows of these totals can hold: a blank total is at least the
// sum of the printed columns of its row.
func LeastOf(r *report.Report, totals []string) (least int64) {
	for _, path := range totals {
		if n, ok := CellNumber(r, path); ok {
			least += n
			continue
		}
		for _, c := range ColumnsOf(r, []string{path}) {
			n, _ := CellNumber(r, c)
			least += n
		}
	}
	return least
}

// CellNumber returns the number of a cell, and whether it was read as a whole number.
func CellNumber(r *report.Report, path string) (int64, bool) {
	c, ok := rule.Cell(r, path)
	if !ok {
		return 0, false
	}
	return c.Value.Int()
}

// ColumnsOf are the cells with a number above nought that LeastOf adds up: these totals, and
// where one holds no number the columns of its row.
func ColumnsOf(r *report.Report, totals []string) (out []string) {
	for _, path := range totals {
		if n, ok := CellNumber(r, path); ok {
			if n > 0 {
				out = append(out, path)
			}
			continue
		}
		row := strings.TrimSuffix(path, "total")
		for _, c := range report.ApplicantColumns() {
			if n, ok := CellNumber(r, row+c.Key); ok && n > 0 {
				out = append(out, row+c.Key)
			}
		}
	}
	return out
}
