package generate

import (
	"fmt"
	"strings"
)

// traps make a document harder to read without making it wrong.
func traps() []faultKind {
	trap := func(name, zh, en string, layout func(layoutKind) bool, need func(*plan), apply func(d *dice, p *paper) bool) faultKind {
		return faultKind{
			Fault: Fault{Name: name, ZH: zh, EN: en, Trap: true}, layout: layout, plan: need,
			apply: func(d *dice, p *paper) ([]Violation, bool) { return nil, apply(d, p) },
		}
	}
	big := func(p *plan) { p.big, p.received = true, true }
	return []faultKind{
		trap("row_left_out", "表三缺一行", "a row of table three is left out", nil, nil, leaveRowOut),
		trap("rules_left_out", "表二缺规章一行", "the row 规章 of table two is left out", nil, nil, leaveRulesOut),
		trap("blank_cell", "个别单元格留空", "single cells are blank", blanksSeen, nil, emptyCells("")),
		trap("dash_cell", "个别单元格为横线", "a dash in single cells", cellsApart, nil, emptyCells("-", "—", "/", "无")),
		trap("thousands", "数字带千分号", "thousands marks", cellsApart, big, onCells(thousands)),
		trap("full_width_digits", "全角数字", "full-width digits", cellsApart, nil, onCells(fullWidth)),
		trap("unit_in_cell", "单元格内带单位", "units in cells", cellsApart, nil, onCells(withUnit)),
		trap("note_line", "表后有带年份的说明", "a note with a year below the table", nil, nil, addNote),
		trap("told_above", "表前的正文用各行的名称说明件数", "sentences above the tables tell their figures by the labels", nil, func(p *plan) { p.received = true }, func(d *dice, p *paper) bool {
			return tellTables(d, p, false)
		}),
		trap("told_below", "表后的正文用各行的名称说明件数", "sentences below the tables tell their figures by the labels", linesApart, func(p *plan) { p.received = true }, func(d *dice, p *paper) bool {
			return tellTables(d, p, true)
		}),
		trap("page_number", "表中夹有页码", "a page number inside table three", pagesSeen, nil, func(d *dice, p *paper) bool {
			p.pageMark = pick(d, "-3-", "— 3 —", "- 3 -")
			return true
		}),
		trap("struck_digits", "单元格内有划掉的数字", "struck figures beside numbers", looksSeen, nil, onDigits(struck)),
		trap("note_marks", "数字后有注释标记", "note marks behind numbers", looksSeen, nil, onDigits(raised)),
		trap("unseen_digits", "单元格内有看不见的数字", "figures that nobody sees beside numbers", looksSeen, nil, onDigits(unseen)),
		trap("control_values", "数字在表单控件内", "numbers in form controls", looksSeen, nil, inControls),
		trap("picture_cells", "个别单元格为图片", "pictures in single cells", looksSeen, nil, pictureCells),
		trap("dressed_prose", "正文有划掉的数字和注释标记", "struck figures and note marks in sentences", looksSeen, nil, dressedProse),
		trap("label_lost", "表三一行没有行名", "a row of table three has lost its label", gridSeen, nil, func(d *dice, p *paper) bool {
			key := p.resultRow(d)
			p.lost[key] = p.labels[key] == ""
			return p.lost[key]
		}),
		trap("titles_lost", "表二没有分表标题", "table two lacks the titles of its parts", nil, nil, func(_ *dice, p *paper) bool {
			p.untitled = true
			return true
		}),
		trap("inner_spaces", "标签内有空格", "spaces inside labels", nil, nil, func(_ *dice, p *paper) bool {
			for _, r := range p.rows {
				if label := []rune(r.Label); r.Group != "" && p.labels[r.Key] == "" {
					p.labels[r.Key] = string(label[:len(label)-2]) + " " + string(label[len(label)-2:])
				}
			}
			return true
		}),
		trap("variant_label", "行名的常见变体", "a common variant of a label", nil, nil, func(_ *dice, p *paper) bool {
			p.labels["new_received"] = "一、本年度新收到政府信息公开申请数量"
			return true
		}),
	}
}

// leaveRowOut drops a numbered row in which nothing happened; nothing shifts into it.
func leaveRowOut(d *dice, p *paper) bool {
	for _, i := range shuffled(d, indexes(len(p.rows))) {
		if r := p.rows[i]; p.idle(r) && p.groupSize(r.Group) > 1 {
			p.rows = append(p.rows[:i:i], p.rows[i+1:]...)
			return true
		}
	}
	return false
}

// idle reports whether a row is a numbered one, printed as in the form, with nothing but
// noughts: what is done to it touches no fault.
func (p *paper) idle(r applicationRow) bool {
	for _, v := range r.cells {
		if !v.n.Valid() || v.int() != 0 {
			return false
		}
	}
	return r.Group != "" && p.labels[r.Key] == ""
}

// leaveRulesOut drops the row 规章, which bodies that may not make rules do.
func leaveRulesOut(_ *dice, p *paper) bool {
	for _, v := range p.disclosure[0].cells {
		if v.int() != 0 {
			return false
		}
	}
	p.disclosure = p.disclosure[1:]
	return true
}

// emptyCells prints something that is no number in a few cells that hold nought.
func emptyCells(of ...string) func(d *dice, p *paper) bool {
	return func(d *dice, p *paper) bool {
		mark, left := pick(d, of...), d.between(2, 4)
		for _, i := range shuffled(d, indexes(len(p.rows))) {
			// The outer columns stay whole: faults break their sums.
			if c := d.between(1, 4); left > 0 && p.idle(p.rows[i]) {
				p.rows[i].cells[c] = value{shown: mark}
				left--
			}
		}
		return left == 0
	}
}

// onCells changes how cells print; at least one must change.
func onCells(print func(path, shown string) string) func(d *dice, p *paper) bool {
	return func(_ *dice, p *paper) bool {
		changed := false
		p.eachCell(func(path string, v *value) {
			if !v.n.Valid() {
				return
			}
			if s := print(path, v.shown); s != v.shown {
				v.shown, changed = s, true
			}
		})
		return changed
	}
}

func thousands(_, shown string) string {
	whole, rest, point := strings.Cut(shown, ".")
	if strings.Trim(whole, "0123456789") != "" {
		return shown
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return whole
}

func fullWidth(_, shown string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '０'
		}
		return r
	}, shown)
}

func withUnit(path, shown string) string {
	switch {
	case strings.HasPrefix(path, "applications.result_total") || strings.HasPrefix(path, "applications.new_received"),
		strings.HasPrefix(path, "proceedings.review"), path == "disclosure.licences", path == "disclosure.penalties":
		return shown + "件"
	case path == "disclosure.fees_10k_yuan":
		return shown + "万元"
	}
	return shown
}

func addNote(_ *dice, p *paper) bool {
	p.parts[2].notes = append(p.parts[2].notes,
		p.style.words(fmt.Sprintf("注：%d年结转的申请已全部计入本表第二项。", p.year-1)))
	return true
}
