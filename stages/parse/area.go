package parse

import (
	"strings"

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
		if k := headCell(f); k != 0 {
			return k
		}
		if strings.HasPrefix(f, "申请人情况") {
			return 3
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

// headCell says of which table, 2 to 4, a folded cell is a head; 0 for none.
func headCell(f string) int {
	switch {
	case len(f) <= 36 && strings.HasPrefix(f, "第二十条第") && disclosure.TitleNumeral(f) != "", f == "信息内容":
		return 2
	case strings.HasPrefix(f, "(本列数据的勾稽"), f == "申请人情况":
		return 3
	case f == "结果维持", f == "未经复议直接起诉", f == "复议后起诉", f == "尚未审结":
		return 4
	}
	return 0
}

// pastedHeads is where the heads of table k begin in a folded run of pasted cells, -1 where it has none. A word
// that sentences use as well, as 申请人情况 in 从申请人情况看, counts where the next one of the heads follows.
func pastedHeads(f string, k int) int {
	switch k {
	case 2:
		return firstOf(followed(f, "第二十条第", "信息内容", len("(一)项")), followed(f, "信息内容", "本年", 0), followed(f, "信息内容", "上一年", 0))
	case 3:
		return firstOf(strings.Index(f, "(本列数据的勾稽"), followed(f, "申请人情况", "自然人", 0), followed(f, "申请人情况", "一、本年新收", 0))
	case 4:
		return firstOf(followed(f, "行政复议行政诉讼", "结果维持", 0), followed(f, "行政复议行政诉讼", "未经复议", 0), followed(f, "行政复议", "结果维持结果纠正", 0))
	}
	return -1
}

// followed is where word first stands in f with next behind it, at most one space and gap bytes on; -1 for nowhere.
func followed(f, word, next string, gap int) int {
	for from := 0; ; {
		at := strings.Index(f[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		from = at + len(word)
		if strings.Contains(f[from:min(from+gap+1+len(next), len(f))], next) {
			return at
		}
	}
}

// firstOf is the least of some places, -1 where all are.
func firstOf(places ...int) int {
	first := -1
	for _, at := range places {
		if at >= 0 && (first < 0 || at < first) {
			first = at
		}
	}
	return first
}

// isHead reports that a unit has a head of table k, alone in its cell or in a run of pasted cells.
func isHead(u *layout.Unit, k int) bool {
	for i := range u.Cells {
		if f := u.Cells[i].Fold; headCell(f) == k || k == 4 && f == "行政复议" {
			return true
		}
	}
	return u.Glued && pastedHeads(u.Cells[0].Fold, k) >= 0
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

// withoutSentences is the area of table k without the sentences above its heads and below its last figures. They
// often tell the rows by the words of their labels, 不予公开的6件中,属于国家秘密1件, and where lines were cut a
// label may end one of them.
func (r *reading) withoutSentences(a area, k int) area {
	from := r.belowSentences(a, k)
	return area{from, r.aboveSentences(area{from, a.to})}
}

// belowSentences is where the sentences end that stand above the heads of table k.
func (r *reading) belowSentences(a area, k int) int {
	from, chars := a.from, headChars(k)
	for i := a.from; i < a.to && !isHead(&r.us[i], k); i++ {
		r.mem.Step()
		c := loneCell(&r.us[i])
		if c == nil || chars != "" && strings.Trim(label.Core(c.Fold), chars) == "" {
			break // also at heads of which a cell is cut over lines
		}
		ends := strings.HasSuffix(c.Fold, "。") // also where 7件。 is all of its line
		if !ends && layout.ReadValue(c, 0).Kind != layout.Text {
			break
		}
		if ends || strings.HasSuffix(c.Fold, ":") || strings.HasSuffix(c.Fold, ";") {
			from = i + 1
		}
	}
	return from
}

// aboveSentences is where the sentences begin that stand below the last figures of an area.
func (r *reading) aboveSentences(a area) int {
	to := a.to
	for i := a.to - 1; i > a.from; i-- {
		r.mem.Step()
		if layout.IsPageLine(&r.us[i]) {
			continue
		}
		c := loneCell(&r.us[i])
		if c == nil {
			break
		}
		ends := strings.HasSuffix(c.Fold, "。")
		if !ends && (to == a.to || layout.ReadValue(c, 0).Kind != layout.Text || r.known(label.Core(c.Fold)) || endsWithFigure(c.S)) {
			break
		}
		to = i
	}
	return to
}

// loneCell is the cell of a line that is not divided, nil for any other unit.
func loneCell(u *layout.Unit) *layout.Cell {
	if u.Kind != layout.Line || u.Glued || len(u.Cells) != 1 {
		return nil
	}
	return &u.Cells[0]
}

// endsWithFigure reports that a line ends with a figure that stands apart, as rows do.
func endsWithFigure(s string) bool {
	s = strings.TrimSpace(s)
	words := strings.TrimRight(strings.TrimRight(s, "万元"), "0123456789.,-")
	return len(words) < len(s) && strings.TrimSpace(words) != words
}
