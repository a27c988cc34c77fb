package tables

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
)

// mostFees is the largest fee in units of 10,000 yuan that is believed: a hundred
// billion yuan; more was printed in yuan.
var mostFees = report.IntNumber(10_000_000)

// cellRules judge labels and the way numbers are written.
func cellRules() []rule.Rule {
	return []rule.Rule{
		{
			ID:      "S-09",
			Letters: true,
			Title:   rule.Text{ZH: "行列名称与格式一致", EN: "labels as in the form"},
			Doc: rule.Text{
				ZH: "行列名称被改动、漏字，读者会误解数字的含义，汇总时也会对不上。常见的同义写法仅作提示。",
				EN: "A changed or torn label makes the number mean something else. Common wordings of the same meaning are merely noted.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：年度报告格式", From: 2019},
			Needs:    []string{"observations"},
			Trip:     "2.其他法律行政止公开", Pass: "2.其他法律行政法规禁止公开",
			Forms: form.Tabular, Check: checkLabels,
		},
		{
			ID:      "S-13",
			Letters: true,
			Title:   rule.Text{ZH: "数字写法规范", EN: "numbers are written plainly"},
			Doc: rule.Text{
				ZH: "件数是不小于 0 的整数，收费金额可以有小数。负数和小数的件数肯定有误；千分号、单位、全角数字、多余的 0 使数据无法直接汇总，请改写。只有 2019 年格式的“本年增/减”可以带正负号。",
				EN: "Counts are whole and not negative; the fee may have decimals. Thousands marks, units, full-width digits and leading noughts hinder adding up. Only 本年增/减 of the 2019 form is signed.",
			},
			Severity: report.Error,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：年度报告格式", From: 2019},
			Needs:    []string{"disclosure.*", "applications.*.*", "proceedings.*.*"},
			Trip:     "3件；-2；１２；1,234", Pass: "3；7730.28（万元）",
			Forms: form.Tabular, Check: checkNumberForm,
		},
		{
			ID:    "S-14",
			Title: rule.Text{ZH: "表二有“第二十条第（×）项”各行", EN: "table two has its title rows"},
			Doc: rule.Text{
				ZH: "表二的四个子表各有一行标题，说明数据对应条例第二十条的哪一项。",
				EN: "Each sub-table of table two has a title row that names the item of Article 20.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Notice30, Clause: "附：主动公开政府信息情况", From: 2019},
			Needs:    []string{"observations"},
			Trip:     "缺“第二十条第（一）项”一行", Pass: "四行俱全",
			Forms: form.Tabular, Check: checkTitles,
		},
		{
			ID:    "S-17",
			Title: rule.Text{ZH: "收费金额以万元为单位", EN: "the fee is in units of 10,000 yuan"},
			Doc: rule.Text{
				ZH: "表二的收费金额单位是万元。数值大到上千亿元时，多半是按元填写的。行政事业性收费与信息处理费是两回事，不作比较。",
				EN: "The fee is given in 万元; a value beyond a hundred billion yuan was probably given in yuan. It is not the processing fee of section six, and never compared with it.",
			},
			Severity: report.Warning,
			Source:   rule.Source{Document: form.Notice30, Clause: "本年收费金额（单位：万元）", From: 2021},
			Needs:    []string{"disclosure.fees_10k_yuan"},
			Trip:     "本年收费金额（单位：万元） 77302800", Pass: "本年收费金额（单位：万元） 316441",
			Forms: form.NewForm, Check: checkFeeUnit,
		},
	}
}

// sameMeaning are wordings of labels that mean the same as the form's: no reader acts on them.
var sameMeaning = []string{
	"一、本年度新收到政府信息公开申请数量", "一、本年度新收政府信息公开申请数量", "一、本年新收到政府信息公开申请数量", "规范性文件", "行政规范性文件",
	"二、上年度结转政府信息公开申请数量", "四、结转下年度继续办理数量", "三、本年办理结果",
}

func checkLabels(p *rule.Pass) {
	r := p.Report()
	if r.Tables.Disclosure != nil || r.Tables.Applications != nil || r.Tables.Proceedings != nil {
		p.Judged()
	}
	for _, o := range r.Observations {
		if o.Kind != report.SeenLabel || (o.Want != "" && narrative.Plain(o.Quote.Text) == narrative.Plain(o.Want)) {
			continue
		}
		if got := strings.Join(strings.Fields(o.Quote.Text), ""); slices.Contains(sameMeaning, got) || !o.Quote.At.Structured() && pieceOf(o.Want, got) {
			continue
		}
		d := rule.Draft{Section: form.TableNamed(o.Table).Section, Quotes: form.Quoted(o.Quote), At: form.Places(o.Quote.At), Want: o.Want, Got: o.Quote.Text}
		d.Cells = rowCells(r, o)
		d.ZH = "名称与格式不一致：“" + o.Quote.Text + "”，格式为“" + o.Want + "”"
		d.EN = "the label differs from the form's " + o.Want
		p.Find(d)
	}
}

// pieceOf reports whether a label is the beginning or the end of the form's, or of a wording
// of the same meaning. Where lines are merely full, the rest of it stands on another one.
func pieceOf(want, got string) bool {
	want, got = narrative.Plain(want), narrative.Plain(got)
	for _, w := range append([]string{want}, sameMeaning...) {
		if w = narrative.Plain(w); len(got) < len(w) && (strings.HasPrefix(w, got) || strings.HasSuffix(w, got)) {
			return true
		}
	}
	return false
}

// rowCells is the total cell of the row that an observation is about.
func rowCells(r *report.Report, o report.Observation) []string {
	for _, path := range [...]string{o.Table + "." + o.Key, o.Table + "." + o.Key + ".total"} {
		if _, ok := rule.Cell(r, path); ok {
			return []string{path}
		}
	}
	return nil
}

func checkNumberForm(p *rule.Pass) {
	zero := report.IntNumber(0)
	p.Judged()
	var odd []oddCells
	for _, t := range form.TableForms {
		cells, _ := form.OddCellsOf(p, t.Key)
		for i := range cells {
			c := &cells[i]
			if c.State == report.Unread {
				p.Doubt()
			}
			if c.State == report.Printed {
				odd = numberForm(p, c, zero, odd)
			}
		}
	}
	for _, o := range odd {
		o.find(p)
	}
}

// numberForm judges one printed number. What cannot be a number of the form is reported
// at once; a way of writing is added to odd.
func numberForm(p *rule.Pass, c *form.Seen, zero report.Number, odd []oddCells) []oddCells {
	path := c.Path
	money := path == "disclosure.fees_10k_yuan" || path == "disclosure.procurement_amount_yuan"
	signed := strings.HasSuffix(path, "_change")
	var zh, en string
	switch {
	case !signed && c.Value.Cmp(zero) < 0:
		zh, en = "数字为负", "a negative number"
	case !money && !c.Value.IsInt():
		zh, en = "件数不是整数", "a count with a fraction"
	default:
		zh, en = oddForm(c.Text, signed, path == "disclosure.procurement_amount_yuan")
		return addOdd(odd, zh, en, c)
	}
	// What should stand there nobody can say: there is no 应为.
	d := rule.Draft{Section: form.SectionOf(path), Cells: []string{path}, Quotes: []string{c.Text}}
	d.ZH = form.CellName(path) + "：" + zh + "（" + c.Text + "）"
	d.EN = path + ": " + en
	p.Find(d)
	return odd
}

// oddCells are the cells of a document that are written in one odd way: a writer who puts
// 件 into one cell does so in twenty, and twenty findings would hide the rest.
type oddCells struct {
	zh, en string
	cells  []form.Seen
}

func addOdd(odd []oddCells, zh, en string, c *form.Seen) []oddCells {
	if zh == "" {
		return odd
	}
	for i := range odd {
		if odd[i].zh == zh {
			odd[i].cells = append(odd[i].cells, *c)
			return odd
		}
	}
	return append(odd, oddCells{zh, en, []form.Seen{*c}})
}

// find reports the cells as one finding, with their texts as quotes.
func (o oddCells) find(p *rule.Pass) {
	first := o.cells[0]
	d := rule.Draft{Severity: report.Warning, Section: form.SectionOf(first.Path)}
	for _, c := range o.cells {
		d.Cells, d.Quotes = append(d.Cells, c.Path), append(d.Quotes, c.Text)
	}
	if len(o.cells) == 1 {
		d.Got, d.Want = first.Text, first.Value.String()
		d.ZH = form.CellName(first.Path) + "：" + o.zh + "（" + first.Text + "）"
		d.EN = first.Path + ": " + o.en
	} else {
		d.ZH = fmt.Sprintf("%d 格%s，如%s（%s）", len(o.cells), o.zh, form.CellName(first.Path), first.Text)
		d.EN = fmt.Sprintf("%s in %d cells, such as %s", o.en, len(o.cells), first.Path)
	}
	p.Find(d)
}

// oddForm says what is odd about the way a number is written, "" for nothing. Plain
// digits, the most common by far, are seen first.
func oddForm(text string, signed, unit bool) (zh, en string) {
	text = strings.TrimSpace(text)
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		digits++
	}
	if digits == len(text) {
		if digits > 1 && text[0] == '0' {
			return "数字前有多余的 0", "a leading nought"
		}
		return "", ""
	}
	for _, r := range text {
		switch {
		case r >= '０' && r <= '９':
			return "全角数字", "full-width digits"
		case r == ',' || r == '，':
			return "使用了千分号", "a thousands mark"
		case r == '+' && !signed:
			return "带正号", "a plus sign"
		case r >= 0x4E00 && r <= 0x9FFF && !unit:
			return "单元格内有文字", "words inside the cell"
		}
	}
	return "", ""
}

