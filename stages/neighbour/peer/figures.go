package peer

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Figure is one cell: a number, or Unread where the cell is there and holds none that
// could be read with certainty (blank and dash too). The zero Figure is no cell at all.
type Figure struct {
	Value  report.Number
	Unread bool
}

// There reports whether the report has the cell.
func (f Figure) There() bool { return f.Unread || f.Value.Valid() }

// Figures are the cells of a report's tables, in the order of Paths; nil has none of them.
type Figures []Figure

// paths are the cells of both forms in the order of the form. Adding one behind the others
// keeps what is stored readable.
var paths = func() []string {
	var out []string
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, row := range report.DisclosureRows(f) {
			for _, c := range row.Cells {
				out = append(out, "disclosure."+c.Key)
			}
		}
	}
	rows := append(report.ApplicationRows(report.Form2021), report.Row{Key: "other"})
	for _, row := range rows {
		for _, c := range report.ApplicantColumns() {
			out = append(out, "applications."+row.Key+"."+c.Key)
		}
	}
	for _, g := range report.ProceedingGroups() {
		for _, c := range report.ProceedingOutcomes() {
			out = append(out, "proceedings."+g.Key+"."+c.Key)
		}
	}
	return out
}()

// key is a path in its parts; the column of a cell of table two is "".
type key struct{ table, row, column string }

var keys = func() []key {
	out := make([]key, len(paths))
	for i, path := range paths {
		table, rest, _ := strings.Cut(path, ".")
		row, column, _ := strings.Cut(rest, ".")
		out[i] = key{table, row, column}
	}
	return out
}()

// Paths are the paths of all cells that Figures can have. The list must not be changed.
func Paths() []string { return paths }

// FiguresOf takes the cells from a report. Only printed numbers count: one that was worked
// out is unread here, because no other report can be judged by it.
func FiguresOf(r *report.Report) Figures {
	out := make(Figures, len(paths))
	for i, k := range keys {
		var c report.Cell
		var ok bool
		switch k.table {
		case "disclosure":
			c, ok = r.Tables.Disclosure[k.row]
		case "applications":
			c, ok = r.Tables.Applications[k.row][k.column]
		default:
			c, ok = r.Tables.Proceedings[k.row][k.column]
		}
		switch {
		case !ok:
		case c.State == report.Printed:
			out[i].Value = c.Value
		default:
			out[i].Unread = true
		}
	}
	return out
}

// At returns the figure at index i of Paths.
func (f Figures) At(i int) Figure {
	if i >= len(f) {
		return Figure{}
	}
	return f[i]
}

// encode writes the figures separated by commas: digits, ? for unread, nothing for no
// cell; x*n stands for n equal ones. Most cells are 0, so that 230 of them take some 100
// bytes.
func (f Figures) encode() string {
	var b strings.Builder
	for i := 0; i < len(f); {
		word, n := f[i].word(), 1
		for i+n < len(f) && f[i+n].word() == word {
			n++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(word)
		if n > 1 {
			b.WriteString("*" + strconv.Itoa(n))
		}
		i += n
	}
	return b.String()
}

func (f Figure) word() string {
	if f.Unread {
		return "?"
	}
	return f.Value.String()
}

func decodeFigures(s string) (Figures, error) {
	if s == "" {
		return nil, nil
	}
	out := make(Figures, 0, len(paths))
	for part := range strings.SplitSeq(s, ",") {
		word, times, many := strings.Cut(part, "*")
		n := 1
		if many {
			var err error
			if n, err = strconv.Atoi(times); err != nil || n < 1 || n > len(paths) {
				return nil, fmt.Errorf("%.20q is no figure", part)
			}
		}
		f := Figure{Unread: word == "?"}
		if !f.Unread && word != "" {
			v, err := report.ParseNumber(word)
			if err != nil {
				return nil, err
			}
			f.Value = v
		}
		if len(out)+n > len(paths) {
			return nil, fmt.Errorf("more than %d figures", len(paths))
		}
		for range n {
			out = append(out, f)
		}
	}
	return out, nil
}
