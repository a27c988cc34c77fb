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
	end := pastedHeads(u.Cells[0].Fold, table)
	if end <= 0 {
		return 0
	}
	m := fold.Fold(u.Cells[0].S)
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
