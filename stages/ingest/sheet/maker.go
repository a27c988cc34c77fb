package sheet

import (
	"fmt"

	"github.com/gouji/gouji/stages/report"
)

// Square is a row and a column, 0-based.
type Square struct{ Row, Col int }

type area struct{ from, to Square }

// Maker collects the cells of a sheet as a file has them: covered cells, merged areas and
// hidden rows apart.
type Maker struct {
	kind    string
	number  int
	most    int
	cells   map[Square]report.Text
	order   []Square
	areas   []area
	merged  map[Square]Square // by the first square of an area: its last
	rows    map[int]bool      // hidden ones
	columns map[int]bool
}

// NewMaker begins the sheet of that number, 1-based, in a file whose places are of the kind.
// most is the limit of cells.
func NewMaker(kind string, number, most int) *Maker {
	return &Maker{kind: kind, number: number, most: most, cells: map[Square]report.Text{}, merged: map[Square]Square{},
		rows: map[int]bool{}, columns: map[int]bool{}}
}

// Set puts the text into a square; a later one replaces it.
func (m *Maker) Set(at Square, t report.Text) {
	if _, twice := m.cells[at]; !twice {
		m.order = append(m.order, at)
	}
	m.cells[at] = t
}

// Merge makes one cell of an area of more than one square; anything else is ignored.
func (m *Maker) Merge(from, to Square) {
	if from.Row <= to.Row && from.Col <= to.Col && from != to && len(m.areas) < m.most {
		m.merged[from] = to
		m.areas = append(m.areas, area{from, to})
	}
}

// HideRow and HideColumns mark what they hold as hidden.
func (m *Maker) HideRow(row int) { m.rows[row] = true }

// HideColumns hides the columns from to last, 0-based.
func (m *Maker) HideColumns(from, last int) {
	for c := max(from, 0); c <= min(last, 1<<14); c++ {
		m.columns[c] = true
	}
}

// covered are the squares that merged areas take from the cells in them. Areas of a sheet
// do not overlap, so that there is no more to look at than squares; what a file says beyond
// that is ignored.
func (m *Maker) covered() map[Square]bool {
	out := map[Square]bool{}
	budget := 16*len(m.order) + 4*m.most
	for _, a := range m.areas {
		size := (a.to.Row - a.from.Row + 1) * (a.to.Col - a.from.Col + 1)
		if budget -= min(size, len(m.order)); budget < 0 {
			break
		}
		if size > len(m.order) { // cheaper the other way round
			for _, at := range m.order {
				if at.Row >= a.from.Row && at.Row <= a.to.Row && at.Col >= a.from.Col && at.Col <= a.to.Col {
					out[at] = at != a.from
				}
			}
			continue
		}
		for row := a.from.Row; row <= a.to.Row; row++ {
			for col := a.from.Col; col <= a.to.Col; col++ {
				at := Square{row, col}
				out[at] = at != a.from
			}
		}
	}
	return out
}

// Sheet gives the cells their places and spans; what a merged cell covers goes.
func (m *Maker) Sheet() Sheet {
	covered := m.covered()
	out := Sheet{Blank: func(row, col int) report.Text { return m.placed(report.Text{}, Square{row, col}) }}
	for _, at := range m.order {
		if covered[at] {
			continue
		}
		c := Cell{Row: at.Row, Col: at.Col, RowSpan: 1, ColSpan: 1, Text: m.placed(m.cells[at], at)}
		if to, ok := m.merged[at]; ok {
			c.RowSpan, c.ColSpan = to.Row-at.Row+1, to.Col-at.Col+1
		}
		out.Cells = append(out.Cells, c)
	}
	return out
}

// placed is the text with its place, and as hidden where its row or column is.
func (m *Maker) placed(t report.Text, at Square) report.Text {
	if m.rows[at.Row] || m.columns[at.Col] {
		t = Look(t, report.Hidden)
	}
	t.At = report.Place{Kind: m.kind, Path: fmt.Sprintf("sheet[%d]!%s", m.number, Name(at.Row, at.Col)), End: len(t.S)}
	return t
}

// Look marks a whole text, unless it has looks of its own and the new one does not take it
// out of sight.
func Look(t report.Text, look report.Look) report.Text {
	if look == "" || t.S == "" || len(t.Marks) > 0 && look != report.Hidden && look != report.Struck {
		return t
	}
	t.Marks = []report.Mark{{End: len(t.S), Look: look}}
	return t
}
