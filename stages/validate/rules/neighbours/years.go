package neighbours

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// acrossRules compare a report with that of the year before. Without it they are not
// applicable.
func acrossRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "X-01",
			Title: rule.Text{ZH: "上年结转等于上年报告的结转下年", EN: "carried in is what last year carried out"},
			Doc: rule.Text{
				ZH: "上年报告“结转下年度继续办理”的件数，就是本年“上年结转”的件数。总计不等肯定有误；只有某一类申请人不等的，可能是分类口径调整。",
				EN: "What last year carried out is what this year carried in. A different total is certainly wrong; a different class of applicant may have been reclassified.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.BothForms, Clause: "二、上年结转；四、结转下年度继续办理", From: 2019},
			Needs:    []string{"applications.carried_in.*", "neighbour applications.carried_out.*"},
			Trip:     "上年结转下年 12，今年上年结转 0", Pass: "上年 0，今年 0",
			Forms: form.Tabular, Check: checkCarriedOver,
		},
		{
			ID:    "X-02",
			Title: rule.Text{ZH: "现行有效＝上年现行有效＋制发－废止", EN: "in force = last year's + made - repealed"},
			Doc: rule.Text{
				ZH: "文件不会无故增减；年内自行失效、机构合并划转会造成差异，须人工核对。",
				EN: "Documents do not come and go by themselves; expiry and mergers of organs make a difference, so it should be looked at.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "表格列名的含义", From: 2021},
			Needs: []string{"disclosure.rules_*", "disclosure.normative_*", "neighbour disclosure.*_valid"},
			Trip:  "上年现行有效 440，制发 58，废止 45，现行有效 546", Pass: "5＋3－0＝8",
			Forms: form.NewForm, Check: checkInForceAcross,
		},
		{
			ID:    "X-03",
			Title: rule.Text{ZH: "上年未审结的案件本年有着落", EN: "last year's pending cases are accounted for"},
			Doc: rule.Text{
				ZH: "上年尚未审结的复议、诉讼，本年应当审结或继续列为未审结；本年总计小于上年未审结数的，请核对口径。",
				EN: "Cases pending last year are decided or still pending this year; a smaller total should be looked at.",
			},
			Severity: report.Info, Source: form.Common,
			Needs: []string{"proceedings.*.total", "neighbour proceedings.*.pending"},
			Trip:  "上年尚未审结 4，今年总计 1", Pass: "上年尚未审结 1，今年总计 5",
			Forms: form.Tabular, Check: checkPendingAcross,
		},
		{
			ID:    "X-04",
			Title: rule.Text{ZH: "数据没有异常跳变", EN: "no jump"},
			Doc: rule.Text{
				ZH: "与上年相差五倍以上且相差 50 以上的，请核对是否填错行或统计口径变化。",
				EN: "A change by more than five times and by more than 50: perhaps a wrong row, or counted differently.",
			},
			Severity: report.Info, Source: form.Common,
			Needs: []string{"disclosure.*", "applications.*.total", "neighbour"},
			Trip:  "行政许可 550 → 9487", Pass: "行政处罚 4119 → 2776",
			Forms: form.NewForm, Check: checkJump,
		},
		{
			ID:    "X-05",
			Title: rule.Text{ZH: "数据与上年不完全相同", EN: "not the same numbers as last year"},
			Doc: rule.Text{
				ZH: "至少五个不为 0 的数与上年完全相同，可能照抄了上年报告。",
				EN: "Five and more numbers other than nought, all as last year: perhaps a copy.",
			},
			Severity: report.Warning, Source: rule.Source{Document: "参考：社科院政府透明度评估 2017；东莞市统计局 2010 年度报告"},
			Needs: []string{"disclosure.*", "applications.*.*", "proceedings.*.*", "neighbour"},
			Trip:  "三张表与上年逐格相同", Pass: "新收 50，上年 35",
			Forms: form.Tabular, Check: checkSameNumbers,
		},
		{
			ID:    "X-06",
			Title: rule.Text{ZH: "文字与上年不雷同", EN: "not the same text as last year"},
			Doc: rule.Text{
				ZH: "去掉年份和数字后，第一、第五部分与上年的相似度在九成以上，即通报所说的内容雷同。",
				EN: "Without years and numbers, sections one and five are nine tenths like last year's: what the notice calls 内容雷同.",
			},
			Severity: report.Warning, Source: rule.Source{Document: form.Notice30, Clause: "（四）明确责任：内容雷同", From: 2019},
			Needs: []string{"section 1", "section 5", "neighbour"},
			Trip:  "只改了年份和数字", Pass: "重写了总体情况",
			Forms: form.Modern, Check: checkSameText,
		},
		{
			ID:    "X-09",
			Title: rule.Text{ZH: "存在的问题不是照抄上年", EN: "the problems are not last year's"},
			Doc: rule.Text{
				ZH: "第五部分与上年几乎相同，说明上年的问题没有改进，或没有重写。",
				EN: "Section five is almost last year's: nothing was improved, or it was not written anew.",
			},
			Severity: report.Warning, Source: rule.Source{Document: form.Notice30, Clause: "（四）明确责任", From: 2019},
			Needs: []string{"section 5", "neighbour"},
			Trip:  "第五部分与上年逐字相同", Pass: "列出了新的问题",
			Forms: form.Modern, Check: checkSameProblems,
		},
	}
}

