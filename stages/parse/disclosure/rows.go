package disclosure

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/header"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/parse/solve"
	"github.com/gouji/gouji/stages/report"
)

// readSpan reads the rows of one sub-table.
func (d *Table) readSpan(s *subtable) {
	got := make([]*record.Record, len(s.rows))
	ordered, loose := true, false
	beside := make([]bool, len(s.rows)) // rows beside which figures of no row stand
	for i, r := range s.recs {
		switch o := s.owner[i]; {
		case o < 0:
			loose = true
			for _, k := range [...]int{i - 1, i + 1} {
				if k >= 0 && k < len(s.owner) && s.owner[k] >= 0 {
					beside[s.owner[k]] = true
				}
			}
		case got[o] == nil:
			got[o] = r
			if next := i + 1; (r.Joined || r.Single) && layout.FilledOf(r.Values) > len(s.rows[o].Cells) && next < len(s.owner) && s.owner[next] >= 0 {
				beside[s.owner[next]] = true // what is too much may be the first piece of the next
			}
		default:
			ordered, beside[o] = false, true
		}
	}
	for i := 1; i < len(got); i++ {
		if got[i] == nil && got[i-1] != nil && slices.ContainsFunc(got[i-1].Values, func(v layout.Value) bool { return v.Cell.Over() }) {
			beside[i-1] = true // the figure stands for this row as well
		}
	}
	if loose && d.complete && d.c.Mem.Off.On(repair.FigureBefore) && d.onlyCell(s) {
		return
	}
	for i, row := range s.rows {
		d.c.Mem.Step()
		switch {
		case got[i] == nil && (loose || !ordered):
			d.unread(row, "figures of the sub-table stand away from their labels")
		case got[i] == nil:
			d.unread(row, "no figures were found beside the label")
			d.Observations = append(d.Observations, report.Observation{
				Kind: report.SeenMissing, Table: Name, Key: row.Cells[0].Key, Want: strconv.Itoa(len(row.Cells)),
				Quote: report.Quote{Text: s.labels[i].S, At: s.labels[i].Text().At},
			})
		case beside[i], loose && !got[i].Delimited:
			d.unread(row, "figures that belong to no row stand beside this one")
		default:
			d.readRow(s, row, got[i])
		}
	}
}

// complete reports that every sub-table has as many figures as cells: none is lost, and
// none came from elsewhere.
func complete(spans []subtable) bool {
	for _, s := range spans {
		cells, figures := 0, 0
		for _, row := range s.rows {
			cells += len(row.Cells)
		}
		for _, r := range s.recs {
			if r.Glued || layout.NumbersIn(r.Values) != layout.FilledOf(r.Values) {
				return false
			}
			figures += layout.FilledOf(r.Values)
		}
		if cells != figures {
			return false
		}
	}
	return true
}

// onlyCell reads a sub-table of one cell whose figure stands before the label of its row.
func (d *Table) onlyCell(s *subtable) bool {
	if !s.titled || len(s.rows) != 1 || len(s.rows[0].Cells) != 1 || len(s.recs) != 1 || len(s.recs[0].Values) != 1 {
		return false
	}
	key := s.rows[0].Cells[0].Key
	d.set(key, figure.CellIn(&s.recs[0].Values[0], moneyUnit(key)))
	return true
}

// set stores a cell; a second reading of the same cell that differs makes it unread.
func (d *Table) set(key string, c report.Cell) {
	old, ok := d.Cells[key]
	if ok && old.State != report.Unread {
		if old.Value.Valid() && (c.State == report.Dash || c.State == report.Blank) {
			return
		}
		if !old.Value.Valid() && c.Value.Valid() {
			d.Cells[key] = c
			return
		}
		if c.State == report.Unread || old.Value == c.Value && old.State == c.State {
			return
		}
		c = figure.Unread("the row stands twice in the table, with different figures")
	}
	d.Cells[key] = c
}

func (d *Table) unread(row report.DisclosureRow, why string) {
	for _, c := range row.Cells {
		if _, ok := d.Cells[c.Key]; !ok {
			d.Cells[c.Key] = figure.Unread(why)
		}
	}
}

// moneyUnit is the unit of a cell's column, "" where it is no amount of money.
func moneyUnit(key string) string {
	switch {
	case strings.HasSuffix(key, "_amount_yuan"):
		return "元"
	case key == "fees_10k_yuan":
		return "万元"
	}
	return ""
}

// columnsOf are the cells of a row in the order of their heads; nil where the heads
// contradict the form.
func (d *Table) columnsOf(s *subtable, row report.DisclosureRow) []report.Column {
	order, contradicts, found := twoOrder(s.heads, row.Cells)
	for _, h := range s.heads {
		unit := moneyUnit(row.Cells[len(row.Cells)-1].Key)
		power, named := figure.PowerOf(h.Fold)
		if want, _ := figure.PowerOf(unit); unit != "" && named && strings.Contains(h.Fold, "单位") && power != want {
			contradicts, found = true, []header.Word{{Cell: h}}
		}
	}
	if contradicts {
		d.Observations = append(d.Observations, report.Observation{
			Kind: report.SeenHeads, Table: Name, Key: row.Cells[0].Key, Want: labelsOf(row.Cells), Quote: header.Quote(found),
		})
		return nil
	}
	out := make([]report.Column, len(order))
	for k, col := range order {
		out[k] = row.Cells[col]
	}
	return out
}

