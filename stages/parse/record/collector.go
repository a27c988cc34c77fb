package record

import (
	"strings"
	"unicode"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/repair"
)

// PiecesBefore and piecesBehind are how many texts above and below the figures may hold
// pieces of their label: the longest has 36 characters, in a narrow column seven lines, and
// pieces of the group's label, which is set beside them, stand in between.
const (
	PiecesBefore = 10
	piecesBehind = 12
)

// setBehind notes the texts that follow each record up to the next one, its own label's
// among them: where a label takes several lines, its figures stand beside the middle one.
func (c *Table) setBehind() {
	var last *Record
	text := 0 // how many of c.Texts stand before the event
	for _, e := range c.Events {
		switch {
		case e.Text == nil:
			last = &c.Records[e.Rec]
			last.Behind = c.Texts[text:text:len(c.Texts)]
			continue
		case last != nil && len(last.Behind) < piecesBehind:
			last.Behind = last.Behind[:len(last.Behind)+1]
		}
		text++
	}
}

// Table makes records of the units of one table.
type Table struct {
	Units []layout.Unit
	Mem   *RowMemory
	// own is how many figures stand behind a cell that is a row's label, 0 for other cells.
	own func(c *layout.Cell) int
	// bare is how many figures a row has that needs no label, 0 for a table without.
	bare    int
	Records []Record
	cur     Record
	// gaps are the blank lines before each of cur's single figures.
	gaps []int
	open bool
	// Texts are all texts seen, with and without figures.
	Texts []*layout.Cell
	// Events are the texts and records in reading order.
	Events []Event
}

// Event is a text, or the record at its place in Table.Records.
type Event struct {
	Text *layout.Cell
	Rec  int
}

// usualRecords is how many records a table has for which memory is taken at once.
const usualRecords = 64

// Collect reads the units of a table region as records. Page numbers are left out.
func Collect(us []layout.Unit, own func(c *layout.Cell) int, bare int, mem *RowMemory) *Table {
	c := &Table{Units: us, Mem: mem, own: own, bare: bare, Texts: mem.refs.Take(len(us) + usualRecords), Events: mem.events.Take(len(us) + 2*usualRecords), Records: mem.recs.Take(usualRecords)}
	for i := range us {
		mem.Step()
		u := &us[i]
		if layout.IsPageLine(u) || layout.IsRule(u) {
			continue
		}
		c.unit(i, u)
	}
	c.close()
	c.setBehind()
	return c
}

func (c *Table) unit(i int, u *layout.Unit) {
	if u.Kind == layout.Pipes && len(u.Cells) == 0 && !u.Blank && c.ended(i) && c.Mem.Off.On(repair.LoneBorder) {
		return // the border behind a cell that stands on a line of its own
	}
	if u.Kind == layout.Pipes && len(u.Cells) == 0 { // a border alone is a blank cell
		blank := &layout.Cell{}
		c.figure(i, layout.ReadValue(blank, i), 0)
		c.cur.Delimited = true
		return
	}
	first := c.labelEnd(u)
	if first > 0 {
		c.close()
	}
	for k := range first {
		if u.Cells[k].Fold != "" {
			if c.cur.Before == nil {
				c.cur.Before = c.Mem.refs.Take(4)
			}
			c.cur.Before = append(c.cur.Before, &u.Cells[k])
			c.Texts = append(c.Texts, &u.Cells[k])
			c.Events = append(c.Events, Event{Text: &u.Cells[k]})
		}
	}
	vals := u.Cells[first:]
	if len(vals) == 0 || c.bare > 0 && first > 0 && u.Kind == layout.Pipes && len(vals) < c.bare && layout.FilledCells(vals) == 0 {
		return // the blank end of a line of heads, in a table whose row has no label
	}
	if first == 0 && u.Kind == layout.Pipes && c.open && len(vals) <= 4 {
		for len(vals) > 1 && vals[len(vals)-1].Fold == "" {
			vals = vals[:len(vals)-1] // the padding of a row that began on the line above
		}
	}
	if first == 0 && u.Kind == layout.Pipes && len(vals) > 1 && layout.FilledCells(vals) == 1 && vals[0].Fold != "" {
		vals = vals[:1] // a figure alone, and the mark of the row's end
	}
	if len(vals) == 1 && first == 0 {
		if v := layout.ReadValue(&vals[0], i); v.Kind != layout.Text {
			c.figure(i, v, u.Gap)
		}
		return
	}
	c.row(i, u, first, vals)
}

