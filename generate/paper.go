package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// paper is a report in words: a model with its narrative, before a layout prints it.
type paper struct {
	*model
	style style
	// title is empty where the document has no line with it.
	title string
	// fullTitle is the title, also where it stands in a sentence only.
	fullTitle string
	// head are the lines of a site above the title, with the date of publication if any.
	head     []string
	preamble []string
	parts    []part
	sign     []string
	// published and signed are dates as YYYY-MM-DD, "" where the document has none.
	published, signed string
	// marks are pieces of the narrative that a fault may change, each standing once.
	marks map[string]string
	// labels, lost and untitled change what the tables print; see sheet.go.
	labels   map[string]string
	lost     map[string]bool
	untitled bool
	// dressed is set where some of the text is not plain print; see dress.go.
	dressed bool
	// twists change a table before it is printed, copies print it again; see hostile.go.
	twists []func(*sheet)
	copies []tableCopy
	// pageMark is a page number that layouts of paged documents put into table three.
	pageMark string
}

// part is one of the six sections; table is 2, 3 or 4 where the section has one.
type part struct {
	number  int
	heading string
	lines   []string
	table   int
	notes   []string
}

// style is how a report is written, apart from what it says.
type style struct {
	half        bool // half-width brackets, commas and colons
	dun         bool // 1、 for 1.
	traditional bool // traditional characters in headings and labels
	inSentence  bool // the title stands in the first sentence only
	signed      bool
	dated       bool // the page shows its date of publication
}

func newStyle(d *dice) style {
	return style{
		half:        d.chance(30),
		dun:         d.chance(15),
		traditional: d.chance(5),
		inSentence:  d.chance(8),
		signed:      d.chance(55),
		dated:       d.chance(45),
	}
}

var halfWidth = strings.NewReplacer("（", "(", "）", ")", "，", ",", "：", ":", "；", ";")

// words writes narrative in the style.
func (s style) words(text string) string {
	if s.half {
		return halfWidth.Replace(text)
	}
	return text
}

// label writes a label of the form in the style.
func (s style) label(text string) string {
	if s.traditional {
		text = traditional.Replace(text)
	}
	if s.dun && len(text) > 2 && text[0] >= '1' && text[0] <= '9' && text[1] == '.' {
		text = text[:1] + "、" + text[2:]
	}
	return s.words(text)
}

// traditional has the characters that the form's labels and headings need.
var traditional = strings.NewReplacer(
	"万", "萬", "业", "業", "为", "為", "举", "舉", "务", "務", "动", "動", "会", "會", "体", "體", "关", "關", "况", "況", "减", "減", "办", "辦",
	"单", "單", "发", "發", "区", "區", "后", "後", "国", "國", "处", "處", "复", "復", "审", "審", "对", "對", "属", "屬", "开", "開", "强", "強",
	"当", "當", "总", "總", "执", "執", "护", "護", "报", "報", "据", "據", "数", "數", "无", "無", "机", "機", "权", "權", "条", "條", "构", "構",
	"现", "現", "稳", "穩", "类", "類", "纠", "糾", "纳", "納", "组", "組", "织", "織", "经", "經", "结", "結", "继", "繼", "续", "續", "维", "維",
	"缴", "繳", "罚", "罰", "获", "獲", "规", "規", "范", "範", "计", "計", "认", "認", "议", "議", "许", "許", "讼", "訟", "访", "訪", "诉", "訴",
	"询", "詢", "请", "請", "购", "購", "费", "費", "转", "轉", "过", "過", "这", "這", "进", "進", "问", "問", "题", "題", "额", "額", "项", "項",
	"采", "採", "于", "於", "团", "團",
)

// replace changes the first place that holds old to text, and says whether there is one.
func (p *paper) replace(old, text string) bool {
	for _, s := range p.lines() {
		if strings.Contains(*s, old) {
			*s = strings.Replace(*s, old, text, 1)
			return true
		}
	}
	return false
}

// lines are the lines of the narrative, without title and headings.
func (p *paper) lines() []*string {
	var out []*string
	add := func(of []string) {
		for i := range of {
			out = append(out, &of[i])
		}
	}
	add(p.preamble)
	for i := range p.parts {
		add(p.parts[i].lines)
		add(p.parts[i].notes)
	}
	return out
}

// where names the part of the report that holds the words.
func (p *paper) where(words string) string {
	for _, l := range p.preamble {
		if strings.Contains(l, words) {
			return "preamble"
		}
	}
	for _, s := range p.parts {
		for _, l := range append(s.lines, s.notes...) {
			if strings.Contains(l, words) {
				return fmt.Sprintf("section %d", s.number)
			}
		}
	}
	return "document"
}

// reportTitle is the title as bodies print it; most leave out the superior place.
func reportTitle(d *dice, i issuer, year int) string {
	return fmt.Sprintf(pick(d, "%s%d年政府信息公开工作年度报告", "%s%d年度政府信息公开工作年度报告"), pick(d, i.full, i.short, i.full), year)
}

func date(year, month, day int) string { return fmt.Sprintf("%04d-%02d-%02d", year, month, day) }

// dateCN writes a date of ours as 2024年1月8日.
func dateCN(iso string) string {
	part := strings.Split(iso, "-")
	return part[0] + "年" + strings.TrimLeft(part[1], "0") + "月" + strings.TrimLeft(part[2], "0") + "日"
}

// newPaper writes the report of a model. The words come from the seed too.
func newPaper(seed uint64, m *model, s style, pl plan) *paper {
	d := newDice(seed, streamNarrative)
	p := &paper{model: m, style: s, marks: map[string]string{}, labels: map[string]string{}, lost: map[string]bool{}}
	title := reportTitle(d, m.issuer, m.year)
	p.preamble = p.writePreamble(d, title)
	headings := report.SectionHeadings()
	bodies := [][]string{p.writeOverview(d, pl), nil, nil, nil, p.writeProblems(d), p.writeOther(d)}
	for i, h := range headings {
		part := part{number: i + 1, heading: s.label(h), lines: bodies[i]}
		if i >= 1 && i <= 3 {
			part.table = i + 1
			if d.chance(20) {
				part.lines = []string{fmt.Sprintf("%d年度有关情况如下表所示：", m.year)}
			}
		}
		p.parts = append(p.parts, part)
	}
	p.fullTitle = title
	if !s.inSentence {
		p.title = title
	}
	p.writeDates(d)
	for _, l := range p.lines() {
		*l = s.words(*l)
	}
	for k, v := range p.marks { // order does not matter: each entry is changed alone
		p.marks[k] = s.words(v)
	}
	return p
}

// writeDates signs the report and dates the page, both within the time limits of Art. 49.
func (p *paper) writeDates(d *dice) {
	month, day := 1, d.between(5, 28)
	if p.issuer.government() && p.issuer.rank != rankTown {
		month = d.between(2, 3)
	}
	if p.style.signed {
		p.signed = date(p.year+1, month, day)
		p.sign = []string{p.issuer.full, dateCN(p.signed)}
	}
	if p.style.dated {
		p.published = date(p.year+1, month, min(day+d.n(3), 28))
		p.head = []string{
			pick(d, "首页 > 政务公开 > 政府信息公开年报", "当前位置：首页 政府信息公开 年度报告"),
			pick(d, "发布日期：", "发布时间：") + p.published + pick(d, "", " 来源："+p.issuer.office),
		}
	}
}
