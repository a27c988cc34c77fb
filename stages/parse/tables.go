package parse

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/parse/applications"
	"github.com/gouji/gouji/stages/parse/disclosure"
	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
	"github.com/gouji/gouji/stages/parse/proceedings"
	"github.com/gouji/gouji/stages/report"
)

// anchor says which table, 2 to 4, a unit certainly belongs to; 0 for none.
func (p *Parser) anchor(u *layout.Unit) int {
	for i := range u.Cells {
		f := u.Cells[i].Fold
		if len(f) < 6 || len(f) > 200 {
			continue
		}
		switch {
		case len(f) <= 36 && strings.HasPrefix(f, "第二十条第") && disclosure.TitleNumeral(f) != "", f == "信息内容":
			return 2
		case strings.HasPrefix(f, "(本列数据的勾稽"), strings.HasPrefix(f, "申请人情况"):
			return 3
		case f == "结果维持", f == "未经复议直接起诉", f == "复议后起诉", f == "尚未审结":
			return 4
		}
		if len(f) <= 130 {
			if row, ok := p.Book.ByCore[label.Core(f)]; ok && len(p.Book.Rows[row].Core) >= 24 {
				return 3
			}
		}
	}
	if u.Glued {
		switch f := u.Cells[0].Fold; {
		case strings.Contains(f, "第二十条第"):
			return 2
		case strings.Contains(f, "属于国家秘密"):
			return 3
		case strings.Contains(f, "结果维持"):
			return 4
		}
	}
	return 0
}

