package figure

import (
	"strings"

	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/report"
)

// MergedFigure is why the cell of a grid is not read that reaches over several rows; lines
// do not show that.
const MergedFigure = "one figure stands for the cells of several rows"

// CellOf is the cell of a value as it is printed. If yuan is set, ten thousands are yuan.
func CellOf(v *layout.Value, yuan bool) report.Cell {
	unit := ""
	if yuan {
		unit = "元"
	}
	return CellIn(v, unit)
}

// CellIn is the cell of a value as it is printed. Where the cell is an amount of money,
// unit is that of its column, and another one in the cell is reckoned into it.
func CellIn(v *layout.Value, unit string) report.Cell {
	c := report.Cell{Text: v.Cell.S, At: v.Cell.Text().At}
	switch v.Kind {
	case layout.Number:
		c.State, c.Value = report.Printed, v.Num
		if unit != "" {
			c.Value = inUnit(v.Num, v.Cell.Fold, unit)
		}
		if !c.Value.Valid() {
			c.State, c.Why = report.Unread, "the amount has more digits than a report can have"
		}
		if unit == "" && c.Value.Valid() && inThousands(v.Cell.Fold) {
			c.State, c.Value, c.Why = report.Unread, report.Number{}, "a point stands where thousands are marked, and what is counted has no decimals"
		}
		if v.Split {
			c.State, c.Value, c.Why = report.Unread, report.Number{}, "white space divides the digits"
		}
	case layout.Blank:
		c.State = report.Blank
	case layout.Dash:
		c.State = report.Dash
	case layout.Thing:
		c.State, c.Why = report.Unread, "the cell holds something that is no text"
	case layout.Merged:
		c.State, c.Why = report.Unread, MergedFigure
	case layout.Broken:
		c.State, c.Why = report.Unread, "characters that do not count interrupt the figure"
	default:
		c.State, c.Why = report.Unread, "the cell holds no number"
	}
	return c
}

// Unread is a cell that is there and could not be read.
func Unread(why string) report.Cell { return report.Cell{State: report.Unread, Why: why} }

// inThousands reports digits with a point before each three of them: 520.517.
func inThousands(f string) bool {
	first, rest, ok := strings.Cut(f, ".")
	return ok && len(first) > 0 && len(first) <= 3 && len(rest) == 3 && layout.AllDigits(first) && layout.AllDigits(rest)
}
