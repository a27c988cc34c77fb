package parse

// columns is the number of figures in a row of table three.
const columns = 7

// record is a run of figures with the words before it: at best one row of a table.
type record struct {
	// inside are the texts of the unit the figures stand in, before those of the units
	// before it since the last figures. Both are in reading order.
	inside, before []*cell
	// behind are the first texts after the figures.
	behind []*cell
	vals   []value
	// single is set where every figure stands in a unit of its own.
	single bool
	// delimited is set where the borders of the cells are printed, so that a blank cell
	// is a cell.
	delimited bool
	glued     bool
	grid      bool
	// joined is set where the figures go on in the next line.
	joined bool
	// even is set where single figures follow each other without a change of spacing.
	even bool
	// torn is set where reading order has put the figures away from their label; doubt
	// where something beside the row makes its place uncertain. Both need the sums.
	torn, doubt bool
	// above and below are lines with pieces of figures beside the row that belong to none.
	above, below [][]*value
	// surplus and short tell how the print differs from seven cells.
	surplus, short bool
	unit           int
	why            string
	row            int // place in book.rows, -1 for none
	score          int
}

// collector makes records of the units of one table.
type collector struct {
	us  []unit
	mem *rowMemory
	// own is how many figures stand behind a cell that is a row's label, 0 for other cells.
	own func(c *cell) int
	// bare is how many figures a row has that needs no label, 0 for a table without.
	bare int
	out  []record
	cur  record
	// gaps are the blank lines before each of cur's single figures.
	gaps []int
	open bool
	// texts are all texts seen, with and without figures.
	texts []*cell
	// events are the texts and records in reading order.
	events []event
}

// event is a text, or the record at its place in collector.out.
type event struct {
	text *cell
	rec  int
}

// usualRecords is how many records a table has for which memory is taken at once.
const usualRecords = 64

// collect reads the units of a table region as records. Page numbers are left out.
func collect(us []unit, own func(c *cell) int, bare int, mem *rowMemory) *collector {
	c := &collector{us: us, mem: mem, own: own, bare: bare, texts: mem.refs.take(len(us) + usualRecords), events: mem.events.take(len(us) + 2*usualRecords), out: mem.recs.take(usualRecords)}
	for i := range us {
		mem.step()
		u := &us[i]
		if isPageLine(u) || isRule(u) {
			continue
		}
		c.unit(i, u)
	}
	c.close()
	c.setBehind()
	return c
}

// isRule recognises the line between head and body of a Markdown table.
func isRule(u *unit) bool {
	if u.kind != asPipes || len(u.cells) == 0 {
		return false
	}
	for i := range u.cells {
		f := u.cells[i].f
		if len(f) < 2 {
			return false
		}
		for j := range len(f) {
			if f[j] != '-' && f[j] != ':' {
				return false
			}
		}
	}
	return true
}

func (c *collector) unit(i int, u *unit) {
	if u.kind == asPipes && len(u.cells) == 0 && !u.blank && c.ended(i) && c.mem.off.on(loneBorder) {
		return // the border behind a cell that stands on a line of its own
	}
	if u.kind == asPipes && len(u.cells) == 0 { // a border alone is a blank cell
		blank := &cell{}
		c.figure(i, read(blank, i), 0)
		c.cur.delimited = true
		return
	}
	first := c.labelEnd(u)
	if first > 0 {
		c.close()
	}
	for k := range first {
		if u.cells[k].f != "" {
			if c.cur.before == nil {
				c.cur.before = c.mem.refs.take(4)
			}
			c.cur.before = append(c.cur.before, &u.cells[k])
			c.texts = append(c.texts, &u.cells[k])
			c.events = append(c.events, event{text: &u.cells[k]})
		}
	}
	vals := u.cells[first:]
	if len(vals) == 0 {
		return
	}
	if first == 0 && u.kind == asPipes && c.open && len(vals) <= 4 {
		for len(vals) > 1 && vals[len(vals)-1].f == "" {
			vals = vals[:len(vals)-1] // the padding of a row that began on the line above
		}
	}
	if first == 0 && u.kind == asPipes && len(vals) > 1 && filledCells(vals) == 1 && vals[0].f != "" {
		vals = vals[:1] // a figure alone, and the mark of the row's end
	}
	if len(vals) == 1 && first == 0 {
		if v := read(&vals[0], i); v.what != isText {
			c.figure(i, v, u.gap)
		}
		return
	}
	c.row(i, u, first, vals)
}

// labelEnd is where the figures of a unit begin. In a row with borders they begin behind
// the row's own label, whatever stands in the first of them.
func (c *collector) labelEnd(u *unit) int {
	end, short := labelEnd(u), true
	if !u.delimited() || len(u.cells) < 2 || !c.mem.off.on(oddFirstCell) {
		return end
	}
	if c.bare > 0 && len(u.cells) == c.bare && 2*figuresIn(u) > c.bare {
		return 0
	}
	for i := end - 1; i >= 0; i-- {
		k := &u.cells[i]
		if n := c.own(k); n > 0 {
			if short || len(u.cells)-i-1 == n {
				return i + 1
			}
			return end
		}
		short = short && len(k.f) <= longestNote
	}
	return end
}

// ended reports that the line before unit i is a cell without its border: then a border
// alone is that of the cell, and no cell itself.
func (c *collector) ended(i int) bool {
	return i > 0 && len(c.us[i-1].cells) > 0 && c.us[i-1].kind == asLine
}

