package report

import (
	"fmt"
	"strings"
)

// Where says in words where a finding stands, for people who have the document before
// them and not its bytes.
type Where struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// IsZero reports that nothing is said.
func (w Where) IsZero() bool { return w.ZH == "" }

var numerals = [...]string{"", "一", "二", "三", "四", "五", "六"}

// PlaceInWords is the place of a finding: the row and column of its cells, else the
// paragraph of its section, and the page where the file has pages. paragraph is counted
// from 1, 0 where none is known; section 0 is the text before the first section.
func PlaceInWords(cells []string, section, paragraph int, at []Place) Where {
	var parts []Where
	if paragraph > 0 || len(cells) == 0 {
		if w := textInWords(section, paragraph); !w.IsZero() {
			parts = append(parts, w)
		}
	}
	if len(cells) > 0 {
		parts = append(parts, cellsInWords(cells))
	}
	if page := pageOf(at); page > 0 {
		parts = append(parts, Where{fmt.Sprintf("第%d页", page), fmt.Sprintf("page %d", page)})
	}
	var zh, en []string
	for _, w := range parts {
		zh, en = append(zh, w.ZH), append(en, w.EN)
	}
	return Where{strings.Join(zh, "，"), strings.Join(en, ", ")}
}

func textInWords(section, paragraph int) (w Where) {
	switch {
	case section >= 1 && section < len(numerals):
		w = Where{"第" + numerals[section] + "部分", fmt.Sprintf("part %d", section)}
	case paragraph > 0:
		w = Where{"引言", "preamble"}
	}
	if paragraph > 0 && !w.IsZero() {
		w.ZH += fmt.Sprintf("第%d段", paragraph)
		w.EN += fmt.Sprintf(", paragraph %d", paragraph)
	}
	return w
}

func pageOf(at []Place) int {
	for _, p := range at {
		if p.OnPage() {
			return p.Page
		}
	}
	return 0
}

// mostCells is how many cells of one finding are named; the others are counted.
const mostCells = 3

// cellsInWords names cells by table, column and row. Cells of one row or column are named by
// it.
func cellsInWords(cells []string) Where {
	if w := lineInWords(cells); !w.IsZero() {
		return w
	}
	var zh, en []string
	for i, c := range cells {
		if i == mostCells {
			zh, en = append(zh, fmt.Sprintf("等%d格", len(cells))), append(en, fmt.Sprintf("%d cells in all", len(cells)))
			break
		}
		w := CellInWords(c)
		zh, en = append(zh, w.ZH), append(en, w.EN)
	}
	return Where{strings.Join(zh, "；"), strings.Join(en, "; ")}
}

// lineInWords names the one row or column of table three, or the one group of table four,
// that two or more cells stand in.
func lineInWords(cells []string) (w Where) {
	first := strings.Split(cells[0], ".")
	if len(cells) < 2 || len(first) != 3 {
		return w
	}
	row, col := true, true
	for _, c := range cells[1:] {
		p := strings.Split(c, ".")
		if len(p) != 3 || p[0] != first[0] {
			return w
		}
		row, col = row && p[1] == first[1], col && p[2] == first[2]
	}
	switch {
	case first[0] == "proceedings" && row:
		name := groupName(first[1])
		return Where{"表四 " + name, "table 4, " + name}
	case first[0] == "applications" && row:
		name := applicationRowName(first[1])
		return Where{"表三 " + name + "行", "table 3, row " + name}
	case first[0] == "applications" && col:
		name := labelIn(ApplicantColumns(), first[2])
		return Where{"表三 " + name + "列", "table 3, column " + name}
	}
	return w
}

// CellInWords names one cell, as 表三 总计列 （七）总计; an unknown path is given back.
func CellInWords(path string) Where {
	parts := strings.Split(path, ".")
	switch {
	case parts[0] == "disclosure" && len(parts) == 2:
		for _, f := range [...]Form{Form2021, Form2019} {
			for _, r := range DisclosureRows(f) {
				for _, c := range r.Cells {
					if c.Key == parts[1] {
						return Where{"表二 " + c.Label + "列 " + r.Label, "table 2, column " + c.Label + ", row " + r.Label}
					}
				}
			}
		}
	case parts[0] == "applications" && len(parts) == 3:
		row, col := applicationRowName(parts[1]), labelIn(ApplicantColumns(), parts[2])
		return Where{"表三 " + col + "列 " + row, "table 3, column " + col + ", row " + row}
	case parts[0] == "proceedings" && len(parts) == 3:
		group, col := groupName(parts[1]), labelIn(ProceedingOutcomes(), parts[2])
		return Where{"表四 " + group + " " + col, "table 4, " + group + ", " + col}
	}
	return Where{path, path}
}

func labelIn(columns []Column, key string) string {
	for _, c := range columns {
		if c.Key == key {
			return c.Label
		}
	}
	return key
}

func applicationRowName(key string) string {
	if key == "other" {
		return "（六）其他处理"
	}
	for _, r := range ApplicationRows(Form2021) {
		if r.Key == key {
			name, _, _ := strings.Cut(r.Label, "（区分处理")
			return r.Group + name
		}
	}
	return key
}

func groupName(key string) string {
	switch key {
	case "review":
		return "行政复议"
	case "direct":
		return "未经复议直接起诉"
	case "after_review":
		return "复议后起诉"
	}
	return key
}
