package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// formFaults are those of headings, labels, sections and dates.
func formFaults() []faultKind {
	one := func(rule, where, quote, why string, cells ...string) []Violation {
		return []Violation{{Rule: rule, Where: where, Quote: quote, Why: why, Cells: cells}}
	}
	return []faultKind{
		{Fault: Fault{Name: "heading_wording", Family: "heading", ZH: "标题与格式不符", EN: "a heading that is not the form's"},
			apply: func(_ *dice, p *paper) ([]Violation, bool) {
				p.parts[4].heading = p.style.label("五、存在问题和下一步打算")
				return one("heading", "heading of section 5", p.parts[4].heading, "the form says 五、存在的主要问题及改进情况"), true
			}},
		{Fault: Fault{Name: "heading_typo", Family: "heading_typo", ZH: "标题有错字", EN: "a heading with a typo"},
			apply: func(_ *dice, p *paper) ([]Violation, bool) {
				p.parts[3].heading = p.style.label("四、政府信息公开行政法复议、行政诉讼情况")
				return one("heading_typo", "heading of section 4", p.parts[3].heading, "行政法复议 for 行政复议"), true
			}},
		{Fault: Fault{Name: "section_missing", Family: "heading", ZH: "缺少第六部分", EN: "section six is missing"},
			apply: func(_ *dice, p *paper) ([]Violation, bool) {
				p.parts = p.parts[:5]
				return one("heading", "section 6", "", "section six is missing"), true
			}},
		{Fault: Fault{Name: "section_number", Family: "section_numbering", ZH: "标题序号有误", EN: "a heading with the wrong ordinal"},
			apply: func(_ *dice, p *paper) ([]Violation, bool) {
				h := []rune(p.parts[4].heading)
				h[0] = '四'
				p.parts[4].heading = string(h)
				return one("section_numbering", "heading of section 5", p.parts[4].heading, "two headings are numbered 四"), true
			}},
		{Fault: Fault{Name: "label_misprint", Family: "label_misprint", ZH: "表三行名漏字", EN: "a row label of table three lacks characters"},
			apply: func(d *dice, p *paper) ([]Violation, bool) {
				m := pick(d, [2]string{"denied_law", "2.其他法律行政止公开"}, [2]string{"unable_needs_creation", "2.没有现成信息另行制作"},
					[2]string{"denied_enforcement_file", "7.属于行政执行案卷"})
				p.labels[m[0]] = m[1]
				return one("label_misprint", "table 3, row "+m[0], p.style.label(m[1]), "not the form's label"), true
			}},
		{Fault: Fault{Name: "sign_date", Family: "date", ZH: "落款日期早于年度终了", EN: "signed before the year ended"},
			apply: func(d *dice, p *paper) ([]Violation, bool) {
				p.signed = date(p.year, 12, d.between(10, 30))
				p.sign = []string{p.issuer.full, dateCN(p.signed)}
				return one("date", "signature", dateCN(p.signed), "signed before the end of the year it reports on"), true
			}},
		{Fault: Fault{Name: "late", Family: "date", ZH: "发布超过法定期限", EN: "published after the legal time limit"},
			apply: func(d *dice, p *paper) ([]Violation, bool) {
				p.style.dated = true
				p.published = date(p.year+1, d.between(5, 8), d.between(1, 28))
				p.head = []string{"发布日期：" + p.published}
				return one("date", "date of publication", p.published, "Art. 49: 31 January for departments, 31 March for governments"), true
			}},
		{Fault: Fault{Name: "negative", Family: "t3_result_sum", ZH: "表三出现负数", EN: "a negative count in table three"},
			plan: quiet, layout: cellsApart, apply: negative},
		{Fault: Fault{Name: "old_form", Family: "text_basis", ZH: "引用旧的格式文件（表格正确）", EN: "cites the old form above tables of the new one"},
			form: report.Form2021, apply: func(_ *dice, p *paper) ([]Violation, bool) {
				note := p.style.words(fmt.Sprintf("注：本部分数据按国办公开办函〔2019〕60号格式填报，统计至%d年12月31日。", p.year))
				p.parts[1].notes = append(p.parts[1].notes, note)
				return one("text_basis", "section 2", note, "the 2019 form no longer applies to the year"), true
			}},
	}
}

// negative prints less than nought as one count of 其他; its row's total follows, so that
// the sums of its two columns break. The cells themselves are faults too.
func negative(d *dice, p *paper) ([]Violation, bool) {
	r := p.row(p.resultRow(d))
	out := p.shift(r.Key, 5, -r.cells[5].int()-int64(d.between(1, 4)))
	for i := range out {
		at := strings.Fields(out[i].Where)
		out[i].Cells = append(out[i].Cells, "applications."+r.Key+"."+at[len(at)-1])
	}
	return out, true
}
