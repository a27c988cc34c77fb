package disclosure

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/parse/figure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/record"
	"github.com/gouji/gouji/stages/parse/repair"
	"github.com/gouji/gouji/stages/report"
)

// Name is the table's name in reports and observations.
const Name = "disclosure"

// Table is the reading of table two.
type Table struct {
	p            *label.Forms
	Cells        map[string]report.Cell
	Observations []report.Observation
	votes        map[report.Form]int
	seen         map[string]bool // rows whose label was seen, by form and label
	title        map[string]bool // numerals of the titles 第二十条第(x)项 seen
	exact        map[string]bool // cores of the texts of the region
	c            *record.Table
	// older is the first head of the form of 2019, nil for none.
	older *report.Quote
	// blanky is set where a glued row has fewer digits than cells, so that cells are blank, or a cell
	// has noughts before its number: then nothing shows where the next cell begins.
	blanky bool
	// complete is set where every sub-table has as many figures as cells.
	complete bool
	// singles are the rows whose figures stand on lines of their own: only their number shows that
	// they are whole.
	singles []report.DisclosureRow
	// glued are the rows whose digits stand together.
	glued []report.DisclosureRow
	all   []subtable
}

// subtable is one sub-table: its form and, in order, what stands in it.
type subtable struct {
	form   report.Form
	titled bool // behind a title or head
	rows   []report.DisclosureRow
	heads  []*layout.Cell
	late   bool // a head stands behind the label of a row
	labels []*layout.Cell
	recs   []*record.Record
	// owner[i] is the row of recs[i], -1 if the last text before it is no row's label.
	owner []int
}

// usualCells is how many cells table two of the newer form has, and a few more.
const usualCells = 16

// Read reads table two from the units of its region; nil if there is none.
func Read(p *label.Forms, us []layout.Unit, mem *record.RowMemory) *Table {
	d := &Table{
		p: p, Cells: make(map[string]report.Cell, usualCells), votes: map[report.Form]int{}, seen: map[string]bool{}, title: map[string]bool{},
		c: record.Collect(us, func(c *layout.Cell) int { return p.Book.OwnTwo(c.Core()) }, 0, mem),
	}
	spans := d.subtables()
	d.all = spans
	d.blanky, d.complete = hasBlanks(spans) || d.rowsWithout(spans) || padded(spans), complete(spans)
	if len(d.seen) == 0 || len(d.title) == 0 && len(d.votes) == 0 {
		return nil
	}
	for i := range spans {
		mem.Step()
		d.readSpan(&spans[i])
	}
	if mem.Off.On(repair.ColumnApart) {
		d.tornColumn(spans)
	}
	d.dropSentences()
	d.dropOtherForm()
	d.observe()
	d.mixedForms()
	return d
}

// dropSentences drops what is said of a row that seems to lack its figures, where its label ends a sentence
// above the table and the figures stand in the row: 本年度未制发行政规范性文件。
func (d *Table) dropSentences() {
	d.Observations = slices.DeleteFunc(d.Observations, func(o report.Observation) bool {
		return o.Kind == report.SeenMissing && strings.HasSuffix(o.Quote.Text, "。") && d.Cells[o.Key].State == report.Printed
	})
}

// dropOtherForm drops the cells that the form of the table does not have: where a
// sub-table stands in the other form, its figures have no place in this one.
func (d *Table) dropOtherForm() {
	form := d.Form()
	if form == report.FormUnknown {
		return
	}
	has := map[string]bool{}
	for _, row := range d.p.Two[form] {
		for _, c := range row.Row.Cells {
			has[c.Key] = true
		}
	}
	for key := range d.Cells {
		if !has[key] {
			delete(d.Cells, key)
		}
	}
	// A sentence about such a row lacks no figures: 本单位不收取行政事业性收费。
	d.Observations = slices.DeleteFunc(d.Observations, func(o report.Observation) bool {
		return o.Kind == report.SeenMissing && strings.HasSuffix(o.Quote.Text, "。") && !has[o.Key]
	})
}

// FormOr2021 is the form of the table, that of 2021 where it does not show or there is no table.
func (d *Table) FormOr2021() report.Form {
	if d == nil {
		return report.Form2021
	}
	if form := d.Form(); form != report.FormUnknown {
		return form
	}
	return report.Form2021
}