func checkTitles(p *rule.Pass) {
	r := p.Report()
	if r.Tables.Disclosure == nil {
		return
	}
	if form.CutIn(r, form.TableForms[0]) {
		p.Doubt() // M-03 says that the text is cut
		return
	}
	p.Judged()
	d := rule.Draft{Section: 2}
	if form.InText(r, form.TableForms[0]) {
		d.Severity, d.File = report.Info, true // a line that a text lacks may have been lost on the way
	}
	var titles []string
	for _, o := range r.Observations {
		if o.Kind != report.SeenNoTitle {
			continue
		}
		want := o.Want
		if want == "" {
			want = "第二十条第（×）项"
		}
		titles = append(titles, "“"+want+"”")
		d.Quotes, d.At = append(d.Quotes, form.Quoted(o.Quote)...), append(d.At, form.Places(o.Quote.At)...)
	}
	if len(titles) == 0 {
		return
	}
	d.ZH, d.EN = "表二缺少标题行"+strings.Join(titles, "、"), "table two lacks the title rows "+strings.Join(titles, ", ")
	p.Find(d)
}

func checkFeeUnit(p *rule.Pass) {
	const path = "disclosure.fees_10k_yuan"
	n, ok := p.Num(path)
	if !ok {
		return
	}
	p.Judged()
	if n.Cmp(mostFees) <= 0 {
		return
	}
	d := rule.Say("行政事业性收费 %s 万元超过一千亿元，可能是按元填写的", "a fee of %s times 10,000 yuan exceeds a hundred billion; perhaps it was given in yuan", n)
	d.Section, d.Cells, d.Quotes = 2, []string{path}, form.PrintedTexts(p.Report(), []string{path})
	p.Find(d)
}