// labelEnd is where the figures of a unit begin. In a row with borders they begin behind
// the row's own label, whatever stands in the first of them.
func (c *Table) labelEnd(u *layout.Unit) int {
	end, short := LabelEnd(u), true
	if !u.Delimited() || len(u.Cells) < 2 || !c.Mem.Off.On(repair.OddFirstCell) {
		return end
	}
	if c.bare > 0 && (layout.IsFigure(&u.Cells[0]) || strings.IndexFunc(u.Cells[0].Fold, han) < 0 && u.Cells[0].Fold != "") {
		return 0 // words among its figures are no label, nor is a sign in the place of one
	}
	if c.bare > 0 && (2*layout.FiguresIn(u) > c.bare && (len(u.Cells) == c.bare || filledTo(u.Cells) == c.bare) || wordAgain(u.Cells)) {
		return 0
	}
	for i := end - 1; i >= 0; i-- {
		k := &u.Cells[i]
		if n := c.own(k); n > 0 {
			if short || len(u.Cells)-i-1 == n {
				return i + 1
			}
			return end
		}
		short = short && len(k.Fold) <= longestNote
	}
	return end
}

// filledTo is how many cells there are up to the last one that is not blank.
func filledTo(cells []layout.Cell) int {
	for n := len(cells); n > 0; n-- {
		if cells[n-1].Fold != "" {
			return n
		}
	}
	return 0
}

