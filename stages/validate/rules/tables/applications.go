package tables

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// applicationRules are the sums of table three: the balance and the result total of
// each column, and the applicant total of each row.
func applicationRules() []rule.Rule {
	out := make([]rule.Rule, 0, 2*rule.Columns+len(rowNumbers)+1)
	for c, name := range form.ColumnNames {
		key := rule.ColumnKey(c)
		out = append(out, rule.Rule{
			ID:    sumID(firstBalance + c),
			Title: rule.Text{ZH: "勾稽：" + name + "列 新收＋上年结转＝总计＋结转下年", EN: "balance of column " + key + ": received + carried in = total + carried out"},
			Doc: rule.Text{
				ZH: "表头写明：第一项加第二项之和，等于第三项加第四项之和。每一件申请要么办结，要么结转下年，不会消失，也不会凭空出现。",
				EN: "The form's own head says so: every application is either dealt with or carried over; none vanishes and none appears from nowhere.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.BothForms, Clause: form.SumsClause, From: 2019},
			Needs:    []string{"applications.new_received." + key, "applications.carried_in." + key, "applications.result_total." + key, "applications.carried_out." + key},
			Trip:     "新收 10，上年结转 2，总计 11，结转下年 0", Pass: "新收 14069，上年结转 560，总计 13810，结转下年 819",
			Forms: form.Tabular,
			Check: func(p *rule.Pass) { checkSum(p, firstBalance+c, balanceWords(name, key)) },
		})
	}
	for c, name := range form.ColumnNames {
		key := rule.ColumnKey(c)
		out = append(out, rule.Rule{
			ID:    sumID(firstResult + c),
			Title: rule.Text{ZH: "办理结果合计：" + name + "列（七）总计＝各项结果之和", EN: "result total of column " + key + " is the sum of the results"},
			Doc: rule.Text{
				ZH: "（七）总计是（一）至（六）各项办理结果之和；部分公开只计一次。",
				EN: "Row (七) is the total of the results (一) to (六); a partial disclosure counts once.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.BothForms, Clause: "（七）总计", From: 2019},
			Needs:    []string{"applications.*." + key},
			Trip:     "各项结果之和 20，总计 21", Pass: "予以公开 3，部分公开 1，其余 0，总计 4",
			Forms: form.Tabular,
			Check: func(p *rule.Pass) { checkSum(p, firstResult+c, resultWords(name, key)) },
		})
	}
	for _, r := range report.ApplicationRows(report.Form2021) {
		out = append(out, rowRule(r.Key))
	}
	return append(out, partialOnce())
}

func rowRule(key string) rule.Rule {
	number, name := rowNumbers[key], form.RowNames[key]
	return rule.Rule{
		ID:    sumID(number),
		Title: rule.Text{ZH: "申请人合计：" + name + " 总计＝各类申请人之和", EN: "applicant total of row " + key},
		Doc: rule.Text{
			ZH: "每行的总计是自然人与五类法人或其他组织之和。（六）其他处理只印一行时，由三行中的第一条规则检查。",
			EN: "The total of a row is the sum of natural persons and the five kinds of organisations. Where (六) is printed as one row, the first rule of its three rows checks it.",
		},
		Severity: report.Error,
		Source:   rule.Source{Document: form.BothForms, Clause: "申请人情况·总计", From: 2019},
		Needs:    []string{"applications." + key + ".*"},
		Trip:     "自然人 3，商业企业 1，总计 5", Pass: "自然人 13612，商业企业 252，社会公益组织 45，法律服务机构 128，其他 32，总计 14069",
		Forms: form.Tabular,
		Check: func(p *rule.Pass) { checkSum(p, number, rowWords) },
	}
}

// sumWords writes the two sides of a broken equation in both languages.
type sumWords func(t *tableThree, e *equation) (zh, en string)

func balanceWords(name, key string) sumWords {
	return func(t *tableThree, e *equation) (string, string) {
		n := func(i int) int64 { return t.grid.Rows[e.cells[i].row].Cells[e.cells[i].col].N }
		return fmt.Sprintf("%s列勾稽不平：新收 %d＋上年结转 %d＝%d，而总计 %d＋结转下年 %d＝%d", name, n(0), n(1), e.left, n(2), n(3), e.right),
			fmt.Sprintf("column %s does not balance: received %d + carried in %d = %d, but total %d + carried out %d = %d", key, n(0), n(1), e.left, n(2), n(3), e.right)
	}
}

func resultWords(name, key string) sumWords {
	return func(_ *tableThree, e *equation) (string, string) {
		return fmt.Sprintf("%s列各项办理结果之和为 %d，（七）总计填 %d", name, e.left, e.right),
			fmt.Sprintf("the results of column %s sum to %d, the total says %d", key, e.left, e.right)
	}
}

func rowWords(t *tableThree, e *equation) (string, string) {
	key := t.grid.Rows[e.cells[0].row].Key
	return fmt.Sprintf("“%s”行各类申请人之和为 %d，总计填 %d", form.RowNames[key], e.left, e.right),
		fmt.Sprintf("the applicants of row %s sum to %d, the total says %d", key, e.left, e.right)
}

// lacksRow reports whether a row of table three is left out, so that the results cannot be
// summed.
func lacksRow(r *report.Report) bool {
	for _, o := range r.Observations {
		if o.Kind == report.SeenMissingRow && o.Table == "applications" {
			return true
		}
	}
	return false
}

// checkSum judges the equation of rule T3-number.
func checkSum(p *rule.Pass, number int, words sumWords) {
	t := equations(p)
	if t == nil {
		return
	}
	e := t.of(number)
	if e == nil {
		return
	}
	if number >= firstResult && number < firstResult+rule.Columns && lacksRow(p.Report()) {
		p.Doubt() // S-10 says which row of the form is left out
		return
	}
	switch e.state {
	case open:
		p.Doubt()
	case holds:
		p.Judged()
	case broken:
		p.Judged()
		p.Find(t.draft(p.Report(), e, words))
	}
}

// draft describes a broken equation, with the culprit where there is one.
func (t *tableThree) draft(r *report.Report, e *equation, words sumWords) rule.Draft {
	zh, en := words(t, e)
	d := rule.Draft{Section: 3, Want: strconv.FormatInt(e.left, 10), Got: strconv.FormatInt(e.right, 10)}
	d.Cells = t.shown(e)
	d.Quotes = form.PrintedTexts(r, d.Cells)
	switch c := t.culprit; {
	case c != nil:
		d.Want, d.Got = strconv.FormatInt(c.want, 10), strconv.FormatInt(c.got, 10)
		zh += fmt.Sprintf("。只改一格即可全部相符：%s 应为 %d（现为 %d）", form.CellName(c.path), c.want, c.got)
		en += fmt.Sprintf("; one cell alone repairs every sum: %s would be %d (is %d)", c.path, c.want, c.got)
	case t.broken == 1:
		zh += "。只有这一处不平，不能断定是哪一格有误"
		en += "; as it is the only broken sum, no single cell can be named"
	case t.pair >= 0:
		zh += fmt.Sprintf("。%s列与总计列差数相同，其余都相符：可能是同一行的这两格一起填错", form.ColumnNames[t.pair])
		en += fmt.Sprintf("; columns %s and total are out by the same, and all else holds: both cells of one row may be wrong", rule.ColumnKey(t.pair))
	default:
		zh += "。改任何一格都不能使全表相符，可能不止一处有误"
		en += "; no single cell repairs the whole table, so more than one may be wrong"
	}
	if e.derived {
		zh += "；其中有由勾稽关系推算出的数，请核对原文"
		en += "; a number in it was worked out from the sums, check the original"
	}
	if len(e.cells) != rule.Columns && t.grid.Torn() {
		d.Severity = report.Warning // a row printed on one line does not slip, a column does
	}
	if near := t.unknown(); near > 0 {
		zh += fmt.Sprintf("；表中另有 %d 格未能读出", near)
		en += fmt.Sprintf("; %d other cells of the table could not be read", near)
	}
	d.ZH, d.EN = zh, en
	return d
}

// shown are the cells of an equation worth showing: all that are not nought, the
// right-hand side, and the culprit. A row is shown whole.
func (t *tableThree) shown(e *equation) []string {
	var out []string
	whole := len(e.cells) <= rule.Columns
	for _, c := range e.cells {
		mine := t.culprit != nil && t.culprit.row == int(c.row) && t.culprit.col == int(c.col)
		if whole || c.sign < 0 || mine || t.grid.Rows[c.row].Cells[c.col].N != 0 {
			out = append(out, t.path(int(c.row), int(c.col)))
		}
	}
	return out
}

// unknown counts the cells of the table that stand there and are not known.
func (t *tableThree) unknown() (n int) {
	for i := range t.grid.Rows {
		for _, c := range t.grid.Rows[i].Cells {
			if c.State != "" && !c.Known {
				n++
			}
		}
	}
	return n
}

func partialOnce() rule.Rule {
	denied := form.ClassRows[narrative.Denied]
	return rule.Rule{
		ID:    "T3-51",
		Title: rule.Text{ZH: "部分公开只计一次", EN: "a partial disclosure counts once"},
		Doc: rule.Text{
			ZH: "表中写明“区分处理的，只计这一情形，不计其他情形”。正文只说到一件申请，而部分公开与不予公开都有数时，提醒核对是否重复计算。",
			EN: "The label says that an application partly granted counts in this row only. Where the text speaks of one application and both partial and denied have a number, it may have been counted twice.",
		},
		Severity: report.Info,
		Source:   rule.Source{Document: form.BothForms, Clause: "（二）部分公开", From: 2019},
		Needs:    []string{"applications.new_received.total", "applications.carried_in.total", "applications.partial.total", "applications.denied_*.total"},
		Trip:     "收到申请 1 件，部分公开 1，属于国家秘密 1", Pass: "收到申请 21 件，部分公开 4，不予公开 3",
		Forms: form.Tabular,
		Check: func(p *rule.Pass) {
			partial, ok := p.Count("applications.partial.total")
			if !ok {
				return
			}
			received, ok1 := p.Count("applications.new_received.total")
			carried, ok2 := p.Count("applications.carried_in.total")
			var sum int64
			var cells []string
			for _, path := range denied {
				n, ok := p.Count(path)
				if !ok {
					continue
				}
				if sum += n; n > 0 {
					cells = append(cells, path)
				}
			}
			if !ok1 || !ok2 {
				return
			}
			p.Judged()
			if partial > 0 && sum > 0 && partial+sum > received+carried {
				cells = slices.Insert(cells, 0, "applications.partial.total")
				d := rule.Say("部分公开 %d 件，不予公开 %d 件，而申请共 %d 件：同一申请可能重复计入",
					"%d partial and %d denied, but only %d applications: one may have been counted twice",
					partial, sum, received+carried)
				d.Section, d.Cells, d.Quotes = 3, cells, form.PrintedTexts(p.Report(), cells)
				p.Find(d)
			}
		},
	}
}