func labelsOf(cells []report.Column) string {
	var out []string
	for _, c := range cells {
		out = append(out, c.Label)
	}
	return strings.Join(out, " ")
}

// labelOfOther reports that the label of another row stands before the figures too, as where a cell that
// reaches over two rows has lost its end.
func (d *Table) labelOfOther(row report.DisclosureRow, r *record.Record) bool {
	return slices.ContainsFunc(r.Inside, func(c *layout.Cell) bool {
		other, ok := d.exactRow(c.Fold, d.Form())
		return ok && other.Cells[0].Key != row.Cells[0].Key
	})
}

// readRow reads the cells of one row.
func (d *Table) readRow(s *subtable, row report.DisclosureRow, r *record.Record) {
	cols := d.columnsOf(s, row)
	if cols == nil {
		d.unread(row, "the heads of the columns are not those of the form, and their order is not certain")
		return
	}
	if !r.Delimited && !r.Single && s.scattered() && !slices.Equal(cols, row.Cells) {
		d.unread(row, "the heads of the columns stand on several lines, and their order there is not that of the form")
		return
	}
	if d.labelOfOther(row, r) {
		d.unread(row, "the label of another row stands before the same figures")
		return
	}
	k := len(cols)
	if s.late && (r.Glued || layout.FilledOf(r.Values) >= k) && !slices.Equal(cols, row.Cells) {
		d.unread(row, "a head of the columns stands below the row, and their order is not that of the form")
		return
	}
	if r.Glued && (len(r.Values) != k || !figure.AllClear(r.Values) || d.thousandsApart(r.Values)) {
		d.readGlued(row, cols, r)
		return
	}
	vals := r.Values
	if !r.Delimited && backwards(vals) {
		d.unread(row, "the figures stand on several lines, and their order there is not that of the columns")
		return
	}
	if len(vals) != k && r.BlankRow(k) {
		for _, c := range cols {
			d.set(c.Key, report.Cell{State: report.Blank})
		}
		return
	}
	if r.Joined && !r.Single && k > 1 {
		d.oddRow(report.SeenSurplus, row, r) // what stands in the next line may be the rest of a number
		return
	}
	if r.Single && k > 1 {
		d.singles = append(d.singles, row)
	}
	if len(vals) > k {
		switch n := layout.FilledOf(vals); {
		case r.Delimited && !r.Joined && !r.Single && s.repeats(vals, k):
			vals = vals[:k]
		case n == k && !r.Joined && (k == 1 || !r.Single): // a figure below the row may be a page's number, and the blank cell the row's own
			kept := make([]layout.Value, 0, k)
			for _, v := range vals {
				if v.Kind != layout.Blank {
					kept = append(kept, v)
				}
			}
			vals = kept
		case n < k && layout.Blanks(vals[k:]) && (k == 1 || !r.Single):
			vals = vals[:k]
		default:
			d.oddRow(report.SeenSurplus, row, r)
			return
		}
	}
	if len(vals) < k || !r.Delimited && layout.FilledOf(vals) < k {
		d.oddRow(report.SeenMissing, row, r)
		return
	}
	for i, c := range cols {
		d.set(c.Key, figure.CellIn(&vals[i], moneyUnit(c.Key)))
	}
}

// repeats reports that the values behind the k-th are that one again, as their heads are: converters
// print what stands in a cell over several columns in each of them.
func (s *subtable) repeats(vals []layout.Value, k int) bool {
	n := 1
	for i := len(s.heads) - 1; i > 0 && s.heads[i].Fold == s.heads[i-1].Fold; i-- {
		n++
	}
	last := &vals[k-1]
	return n == len(vals)-k+1 && (last.Kind == layout.Number || last.Kind == layout.Dash) &&
		!slices.ContainsFunc(vals[k:], func(v layout.Value) bool { return v.Cell.Fold != last.Cell.Fold || v.Kind != last.Kind })
}

func (d *Table) oddRow(kind string, row report.DisclosureRow, r *record.Record) {
	d.unread(row, "the row has another number of figures than the form")
	d.Observations = append(d.Observations, report.Observation{
		Kind: kind, Table: Name, Key: row.Cells[0].Key, Want: strconv.Itoa(len(row.Cells)), Quote: r.Quote(),
	})
}

// signedPiece is a run of digits of a record with the sign before it, if there is one.
type signedPiece struct {
	c        *layout.Cell
	off      int // of the first digit
	negative bool
	signed   bool
}