// wordAgain reports that the first cell has a word which stands in the place of figures too: 暂无.
func wordAgain(cells []layout.Cell) bool {
	figures := 0
	for i := range cells[1:] {
		c := &cells[1+i]
		if figures > 0 && c.Fold == cells[0].Fold && c.Fold != "" {
			return true
		}
		if layout.IsFigure(c) {
			figures++
		}
	}
	return false
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// ended reports that the line before unit i is a cell without its border: then a border
// alone is that of the cell, and no cell itself.
func (c *Table) ended(i int) bool {
	return i > 0 && len(c.Units[i-1].Cells) > 0 && c.Units[i-1].Kind == layout.Line
}

// longestNote is the size in bytes of the words that may stand in the cell of a figure, as
// 未统计 or 见附件 do; longer ones are part of the label.
const longestNote = 15

// LabelEnd is the number of leading cells that are label: all up to the last text
// before the first figure. Blank cells before any text are label cells too.
func LabelEnd(u *layout.Unit) int {
	end := 0
	for i := range u.Cells {
		if u.Cells[i].Loose {
			return end
		}
		switch layout.ReadValue(&u.Cells[i], 0).Kind {
		case layout.Text:
			end = i + 1
		case layout.Blank:
		case layout.Number: // a column of row numbers before the labels
			if i > 0 || len(u.Cells) < 2 || u.Kind == layout.Line || len(u.Cells[1].Fold) < 12 || layout.ReadValue(&u.Cells[1], 0).Kind != layout.Text {
				return end
			}
		default:
			return end
		}
	}
	return end
}

// figure takes a figure that stands in a unit of its own.
func (c *Table) figure(i int, v layout.Value, gap int) {
	if c.open && !c.cur.Single && len(c.cur.Values) >= label.Columns {
		c.close()
	}
	c.cur.Joined = c.cur.Joined || c.open && !c.cur.Single
	if !c.open {
		c.open = true
		c.cur.Single, c.cur.Unit = true, i
		c.cur.Values = c.Mem.Values.Take(label.Columns)
	}
	c.cur.Values = append(c.cur.Values, v)
	c.gaps = append(c.gaps, gap)
}

// row takes the figures of a unit that holds several.
func (c *Table) row(i int, u *layout.Unit, first int, vals []layout.Cell) {
	switch {
	case c.open && first == 0 && c.cur.Single && u.Kind == layout.Line && len(c.cur.Values)+len(vals) <= label.Columns:
		// two cells of a row whose other figures stand on lines of their own
	case c.open && first == 0 && c.cur.Single && u.Delimited() && len(c.cur.Values) == 1 && layout.FiguresIn(u) == label.Columns:
		// A page's number, or a piece of a figure, before a whole row: the label is the row's.
		before := c.cur.Before
		c.cur.Before = nil
		c.close()
		c.cur.Before = before
	case c.open && (first > 0 || c.cur.Single || u.Kind != layout.Pipes || len(c.cur.Values)+len(vals) > label.Columns):
		c.close()
	}
	c.cur.Joined = c.cur.Joined || c.open
	if !c.open {
		c.open = true
		c.cur.Unit = i
		c.cur.Delimited, c.cur.Glued, c.cur.grid = u.Delimited(), u.Kind == layout.Glued, u.Kind == layout.Grid
		for k := range first {
			if u.Cells[k].Fold != "" {
				if c.cur.Inside == nil {
					c.cur.Inside = c.Mem.refs.Take(first)
				}
				c.cur.Inside = append(c.cur.Inside, &u.Cells[k])
			}
		}
		c.cur.Before = c.cur.Before[:max(0, len(c.cur.Before)-len(c.cur.Inside))]
	}
	if c.cur.Values == nil {
		c.cur.Values = c.Mem.Values.Take(max(len(vals), label.Columns))
	}
	for k := range vals {
		c.cur.Values = append(c.cur.Values, layout.ReadValue(&vals[k], i))
		if c.cur.Single {
			c.gaps = append(c.gaps, 0)
		}
	}
}

// close ends the current record, and cuts a run of single figures into rows.
func (c *Table) close() {
	if !c.open {
		return
	}
	r := c.cur
	gaps := c.gaps
	r.Even = r.Single && even(gaps)
	c.cur, c.gaps, c.open = Record{}, nil, false
	if r.Single && len(r.Values) > label.Columns {
		if rows := cutRun(r, gaps); rows != nil && c.Mem.Off.On(repair.BlockOfColumns) {
			for _, row := range rows {
				c.add(row)
			}
			return
		}
	}
	c.add(r)
}

func (c *Table) add(r Record) {
	c.Events = append(c.Events, Event{Rec: len(c.Records)})
	c.Records = append(c.Records, r)
}

// even reports that all gaps but the first are blank lines, or none is.
func even(gaps []int) bool {
	for i := 2; i < len(gaps); i++ {
		if (gaps[i] > 0) != (gaps[1] > 0) {
			return false
		}
	}
	return true
}

// cutRun cuts a run of more than seven single figures into rows of seven. Where seven
// groups of equally many figures stand one behind the other, divided by blank lines,
// they are the columns of a block of rows.
func cutRun(r Record, gaps []int) []Record {
	var heights []int
	for i := range r.Values {
		if i == 0 || gaps[i] > 0 {
			heights = append(heights, 0)
		}
		heights[len(heights)-1]++
	}
	if len(heights) == 1 {
		if len(r.Values)%label.Columns != 0 {
			return nil
		}
		heights = make([]int, len(r.Values))
		for i := range heights {
			heights[i] = 1
		}
	}
	if len(heights)%label.Columns != 0 {
		return nil
	}
	var out []Record
	at := 0
	for b := 0; b < len(heights); b += label.Columns {
		h := heights[b]
		for _, other := range heights[b : b+label.Columns] {
			if other != h {
				return nil
			}
		}
		for k := range h {
			row := Record{Single: true, Even: r.Even, Delimited: r.Delimited, Unit: r.Unit, Torn: h > 1, Doubt: true, Cut: true}
			if len(out) == 0 {
				row.Before, row.Inside = r.Before, r.Inside
			}
			for col := range label.Columns {
				row.Values = append(row.Values, r.Values[at+col*h+k])
			}
			out = append(out, row)
		}
		at += h * label.Columns
	}
	return out
}