// DropSingles gives up the rows whose figures stand on lines of their own, where the document shows
// that blank cells have left no trace: then as many figures as cells say nothing.
func (d *Table) DropSingles() {
	d.drop(d.singles, "blank cells are not printed, and figures stand on lines of their own: nothing shows which cells these are")
}

// DropGlued gives up the rows of several cells whose digits stand together, where those of
// table three say that they are others than those of the cells.
func (d *Table) DropGlued() {
	d.drop(d.glued, "the digits of several cells stand together, and those of the other table add up to nothing")
}

func (d *Table) drop(rows []report.DisclosureRow, why string) {
	for _, row := range rows {
		for _, c := range row.Cells {
			if d.Cells[c.Key].Value.Valid() {
				d.Cells[c.Key] = figure.Unread(why)
			}
		}
	}
}

// QuoteRow is the label of a row as it is printed.
func (d *Table) QuoteRow(key string) report.Quote {
	for i := range d.all {
		for k, row := range d.all[i].rows {
			if row.Cells[0].Key == key {
				t := d.all[i].labels[k].Text()
				return report.Quote{Text: t.S, At: t.At}
			}
		}
	}
	return report.Quote{}
}

// Form is the form that most heads of the table are of. Where none was found, the title of the
// purchases shows that of 2019, which alone has them; else it is FormUnknown.
func (d *Table) Form() report.Form {
	switch {
	case d.votes[report.Form2019] > d.votes[report.Form2021]:
		return report.Form2019
	case d.votes[report.Form2021] > 0:
		return report.Form2021
	case d.title["九"]:
		return report.Form2019
	}
	return report.FormUnknown
}

// subtableCutter cuts the events of the region into sub-tables.
type subtableCutter struct {
	d    *Table
	out  []subtable
	cur  subtable
	last int // the row whose label was the last text, -1 for none
}

// subtables cuts the region into sub-tables at their titles or heads.
func (d *Table) subtables() []subtable {
	d.exactRows()
	s := subtableCutter{d: d, last: -1}
	for i := 0; i < len(d.c.Events); i++ {
		d.c.Mem.Step()
		e := d.c.Events[i]
		if e.Text != nil {
			if c, n := d.inPieces(i, s.cur.form); n > 1 {
				s.text(c)
				i += n - 1
				continue
			}
			if c := d.besideFigures(i, s.cur.form); c != nil {
				s.text(c)
				r := &d.c.Records[d.c.Events[i+1].Rec]
				s.cur.recs, s.cur.owner = append(s.cur.recs, r), append(s.cur.owner, s.last)
				i += 2
				continue
			}
			s.text(e.Text)
			continue
		}
		if r := &d.c.Records[e.Rec]; layout.FilledOf(r.Values) > 0 || s.last >= 0 {
			s.cur.recs, s.cur.owner = append(s.cur.recs, r), append(s.cur.owner, s.last)
		}
	}
	s.flush()
	return s.out
}

func (s *subtableCutter) flush() {
	if len(s.cur.rows) > 0 || len(s.cur.recs) > 0 {
		s.out = append(s.out, s.cur)
	}
	s.cur, s.last = subtable{form: s.cur.form}, -1
}

// hasBlanks reports that some glued row has fewer digits than cells.
func hasBlanks(spans []subtable) bool {
	for _, s := range spans {
		for i, r := range s.recs {
			alone := i+1 == len(s.owner) || s.owner[i+1] >= 0
			if o := s.owner[i]; r.Glued && o >= 0 && alone && figure.CountDigits(r.Values) > 0 && figure.CountDigits(r.Values) < len(s.rows[o].Cells) {
				return true
			}
		}
	}
	return false
}

// rowsWithout reports that digits of several cells stand together and a row has no figure at all: none
// stands behind its label, or the label of the next row does.
func (d *Table) rowsWithout(spans []subtable) bool {
	glued, without := false, false
	for _, s := range spans {
		for _, r := range s.recs {
			glued = glued || r.Glued
		}
		for o := range s.rows {
			without = without || !slices.Contains(s.owner, o) || d.holdsOther(s.labels[o], s.rows[o], s.form)
		}
	}
	return glued && without
}

// holdsOther reports that the label of another row than row stands in a text.
func (d *Table) holdsOther(c *layout.Cell, row report.DisclosureRow, form report.Form) bool {
	return slices.ContainsFunc(d.p.Two[form], func(other label.TwoRow) bool {
		return other.Row.Cells[0].Key != row.Cells[0].Key && strings.Contains(c.Fold, other.Core)
	})
}

