package parse_test

import (
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// bareGrid is a report whose table three has lost how many rows and columns its cells cover: each row
// begins in the first column.
func bareGrid(heads []string, figures map[string][6]int) report.Document {
	s := sample{table: balanced(figures), layout: "lines"}
	doc := s.document()
	g := &report.Grid{}
	row := func(cells ...string) {
		for k, c := range cells {
			g.Cells = append(g.Cells, report.GridCell{Row: g.Rows, Col: k, RowSpan: 1, ColSpan: 1, Text: report.Text{S: c}})
			g.Cols = max(g.Cols, k+1)
		}
		g.Rows++
	}
	row("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况")
	row("自然人", "法人或其他组织", "总计")
	row(heads...)
	group := ""
	for _, r := range report.ApplicationRows(report.Form2021) {
		var cells []string
		if r.Group != group {
			cells = append(cells, r.Group)
			group = r.Group
		}
		values := s.table.cells(r.Key)
		row(append(append(cells, r.Label), values[:]...)...)
	}
	var blocks []report.Block
	skip := false
	for _, b := range doc.Blocks {
		switch b.Line.S {
		case "三、收到和处理政府信息公开申请情况":
			blocks = append(blocks, b, report.Block{Grid: g})
			skip = true
		case "四、政府信息公开行政复议、行政诉讼情况":
			skip = false
		}
		if !skip {
			blocks = append(blocks, b)
		}
	}
	doc.Format, doc.Blocks = report.FormatHTML, blocks
	return doc
}

// TestGridWithoutSpans: where two heads stand in one column of a grid, their order counts and not where
// they stand; another order than the form's leaves the figures unread.
func TestGridWithoutSpans(t *testing.T) {
	t.Parallel()
	figures := map[string][6]int{"granted": {12, 3, 0, 0, 0, 0}, "partial": {4, 0, 0, 1, 0, 0}, "unable_not_held": {21, 0, 0, 0, 2, 0}}
	r := mustParse(t, bareGrid([]string{"商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"}, figures))
	for key, want := range map[string]map[string]int64{"granted": {"natural": 12, "company": 3, "total": 15}, "unable_not_held": {"legal": 2, "total": 23}} {
		for col, n := range want {
			if got, ok := r.Tables.Applications[key][col].Value.Int(); !ok || got != n {
				t.Errorf("%s.%s is %+v, want %d", key, col, r.Tables.Applications[key][col], n)
			}
		}
	}
	r = mustParse(t, bareGrid([]string{"科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他"}, figures))
	if c := r.Tables.Applications["granted"]["company"]; c.Value.Valid() && c.Value != report.IntNumber(0) {
		t.Errorf("below moved heads the cell is %+v", c)
	}
}
