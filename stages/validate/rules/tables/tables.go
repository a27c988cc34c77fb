package tables

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// tableRules judge whether the tables are there, whole and of the right form.
func tableRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:    "S-08",
			Title: rule.Text{ZH: "三张表格齐全，各在其部分之下", EN: "the three tables are there, each under its heading"},
			Doc: rule.Text{
				ZH: "第二、三、四部分各有一张统一格式的表格，用文字代替表格不能算填报。表格的字样在而未能读出时，不作判断。",
				EN: "Sections two to four each have a table of uniform form; prose does not replace it. Where the words of a table are there but it could not be read, nothing is concluded.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：年度报告格式", From: 2019},
			Needs:    []string{"tables"},
			Trip:     "第四部分只有一段文字，没有表格", Pass: "三张表格分别在二、三、四部分之下",
			Forms: form.Modern, Check: checkTables,
		},
		{
			ID:    "S-10",
			Title: rule.Text{ZH: "单元格数目与格式相符", EN: "as many cells as the form has"},
			Doc: rule.Text{
				ZH: "2021 年格式的三张表分别有 10、175、15 个数。少一个数说明漏填，多一个数说明错位或多列。只有文件格式本身划定了单元格（网页、Word）时才断定为错误，从文字重建的表格只作提醒。",
				EN: "The tables of the 2021 form have 10, 175 and 15 numbers. One less means something was left out, one more that columns slipped. It is called an error only where the file format itself delimits cells.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：年度报告格式", From: 2019},
			Needs:    []string{"observations"},
			Trip:     "（七）总计一行有八个数", Pass: "每行七个数",
			Forms: form.Tabular, Check: checkCells,
		},
		{
			ID:    "S-11",
			Title: rule.Text{ZH: "使用现行格式", EN: "the form in force is used"},
			Doc: rule.Text{
				ZH: "2021 年度起使用国办公开办函〔2021〕30号格式，（六）其他处理分三行。沿用旧格式会使数据无法汇总。",
				EN: "From report year 2021 on the form of 2021 is used, in which (六) has three rows. Old forms cannot be added up with new ones.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Notice30, From: 2021},
			Needs:    []string{"year", "form", "observations"},
			Trip:     "2023 年报告的（六）其他处理只有一行", Pass: "2023 年报告的（六）其他处理分三行",
			Forms: form.Tabular, Check: checkForm,
		},
		{
			ID:      "S-12",
			Letters: true,
			Title:   rule.Text{ZH: "单元格填写了数字", EN: "cells hold a number"},
			Doc: rule.Text{
				ZH: "空白、“/”“-”“无”都不是数，值视为未知，不当作 0。确实没有的应填 0。各地做法不一，所以只作提醒。",
				EN: "A blank, /, - or 无 is no number; its value is unknown and never taken for nought. Practice differs, so this is a warning.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: "常识", From: 2019},
			Needs:    []string{"disclosure.*", "applications.*.*", "proceedings.*.*"},
			Trip:     "规章 / / /", Pass: "规章 0 0 0",
			Forms: form.Tabular, Check: checkFilled,
		},
	}
}

func checkTables(p *rule.Pass) {
	r := p.Report()
	var lacking, silent []form.TableForm
	for _, t := range form.TableForms {
		s := form.SectionNumbered(r, t.Section)
		switch {
		case r.HasTable(t.Key):
			p.Judged()
		case form.WordsStand(p, t.Marks) || form.LostByFile(p, t):
			p.Doubt() // M-03 says what the file has in its place
		case s == nil && (len(r.Sections) > 0 || form.HeadingInside(p, t.Section)), (s == nil || s.Number == form.LastSection(r)) && form.CutShort(r):
			p.Doubt() // S-01 says that the section is missing, or that the text may be cut
		case s != nil && form.Delimited(s.At) || s == nil:
			lacking = append(lacking, t)
		default:
			silent = append(silent, t)
		}
	}
	findTables(p, lacking, false)
	findTables(p, silent, true)
	misplacedTables(p)
}

