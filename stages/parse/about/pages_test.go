package about

import (
	"strings"
	"testing"
)

// TestPeriodsInDamagedPrint has periods whose dates lack words, and what is none.
func TestPeriodsInDamagedPrint(t *testing.T) {
	t.Parallel()
	const whole = "2023-01-01 2023-12-31"
	for s, want := range map[string]string{
		"所列数据的统计期限自202311日起至20231231日止。":           whole,
		"所列数据的统计期限自202311日起，至20231231日止。":          whole,
		"所列数据的统计期限自2023年1月1日起2023年12月31日止。":        whole,
		"统计期限为：2023年1月1日——2023年12月31日。":            whole,
		"内容涵盖我局在2023年1月1日至2023年12月31日期间的工作。":       whole,
		"内容涵盖我局在2023年1月1日至2023年6月30日期间的工作。":        "",
		"内容涵盖2023年3月1日至2023年12月31日期间的工作。":          "",
		"自2023年1月1日至2023年12月31日，我局公开信息3条。":         "",
		"所列数据的统计期限自202311日起至20231230日止。":           "", // more than the words may be lost
		"所列数据的统计期限自2023111日起至20231231日止。":          "", // the 11th of January, or the 1st of November
		"统计期限内公开信息202311日报2份。":                     "",
		"所列数据的统计期限自2023年1月1日起，2023年12月31日起算的不计在内。": "2023-01-01 2023-12-31",
	} {
		got := ""
		if p := facts(s, "# 一、总体情况", "正文。").Period; p != nil {
			got = p.Start + " " + p.End
		}
		if got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestIssuersInSentences has the names of bodies that other words stand around.
func TestIssuersInSentences(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"现将清源县发展和改革局（以下简称发改局）2023年度信息公开工作报告如下：":      "清源县发展和改革局",
		"结合清源县白石镇人民政府（以下简称“镇政府”）2023年度政府信息公开工作实际编制。": "清源县白石镇人民政府",
		"如有疑问，请联系清源海关办公厅政务公开处。":                      "清源海关",
		"如有疑问，请联系：清源县人民政府白石街道办事处；联系电话：1234567。":      "清源县人民政府白石街道办事处",
	} {
		if got := facts(s, "# 一、总体情况", "正文。").Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	if got := facts("# 一、总体情况", "2012年的清源县政府信息公开工作，在上级领导下开展。").Agency.S; strings.HasPrefix(got, "的") {
		t.Errorf("the issuer is %q", got)
	}
	if got := facts("全国海关2020年政府信息公开工作年度报告", "请联系清源县水务局。", "# 一、总体情况", "正文。").Agency.S; got != "全国海关" {
		t.Errorf("the issuer is %q", got)
	}
}

// TestFieldsInARowOfSeveral: a table of a page's fields has two of them in a row, and what stands below
// one is no head's value.
func TestFieldsInARowOfSeveral(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	f := facts(
		"成文日期|2023-01-10|发布日期|2023-01-16",
		"标 题|"+title+"||",
		"发布机构|县水务局|公文时效|有效",
		"# 一、总体情况", "正文。",
	)
	if f.Title.S != title || f.Published != "2023-01-16" {
		t.Errorf("title %q, published %q", f.Title.S, f.Published)
	}
	f = facts("索引号|发布机构|发布日期", "K1|清源县水务局|2023-01-16", "# 一、总体情况", "正文。")
	if f.Published != "2023-01-16" {
		t.Errorf("below its head: published %q", f.Published)
	}
}

// TestTitleOfATextWithoutLines: a text that lost its line ends begins with its title.
func TestTitleOfATextWithoutLines(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	rest := "根据《中华人民共和国政府信息公开条例》编制本报告，统计期限自2022年1月1日起至2022年12月31日止。" + strings.Repeat("我局认真开展工作。", 20)
	if got := facts(title+" "+rest, "# 一、总体情况", "正文。").Title.S; got != title {
		t.Errorf("the title is %q", got)
	}
	if got := facts("我局编写了政府信息公开工作年度报告并 公布"+rest, "# 一、总体情况", "正文。").Title.S; got != "" {
		t.Errorf("the title is %q", got)
	}
}

// TestNearReports has kinds of documents that quote, explain or resemble reports.
func TestNearReports(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, c := range []struct {
		name  string
		found Findings
		lines []string
		want  string
	}{
		{"news", Findings{}, []string{"县水务局加大公开力度", "县水务局在17日发布的《" + title + "》中称，将加大公开力度。"}, "no"},
		{"an explanation", Findings{Headings: 1, Prose: 900}, []string{"《" + title + "》解读", "县水务局编制了2022年政府信息公开工作年度报告。"}, "news on a report"},
		{"the report announced in a sentence", Findings{Headings: 5, Prose: 900}, []string{"现公布《" + title + "》。"}, "yes"},
		{"a reply", Findings{Headings: 2, Prose: 900}, []string{"张某某委员：", "您提出的《关于加强公开工作的提案》收悉，现答复如下。"}, "a reply to a proposal or a letter"},
		{"statistics of a quarter", Findings{Stats: 9}, []string{"清源县政府信息公开情况统计表", "（2022年第三季度）"}, "statistics of half a year, a quarter or a month"},
		{"a hospital", Findings{Headings: 2, Prose: 900}, []string{"清源县人民医院2022年信息公开工作年度报告", "2022年，医院公开信息。"}, "a report on another kind of disclosure"},
		{"a hospital on the form", Findings{Figures: 9, Tables: true}, []string{"清源县人民医院2022年信息公开工作年度报告", "2022年，医院公开信息。"}, "yes"},
		{"a school's bureau", Findings{Headings: 2, Prose: 900}, []string{"清源县教育局2022年信息公开工作年度报告", "2022年，我局公开信息。"}, "yes"},
	} {
		if got := judged(c.found, c.lines...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