// padded reports a glued row of one cell whose number has noughts before it.
func padded(spans []subtable) bool {
	for _, s := range spans {
		for i, r := range s.recs {
			if o := s.owner[i]; r.Glued && o >= 0 && len(s.rows[o].Cells) == 1 && len(r.Values) == 1 {
				if f := r.Values[0].Cell.Fold; len(f) > 1 && f[0] == '0' && f[1] >= '0' && f[1] <= '9' {
					return true
				}
			}
		}
	}
	return false
}

// text takes a title, a head, the label of a row, or all three pasted together.
func (s *subtableCutter) text(c *layout.Cell) {
	d, f := s.d, c.Fold
	title := TitleNumeral(f)
	if title != "" || strings.HasPrefix(f, "信息内容") && len(s.cur.rows) > 0 {
		s.flush()
		s.cur.titled = true
	}
	if title != "" {
		d.title[title] = true
	}
	head := d.headForm(f)
	if head != "" {
		s.cur.form = head
		d.votes[head]++
	}
	if head == report.Form2019 {
		d.noteOlderHead(c)
	}
	if head == report.Form2021 {
		d.likeHeadInside(c)
	}
	if head != "" || strings.Contains(f, "数量") || strings.Contains(f, "件数") || strings.Contains(f, "增/减") || strings.Contains(f, "金额") {
		s.cur.heads = append(s.cur.heads, c)
		s.cur.late = s.cur.late || len(s.cur.rows) > 0
	}
	s.last = -1
	if title == "" {
		d.likeHead(c)
	}
	row, ok := d.rowOf(f, s.cur.form)
	if !ok && head == "" && title == "" {
		row, ok = d.misprinted(f, s.cur.form)
	}
	if ok {
		d.noteLabel(row, c)
		d.seen[row.Cells[0].Key] = true
		s.cur.rows, s.cur.labels = append(s.cur.rows, row), append(s.cur.labels, c)
		s.last = len(s.cur.rows) - 1
	}
}

// TitleNumeral is the numeral x of 第二十条第(x)项 in a folded text, "" if it has none.
func TitleNumeral(f string) string {
	i := strings.LastIndex(f, "第二十条第")
	if i < 0 {
		return ""
	}
	rest := strings.TrimLeft(f[i+len("第二十条第"):], "(")
	for _, x := range [...]string{"一", "五", "六", "八", "九"} {
		if strings.HasPrefix(rest, x) {
			return x
		}
	}
	return ""
}

// headForm is the form whose column head the folded text holds, "" for none.
func (d *Table) headForm(f string) report.Form {
	if strings.Contains(f, "本年处理决定数量") || strings.Contains(f, "制发件数") || strings.Contains(f, "废止件数") ||
		strings.Contains(f, "有效件数") || strings.Contains(f, "本年收费金额") {
		return report.Form2021
	}
	if strings.Contains(f, "新制作") || strings.Contains(f, "新公开") || strings.Contains(f, "本年新制") || strings.Contains(f, "本年新公") || strings.Contains(f, "对外公开总数") ||
		strings.Contains(f, "上一年项目") || strings.Contains(f, "采购项目数量") || strings.Contains(f, "采购总金额") {
		return report.Form2019
	}
	return ""
}

// rowOf finds the row whose label a folded text is, or ends with in glued text.
func (d *Table) rowOf(f string, form report.Form) (report.DisclosureRow, bool) {
	if form == "" || form == report.FormUnknown {
		form = report.Form2021
	}
	s := label.Core(f)
	var best report.DisclosureRow
	size := 0
	bare := s
	if at := strings.IndexByte(f, '('); at > 0 && strings.HasSuffix(f, ")") && len(f) < label.LongText {
		bare = label.Core(f[:at]) // 规范性文件（指有正式文号的文件）
	}
	for _, row := range d.p.Two[form] {
		if s == row.Core || row.Variant != "" && s == row.Variant || bare == row.Core {
			return row.Row, true
		}
		if len(f) > 40 && strings.HasSuffix(s, row.Core) && len(row.Core) > size {
			best, size = row.Row, len(row.Core)
		}
		if len(f) > 40 && row.Variant != "" && strings.HasSuffix(s, row.Variant) && len(row.Variant) > size {
			best, size = row.Row, len(row.Variant)
		}
	}
	return best, size > 0
}