// longestNote is the size in bytes of the words that may stand in the cell of a figure, as
// 未统计 or 见附件 do; longer ones are part of the label.
const longestNote = 15

// labelEnd is the number of leading cells that are label: all up to the last text
// before the first figure. Blank cells before any text are label cells too.
func labelEnd(u *unit) int {
	end := 0
	for i := range u.cells {
		if u.cells[i].loose {
			return end
		}
		switch read(&u.cells[i], 0).what {
		case isText:
			end = i + 1
		case isBlank:
		case isNumber: // a column of row numbers before the labels
			if i > 0 || len(u.cells) < 2 || u.kind == asLine || len(u.cells[1].f) < 12 || read(&u.cells[1], 0).what != isText {
				return end
			}
		default:
			return end
		}
	}
	return end
}

// figure takes a figure that stands in a unit of its own.
func (c *collector) figure(i int, v value, gap int) {
	if c.open && !c.cur.single && len(c.cur.vals) >= columns {
		c.close()
	}
	c.cur.joined = c.cur.joined || c.open && !c.cur.single
	if !c.open {
		c.open = true
		c.cur.single, c.cur.unit = true, i
		c.cur.vals = c.mem.values.take(columns)
	}
	c.cur.vals = append(c.cur.vals, v)
	c.gaps = append(c.gaps, gap)
}

// row takes the figures of a unit that holds several.
func (c *collector) row(i int, u *unit, first int, vals []cell) {
	switch {
	case c.open && first == 0 && c.cur.single && u.kind == asLine && len(c.cur.vals)+len(vals) <= columns:
		// two cells of a row whose other figures stand on lines of their own
	case c.open && first == 0 && c.cur.single && u.delimited() && len(c.cur.vals) == 1 && figuresIn(u) == columns:
		// A page's number, or a piece of a figure, before a whole row: the label is the row's.
		before := c.cur.before
		c.cur.before = nil
		c.close()
		c.cur.before = before
	case c.open && (first > 0 || c.cur.single || u.kind != asPipes || len(c.cur.vals)+len(vals) > columns):
		c.close()
	}
	c.cur.joined = c.cur.joined || c.open
	if !c.open {
		c.open = true
		c.cur.unit = i
		c.cur.delimited, c.cur.glued, c.cur.grid = u.delimited(), u.kind == asGlued, u.kind == asGrid
		for k := range first {
			if u.cells[k].f != "" {
				if c.cur.inside == nil {
					c.cur.inside = c.mem.refs.take(first)
				}
				c.cur.inside = append(c.cur.inside, &u.cells[k])
			}
		}
		c.cur.before = c.cur.before[:max(0, len(c.cur.before)-len(c.cur.inside))]
	}
	if c.cur.vals == nil {
		c.cur.vals = c.mem.values.take(max(len(vals), columns))
	}
	for k := range vals {
		c.cur.vals = append(c.cur.vals, read(&vals[k], i))
		if c.cur.single {
			c.gaps = append(c.gaps, 0)
		}
	}
}

// numbersIn counts the numbers among values.
func numbersIn(vals []value) int {
	n := 0
	for i := range vals {
		if vals[i].what == isNumber {
			n++
		}
	}
	return n
}

func filledCells(cells []cell) int {
	n := 0
	for i := range cells {
		if cells[i].f != "" {
			n++
		}
	}
	return n
}

func filledOf(vals []value) int {
	n := 0
	for i := range vals {
		if vals[i].what != isBlank {
			n++
		}
	}
	return n
}

// close ends the current record, and cuts a run of single figures into rows.
func (c *collector) close() {
	if !c.open {
		return
	}
	r := c.cur
	gaps := c.gaps
	r.even = r.single && even(gaps)
	c.cur, c.gaps, c.open = record{}, nil, false
	if r.single && len(r.vals) > columns {
		if rows := cutRun(r, gaps); rows != nil && c.mem.off.on(blockOfColumns) {
			for _, row := range rows {
				c.add(row)
			}
			return
		}
	}
	c.add(r)
}

func (c *collector) add(r record) {
	c.events = append(c.events, event{rec: len(c.out)})
	c.out = append(c.out, r)
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
func cutRun(r record, gaps []int) []record {
	var heights []int
	for i := range r.vals {
		if i == 0 || gaps[i] > 0 {
			heights = append(heights, 0)
		}
		heights[len(heights)-1]++
	}
	if len(heights) == 1 {
		if len(r.vals)%columns != 0 {
			return nil
		}
		heights = make([]int, len(r.vals))
		for i := range heights {
			heights[i] = 1
		}
	}
	if len(heights)%columns != 0 {
		return nil
	}
	var out []record
	at := 0
	for b := 0; b < len(heights); b += columns {
		h := heights[b]
		for _, other := range heights[b : b+columns] {
			if other != h {
				return nil
			}
		}
		for k := range h {
			row := record{single: true, even: r.even, delimited: r.delimited, unit: r.unit, torn: h > 1, doubt: true}
			if len(out) == 0 {
				row.before, row.inside = r.before, r.inside
			}
			for col := range columns {
				row.vals = append(row.vals, r.vals[at+col*h+k])
			}
			out = append(out, row)
		}
		at += h * columns
	}
	return out
}
