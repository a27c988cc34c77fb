package generate

import "github.com/gouji/gouji/stages/report"

// sheet is one of the report's tables as a grid: what every layout prints in its way.
type sheet struct {
	number int // 2, 3 or 4
	cols   int
	rows   []sheetRow
}

// sheetRow is a row of a grid; cells that are covered from above or from the left are
// not in it.
type sheetRow struct {
	cells []sheetCell
	// key is the row's key in table three and the row's label in table two; "" for heads
	// and titles.
	key string
}

type sheetCell struct {
	text             string
	col              int
	colspan, rowspan int
	value            bool // one of the cells that the truth speaks of
}

// values are the texts of the value cells of a row.
func (r sheetRow) values() []string {
	var out []string
	for _, c := range r.cells {
		if c.value {
			out = append(out, c.text)
		}
	}
	return out
}

// labels are the cells of a row that hold no value.
func (r sheetRow) labels() []sheetCell {
	var out []sheetCell
	for _, c := range r.cells {
		if !c.value {
			out = append(out, c)
		}
	}
	return out
}

func (p *paper) sheet(number int) sheet {
	switch number {
	case 2:
		return p.disclosureSheet()
	case 3:
		return p.applicationSheet()
	}
	return p.proceedingSheet()
}

func head(text string, col, colspan, rowspan int) sheetCell {
	return sheetCell{text: text, col: col, colspan: colspan, rowspan: rowspan}
}

// disclosureSheet has four columns; a sub-table with fewer spreads its last cell.
func (p *paper) disclosureSheet() sheet {
	s := sheet{number: 2, cols: 4}
	title := ""
	for _, r := range p.disclosure {
		if r.Title != title {
			title = r.Title
			if !p.untitled {
				s.rows = append(s.rows, sheetRow{cells: []sheetCell{head(p.style.label(title), 0, 4, 1)}})
			}
			heads := sheetRow{cells: []sheetCell{head(p.style.label("信息内容"), 0, 1, 1)}}
			for i, c := range r.Cells {
				heads.cells = append(heads.cells, head(p.style.label(c.Label), i+1, lastSpan(i, len(r.Cells)), 1))
			}
			s.rows = append(s.rows, heads)
		}
		row := sheetRow{key: r.Label, cells: []sheetCell{head(p.style.label(r.Label), 0, 1, 1)}}
		for i, v := range r.cells {
			row.cells = append(row.cells, sheetCell{text: v.print(), col: i + 1, colspan: lastSpan(i, len(r.cells)), rowspan: 1, value: true})
		}
		s.rows = append(s.rows, row)
	}
	return s
}

// lastSpan spreads the last of n cells over the three value columns.
func lastSpan(i, n int) int {
	if i == n-1 {
		return 3 - i
	}
	return 1
}

func (p *paper) applicationSheet() sheet {
	s := sheet{number: 3, cols: 10}
	columns := report.ApplicantColumns()
	l := p.style.label
	s.rows = []sheetRow{
		{cells: []sheetCell{head(l("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"), 0, 3, 3), head(l("申请人情况"), 3, 7, 1)}},
		{cells: []sheetCell{head(l(columns[0].Label), 3, 1, 2), head(l("法人或其他组织"), 4, 5, 1), head(l(columns[6].Label), 9, 1, 2)}},
		{},
	}
	for i, c := range columns[1:6] {
		s.rows[2].cells = append(s.rows[2].cells, head(l(c.Label), 4+i, 1, 1))
	}
	group := ""
	for i, r := range p.rows {
		row := sheetRow{key: r.Key}
		if i == 2 {
			row.cells = append(row.cells, head(l("三、本年度办理结果"), 0, 1, len(p.rows)-3))
		}
		col, span := 1, 2
		switch {
		case i < 2 || i == len(p.rows)-1:
			col, span = 0, 3
		case r.Group != "":
			col, span = 2, 1
			if r.Group != group {
				row.cells = append(row.cells, head(l(r.Group), 1, 1, p.groupSize(r.Group)))
			}
		}
		group = r.Group
		row.cells = append(row.cells, head(p.rowLabel(r), col, span, 1))
		for c, v := range r.cells {
			row.cells = append(row.cells, sheetCell{text: v.print(), col: 3 + c, colspan: 1, rowspan: 1, value: true})
		}
		s.rows = append(s.rows, row)
	}
	return s
}

// rowLabel is the label of a row as printed: misprinted or lost if a fault says so.
func (p *paper) rowLabel(r applicationRow) string {
	if p.lost[r.Key] {
		return ""
	}
	if x, ok := p.labels[r.Key]; ok {
		return p.style.label(x)
	}
	return p.style.label(r.Label)
}

func (p *paper) groupSize(group string) int {
	n := 0
	for _, r := range p.rows {
		if r.Group == group {
			n++
		}
	}
	return n
}

func (p *paper) proceedingSheet() sheet {
	l := p.style.label
	s := sheet{number: 4, cols: 15}
	outcomes := report.ProceedingOutcomes()
	s.rows = []sheetRow{
		{cells: []sheetCell{head(l("行政复议"), 0, 5, 1), head(l("行政诉讼"), 5, 10, 1)}},
		{},
		{},
		{key: "proceedings"},
	}
	for i, o := range outcomes {
		s.rows[1].cells = append(s.rows[1].cells, head(l(o.Label), i, 1, 2))
	}
	for g, name := range []string{"未经复议直接起诉", "复议后起诉"} {
		s.rows[1].cells = append(s.rows[1].cells, head(l(name), 5+5*g, 5, 1))
		for i, o := range outcomes {
			s.rows[2].cells = append(s.rows[2].cells, head(l(o.Label), 5+5*g+i, 1, 1))
		}
	}
	for g := range p.proceedings {
		for i, v := range p.proceedings[g] {
			s.rows[3].cells = append(s.rows[3].cells, sheetCell{text: v.print(), col: 5*g + i, colspan: 1, rowspan: 1, value: true})
		}
	}
	return s
}