// findTables reports the tables that are not found, as one finding.
func findTables(p *rule.Pass, tables []form.TableForm, file bool) {
	if len(tables) == 0 {
		return
	}
	p.Judged()
	d := rule.Draft{Section: tables[0].Section, File: file}
	var zh, en []string
	for _, t := range tables {
		zh, en = append(zh, t.ZH), append(en, t.EN)
		if s := form.SectionNumbered(p.Report(), t.Section); s != nil {
			d.Quotes, d.At = append(d.Quotes, s.Heading), append(d.At, form.Places(s.At)...)
		}
	}
	d.ZH, d.EN = "没有找到"+strings.Join(zh, "、"), "not found: "+strings.Join(en, ", ")
	if file {
		d.Severity = report.Info // the others were read: this one was lost on the way
		if t := p.Report().Tables; t.Disclosure == nil && t.Applications == nil && t.Proceedings == nil {
			d.Severity = report.Warning
		}
		d.ZH += "：标题下没有表格的文字，原件中可能是图片或附件，请核对原件"
		d.EN += ": no words of a table under the heading; the original may have a picture or a file there"
	}
	p.Find(d)
}

// misplacedTables reports the tables that stand under another heading than their own.
func misplacedTables(p *rule.Pass) {
	r := p.Report()
	for _, o := range r.Observations {
		if o.Kind != report.SeenMisplaced {
			continue
		}
		d := rule.Say("%s不在应在的部分之下", "%s stands under another heading than its own", form.TableNamed(o.Table).ZH)
		d.EN = form.TableNamed(o.Table).EN + " stands under another heading than its own"
		d.Severity, d.Section = report.Warning, form.TableNamed(o.Table).Section
		d.Quotes, d.At = form.Quoted(o.Quote), form.Places(o.Quote.At)
		p.Find(d)
	}
}

// countedKind is a kind of row with too many or too few numbers.
type countedKind struct{ kind, zh, en string }

var countedKinds = [...]countedKind{
	{report.SeenSurplus, "有 %d 行的数比列多：%s", "%d rows with more numbers than columns: %s"},
	{report.SeenMissing, "有 %d 行的数比列少：%s", "%d rows with fewer numbers than columns: %s"},
	{report.SeenMissingRow, "缺少 %d 行：%s", "%d rows missing: %s"},
}

func checkCells(p *rule.Pass) {
	r := p.Report()
	if r.Tables.Disclosure != nil || r.Tables.Applications != nil || r.Tables.Proceedings != nil {
		p.Judged()
	}
	for _, t := range form.TableForms {
		if form.CutIn(r, t) {
			p.Doubt()
			continue // M-03 says that the text is cut
		}
		for _, k := range countedKinds {
			countRows(p, t, k)
		}
	}
}

// countRows reports the rows of a table that have one fault in common, named in Chinese.
func countRows(p *rule.Pass, t form.TableForm, k countedKind) {
	d := rule.Draft{Section: t.Section, Severity: report.Warning}
	var zh, en []string
	sure := k.kind == report.SeenMissing
	for _, o := range p.Report().Observations {
		if o.Kind != k.kind || o.Table != t.Key {
			continue
		}
		if k.kind == report.SeenMissingRow && otherHeads(p.Report(), t.Key) {
			p.Doubt() // the row stands under the heads of the form of 2019, which S-11 tells
			continue
		}
		zh, en = append(zh, form.RowName(o)), append(en, cmp.Or(o.Key, "a row of numbers"))
		d.Quotes, d.At = append(d.Quotes, form.Quoted(o.Quote)...), append(d.At, form.Places(o.Quote.At)...)
		d.Want = o.Want
		sure = sure && o.Quote.At.InCell()
	}
	if len(zh) == 0 {
		return
	}
	switch {
	case sure:
		d.Severity = report.Error
	case (form.InText(p.Report(), t) || len(d.At) > 0 && !slices.ContainsFunc(d.At, report.Place.InCell)) && form.Torn(p.Report(), t.Key):
		d.Severity, d.File = report.Info, true
	}
	if len(zh) > 1 || k.kind == report.SeenMissingRow {
		d.Want = ""
	}
	d.ZH = t.ZH + fmt.Sprintf(k.zh, len(zh), strings.Join(zh, "、"))
	d.EN = t.EN + ": " + fmt.Sprintf(k.en, len(en), strings.Join(en, ", "))
	p.Find(d)
}

