package about

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestClausesAreNoBodies: a piece of a sentence is no issuer, though it ends as a body's name does.
func TestClausesAreNoBodies(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"各科室分工负责，明确由信息公开领导小组统一安排和督促全局政务公开工作。",
		"我局重视公开，要求全体水利干部充分认识条例。",
		"严格按照《条例》规定和市政务公开办安排，公开信息。",
		"一是政务新媒体建设情况\n今年开发区共开设账号2个。",
		"二是网站建设情况\n去年开发区共开设栏目2个。",
		"今年高新区坚持公开。",
		"制定清源县司法局信息公开制度。",
		"修订清源县司法局政务公开目录。",
		"成立司法局政务公开领导小组。",
		"股室分工，办公室具体承办政务信息公开工作。",
		"有关股室承办政务信息公开工作。",
	} {
		if got := facts(append([]string{"# 一、总体情况"}, strings.Split(s, "\n")...)...).Agency.S; got != "" {
			t.Errorf("%s: %q", s, got)
		}
	}
	for f, want := range map[string]bool{
		"清源县公安局": true, "清源县安全局": true, "清源县社会工作部": true,
		"全体审计干部": false, "督办全局": false, "清源县干部": false, "一是清源县水务局": false, "十一是清源县水务局": false, "今年清源县水务局": false,
	} {
		if isBody(f) != want {
			t.Errorf("%s: %t", f, !want)
		}
	}
}

// TestClausesAroundAnyBody: what a sentence says around a body's name makes no issuer of both.
func TestClausesAroundAnyBody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SampledFrom([]string{"清源县水务局", "白石镇人民政府", "西江市教育委员会"}).Draw(t, "body")
		before := rapid.SampledFrom([]string{"明确由", "要求", "一是", "三是", "今年", "近年来", "部署", "制定", "修订", "完善", "召开", "督促"}).Draw(t, "before")
		if isBody(before + body) {
			t.Fatalf("%s%s is a body", before, body)
		}
		if !isBody(body) {
			t.Fatalf("%s is none", body)
		}
	})
}

// TestWhatStandsBeforeTitles: a row of fields is no title, and a label, the number of a page or a remark
// in the title's line does not belong to it.
func TestWhatStandsBeforeTitles(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, before := range []string{
		"发布机构 清源县水务局 组配分类 信息公开年报",
		"组配分类 政府信息公开年报",
		"责任部门 公开时限 所属分类 信息公开年报",
		"索 引 号 12345 主题分类 政府信息公开年报",
	} {
		if got := facts(before, "有效性", title, "# 一、总体情况", "正文。"); got.Title.S != title || got.Agency.S != "清源县水务局" {
			t.Errorf("%s: %q of %q", before, got.Title.S, got.Agency.S)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SampledFrom([]string{"清源县水务局", "白石镇人民政府", "西江市教育局"}).Draw(t, "body")
		title := body + "2022年政府信息公开工作年度报告"
		before := rapid.SampledFrom([]string{"", "标      题 ", "标题　", "信息名称 ", "【文字】", "【图解版】", "Page 9 - ", "## 【全文】", "## "}).Draw(t, "before")
		got := facts(before+title, "# 一、总体情况", "正文。")
		if got.Title.S != title || got.Agency.S != body {
			t.Fatalf("%s: %q of %q", before, got.Title.S, got.Agency.S)
		}
	})
	for _, line := range []string{"【" + title, "Page of " + title, "Page 9 " + title} {
		if got := facts(line, "# 一、总体情况", "正文。").Title.S; got != line {
			t.Errorf("%s: %q", line, got)
		}
	}
	if got := facts("清源县人民政府办公室2022", "政府信息公开工作年度报告", "# 一、总体情况", "正文。"); got.Title.S != "清源县人民政府办公室2022政府信息公开工作年度报告" || got.Year != 2022 {
		t.Errorf("a title whose line ends with the figures of its year: %q of %d", got.Title.S, got.Year)
	}
}

