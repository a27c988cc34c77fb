package parse_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// gluedRows is a report whose tables have a row a line and no borders between the cells.
func gluedRows(heads, four string) string {
	t := balanced(map[string][6]int{"granted": {12, 3, 0, 0, 0, 0}, "partial": {4, 0, 0, 1, 0, 0}, "unable_not_held": {21, 0, 0, 0, 2, 0}, "rejected_petition": {3, 0, 0, 0, 0, 0}})
	s := sample{table: t}
	var b strings.Builder
	group := ""
	for _, r := range report.ApplicationRows(report.Form2021) {
		if r.Group != group {
			b.WriteString(r.Group)
			group = r.Group
		}
		cells := s.table.cells(r.Key)
		b.WriteString(r.Label + strings.Join(cells[:], "") + "\n")
	}
	return "临江市某某局2023年政府信息公开工作年度报告\n一、总体情况\n2023年，我局公开信息。\n二、主动公开政府信息情况\n第二十条第（一）项\n" +
		"信息内容本年制发件数本年废止件数现行有效件数\n规章000\n行政规范性文件213\n第二十条第（五）项\n信息内容本年处理决定数量\n行政许可8\n" +
		"第二十条第（六）项\n信息内容本年处理决定数量\n行政处罚0\n行政强制79\n第二十条第（八）项\n信息内容本年收费金额（单位：万元）\n行政事业性收费0\n" +
		"三、收到和处理政府信息公开申请情况\n（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）申请人情况\n自然人法人或其他组织总计\n" + heads + "\n" + b.String() +
		"四、政府信息公开行政复议、行政诉讼情况\n行政复议行政诉讼\n结果维持结果纠正其他结果尚未审结总计未经复议直接起诉复议后起诉\n" + four +
		"五、存在的主要问题及改进情况\n培训不够；下一步加强改进。\n六、其他需要报告的事项\n无。\n临江市某某局\n2024年1月8日\n"
}

const (
	gluedHeads = "商业企业科研机构社会公益组织法律服务机构其他"
	gluedFour  = "结果维持结果纠正其他结果尚未审结总计结果维持结果纠正其他结果尚未审结总计\n100010200210203\n"
)

// TestRowsWithoutBorders: rows whose cells stand together on a line are divided by their sums.
func TestRowsWithoutBorders(t *testing.T) {
	t.Parallel()
	r := mustParse(t, textDocument(gluedRows(gluedHeads, gluedFour)))
	if r.Tables.Disclosure == nil || r.Tables.Applications == nil || r.Tables.Proceedings == nil {
		t.Fatal("a table was not found")
	}
	for key, want := range map[string]int64{"rules_made": 0, "normative_made": 2, "normative_valid": 3, "licences": 8, "coercions": 79} {
		if n, ok := r.Tables.Disclosure[key].Value.Int(); !ok || n != want {
			t.Errorf("%s is %+v, want %d", key, r.Tables.Disclosure[key], want)
		}
	}
	for key, want := range map[string]int64{"granted": 15, "unable_not_held": 23, "result_total": 46, "rejected_mass": 0} {
		row := r.Tables.Applications[key]
		if n, ok := row["total"].Value.Int(); !ok || n != want {
			t.Errorf("the total of %s is %+v, want %d", key, row["total"], want)
		}
	}
	if n, ok := r.Tables.Proceedings["direct"]["corrected"].Value.Int(); !ok || n != 2 {
		t.Errorf("table four has %+v", r.Tables.Proceedings["direct"])
	}
	if n, ok := r.Tables.Proceedings["after_review"]["total"].Value.Int(); !ok || n != 3 {
		t.Errorf("table four has %+v", r.Tables.Proceedings["after_review"])
	}
}

// TestRunsUnderOtherHeads: where the heads of a run without borders have another order than the form's,
// no figure below them is read, on lines of their own or all in one.
func TestRunsUnderOtherHeads(t *testing.T) {
	t.Parallel()
	for _, heads := range []string{
		"其他科研机构社会公益组织法律服务机构商业企业", "科研机构商业企业社会公益组织法律服务机构其他", "商业企业科研机构法律服务机构社会公益组织其他",
	} {
		rows := gluedRows(heads, gluedFour)
		from, to := strings.Index(rows, "（本列数据"), strings.Index(rows, "四、政府信息公开行政")
		run := rows[:from] + strings.ReplaceAll(rows[from:to], "\n", "") + "\n" + rows[to:]
		for _, s := range []string{rows, run} {
			for key, row := range mustParse(t, textDocument(s)).Tables.Applications {
				for col, c := range row {
					if c.Value.Valid() {
						t.Errorf("%s: %s.%s is %+v", heads, key, col, c)
					}
				}
			}
		}
	}
}
