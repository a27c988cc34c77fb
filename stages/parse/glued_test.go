package parse_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// gluedReport is a report whose table three has its cells without borders; row prints the
// figures of a row.
func gluedReport(t *table, row func(key string, cells [7]string) string) report.Document {
	var b strings.Builder
	b.WriteString("三、收到和处理政府信息公开申请情况\n申请人情况自然人法人或其他组织总计商业企业科研机构社会公益组织法律服务机构其他")
	group := ""
	for _, r := range report.ApplicationRows(t.form) {
		if r.Group != group {
			b.WriteString(r.Group)
		}
		group = r.Group
		b.WriteString(r.Label + row(r.Key, t.cells(r.Key)))
	}
	return textDocument(b.String() + "\n四、政府信息公开行政复议、行政诉讼情况\n")
}

func gluedCells(key string, cells [7]string) string { return strings.Join(cells[:], "") }

// TestSevenDigits: as many digits as cells have one reading, whether its sum holds or not,
// and a broken sum takes no other row with it.
func TestSevenDigits(t *testing.T) {
	t.Parallel()
	tab := balanced(map[string][6]int{"granted": {5, 1}, "partial": {2}})
	broken := tab.rows["granted"]
	broken[6] = 5
	tab.rows["granted"] = broken
	r := mustParse(t, gluedReport(&tab, gluedCells))
	if bad, read := wrong(r, &tab); len(bad) > 0 || read != 175 {
		t.Errorf("%d cells read, wrong %v", read, bad)
	}
}

// TestFewerDigitsThanCells: some cells of a row are blank, and nothing shows which. The
// other rows are read where their sums hold.
func TestFewerDigitsThanCells(t *testing.T) {
	t.Parallel()
	tab := balanced(map[string][6]int{"granted": {5, 1}, "partial": {2}})
	r := mustParse(t, gluedReport(&tab, func(key string, cells [7]string) string {
		if key == "partial" {
			return "22"
		}
		return gluedCells(key, cells)
	}))
	if bad, read := wrong(r, &tab); len(bad) > 0 || read != 168 {
		t.Errorf("%d cells read, wrong %v", read, bad)
	}
	if c := r.Tables.Applications["partial"]["natural"]; c.State != report.Unread {
		t.Errorf("a cell of two digits for seven cells is %+v", c)
	}
}

// TestLabelsThatRunTogether: the figures belong to the last of several labels.
func TestLabelsThatRunTogether(t *testing.T) {
	t.Parallel()
	for _, blank := range []string{"denied_law", "other_overdue_fee", "rejected_reconfirm", "granted"} {
		tab := balanced(map[string][6]int{"partial": {2}, "other_misc": {1}, "denied_safety": {0, 3}})
		r := mustParse(t, gluedReport(&tab, func(key string, cells [7]string) string {
			if key == blank {
				return ""
			}
			return gluedCells(key, cells)
		}))
		if bad, read := wrong(r, &tab); len(bad) > 0 || read != 168 {
			t.Errorf("%s blank: %d cells read, wrong %v", blank, read, bad)
		}
		if c, ok := r.Tables.Applications[blank]["natural"]; !ok || c.Value.Valid() {
			t.Errorf("%s, which is blank, is %+v", blank, c)
		}
	}
}

// TestCellsThatAgree: the last of 3107 is 7 in every division into three.
func TestCellsThatAgree(t *testing.T) {
	t.Parallel()
	s := twoOf("第二十条第（六）项信息内容上一年项目数量本年增/减处理决定数量行政处罚3107行政强制000第二十条第（八）项信息内容上一年项目数量本年增/减行政事业性收费00\n")
	got := mustParse(t, s.document()).Tables.Disclosure
	for key, want := range map[string]string{"penalties_decisions": "7", "penalties_prev_items": "", "penalties_change": "", "coercions_change": "0"} {
		if got[key].Value.String() != want {
			t.Errorf("%s is %+v, want %q", key, got[key], want)
		}
	}
}

// TestDashesWithoutBorders: a run of dashes behind a label is a cell each.
func TestDashesWithoutBorders(t *testing.T) {
	t.Parallel()
	s := twoOf("第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章///行政规范性文件012第二十条第（五）项信息内容本年处理决定数量行政许可10690\n")
	got := mustParse(t, s.document()).Tables.Disclosure
	if got["rules_valid"].State != report.Dash || got["normative_valid"].Value != report.IntNumber(2) || got["licences"].Value != report.IntNumber(10690) {
		t.Errorf("%+v", got)
	}
}

// TestLabelsThenRows: labels that stand together and rows behind them are no pairs, unless
// all sums of the table say so.
func TestLabelsThenRows(t *testing.T) {
	t.Parallel()
	for _, sums := range []bool{true, false} {
		tab := balanced(map[string][6]int{"unable_not_held": {3}, "unable_needs_creation": {2, 1}, "granted": {4}})
		if !sums {
			row := tab.rows["granted"]
			row[1] = 9
			tab.rows["granted"] = row
		}
		var b strings.Builder
		keys := map[string]bool{"unable_not_held": true, "unable_needs_creation": true, "unable_unclear": true}
		var rows []string
		for _, r := range report.ApplicationRows(tab.form) {
			cells := tab.cells(r.Key)
			row := strings.Join(cells[:], " | ")
			if !keys[r.Key] {
				for _, x := range rows {
					fmt.Fprintf(&b, "| %s |\n", x)
				}
				rows = nil
				fmt.Fprintf(&b, "| %s | %s |\n", r.Label, row)
				continue
			}
			b.WriteString(r.Label + "\n")
			rows = append(rows, row)
		}
		r := mustParse(t, textDocument("三、收到和处理政府信息公开申请情况\n"+b.String()))
		bad, read := wrong(r, &tab)
		if want := map[bool]int{true: 175, false: 154}[sums]; len(bad) > 0 || read != want {
			t.Errorf("sums %v: %d cells read, want %d; wrong %v", sums, read, want, bad)
		}
		if c := r.Tables.Applications["unable_not_held"]["natural"]; sums && c.State != report.Derived {
			t.Errorf("a row that the sums give to its label is %+v", c)
		}
	}
}

// TestLettersAmongGluedDigits: a letter is a digit that recognition or a hand got wrong, and what
// stands beside it is no figure of its own.
func TestLettersAmongGluedDigits(t *testing.T) {
	t.Parallel()
	for printed, want := range map[string]string{"185": "185", "1B5": "", "18S": "", "l85": "", "1O": "", "I0": ""} {
		r := mustParse(t, textDocument("二、主动公开政府信息情况第二十条第（五）项信息内容本年处理决定数量行政许可"+printed+
			"第二十条第（六）项信息内容本年处理决定数量行政处罚0行政强制0第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费0\n"+
			"三、收到和处理政府信息公开申请情况\n"))
		got := ""
		if r.Tables.Disclosure != nil {
			if c := r.Tables.Disclosure["licences"]; c.State == report.Printed || c.State == report.Derived {
				got = c.Value.String()
			}
		}
		if got != want {
			t.Errorf("%s is read as %q", printed, got)
		}
	}
}