// TestNamesInFull: a short name gives way to the full one where the text has it.
func TestNamesInFull(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"结合国家税务总局西江市清源区税务局（以下简称“清源区税务局”）统计数据撰写。\n# 一、总体情况\n2022年，清源区税务局认真落实条例。":                                                                               "国家税务总局西江市清源区税务局",
		"结合国家税务总局西江市清源区税务局（以下简称清源区税务局）统计数据撰写。\n# 一、总体情况\n2022年，清源区税务局认真落实条例。":                                                                                 "国家税务总局西江市清源区税务局",
		"落实工作（牵头单位简称清源区税务局）。\n# 一、总体情况\n2022年，清源区税务局认真落实条例。":                                                                                                  "清源区税务局",
		"本报告根据条例，由清源经济开发区管理委员会（以下简称开发区管委会）编制。\n# 一、总体情况\n正文。":                                                                                                 "清源经济开发区管理委员会",
		"由我局（以下简称本局）编制。\n# 一、总体情况\n正文。":                                                                                                                       "",
		"现将2023年度市民政局政府信息公开工作报告公布。请与西江市民政局政办科联系。\n# 一、总体情况\n正文。":                                                                                              "西江市民政局",
		"现将2023年度市民政局政府信息公开工作报告公布。请与当地市民政局政办科联系。\n# 一、总体情况\n正文。":                                                                                              "市民政局",
		"现将2023年度市民政局政府信息公开工作报告公布。多次参加市民政局会议。\n# 一、总体情况\n正文。":                                                                                                 "市民政局",
		"现将2023年度市民政局政府信息公开工作报告公布。请与东海省西江市民政局科室联系。\n# 一、总体情况\n正文。":                                                                                            "东海省西江市民政局",
		"发布机构：市政府办\n现公布西江市人民政府2017年政府信息公开工作年度报告。\n# 一、总体情况\n正文。":                                                                                              "西江市人民政府",
		"发布机构：市政府办\n现公布2017年政府信息公开工作年度报告。\n# 一、总体情况\n正文。":                                                                                                     "市政府办",
		"发布机构：清源县政府办\n现公布西江市人民政府2017年政府信息公开工作年度报告。\n# 一、总体情况\n正文。":                                                                                            "清源县政府办",
		"如有疑问，请与市应急局联系。\n# 一、总体情况\n2022年，西江市应急局认真落实条例。":                                                                                                       "西江市应急局",
		"2025清源县大河乡2025年度政府信息公开工作年度报告\n# 一、总体情况\n正文。":                                                                                                         "清源县大河乡",
		"全镇落实要求。如有疑问，请与分局政府信息公开办公室联系。\n# 一、总体情况\n正文。":                                                                                                         "",
		"西江海关关区2020年政府信息公开年报\n# 一、总体情况\n正文。":                                                                                                                  "西江海关",
		"本年报由清源县政府办公室编制。2014年度清源县政府信息公开年度报告全文包括概述等。\n# 一、总体情况\n正文。":                                                                                           "清源县政府办公室",
		"本年报由西江市政府办公室编制。2014年度清源县政府信息公开年度报告全文包括概述等。\n# 一、总体情况\n正文。":                                                                                           "清源县",
		"[ 索引号 ] | 12 | [ 文号 ] | [ 发布机构 ] | 清源开发区管委会 |\n---|---|---|---|---|---\n[ 成文日期 ] | 2019-03-25 | [ 公开日期 ] | 2019-03-26 | [ 有效性 ] | 有效\n# 一、总体情况\n正文。": "清源开发区管委会",
	} {
		if got := facts(strings.Split(s, "\n")...).Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestWhoseReportIsAnnounced: the place that calls it a report tells whose it is, with the year behind 信息公开
// or without one.
func TestWhoseReportIsAnnounced(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"现公开清源经济开发区信息公开2018年度报告。":                           "清源经济开发区",
		"现公开清源县政府信息公开2018年度报告。":                             "清源县",
		"现公开清源县人民政府信息公开2018年度工作报告。":                         "清源县人民政府",
		"结合我局2018年信息公开工作情况，现向社会公布2018年度清源县民政局信息公开年度报告。":     "清源县民政局",
		"按照省、市对2017年度政府信息公开工作要求，特公布2017年度西江市民政局信息公开工作年度报告。": "西江市民政局",
		"结合我局2018年信息公开工作情况，对2017年清源县民政局信息公开工作进行比对。":         "",
		"特编制清源区商务局公开年度报告。":                                  "清源区商务局",
		"现公布清源区供销合作社信息公开工作年度报告。":                            "清源区供销合作社",
		"现将清源县人民政府信息公开年度报告公布如下。":                            "清源县人民政府",
		"现公布我局信息公开工作年度报告。":                                  "",
		"现公布清源区商务局工作要点。":                                    "",
	} {
		if got := facts(s, "# 一、总体情况", "正文。").Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestDatesAsPagesPrintThem: labels of pages, items of a list, and a time of day that has run together with
// its date.
func TestDatesAsPagesPrintThem(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for s, want := range map[string]string{
		"信息提供日期 : 2023-01-16 15:50来源 : 清源县水务局": "2023-01-16",
		"上载日期: 2023-01-16 来源: 县政府办":            "2023-01-16",
		"[ 公开日期 ] | 2023-01-16 | [ 有效性 ]":      "2023-01-16",
		"[ 成文日期 ] | 2023-01-16 | [ 有效性 ]":      "",
		"• 2023-01-16":      "2023-01-16",
		"2023-01-1618:26":   "2023-01-16",
		"2023-01-169:26:05": "2023-01-16",
		"2023-01-16第1次会议":   "",
		"2023-01-161826":    "",
	} {
		if got := facts(title, s, "# 一、总体情况", "正文。").Published; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestYearOfWork: where nothing else names the year, the one of which the text tells is it, if there is no
// other.
func TestYearOfWork(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{
		"本局2017年共受理申请10件。":              2017,
		"我局2022年度主动公开信息15条。":            2022,
		"经统计，截至2022年底，我局工作运行正常。":        2022,
		"经统计，截止2022年12月31日，我局工作运行正常。":   2022,
		"（一）主动公开。2019年，市审计局公开信息。":       2019,
		"（一）主动公开。2019年9月5日，我局收到申请。":     0,
		"截至2022年底公开3条。我局2021年度公开2条。":    0,
		"本局2017年共受理申请10件。本局2017年度收费0元。": 2017,
		"发布《截至2022年底的清单》。":              0,
		"含2019年预算、2018年决算。":             0,
		"截至2022年6月底，公开3条。":              0,
	} {
		if got := facts("甲", "乙", "丙", "丁", "# 一、总体情况", "正文。"+s).Year; got != want {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
	if got := facts("# 一、总体情况", "（一）主动公开。2019年，市审计局公开信息。").Year; got != 2019 {
		t.Errorf("inside of the first line: %d", got)
	}
}

// TestReportsWithoutTheirTitle: what the first section is on tells a report that has lost its title; a
// heading of its own tells of another document.
func TestReportsWithoutTheirTitle(t *testing.T) {
	t.Parallel()
	one := Findings{Headings: 1, Prose: 800}
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"made under the law":        {[]string{"本报告是根据《中华人民共和国政府信息公开条例》的要求，由清源县气象局编制。", "# 一、总体情况", "正文。"}, "yes"},
		"written under the law":     {[]string{"依据《中华人民共和国政府信息公开条例》之规定，制作本报告。", "# 一、总体情况", "正文。"}, "yes"},
		"asked for under the law":   {[]string{"根据《中华人民共和国政府信息公开条例》，请各单位编制本年度报告。", "# 一、总体情况", "正文。"}, "a notice that asks for reports"},
		"under the rule of schools": {[]string{"根据《政府信息公开条例》《高等学校信息公开办法》编制本报告。", "# 一、总体情况", "正文。"}, "a school's report for a school year"},
		"sums the work up":          {[]string{"# 一、总体情况", "现将2020年政府政务公开工作总结如下：", "（一）加强领导", "正文。"}, "yes"},
		"sums other work up":        {[]string{"# 一、总体情况", "现将2020年水利工作总结如下：", "（一）加强领导", "正文。"}, "no"},
		"sums no year up":           {[]string{"# 一、总体情况", "现将政务公开工作总结如下：2020年工作顺利。", "（一）加强领导", "正文。"}, "no"},
		"a summary by its title":    {[]string{"清源县水务局政务公开工作总结", "# 一、总体情况", "现将2020年政务公开工作总结如下：", "正文。"}, "no"},
		"begins with disclosure":    {[]string{"# 一、总体情况", "落实政府信息公开条例。", "（一）主动公开情况", "正文。"}, "yes"},
		"begins with a school's":    {[]string{"# 一、总体情况", "落实学校信息公开办法。", "（一）主动公开情况", "正文。"}, "no"},
		"begins with other work":    {[]string{"# 一、总体情况", "落实政府信息公开条例。", "（一）主动公开财务", "正文。"}, "no"},
		"a heading that says it":    {[]string{"# 一、政府信息公开总体工作情况", "正文。"}, "yes"},
		"a heading of other work":   {[]string{"# 一、水利工作总体情况", "正文。"}, "no"},
	} {
		if got := judged(one, c.lines...); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