// heads says where the heads of table k begin in a folded text, -1 where it has none. A word that sentences use
// as well, as 申请人情况 in 从申请人情况看, counts where the next one of the heads follows.
func heads(f string, k int) int {
	next := func(word, behind string, within int) int {
		for from := 0; ; {
			at := strings.Index(f[from:], word)
			if at < 0 {
				return -1
			}
			at += from
			rest := f[at+len(word):]
			if i := strings.Index(rest, behind); i >= 0 && i <= within {
				return at
			}
			from = at + len(word)
		}
	}
	first := -1
	least := func(at int) {
		if at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	switch k {
	case 2:
		least(next("第二十条第", "信息内容", len("(一)项")+1))
		least(next("信息内容", "本年", 1))
		least(next("信息内容", "上一年", 1))
	case 3:
		least(strings.Index(f, "(本列数据的勾稽"))
		least(next("申请人情况", "自然人", 1))
	case 4:
		least(next("行政复议", "行政诉讼结果维持", 1))
		least(next("行政复议", "结果维持结果纠正", 1))
	}
	return first
}

// isHead reports that a unit has a head of table k, alone in its cell or in a run of pasted cells.
func isHead(u *layout.Unit, k int) bool {
	for i := range u.Cells {
		switch f := u.Cells[i].Fold; k {
		case 2:
			if f == "信息内容" || len(f) <= 36 && strings.HasPrefix(f, "第二十条第") && disclosure.TitleNumeral(f) != "" {
				return true
			}
		case 3:
			if strings.HasPrefix(f, "(本列数据的勾稽") || f == "申请人情况" {
				return true
			}
		case 4:
			if f == "行政复议" || f == "结果维持" || f == "未经复议直接起诉" || f == "复议后起诉" {
				return true
			}
		}
	}
	return u.Glued && heads(u.Cells[0].Fold, k) >= 0
}

// withoutSentences is the area of table k without the sentences above its heads and below its last figures. They
// often tell the rows by the words of their labels, 不予公开的6件中,属于国家秘密1件, and where lines were cut a
// label may end one of them.
func (r *reading) withoutSentences(a area, k int) area {
	a = r.belowSentences(a, k)
	to := a.to
	for i := a.to - 1; i > a.from; i-- {
		r.mem.Step()
		u := &r.us[i]
		if layout.IsPageLine(u) {
			continue
		}
		if u.Kind != layout.Line || u.Glued || len(u.Cells) != 1 {
			break
		}
		f := u.Cells[0].Fold
		ends := strings.HasSuffix(f, "。")
		if !ends && (to == a.to || layout.ReadValue(&u.Cells[0], 0).Kind != layout.Text || r.known(label.Core(f)) || endsWithFigure(u.Cells[0].S)) {
			break
		}
		to = i
	}
	return area{a.from, to}
}

// endsWithFigure reports that a line ends with a figure that stands apart, as rows do.
func endsWithFigure(s string) bool {
	s = strings.TrimSpace(s)
	label := strings.TrimRight(strings.TrimRight(s, "万元"), "0123456789.,-")
	return len(label) < len(s) && strings.TrimSpace(label) != label
}

func (r *reading) belowSentences(a area, k int) area {
	from := a.from
	for i := a.from; i < a.to && !isHead(&r.us[i], k); i++ {
		r.mem.Step()
		u := &r.us[i]
		if u.Kind != layout.Line || u.Glued || len(u.Cells) != 1 {
			break
		}
		f := u.Cells[0].Fold
		if chars := headChars(k); chars != "" && strings.Trim(label.Core(f), chars) == "" {
			break // heads of which a cell is cut over lines
		}
		ends := strings.HasSuffix(f, "。") // also where 7件。 is all of its line
		if !ends && layout.ReadValue(&u.Cells[0], 0).Kind != layout.Text {
			break
		}
		if ends || strings.HasSuffix(f, ":") || strings.HasSuffix(f, ";") {
			from = i + 1
		}
	}
	return area{from, a.to}
}

// area is a range of units.
type area struct{ from, to int }

// area finds the units of table k: those below its heading, or where the heading is
// lost or the table stands elsewhere, those from its first certain label on.
func (r *reading) area(k int, anchors []int) (area, bool) {
	own := area{-1, -1}
	for i, h := range r.heads {
		if h.Number == k {
			own = area{h.Unit + h.Lines, len(r.us)}
			if i+1 < len(r.heads) {
				own.to = r.heads[i+1].Unit
			}
		}
	}
	first := -1
	for i, a := range anchors {
		if a == k && (first < 0 || own.from >= 0 && first < own.from && i < own.to) {
			first = i
		}
	}
	misplaced := false
	switch {
	case first < 0 && own.from < 0:
		return area{}, false
	case first < 0:
		return r.withoutSentences(r.cutAt(own, k, anchors, own.from), k), true
	case own.from >= 0 && first >= own.from && first < own.to:
		return r.withoutSentences(r.cutAt(own, k, anchors, first), k), true
	case own.from >= 0:
		misplaced = true
	}
	found := area{r.aboveAnchor(k, first), len(r.us)}
	for _, h := range r.heads {
		if h.Unit > first {
			found.to = h.Unit
			break
		}
	}
	if misplaced {
		name := map[int]string{2: disclosure.Name, 3: applications.Name, 4: proceedings.Name}[k]
		t := r.us[first].Cells[0].Text()
		r.out.Observations = append(r.out.Observations, report.Observation{
			Kind: report.SeenMisplaced, Table: name, Want: report.SectionHeadings()[k-1], Quote: report.Quote{Text: t.S, At: t.At},
		})
	}
	return r.cutAt(found, k, anchors, first), true
}

// headChars are the characters of the heads of table k, "" for table two.
func headChars(k int) string {
	switch k {
	case 3:
		return applications.HeadChars
	case 4:
		return proceedings.HeadChars
	}
	return ""
}

// headsAbove is how many units above the first certain label of a table may be its heads.
const headsAbove = 60

// aboveAnchor is where the heads above the first certain label of table k begin: the units of
// nothing but the characters of its heads. Without them the order of the columns would seem to be
// that of the form.
func (r *reading) aboveAnchor(k, first int) int {
	chars := headChars(k)
	if chars == "" {
		return first
	}
	from := first
	for i := first - 1; i >= 0 && i > first-headsAbove; i-- {
		r.mem.Step()
		f := label.Core(layout.LineFold(&r.us[i]))
		if strings.Trim(f, chars) != "" {
			break
		}
		if f != "" {
			from = i
		}
	}
	return from
}

// cutAt ends an area before the first certain label of another table behind from.
func (r *reading) cutAt(a area, k int, anchors []int, from int) area {
	for i := from; i < a.to; i++ {
		if anchors[i] != 0 && anchors[i] != k {
			a.to = i
		}
	}
	return a
}

// expand prepares the units of an area for the table readers: lines are cut into label
// and figures, pasted cells apart.
func (r *reading) expand(a area, table int) []layout.Unit {
	out := r.mem.Units.Take(a.to - a.from)
	for i := a.from; i < a.to; i++ {
		r.mem.Step()
		u := &r.us[i]
		if layout.IsPageLine(u) {
			continue
		}
		if u.Kind == layout.Line && len(u.Cells) == 1 {
			if u.Glued {
				t := u.Cells[0].Text()
				if sentences := r.sentencesBefore(u, table); sentences > 0 {
					t = layout.Trim(t.Slice(sentences, len(t.S)))
				}
				parts := r.p.cutLabels(layout.CutGlued(t, u.Page, &r.mem.UnitMemory), &r.mem.RowMemory)
				if u.Cut {
					for k := range parts {
						layout.BreakFigures(parts[k].Cells)
					}
				}
				out = append(out, parts...)
				continue
			}
			layout.SplitFigures(u, &r.mem.UnitMemory)
		}
		if u.Cut {
			layout.BreakFigures(u.Cells)
		}
		out = append(out, *u)
	}
	return out
}

func (r *reading) readTables() {
	r.table = make([]bool, len(r.us))
	r.prose = map[int]report.Text{}
	anchors := make([]int, len(r.us))
	for i := range r.us {
		r.mem.Step()
		anchors[i] = r.p.anchor(&r.us[i])
	}
	r.out.Form = report.FormUnknown
	form3 := report.FormUnknown
	if a, ok := r.area(2, anchors); ok {
		if d := disclosure.Read(r.p.Forms, r.expand(a, 2), &r.mem.RowMemory); d != nil {
			r.out.Tables.Disclosure = d.Cells
			r.two = d
			r.out.Form = d.Form()
			r.out.Observations = append(r.out.Observations, d.Observations...)
			r.mark(a, 2, anchors)
		}
	}
	if a, ok := r.area(3, anchors); ok {
		if t := applications.Read(r.p.Forms, r.expand(a, 3), &r.mem.TableMemory); t != nil {
			r.out.Tables.Applications = t.Cells
			form3 = t.Form
			if t.Patchy && r.two != nil {
				r.two.DropSingles()
			}
			if t.OddDigits() && r.two != nil {
				r.two.DropGlued()
			}
			r.three = t
			r.out.Observations = append(r.out.Observations, t.Observations...)
			r.mark(a, 3, anchors)
		}
	}
	if a, ok := r.area(4, anchors); ok {
		if t := proceedings.Read(r.p.Forms, r.expand(a, 4), &r.mem.RowMemory, r.three != nil && (r.three.Disorder || r.three.Patchy || r.three.OddDigits())); t != nil {
			r.out.Tables.Proceedings = t.Cells
			r.out.Observations = append(r.out.Observations, t.Observations...)
			r.mark(a, 4, anchors)
		}
	}
	if r.out.Form == report.FormUnknown {
		r.out.Form = form3
	}
	if r.three != nil && r.out.Form == report.Form2021 {
		r.three.ObserveOneRow(&r.out.Observations)
	}
	r.mergeLines()
	r.doubtRecognised()
	r.sayUnread()
	r.sayThings()
	if r.out.Form == report.FormUnknown {
		r.readStats()
	}
}

// mark notes which units of an area are table: all from the first to the last that
// looks like a part of one.
func (r *reading) mark(a area, table int, anchors []int) {
	first, last := -1, -1
	for i := a.from; i < a.to; i++ {
		r.mem.Step()
		if anchors[i] != 0 || r.looksTabular(&r.us[i]) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	for i := first; i >= 0 && i <= last; i++ {
		if u := &r.us[i]; u.Kind == layout.Line && len(u.Cells) == 1 && strings.HasSuffix(u.Cells[0].Fold, "。") && !u.Glued {
			continue // a note between the rows
		}
		r.table[i] = true
		if u := &r.us[i]; u.Glued {
			r.cutProse(i, u, table)
		}
	}
}

// cutProse keeps the sentences before the first head of a run of pasted cells.
func (r *reading) cutProse(i int, u *layout.Unit, table int) {
	if end := r.sentencesBefore(u, table); end > 0 {
		r.prose[i] = layout.Trim(u.Cells[0].Text().Slice(0, end))
	}
}

// sentencesBefore is where the first head stands in a run of pasted cells, as an offset of its text, 0 where
// nothing stands before it.
func (r *reading) sentencesBefore(u *layout.Unit, table int) int {
	m := fold.Fold(u.Cells[0].S)
	end := heads(m.S, table)
	if end <= 0 || end >= len(m.S) {
		return 0
	}
	from, _ := m.Original(end, len(m.S))
	return from
}

func (r *reading) looksTabular(u *layout.Unit) bool {
	if u.Kind == layout.Grid || u.Kind == layout.Pipes || u.Kind == layout.Tabs {
		return true
	}
	if layout.IsPageLine(u) {
		return false
	}
	if len(u.Cells) == 1 {
		f := u.Cells[0].Fold
		if layout.ReadValue(&u.Cells[0], 0).Kind != layout.Text || len(f) < 130 && r.known(label.Core(f)) {
			return true
		}
		return labelWords(f)
	}
	figures := 0
	var words strings.Builder
	for i := range u.Cells {
		if layout.IsFigure(&u.Cells[i]) {
			figures++
		} else {
			words.WriteString(u.Cells[i].Fold)
		}
	}
	joined := words.String()
	return figures >= 5 || figures > 0 && r.known(label.Core(joined)) || labelWords(joined)
}

// labelWords reports whether a folded line is made of nothing but words of the heads
// of tables three and four.
func labelWords(f string) bool {
	for f != "" {
		n := 0
		for _, w := range [...]string{
			"行政复议", "行政诉讼", "未经复议", "直接起诉", "复议后起诉", "结果", "维持", "纠正", "其他", "尚未", "审结", "总计",
			"申请人情况", "自然人", "法人或其他组织", "商业", "企业", "科研", "机构", "社会", "公益", "组织", "法律", "服务", "信息内容",
		} {
			if strings.HasPrefix(f, w) {
				n = len(w)
				break
			}
		}
		if n == 0 {
			return false
		}
		f = f[n:]
	}
	return true
}

// known reports whether a core is a word of one of the tables.
func (r *reading) known(s string) bool {
	b := r.p.Book
	if _, ok := b.ByCore[s]; ok {
		return true
	}
	if _, ok := b.Two[s]; ok {
		return true
	}
	_, ok := b.TwoHeads[s]
	return ok || b.Groups[s] || b.Heads[s] || b.Four[s] || s == "信息内容"
}
