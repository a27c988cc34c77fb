package rule

import (
	"slices"

	"github.com/gouji/gouji/stages/report"
)

// Columns is the number of columns of table three.
const Columns = 7

// Total is the index of the column 总计.
const Total = Columns - 1

// Entry is one cell of a Grid. N is a number only where Known.
type Entry struct {
	N     int64
	State report.State // "" where the report has no such cell
	Known bool         // a whole number that was printed or derived
	Plain bool         // a printed number, not negative, in ASCII digits and nothing else
}

// GridRow is a row of table three: its key and its cells, from left to right.
type GridRow struct {
	Key   string
	Cells [Columns]Entry
}

// Grid is table three as whole numbers, in the order of the form. Rows that the
// report leaves out are left out.
type Grid struct {
	Rows []GridRow
	// New, In, Sum and Out are the indices of 新收, 上年结转, 总计 and 结转下年, -1 where
	// the row is left out.
	New, In, Sum, Out int
}

var columnKeys = func() (out [Columns]string) {
	for i, c := range report.ApplicantColumns() {
		out[i] = c.Key
	}
	return out
}()

// ColumnKey returns the key of a column of table three, 0 to 6.
func ColumnKey(i int) string { return columnKeys[i] }

// gridOrder are all row keys of both forms in the order of the form; other stands
// where its three rows stand.
var gridOrder = func() []string {
	var out []string
	for _, r := range report.ApplicationRows(report.Form2021) {
		if r.Key == "other_overdue_correction" {
			out = append(out, "other")
		}
		out = append(out, r.Key)
	}
	return out
}()

// read reads the table of a report in the place of that read before.
func (g *Grid) read(r *report.Report) {
	*g = Grid{Rows: slices.Grow(g.Rows[:0], len(gridOrder)), New: -1, In: -1, Sum: -1, Out: -1}
	for _, key := range gridOrder {
		cells, ok := r.Tables.Applications[key]
		if !ok {
			continue
		}
		switch key {
		case "new_received":
			g.New = len(g.Rows)
		case "carried_in":
			g.In = len(g.Rows)
		case "result_total":
			g.Sum = len(g.Rows)
		case "carried_out":
			g.Out = len(g.Rows)
		}
		g.Rows = append(g.Rows, GridRow{Key: key})
		g.Rows[len(g.Rows)-1].fill(cells)
	}
}

func (r *GridRow) fill(cells map[string]report.Cell) {
	for i, k := range columnKeys {
		c, ok := cells[k]
		if !ok {
			continue
		}
		e := &r.Cells[i]
		e.State = c.State
		e.N, e.Known = c.Value.Int()
		e.Plain = Plain(c.State, c.Value, c.Text)
	}
}

// Plain reports whether what stands in a cell is a printed number, not negative, written in ASCII digits
// without a leading nought and nothing else, as nearly all cells are.
func Plain(state report.State, value report.Number, text string) bool {
	n, ok := value.Int()
	if !ok || n < 0 || state != report.Printed || text == "" || (text[0] == '0' && len(text) > 1) {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// Row returns the row with a key, nil where the report leaves it out.
func (g *Grid) Row(key string) *GridRow {
	for i := range g.Rows {
		if g.Rows[i].Key == key {
			return &g.Rows[i]
		}
	}
	return nil
}

// Results reports whether row i is one of the rows that 总计 sums up.
func (g *Grid) Results(i int) bool { return i != g.New && i != g.In && i != g.Sum && i != g.Out }

// Torn reports whether a row of the table stands in the report and none of its cells
// could be read. Rows of a table made up again from text may then have slipped by one, so
// that what was read is no proof of a fault.
func (g *Grid) Torn() bool {
	for i := range g.Rows {
		unread, there := 0, 0
		for _, c := range g.Rows[i].Cells {
			if c.State != "" {
				there++
			}
			if c.State == report.Unread {
				unread++
			}
		}
		if there > 0 && unread == there {
			return true
		}
	}
	return false
}