// otherHeads reports whether a table has heads of the form of 2019 among those in force.
func otherHeads(r *report.Report, table string) bool {
	return slices.ContainsFunc(r.Observations, func(o report.Observation) bool {
		return o.Kind == report.SeenOtherForm && o.Table == table
	})
}

func checkForm(p *rule.Pass) {
	r := p.Report()
	if p.Year() < 2021 {
		return
	}
	p.Judged()
	if r.Form == report.Form2019 {
		d := rule.Say("%d 年度报告使用了 2019 年的旧格式，应使用国办公开办函〔2021〕30号格式", "the report on %d uses the form of 2019 instead of that of 2021", p.Year())
		p.Find(d)
		return
	}
	for _, o := range r.Observations {
		switch o.Kind {
		case report.SeenOneRow:
			p.Find(oneRow(form.Quoted(o.Quote), form.Places(o.Quote.At)))
			return
		case report.SeenOtherForm:
			t := form.TableNamed(o.Table)
			d := rule.Draft{Section: t.Section, Quotes: form.Quoted(o.Quote), At: form.Places(o.Quote.At)}
			d.ZH = t.ZH + "一处沿用 2019 年格式的栏目“" + o.Quote.Text + "”，其余为现行格式"
			d.EN = "a head of the 2019 form in " + t.EN + ", the others are of the form in force"
			p.Find(d)
		}
	}
	if _, ok := r.Tables.Applications["other"]; ok {
		p.Find(oneRow(nil, nil))
	}
}

func oneRow(quotes []string, at []report.Place) rule.Draft {
	return rule.Draft{
		ZH:      "（六）其他处理只印了一行（2019 年格式），现行格式分为三行",
		EN:      "(六) is printed as one row as in the 2019 form; the form in force has three",
		Section: 3, Quotes: quotes, At: at, Cells: []string{"applications.other.total"},
	}
}

// checkFilled reports the cells that hold no number, one finding for each table and
// state.
func checkFilled(p *rule.Pass) {
	for _, t := range form.TableForms {
		blank, dash := unfilled(p, t.Key)
		find := func(cells []string, zh, en string) {
			if len(cells) == 0 {
				return
			}
			d := rule.Draft{Section: t.Section, Cells: cells, Quotes: distinctTexts(p.Report(), cells)}
			d.ZH = fmt.Sprintf("%s有 %d 格%s，不能当作 0：%s", t.ZH, len(cells), zh, someNames(cells))
			d.EN = fmt.Sprintf("%s: %d cells %s, which is not nought", t.EN, len(cells), en)
			p.Find(d)
		}
		find(blank, "空白", "are blank")
		find(dash, "填了“/”“-”“无”等而不是数字", "hold a dash or the like")
	}
}

// unfilled lists the blank and the dash cells of a table in the order of the form.
func unfilled(p *rule.Pass, table string) (blank, dash []string) {
	odd, plain := form.OddCellsOf(p, table)
	if plain > 0 {
		p.Judged()
	}
	for i := range odd {
		c := &odd[i]
		switch c.State {
		case report.Blank:
			blank = append(blank, c.Path)
		case report.Dash:
			dash = append(dash, c.Path)
		case report.Unread:
			p.Doubt()
		default:
			p.Judged()
		}
	}
	return blank, dash
}

// someNames names at most three cells.
func someNames(paths []string) string {
	var out []string
	for i, p := range paths {
		if i == 3 {
			return strings.Join(out, "、") + "等"
		}
		out = append(out, form.CellName(p))
	}
	return strings.Join(out, "、")
}

func distinctTexts(r *report.Report, paths []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, p := range paths {
		c, _ := rule.Cell(r, p)
		if words := strings.TrimSpace(c.Text); !seen[words] {
			seen[words] = true
			out = append(out, words)
		}
	}
	return out
}
