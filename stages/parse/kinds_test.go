package parse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

// The kinds of wrong readings that the conversions showed, each by itself.

// numbersIn are the numbers that are read of table four, in the order of the form, "." for none.
func fourOf(t *testing.T, four string) string {
	t.Helper()
	s := sample{table: balanced(someResults), layout: "pipes"}
	whole := ""
	for _, b := range s.document().Blocks {
		whole += b.Line.S + "\n"
	}
	const at = "五、存在的主要问题及改进情况"
	got := mustParse(t, textDocument(strings.Replace(whole, at, four+"\n"+at, 1))).Tables.Proceedings
	var out []string
	for _, g := range report.ProceedingGroups() {
		for _, o := range report.ProceedingOutcomes() {
			if v := got[g.Key][o.Key].Value; v.Valid() {
				out = append(out, v.String())
			} else {
				out = append(out, ".")
			}
		}
	}
	return strings.Join(out, " ")
}

const (
	none15  = ". . . . . . . . . . . . . . ."
	five    = "结果维持 结果纠正 其他结果 尚未审结 总计"
	figures = "1 0 0 0 1 0 2 0 0 2 0 0 3 0 3"
)

// TestHeadsOfTableFourBetweenSpaces: heads in another order are seen wherever white space and the
// ends of lines cut them; those of the form, cut as well, are no reason to read nothing.
func TestHeadsOfTableFourBetweenSpaces(t *testing.T) {
	t.Parallel()
	wide := strings.NewReplacer(" ", "\u3000")
	lines := strings.NewReplacer(" ", "\n")
	for name, c := range map[string]struct{ text, want string }{
		"as in the form":      {"行政复议 行政诉讼\n" + five + " 未经复议直接起诉 复议后起诉\n" + five + " " + five + "\n" + figures, figures},
		"wide spaces":         {wide.Replace("行政复议 行政诉讼\n" + five + " 未经复议直接起诉 复议后起诉\n" + five + " " + five + "\n" + figures), figures},
		"cut heads":           {"行政复议 行政\n诉讼\n结果 维持 结果 纠正 其他 结果 尚未 审结 总计 未经复议直接起\n诉 复议后起诉\n" + five + " " + five + "\n" + figures, figures},
		"groups turned":       {"行政诉讼 行政复议\n未经复议直接起诉 复议后起诉\n" + five + " " + five + " " + five + "\n" + figures, none15},
		"after before direct": {"行政复议 行政诉讼\n" + five + " 复议后起诉 未经复议直接起诉\n" + five + " " + five + "\n" + figures, none15},
		"one a line":          {lines.Replace("行政诉讼 行政复议 未经复议直接起诉 复议后起诉 " + five + " " + five + " " + five + " " + figures), none15},
		"outcomes turned":     {"行政复议 行政诉讼\n总计 结果维持 结果纠正 其他结果 尚未审结 未经复议直接起诉 复议后起诉\n总计 结果维持 结果纠正 其他结果 尚未审结 总计 结果维持 结果纠正 其他结果 尚未审结\n" + figures, none15},
		"words above":         {"本年度没有因政府信息公开引起的行政诉讼和行政复议。\n行政复议 行政诉讼\n" + five + " 未经复议直接起诉 复议后起诉\n" + five + " " + five + "\n" + figures, figures},
	} {
		if got := fourOf(t, c.text); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestBlankEndsOfLines: a blank cell at the end of a line of heads is none of the row below, and a row
// that is put together of lines is not fifteen cells because of it.
func TestBlankEndsOfLines(t *testing.T) {
	t.Parallel()
	heads := strings.ReplaceAll("行政复议 行政诉讼\n"+five+" 未经复议直接起诉 复议后起诉\n"+five+" "+five, " ", "\t")
	heads = strings.ReplaceAll(heads, "\n", "\t\n") + "\t\n"
	for name, c := range map[string]struct{ row, want string }{
		"a row":                {strings.ReplaceAll(figures, " ", "\t"), figures},
		"ended as well":        {strings.ReplaceAll(figures, " ", "\t") + "\t", figures},
		"a number goes on":     {"1\t0\t0\t0\t1\t0\t1\t0\t0\t12\t0\t0\t3\t0\t3\t\n\t\t\t\t\t\t2\t\t\t\t\t\t\t\t\t", "1 0 0 0 1 0 12 0 0 12 0 0 3 0 3"},
		"beside a blank":       {"\t3\t0\t0\t3\t0\t1\t0\t0\t1\t0\t0\t3\t0\t3\t\n\t\t\t\t4\t\t\t\t\t\t\t\t\t\t\t", ". 3 0 0 . 0 1 0 0 1 0 0 3 0 3"},
		"padding by no nought": {"1\t0\t0\t0\t1\t0\t2\t0\t0\t2\t0\t0\t3\t0\t3\t", figures},
	} {
		if got := fourOf(t, heads+c.row); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestHeadsOneALine: heads of table three on lines of their own, in an order of their own, are
// trouble; in the two orders in which those of the form are read they are none.
func TestHeadsOneALine(t *testing.T) {
	t.Parallel()
	names := []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"}
	group := "法人或其他组织"
	for name, c := range map[string]struct {
		heads []string
		read  bool
	}{
		"from left to right":    {names, true},
		"by rows":               {[]string{names[0], group, names[6], names[1], names[2], names[3], names[4], names[5]}, true},
		"with spaces inside":    {[]string{"自然人", "商业 企业", "科研 机构", "社会 公益组织", "法律 服务机构", "其 他", "总 计"}, true},
		"turned":                {[]string{names[6], names[5], names[4], names[3], names[2], names[1], names[0]}, false},
		"two exchanged":         {[]string{names[0], names[2], names[1], names[3], names[4], names[5], names[6]}, false},
		"turned, spaces inside": {[]string{"法律 服务机构", "自然人", "商业 企业", "科研 机构", "社会 公益组织", "总 计", "其 他"}, false},
		"total in the middle":   {[]string{names[1], names[2], names[6], names[3], names[4], names[5], names[0]}, false},
	} {
		tab := distinct()
		var b strings.Builder
		fmt.Fprintf(&b, "三、收到和处理政府信息公开申请情况\n申请人情况\n%s\n", strings.Join(c.heads, "\n"))
		for _, r := range report.ApplicationRows(tab.form) {
			cells := tab.cells(r.Key)
			fmt.Fprintf(&b, "%s\n%s\n", r.Label, strings.Join(cells[:], "\n"))
		}
		bad, read := wrong(mustParse(t, textDocument("某某局2023年政府信息公开工作年度报告\n"+b.String()+"四、政府信息公开行政复议、行政诉讼情况\n")), &tab)
		if c.read && (len(bad) > 0 || read != 175) || !c.read && read != 0 {
			t.Errorf("%s: %d cells read, wrong %v", name, read, bad)
		}
	}
}

// TestTotalInAnyColumn: where no head says so, the sums show that the total is not the last.
func TestTotalInAnyColumn(t *testing.T) {
	t.Parallel()
	for at := range 7 {
		tab := distinct()
		moved := table{form: tab.form, rows: tab.rows, text: map[string][7]string{}}
		for key := range tab.rows {
			c := tab.cells(key)
			list := slices.Insert(slices.Clone(c[:6]), at, c[6])
			moved.text[key] = [7]string(list)
		}
		got := mustParse(t, rowsOf(&moved, func(l []string, c [7]string) string {
			return "| " + strings.Join(append(slices.Clone(l[len(l)-1:]), c[:]...), " | ") + " |"
		}))
		_, read := wrong(got, &tab)
		if (read == 175) != (at == 6) || at < 6 && read > 0 {
			t.Errorf("the total in column %d: %d cells read", at+1, read)
		}
	}
}

// TestSinglesBesideLostBlanks: where a blank cell has left no trace, a row of single figures with its
// number of them is read if its sum holds, and one of table two is not.
func TestSinglesBesideLostBlanks(t *testing.T) {
	t.Parallel()
	tab := distinct()
	var b strings.Builder
	b.WriteString("某某局2023年政府信息公开工作年度报告\n二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n规章\n20\n7\n3\n" +
		"三、收到和处理政府信息公开申请情况\n申请人情况\n")
	for i, r := range report.ApplicationRows(tab.form) {
		c := tab.cells(r.Key)
		list := slices.Clone(c[:])
		switch r.Key {
		case "partial": // a blank cell is lost
			list = slices.Delete(list, 2, 3)
		case "denied_law": // and here a number goes on in the next line as well
			list = append(slices.Delete(list, 2, 3)[:5], list[5][:1], list[5][1:])
		}
		if i == 0 {
			list = c[:]
		}
		fmt.Fprintf(&b, "%s\n%s\n", r.Label, strings.Join(list, "\n"))
	}
	got := mustParse(t, textDocument(b.String()+"四、政府信息公开行政复议、行政诉讼情况\n"))
	bad, read := wrong(got, &tab)
	if len(bad) > 0 || read < 150 {
		t.Errorf("%d cells read, wrong %v", read, bad)
	}
	for key, c := range got.Tables.Disclosure {
		if c.Value.Valid() {
			t.Errorf("%s is %s, and may be the first digits of another", key, c.Value)
		}
	}
}

// TestLinesOfTableTwo: a dash in a cell of its own is a cell, what stands below a row with borders is
// none of it, and 3 / 9 on a line of its own may be a page.
func TestLinesOfTableTwo(t *testing.T) {
	t.Parallel()
	const one = "第二十条第（一）项 |\n信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n"
	for name, c := range map[string]struct{ two, key, want string }{
		"a dash alone":          {"第二十条第（八）项 |\n信息内容 |\n本年收费金额（单位：万元） |\n行政事业性收费 |\n—— |\n3\n", "fees_10k_yuan", ""},
		"the figure itself":     {"第二十条第（八）项 |\n信息内容 |\n本年收费金额（单位：万元） |\n行政事业性收费 |\n3 |\n", "fees_10k_yuan", "3"},
		"the rest of a number":  {one + "规章 | 2 | 14 |\n | 07 | |\n", "rules_made", ""},
		"a whole row":           {one + "规章 | 2 | 14 | 7 |\n", "rules_made", "2"},
		"a page of pages":       {"第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章\n3 / 9\n", "rules_made", ""},
		"a row that is no page": {"第二十条第（一）项\n信息内容 本年制发件数 本年废止件数 现行有效件数\n规章\n0 / 9\n", "rules_valid", "9"},
		"a Markdown rule":       {"第二十条第（一）项\n| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n|--|--|--|--|\n| 规章 | 4 | 1 | 9 |\n", "rules_valid", "9"},
	} {
		s := twoOf(c.two)
		if got := mustParse(t, s.document()).Tables.Disclosure[c.key].Value.String(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
