package rule

import "github.com/gouji/gouji/stages/report"

// Columns is the number of columns of table three.
const Columns = 7

// Total is the index of the column 总计.
const Total = Columns - 1

// Entry is one cell of a Grid. N is a number only where Known.
type Entry struct {
	N     int64
	State report.State // "" where the report has no such cell
	Known bool         // a whole number that was printed or derived
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

func newGrid(r *report.Report) *Grid {
	g := &Grid{Rows: make([]GridRow, 0, len(gridOrder)), New: -1, In: -1, Sum: -1, Out: -1}
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
		g.Rows = append(g.Rows, GridRow{Key: key, Cells: entries(cells)})
	}
	return g
}

func entries(cells map[string]report.Cell) (out [Columns]Entry) {
	for i, k := range columnKeys {
		c, ok := cells[k]
		if !ok {
			continue
		}
		out[i].State = c.State
		out[i].N, out[i].Known = c.Value.Int()
	}
	return out
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