// thousandsApart reports figures of which white space may stand inside of one, as 407 269 has it, because none
// stands before the first, nor between the cells of another row: 84407 269 may be 84 and 407269.
func (d *Table) thousandsApart(vals []layout.Value) bool {
	if !vals[0].Cell.Tight || len(vals[0].Cell.Fold) < 2 || !slices.ContainsFunc(vals[1:], func(v layout.Value) bool { return len(v.Cell.Fold) == 3 }) {
		return false
	}
	for _, s := range d.all {
		for i, r := range s.recs {
			if o := s.owner[i]; r.Glued && o >= 0 && len(r.Values) < len(s.rows[o].Cells) {
				return true
			}
		}
	}
	return false
}

// readGlued reads several cells whose digits stand together. Table two has no sums, so a
// cell is read only where it is the same in every division of the digits.
func (d *Table) readGlued(row report.DisclosureRow, cols []report.Column, r *record.Record) {
	const why = "the digits of several cells stand together and can be divided in more than one way"
	d.unread(row, why)
	d.glued = append(d.glued, row)
	line, places, ok := gluedPieces(r, len(cols))
	if !ok || d.blanky || d.mayBePadded(line.Pieces, len(cols)) {
		return
	}
	budget := figure.RowBudget
	list, done := line.Readings(figure.FewDivisions, &budget)
	if !done || len(list) == 0 {
		return
	}
	same := solve.Agree(list)
	for k, c := range cols {
		at := list[0].At[k]
		p := places[at.First]
		if !same[k] || !samePlace(list, k) || at.First != at.Last {
			continue
		}
		from, n := p.off+at.From, at.To-at.From
		num := list[0].N[k]
		if at.From == 0 && p.signed {
			from, n = from-1, n+1
			if p.negative {
				num = -num
			}
		}
		t := figure.SliceDigits(p.c, from, n)
		d.set(c.Key, report.Cell{State: report.Printed, Value: report.IntNumber(num), Text: t.S, At: t.At})
	}
}

// samePlace reports that the k-th number of all readings stands at one place: the 7 of
// 3107 is the last cell either way, but two equal digits may be different cells.
func samePlace(list []solve.Reading, k int) bool {
	return !slices.ContainsFunc(list, func(r solve.Reading) bool { return r.At[k] != list[0].At[k] })
}

// gluedPieces are the digits of a record cut where a sign begins a new figure; false if
// there is anything else than digits and signs, or a figure that is known to be interrupted.
func gluedPieces(r *record.Record, cells int) (solve.Row, []signedPiece, bool) {
	line := solve.Row{Cells: cells}
	var places []signedPiece
	for i := range r.Values {
		if r.Values[i].Kind == layout.Broken {
			return line, nil, false
		}
		f := r.Values[i].Cell.Fold
		for at := 0; at < len(f); {
			p := signedPiece{c: r.Values[i].Cell, off: at}
			if f[at] == '+' || f[at] == '-' {
				p.signed, p.negative, p.off = true, f[at] == '-', at+1
			}
			end := p.off
			for end < len(f) && f[end] >= '0' && f[end] <= '9' {
				end++
			}
			if end == p.off {
				return line, nil, false
			}
			// Three digits behind white space may be thousands: 215-71 2 432 are three numbers.
			thousands := i > 0 && at == 0 && !p.signed && end-p.off == 3
			line.Pieces = append(line.Pieces, solve.Piece{Digits: f[p.off:end], Cut: true, Join: thousands})
			places = append(places, p)
			at = end
		}
	}
	return line, places, true
}

// mayBePadded reports digits that can be those of cells with noughts before their numbers too, 00 for
// nought or 004 for 4, where no row of one cell shows that they are not.
func (d *Table) mayBePadded(pieces []solve.Piece, cells int) bool {
	least, nought := math.MaxInt, false // digits of the shortest number of a row of one cell; one is 0
	for _, s := range d.all {
		for i, r := range s.recs {
			if o := s.owner[i]; r.Glued && o >= 0 && len(s.rows[o].Cells) == 1 && len(r.Values) == 1 {
				f := r.Values[0].Cell.Fold
				least, nought = min(least, len(f)), nought || f == "0"
			}
		}
	}
	var digits strings.Builder
	for _, p := range pieces {
		digits.WriteString(p.Digits)
	}
	n := digits.Len()
	filled := digits.String()[0] == '0' && n%cells == 0 && n >= 2*cells && n/cells <= least
	return filled || !nought && strings.Contains(digits.String(), "00") && divides(digits.String(), cells)
}

// divides reports that digits can be those of so many numbers, nought written 00.
func divides(digits string, numbers int) bool {
	switch {
	case digits == "" || numbers == 0:
		return digits == "" && numbers == 0
	case digits[0] == '0':
		return strings.HasPrefix(digits, "00") && divides(digits[2:], numbers-1)
	}
	for n := 1; n <= len(digits); n++ {
		if divides(digits[n:], numbers-1) {
			return true
		}
	}
	return false
}
