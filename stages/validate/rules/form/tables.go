package form

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// tableMarks are what converters leave in the place of a table or picture.
var tableMarks = [...]struct {
	words string
	thing report.Thing
}{
	{"[TABLE]", report.Embedded}, {"[table]", report.Embedded}, {"[图片]", report.Picture}, {"[表格]", report.Embedded}, {"【表格】", report.Embedded}, {"【图片】", report.Picture},
	{"[image]", report.Picture}, {"[IMAGE]", report.Picture}, {"<img", report.Picture}, {"![", report.Picture}, {"<table", report.Embedded}, {"（见附件）", report.Attachment}, {"详见附件", report.Attachment},
}

// InsteadOf says what stands in the file where a table belongs, "" if nothing is known to.
func InsteadOf(p *rule.Pass, t TableForm) (report.Thing, report.Quote) {
	for _, o := range p.Report().Observations {
		if o.Kind == report.SeenInstead && (o.Table == t.Key || o.Table == "") {
			return report.Thing(o.Want), o.Quote
		}
	}
	s := SectionNumbered(p.Report(), t.Section)
	if s == nil {
		return "", report.Quote{}
	}
	for _, m := range tableMarks {
		if i := strings.Index(s.Text, m.words); i >= 0 {
			q := report.Quote{Text: m.words}
			if at := s.Place(i, i+len(m.words)); len(at) > 0 {
				q.At = at[0]
			}
			return m.thing, q
		}
	}
	return "", report.Quote{}
}

// LostByFile reports whether the file and not the report lacks a table.
func LostByFile(p *rule.Pass, t TableForm) bool {
	thing, _ := InsteadOf(p, t)
	return thing != "" || CutIn(p.Report(), t)
}

// HeadingInside reports that the heading of section n, or the beginning of a heading like it
// (三、收到), is printed in the text of a part, where no reader looks for it: inside of a
// paragraph, or cut in two by the end of a line.
func HeadingInside(p *rule.Pass, n int) bool {
	for _, o := range p.Report().Observations {
		if o.Kind == report.SeenHeading && o.Key == strconv.Itoa(n) {
			return true
		}
	}
	const begin = len("三、收到")
	heading := narrative.Fold(report.SectionHeadings()[n-1][:begin]).S
	var all strings.Builder
	for _, part := range p.Narrative().Parts {
		for word := range strings.FieldsSeq(part.S) {
			all.WriteString(word)
		}
	}
	return strings.Contains(all.String(), heading)
}

// TableForm names a table, the section it belongs to and words that only it has.
type TableForm struct {
	Key     string
	Section int
	ZH, EN  string
	Marks   []string
}

// TableForms are the three tables of the form since 2019, in its order.
var TableForms = [...]TableForm{
	{"disclosure", 2, "主动公开政府信息情况表", "table two (proactive disclosure)", []string{"现行有效件数", "本年处理决定数量", "本年新制作数量", "本年收费金额"}},
	{"applications", 3, "收到和处理政府信息公开申请情况表", "table three (applications)", []string{"勾稽关系", "本年新收政府信息公开申请", "结转下年度继续办理"}},
	{"proceedings", 4, "行政复议、行政诉讼情况表", "table four (proceedings)", []string{"结果维持", "尚未审结", "未经复议直接起诉"}},
}

// Delimited reports whether a place is in a format that delimits cells, so that a table that
// is not found is not there. A text may have lost one that was a picture.
func Delimited(at report.Place) bool {
	return at.Structured()
}

// WordsStand reports whether one of the marks stands anywhere in the text.
func WordsStand(p *rule.Pass, marks []string) bool {
	parts := p.Narrative().Parts
	for _, m := range marks {
		if len(parts) == 0 || !parts[0].May(m) {
			continue
		}
		for i := len(parts) - 1; i >= 0; i-- { // the fee, asked for most, stands in the last
			if parts[i].Index(m) >= 0 {
				return true
			}
		}
	}
	return false
}

// TableNamed returns the table with a key of the form, and "表格" for a key that is none of the three.
func TableNamed(key string) TableForm {
	for _, t := range TableForms {
		if t.Key == key {
			return t
		}
	}
	return TableForm{ZH: "表格", EN: "a table"}
}

// SectionNumbered returns the section with number n, nil for none.
func SectionNumbered(r *report.Report, n int) *report.Section {
	for i := range r.Sections {
		if r.Sections[i].Number == n {
			return &r.Sections[i]
		}
	}
	return nil
}

// Quoted is the quote as a list, empty where there are no words.
func Quoted(q report.Quote) []string {
	if strings.TrimSpace(q.Text) == "" {
		return nil
	}
	return []string{q.Text}
}

// RowName is what a reader calls the row of an observation.
func RowName(o report.Observation) string {
	if name := RowNames[o.Key]; name != "" {
		return name
	}
	if name, _, ok := strings.Cut(disclosureNames[o.Key], " "); ok {
		return name
	}
	for _, suffix := range [...]string{"_made", "_prev_items", "_new_made"} {
		if name, _, ok := strings.Cut(disclosureNames[o.Key+suffix], " "); ok {
			return name
		}
	}
	if g, ok := GroupNames[o.Key]; ok {
		return g.ZH
	}
	return cmp.Or(strings.TrimSpace(o.Quote.Text), "数值行")
}

// CutIn reports whether the text is cut in the table or before it, so that what it lacks is
// the file's fault.
func CutIn(r *report.Report, t TableForm) bool {
	return CutShort(r) && LastSection(r) <= t.Section
}