func checkCarriedOver(p *rule.Pass) {
	last := p.Last(1)
	if last == nil || last.Tables.Applications == nil {
		return
	}
	var cells, was, now []string
	total := false
	for i := range rule.Columns {
		key := rule.ColumnKey(i)
		in := "applications.carried_in." + key
		a, ok1 := form.CountIn(p, last, "applications.carried_out."+key)
		b, ok2 := p.Count(in)
		if !ok1 || !ok2 {
			continue
		}
		p.Judged()
		if a != b {
			cells, was, now = append(cells, in), append(was, form.ColumnNames[i]+" "+prose.Itoa(a)), append(now, form.ColumnNames[i]+" "+prose.Itoa(b))
			total = total || i == rule.Total
		}
	}
	if len(cells) == 0 {
		return
	}
	d := rule.Draft{Section: 3, Cells: cells, Quotes: form.PrintedTexts(p.Report(), cells), Want: strings.Join(was, "，"), Got: strings.Join(now, "，")}
	if !total {
		d.Severity = report.Warning
	}
	d.ZH = "上年报告结转下年：" + d.Want + "；本年上年结转：" + d.Got
	d.EN = "carried in differs from what last year's report carried out (" + strings.Join(cells, ", ") + ")"
	p.Find(d)
}

func checkInForceAcross(p *rule.Pass) {
	last := p.Last(1)
	if last == nil || last.Form != report.Form2021 {
		return
	}
	for _, k := range [...]string{"rules", "normative"} {
		cells := []string{"disclosure." + k + "_made", "disclosure." + k + "_repealed", "disclosure." + k + "_valid"}
		was, ok0 := form.CountIn(p, last, cells[2])
		made, ok1 := p.Count(cells[0])
		repealed, ok2 := p.Count(cells[1])
		valid, ok3 := p.Count(cells[2])
		if !ok0 || !ok1 || !ok2 || !ok3 {
			continue
		}
		p.Judged()
		if valid == was+made-repealed {
			continue
		}
		d := rule.Say("%s：上年现行有效 %d＋制发 %d－废止 %d＝%d，填 %d", "%s: %d in force last year + %d made - %d repealed = %d, printed %d",
			form.RowLabel(k), was, made, repealed, was+made-repealed, valid)
		d.Section, d.Cells, d.Quotes = 2, cells, form.PrintedTexts(p.Report(), cells)
		d.Want, d.Got = prose.Itoa(was+made-repealed), prose.Itoa(valid)
		p.Find(d)
	}
}

func checkPendingAcross(p *rule.Pass) {
	last := p.Last(1)
	if last == nil {
		return
	}
	for _, g := range report.ProceedingGroups() {
		cell := "proceedings." + g.Key + ".total"
		was, ok1 := form.CountIn(p, last, "proceedings."+g.Key+".pending")
		now, ok2 := p.Count(cell)
		if !ok1 || !ok2 {
			continue
		}
		p.Judged()
		if now >= was {
			continue
		}
		d := rule.Say("%s：上年尚未审结 %d 件，本年总计只有 %d 件，请核对口径", "%s: %d pending last year, only %d this year", g.Label, was, now)
		d.Section, d.Cells, d.Quotes = 4, []string{cell}, form.PrintedTexts(p.Report(), []string{cell})
		p.Find(d)
	}
}

func checkJump(p *rule.Pass) {
	last := p.Last(1)
	if last == nil {
		return
	}
	for _, cell := range [...]string{"disclosure.licences", "disclosure.penalties", "disclosure.coercions", form.NewTotal} {
		was, ok1 := form.CountIn(p, last, cell)
		now, ok2 := p.Count(cell)
		if !ok1 || !ok2 {
			continue
		}
		p.Judged()
		high, low := max(was, now), min(was, now)
		if high-low <= 50 || high <= 5*low || low == 0 {
			continue
		}
		d := rule.Say("%s 由上年的 %d 变为 %d，请核对", "%s went from %d to %d", form.CellName(cell), was, now)
		d.EN = cell + " went from " + prose.Itoa(was) + " to " + prose.Itoa(now)
		d.Section, d.Cells, d.Quotes = form.SectionOf(cell), []string{cell}, form.PrintedTexts(p.Report(), []string{cell})
		d.Want, d.Got = prose.Itoa(was), prose.Itoa(now)
		p.Find(d)
	}
}

// enoughNumbers is how many equal numbers are no chance.
const enoughNumbers = 5

func checkSameNumbers(p *rule.Pass) {
	last := p.Last(1)
	if last == nil {
		return
	}
	zero := report.IntNumber(0)
	same, all := 0, true
	form.AllCells(p, func(c *form.Seen) bool {
		o, ok := rule.Cell(last, c.Path)
		if !ok || !c.Value.Valid() || !o.Value.Valid() {
			return true
		}
		all = c.Value.Cmp(o.Value) == 0
		if all && c.Value.Cmp(zero) != 0 {
			same++
		}
		return all
	})
	p.Judged()
	if !all || same < enoughNumbers {
		return
	}
	d := rule.Say("与上年报告的 %d 个非零数据完全相同，可能照抄了上年报告", "all %d numbers other than nought are those of last year", same)
	d.Section = 3
	p.Find(d)
}
