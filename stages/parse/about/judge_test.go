package about

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// judged is what Judge says of a document of which the readers of tables found what found says: yes,
// no, or the English name of the neighbour that it is.
func judged(found Findings, lines ...string) string {
	in := document(lines...)
	f := Read(in)
	is, looks := Judge(in, &f, found)
	switch {
	case is && looks != nil:
		return "a report and " + looks.English
	case is:
		return "yes"
	case looks != nil:
		return looks.English
	}
	return "no"
}

// TestFiguresDecide: a number in one of the three tables makes a report of whatever stands around it.
func TestFiguresDecide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		found := Findings{Figures: rapid.IntRange(1, 200).Draw(t, "figures"), Unread: rapid.IntRange(0, 9).Draw(t, "unread"), Tables: true}
		line := rapid.SampledFrom([]string{"关于报送2022年政府信息公开工作年度报告的通知", "政府信息公开指南", "××局20XX年政府信息公开工作年度报告（模板）", ""}).Draw(t, "line")
		if got := judged(found, line, "请各单位于1月10日前报送至办公室。"); got != "yes" {
			t.Fatalf("%q: %s", line, got)
		}
	})
}

// TestWhatMakesAReport has documents without a figure, by what speaks for them.
func TestWhatMakesAReport(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, c := range []struct {
		name  string
		found Findings
		lines []string
		want  string
	}{
		{"two headings of the form", Findings{Headings: 2, Prose: 800}, []string{"# 一、总体情况", "正文。", "# 二、主动公开政府信息情况", "正文。"}, "yes"},
		{"one heading", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "正文。"}, "no"},
		{"the title with a year and a sentence", Findings{}, []string{title, "我局认真落实条例。"}, "yes"},
		{"the title alone, as a list has it", Findings{}, []string{title, "清源县水务局2021年政府信息公开工作年度报告"}, "no"},
		{"the title with an issuer and a sentence", Findings{}, []string{"清源县水务局政府信息公开工作年度报告", "我局认真落实条例。"}, "yes"},
		{"the name of a column and a sentence", Findings{}, []string{"政府信息公开工作年度报告", "欢迎访问本站。"}, "no"},
		{"a sentence that announces the report", Findings{}, []string{"现将清源县水务局2022年政府信息公开工作年度报告公布如下。"}, "yes"},
		{"a sentence that names only the work", Findings{}, []string{"2022年政府信息公开工作顺利开展。"}, "no"},
		{"a sentence on the work and one heading", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "2022年政府信息公开工作顺利开展。"}, "yes"},
		{"the article that wants the report and one heading", Findings{Headings: 1, Prose: 800}, []string{"依据《中华人民共和国政府信息公开条例》第五十条规定，编制本报告。", "# 一、总体情况", "我镇认真落实。"}, "yes"},
		{"the items that section one has", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "2025年，市农业农村局按照条例开展工作。", "（一）主动公开方面", "公开30条。", "（二）依申请公开方面", "收到2件。"}, "yes"},
		{"what section one tells of a year under the law", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "2025年，我局严格执行《中华人民共和国政府信息公开条例》，推进政府信息公开工作。"}, "yes"},
		{"what section one tells of a year of other work", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "2025年，我局推进法治政府建设，政府信息公开工作有序开展。"}, "no"},
		{"a title and the law that was obeyed", Findings{}, []string{title, "我局认真贯彻执行《条例》等文件精神，公开及时，无逾期答复。"}, "yes"},
		{"a title and what others are to obey", Findings{}, []string{title, "现将格式发给你们，请结合实际贯彻执行。"}, "a notice that asks for reports"},
		{"items of another work", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "2025年，市农业农村局开展工作。", "（一）产业发展", "正文。", "（二）乡村建设", "正文。"}, "no"},
		{"news on the reports of others", Findings{}, []string{"截至目前，各部门均已公布2022年政府信息公开工作年度报告。", "研究机构对各部门的发布情况进行了观察。"}, "no"},
		{"a sentence that announces a report on 政务公开", Findings{}, []string{"现向社会公布清源市医疗保障局2022年度政务公开工作年度报告。"}, "yes"},
		{"the work on 政务公开 alone", Findings{Headings: 1, Prose: 800}, []string{"# 一、总体情况", "2022年政务公开工作要点已经印发。"}, "no"},
		{"the article in a notice and one heading", Findings{Headings: 1, Prose: 800}, []string{"依据《条例》第五十条规定，请各单位编制年度报告。", "# 一、总体情况", "正文。"}, "a notice that asks for reports"},
		{"a statistical period", Findings{}, []string{"统计期限为2022年1月1日至12月31日。"}, "yes"},
		{"the statistics before 2019", Findings{Stats: 5}, []string{"（一）主动公开政府信息数|"}, "yes"},
		{"a table without a figure in the text of somebody", Findings{Tables: true, Prose: 800}, []string{title, "我局认真落实条例。"}, "yes"},
		{"nothing", Findings{}, []string{"欢迎访问本站。"}, "no"},
		{"no line at all", Findings{}, nil, "no"},
	} {
		if got := judged(c.found, c.lines...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestBlankForms: the form with nobody's words in it is none, and one that somebody filled in is a
// report although no cell could be read.
func TestBlankForms(t *testing.T) {
	t.Parallel()
	blank := blankForm().English
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, c := range []struct {
		name  string
		found Findings
		first string
		want  string
	}{
		{"of nobody", Findings{Tables: true, Headings: 6}, "政府信息公开工作年度报告", blank},
		{"headings alone", Findings{Headings: 5}, "政府信息公开工作年度报告", blank},
		{"four headings may be a short report", Findings{Headings: 4}, "政府信息公开工作年度报告", "yes"},
		{"with signs to be replaced", Findings{Tables: true, Headings: 6}, "××县水务局2022年政府信息公开工作年度报告", blank},
		{"with an issuer and a year", Findings{Tables: true, Headings: 6}, title, "yes"},
		{"with words in its sections", Findings{Tables: true, Headings: 6, Prose: shortProse + 1}, "政府信息公开工作年度报告", "yes"},
		{"with words as long as the form's own", Findings{Tables: true, Headings: 6, Prose: shortProse}, "政府信息公开工作年度报告", blank},
		{"with cells that could not be read", Findings{Tables: true, Headings: 6, Unread: 1}, "政府信息公开工作年度报告", "yes"},
		{"of a body, without a year", Findings{Tables: true, Headings: 6}, "清源县水务局政府信息公开工作年度报告", blank},
	} {
		if got := judged(c.found, c.first, "# 一、总体情况", "# 二、主动公开政府信息情况"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for f, want := range map[string]bool{
		"××局": true, "20XX年": true, "20xx年": true, "**局": true, "____局": true, "(单位名称)": true, "□□局": true, "○○局": true,
		"清源县水务局2022年": false, "*注": false, "_": false, "X光": false,
	} {
		if got := hasPlaceholder(f); got != want {
			t.Errorf("%s: %v, want %v", f, got, want)
		}
	}
}

// TestNeighboursByTheirTitle: a title with the words of a neighbour is of that kind, with headings of
// the form below it as well, and is a report where the words stand in the name of the issuer.
func TestNeighboursByTheirTitle(t *testing.T) {
	t.Parallel()
	for i, k := range neighbours() {
		for _, w := range k.words {
			title := fmt.Sprintf("清源县水务局2022年政府信息公开%s", w)
			own := kindOf(neighbours(), title)
			switch {
			case own == nil && strings.HasSuffix(w, "通知"):
				// 年度报告的通知 may come with the report
			case own == nil:
				t.Errorf("%s is no neighbour", title)
			case indexOfKind(own.English) > i: // a word of a more telling kind may stand in it
				t.Errorf("%s is %s, not %s", title, own.English, k.English)
			}
		}
	}
	for title, want := range map[string]string{
		"西江大学2021-2022学年信息公开年度报告":     "a school's report for a school year",
		"清源县水务局2022年上半年政府信息公开工作报告":    "statistics of half a year, a quarter or a month",
		"清源县2022年政府信息公开工作评估报告":        "an evaluation",
		"2022年清源县财政预算信息公开工作报告":        "a budget",
		"清源县绩效评估中心2022年政府信息公开工作年度报告":  "yes",
		"清源县考核办公室2022年政府信息公开工作年度报告":   "yes",
		"清源县预算管理局2022年政府信息公开工作年度报告":   "yes",
		"清源县水务局2022年政府信息公开工作年度报告编制规范": "a rule or plan",
	} {
		got := judged(Findings{Headings: 4, Prose: 900}, title, "我局认真落实条例。", "# 一、总体情况", "正文。")
		if got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
}

func indexOfKind(english string) int {
	for i, k := range neighbours() {
		if k.English == english {
			return i
		}
	}
	return -1
}

// TestNeighboursByTheirWords: without a title the first sentences tell the kind, and with one heading
// too many to be chance they do not.
func TestNeighboursByTheirWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		found Findings
		lines []string
		want  string
	}{
		{"a school year", Findings{}, []string{"本学年，学校收到申请2件。"}, "a school's report for a school year"},
		{"the rule for schools", Findings{Headings: 2}, []string{"根据《高等学校信息公开办法》编制。", "# 一、总体情况"}, "a school's report for a school year"},
		{"half a year in the first words", Findings{Headings: 2}, []string{"2022年上半年，我局公开信息20条。", "# 一、总体情况"}, "statistics of half a year, a quarter or a month"},
		{"half a year in the first section", Findings{Headings: 2}, []string{"# 一、总体情况", "2022年第三季度，我局公开信息20条。"}, "statistics of half a year, a quarter or a month"},
		{"half a year is spoken of", Findings{Headings: 2}, []string{"我局2022年上半年召开会议。", "# 一、总体情况"}, "yes"},
		{"a guide", Findings{}, []string{"为便于查阅，制定本指南。"}, "a guide or catalogue"},
		{"a notice", Findings{}, []string{"请各单位于1月10日前报送。"}, "a notice that asks for reports"},
		{"a notice that three headings stand in", Findings{Headings: 3}, []string{"请各单位按下列格式报送。", "# 一、总体情况"}, "a notice that asks for reports"},
		{"a report with its table that asks", Findings{Headings: 6, Tables: true, Prose: 900}, []string{"请于每年查阅。", "# 一、总体情况"}, "yes"},
		{"the heading of an evaluation", Findings{}, []string{"清源县2022年政府信息公开工作社会评议结果公示", "较好。"}, "an evaluation"},
		{"the name of a column before a report", Findings{Headings: 6, Tables: true, Prose: 900}, []string{"政府信息公开制度", "# 一、总体情况"}, "yes"},
	} {
		if got := judged(c.found, c.lines...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestHeadlines: of the lines above the text the last one that names a document is its heading, one
// with an issuer or a year before the bare name of a column, whatever stands around it.
func TestHeadlines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"the last of two", []string{"清源县政府信息公开目录", "清源县政府信息公开指南"}, "清源县政府信息公开指南"},
		{"a column behind it", []string{"清源县政府信息公开指南", "政府信息公开制度"}, "清源县政府信息公开指南"},
		{"columns alone", []string{"政府信息公开指南", "政府信息公开制度"}, "政府信息公开制度"},
		{"behind a label", []string{"标题：清源县政府信息公开指南"}, "清源县政府信息公开指南"},
		{"a long label is none", []string{"清源县各单位政府信息公开：各类目录"}, "清源县各单位政府信息公开:各类目录"},
		{"in a cell", []string{"名称|清源县政府信息公开指南|2022"}, "清源县政府信息公开指南"},
		{"marks of a heading", []string{"## 清源县政府信息公开指南 ##"}, "清源县政府信息公开指南"},
		{"a sentence", []string{"我局编制了政府信息公开指南。政府信息公开指南"}, ""},
		{"an item of a list", []string{"（一）政府信息公开指南", "1.政府信息公开指南"}, ""},
		{"too short", []string{"公开指南"}, "公开指南"},
		{"three characters", []string{"公开函"}, ""},
		{"with a remark", []string{"清源县政府信息公开指南（2022年版）"}, "清源县政府信息公开指南(2022年版)"},
		{"no document", []string{"清源县政府信息公开栏目"}, ""},
		{"not on disclosure", []string{"清源县水务局工作方案"}, ""},
		{"below the first heading of a section", []string{"# 一、总体情况", "清源县政府信息公开指南"}, ""},
	} {
		r := reader{Input: document(c.lines...)}
		if got := r.headline(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestPlainTitleIsWhatItsWordsSay: a title made of the words that titles are made of is plain in any
// order of the words before 信息公开, and one word of another kind behind it makes it another's.
func TestPlainTitleIsWhatItsWordsSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.SampledFrom([]string{"2022年", "二〇二二年度", "2022"}).Draw(t, "year")
		name := rapid.SampledFrom([]string{"清源县水务局", "清源县人民政府", "白石镇"}).Draw(t, "name")
		lead := rapid.SampledFrom([]string{name + year + "政府", year + name, name + "关于" + year + "政府", name + "政府"}).Draw(t, "lead")
		tail := rapid.SampledFrom([]string{"工作年度报告", "年报", "情况的报告", "和政务公开工作总结报告", "工作报告（2022年）", "工作年度报告公告"}).Draw(t, "tail")
		title := fold.String(lead + "信息公开" + tail)
		if !isPlainTitle(title) {
			t.Fatalf("%s is refused", title)
		}
		odd := rapid.SampledFrom([]string{"自查", "半年", "检查情况", "系统", "第三方"}).Draw(t, "odd")
		if bad := fold.String(lead + "信息公开" + odd + tail); isPlainTitle(bad) {
			t.Fatalf("%s passes", bad)
		}
		if isPlainTitle(strings.ReplaceAll(title, "信息公开", "政务")) {
			t.Fatalf("without 信息公开: %s passes", title)
		}
	})
	for f, want := range map[string]bool{
		"清源县水务局2022年政府信息公开工作年度报告(模板)": false, "清源县水务局2022年政府信息公开工作年度报告(样本)": false, "清源县水务局2022年政府信息公开工作年度报告(格式)": false,
		"××县2022年政府信息公开工作年度报告": false, "关于报送2022年政府信息公开工作年度报告": true, "关于报送2022年政府信息公开工作年度报告的通知": false,
		"关于印发2022年政府信息公开工作年度报告的函": true, "清源县水务局2022年财政信息公开工作年度报告": false, "清源县水务局2022年度政府信息公开工作2022年年度报告": true,
	} {
		if got := isPlainTitle(f); got != want {
			t.Errorf("%s: %v, want %v", f, got, want)
		}
	}
}

// TestAskingIsNoAnnouncing: a sentence that asks others for reports says nothing for a report.
func TestAskingIsNoAnnouncing(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"现将2022年政府信息公开工作年度报告公布如下。":         4,
		"我局编制2022年政府信息公开工作年度报告。":           4,
		"编制的2022年政府信息公开工作年度报告。":            4,
		"2022年政府信息公开工作年度报告公布如下。":           3,
		"2022年政府信息公开工作顺利。":                 1,
		"现将2022年政府信息公开工作年度报告的格式下发，请各单位照办。": 0,
		"统计期限为2022年1月1日至12月31日。":           2,
		"我局落实条例。": 0,
	} {
		in := document(s)
		r := reader{Input: in, out: Read(in)}
		if got := r.weightOfWords(Findings{Headings: 1}); got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
	if w := (&reader{out: Facts{Title: report.Text{S: "政府信息公开指南"}}}).weightOfTitle(Findings{}); w != 0 {
		t.Errorf("the title of a guide weighs %d", w)
	}
}
