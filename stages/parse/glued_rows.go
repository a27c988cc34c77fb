package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/parse/label"
	"github.com/gouji/gouji/stages/parse/layout"
)

// fewestGlued is from how many rows with glued cells on lines of their own a document is known to
// have lost the borders of its cells and kept the ends of its rows. A form has 32 rows.
const fewestGlued = 8

// glueRows marks the rows of tables whose cells stand on a line without borders: 规章000. One of
// them may be a label that ends with a figure of its own, or a line that was cut; many are not.
func (r *reading) glueRows() {
	var rows []int
	for i := range r.us {
		u := &r.us[i]
		if u.Kind == layout.Line && len(u.Cells) == 1 && isOtherOrder(u.Cells[0].Fold) {
			return
		}
		if u.Glued || u.Kind != layout.Line || len(u.Cells) != 1 || !endsGlued(u.Cells[0].S) {
			continue
		}
		r.mem.Step()
		if r.isGluedRow(u.Cells[0].Fold) {
			rows = append(rows, i)
		}
	}
	if len(rows) < fewestGlued {
		return
	}
	for _, i := range rows {
		r.us[i].Glued = true
	}
	for i := rows[len(rows)-1] + 1; i+1 < len(r.us); i++ { // table four has no labels before its figures
		heads, row := &r.us[i], &r.us[i+1]
		if len(heads.Cells) == 1 && len(row.Cells) == 1 && row.Kind == layout.Line && labelWords(heads.Cells[0].Fold) && layout.AllDigits(row.Cells[0].Fold) {
			row.Glued = true
		}
	}
}

// isOtherOrder reports a line of the heads of table three in another order than the form's. The figures
// of a row without borders could then stand in any order.
func isOtherOrder(f string) bool {
	return len(f) < label.LongText && strings.Contains(f, "科研机构") && labelWords(f) && len(f) > len("商业企业科研机构") &&
		!strings.Contains(f, "商业企业科研机构社会公益组织法律服务机构其他")
}

// wordsEnd is where the figures at the end of a text begin.
func wordsEnd(s string) int { return len(strings.TrimRight(s, "0123456789.")) }

// endsGlued is a quick look whether a line ends with figures right behind a word.
func endsGlued(s string) bool {
	end := wordsEnd(s)
	if end == len(s) || end == 0 || len(s) > label.LongText {
		return false
	}
	c, _ := utf8.DecodeLastRuneInString(s[:end])
	return unicode.Is(unicode.Han, c) || c == '）' || c == ')' || c == '”'
}

// isGluedRow reports a folded line that is a label of tables two or three, alone or behind that of
// its group, and figures.
func (r *reading) isGluedRow(f string) bool {
	end := wordsEnd(f)
	labels := r.p.labelsOf(f[:end], &r.mem.RowMemory)
	return len(labels) > 0 && labels[len(labels)-1].End == end
}
