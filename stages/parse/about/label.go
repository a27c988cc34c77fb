package about

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// longestField is the most bytes of a cell that may be a field of the page: a label with
// what it says.
const longestField = 700

// labelled finds what stands behind a label in a line (发布机构：…) or in the next or lower
// cell of an index table, outside of the tables of the report, if it is what fits says.
func (r *reader) labelled(label string, fits func(folded string) bool) report.Text {
	for i := range r.Lines {
		r.Step()
		if r.Lines[i].Table || r.Lines[i].Head {
			continue
		}
		if t := r.labelledIn(i, label); t.S != "" && fits(fold.String(t.S)) {
			return t
		}
	}
	return report.Text{}
}

// labelledIn is what stands behind the label in a cell of line i, "" if nothing does.
func (r *reader) labelledIn(i int, label string) report.Text {
	if r.Lines[i].Table {
		return report.Text{}
	}
	for k := range r.Lines[i].Cells {
		f := r.Rows.CellFold(i, k)
		if at := labelAt(f, label); at >= 0 {
			if t := r.behind(i, k, f, at+len(label)); t.S != "" {
				return t
			}
		}
	}
	return report.Text{}
}

// labelAt is where a label stands in a folded cell: at its beginning, or further on in a
// line of several fields if a colon follows; -1 if nowhere.
func labelAt(f, label string) int {
	if len(f) > longestField {
		return -1
	}
	at := strings.Index(f, label)
	switch {
	case at < 0:
		return -1
	case at == 0, strings.HasPrefix(f[at+len(label):], ":"):
		return at
	case at <= len("- ["):
		return at
	}
	return -1
}

// behind is what stands behind the label that ends at f[end] of cell k of line i: in the
// same cell behind a colon; or where the cell ends there, in the next cell or in the one
// below. What stands in the next paragraph belongs to it only if that is all that it holds.
func (r *reader) behind(i, k int, f string, end int) report.Text {
	l := &r.Lines[i]
	rest := f[end:]
	if strings.HasPrefix(f, "(") {
		rest = strings.TrimPrefix(rest, ")") // [ 发布机构 ] | 某某局
	}
	switch {
	case strings.HasPrefix(rest, ":") && len(rest) > 1:
		t := r.Rows.CellText(i, k)
		m := fold.Fold(t.S)
		v := part(t, m, len(f)-len(rest)+1, len(m.S))
		if n := fieldEnd(v.S); n > 0 && l.Plain {
			return trim(v.Slice(0, n))
		}
		return v
	case rest != "" && rest != ":":
		return report.Text{}
	}
	if k+1 < l.Cells && r.Rows.CellFold(i, k+1) != "" && !r.headsBelow(i, k) {
		return r.Rows.CellText(i, k+1)
	}
	if next := r.below(i); next < len(r.Lines) && !r.Lines[next].Table && k < r.Lines[next].Cells && r.Lines[next].Cells == l.Cells {
		if below := r.Rows.CellFold(next, k); !strings.Contains(below, ":") && len(below) <= 120 {
			return r.Rows.CellText(next, k)
		}
	}
	return report.Text{}
}

// below is the line below line i, without one that holds only the rules of a table: ---|---.
func (r *reader) below(i int) int {
	if next := i + 1; next < len(r.Lines) && r.Lines[next].Cells > 1 && isRules(r.Rows, next, r.Lines[next].Cells) {
		return next + 1
	}
	return i + 1
}

// isRules reports a line whose cells hold dashes and nothing else.
func isRules(rows Rows, i, cells int) bool {
	for k := range cells {
		if f := rows.CellFold(i, k); f == "" || strings.Trim(f, "-:") != "" {
			return false
		}
	}
	return true
}

// fieldEnd is where the value of a field ends in a line of several: at wide white space, or
// at a space before the next label; 0 if the line holds no more.
func fieldEnd(s string) int {
	for i, c := range s {
		switch {
		case c == '\t', c == '　', c == '\u00a0':
			return i
		case c == ' ' && (strings.HasPrefix(s[i:], "  ") || strings.ContainsAny(s[i:], ":：")):
			return i
		}
	}
	return 0
}

// headsBelow reports that line i is a head whose values stand in the next line: it has
// several cells, the next line as many, its cell has no colon, and below it stands something that
// is no label as well.
func (r *reader) headsBelow(i, k int) bool {
	l := &r.Lines[i]
	next := r.below(i)
	if next >= len(r.Lines) || r.Lines[next].Cells != l.Cells || l.Cells <= 2 || r.Lines[next].Plain != l.Plain ||
		strings.HasSuffix(r.Rows.CellFold(i, k), ":") {
		return false
	}
	below := r.Rows.CellFold(next, k)
	return below != "" && !isFieldLabel(below) && !isFieldLabel(r.Rows.CellFold(next, 0))
}

// isFieldLabel reports the label of a field of the page.
func isFieldLabel(f string) bool {
	f = strings.Trim(f, "()")
	switch f {
	case "索引号", "发文字号", "文号", "主题分类", "主题词", "有效性", "公文时效", "信息分类", "组配分类", "公开方式", "公开范围", "关键词", "来源":
		return true
	}
	return slices.Contains(issuerLabels[:], f) || slices.Contains(titleLabels[:], f) || strings.HasSuffix(f, "日期") || strings.HasSuffix(f, "时间")
}
