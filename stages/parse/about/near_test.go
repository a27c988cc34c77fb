package about

import "testing"

// TestCitedBodiesAreNoIssuers: a body inside of the title of a document that is cited issued that
// document, and not the report.
func TestCitedBodiesAreNoIssuers(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2023年，河湾街道认真落实《西江市政务公开工作办公室关于编制发布2023年政府信息公开年度报告的函》。": "河湾街道",
		"2017年，我市按照《2017年西江省政务公开工作要点》推进公开。":                    "",
		"我局的决策部署落实情况栏目公开30条。":                                  "",
		"2023年，市水利和渔业局认真贯彻落实市委市政府信息公开工作要求。":                    "市水利和渔业局",
		"我局于清源县政府信息公开网站设立平台。":                                  "",
		"于清源县政府信息公开网站设立平台，清源县水务局认真落实。":                         "清源县",
		"于洪区教育局认真落实条例。":                                        "于洪区教育局",
		"如有疑问，请与局办公室联系。":                                       "",
		"白石镇人民政府利用电子屏公开，白石镇人民政府办公室共制定文件3件。":                    "白石镇人民政府",
		"按照要点以及西江市政务公开领导小组有关要求推进，指导监督全县政府信息公开工作。":              "",
		"为进一步规范我乡政府信息公开工作，配备两名工作人员。":                           "",
		"如有疑问，可写信或直接与清源市人民政府办公室政府信息公开中心联系。":                    "清源市人民政府",
	} {
		if got := facts("# 一、总体情况", s).Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestWhoMadeIt: the sentence on how the report was made names its issuer, and its office is left out.
func TestWhoMadeIt(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"本年度报告由清源市河西区教育局根据《清源市政务公开工作要点》要求编制而成。": "清源市河西区教育局",
		"如对本报告有疑问，请与清源县农牧和科技局单位办公室联系。":          "清源县农牧和科技局",
		"本报告由清源市人民政府信息公开工作领导小组办公室根据条例要求编制而成。":   "清源市人民政府",
		"如有疑问，请与清源县水务局政府信息公开办公室联系。":             "清源县水务局",
		"请联系河湾街道办事处综合与经济发展办公室。":                 "河湾街道办事处",
		"利用网站政务公开栏主动公开文件，利用政府网站依法公开。":           "",
		"本报告由总体情况、主动公开政府信息情况等六部分组成，由清源县水务局编制。":  "清源县水务局",
	} {
		if got := facts(s, "# 一、总体情况", "正文。").Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	if got := facts("# 一、总体情况", "2022年收到申请8件。", "（四）基础保障类指标", "市生态环境局政府信息公开指南表述清晰。").Agency.S; got != "市生态环境局" {
		t.Errorf("behind the title of an item: %q", got)
	}
	if got := facts("# 一、总体情况", "利用网站政务公开栏主动公开文件。").Agency.S; got != "" {
		t.Errorf("a website: %q", got)
	}
}

// TestTitlesOfPages: a title with the page's words behind it, and one whose issuer stands above with the year.
func TestTitlesOfPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lines         []string
		title, agency string
	}{
		{[]string{"水利部政府信息公开工作2021年度报告 二维码", "发表时间：2022-01-29"}, "水利部政府信息公开工作2021年度报告", "水利部"},
		{[]string{"清源市医疗保障局2022年政务公开工作", "年度报告"}, "清源市医疗保障局2022年政务公开工作年度报告", "清源市医疗保障局"},
		{[]string{"2014年清源县烟草专卖局", "政府信息公开工作年度报告"}, "2014年清源县烟草专卖局政府信息公开工作年度报告", "清源县烟草专卖局"},
	} {
		got := facts(append(c.lines, "根据条例编制。", "# 一、总体情况", "正文。")...)
		if got.Title.S != c.title || got.Agency.S != c.agency {
			t.Errorf("%q of %q", got.Title.S, got.Agency.S)
		}
	}
	if got := facts("现将文化和旅游局2021年度政府信息公开情况汇报如下：", "# 一、总体情况", "正文。").Year; got != 2021 {
		t.Errorf("the year of what is told: %d", got)
	}
}

// TestTheColumnIsNoTitle: the name of a column in the box of a page is no title beside the report's own.
func TestTheColumnIsNoTitle(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, box := range []string{"类目名称：政府信息公开工作年度报告", "目录名称:政府信息公开年报", "名称：信息公开年报"} {
		for _, lines := range [][]string{{box, title}, {title, box}} {
			if got := facts(append(lines, "根据条例编制。", "# 一、总体情况", "正文。")...).Title.S; got != title {
				t.Errorf("%s: %q", box, got)
			}
		}
	}
	if got := facts("信息名称："+title, "政府信息公开年报", "# 一、总体情况", "正文。").Title.S; got != title {
		t.Errorf("behind its label: %q", got)
	}
}

// TestDatesOfThePage: a date as machines write it, alone under the title, is that of publication; one
// in words is that of signature.
func TestDatesOfThePage(t *testing.T) {
	t.Parallel()
	const title = "清源县水务局2022年政府信息公开工作年度报告"
	for _, c := range []struct{ line, published, signed string }{
		{"2023-01-29", "2023-01-29", ""},
		{"2023/1/29 10:20", "2023-01-29", ""},
		{"2023年1月29日", "", "2023-01-29"},
		{"2023年1月29日　（点击：35）", "2023-01-29", ""},
		{"（2023-01-29）", "", "2023-01-29"},
	} {
		got := facts(title, c.line, "【字体：大 中 小】", "# 一、总体情况", "正文。")
		if got.Published != c.published || got.Signed != c.signed {
			t.Errorf("%s: published %q, signed %q", c.line, got.Published, got.Signed)
		}
	}
}

// TestTheNameGoesOnBehindBrackets: a name under the title whose brackets stand in its middle is whole.
func TestTheNameGoesOnBehindBrackets(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{"清源经开区（江岸）管委会": "清源经开区（江岸）管委会", "清源县水务局（县河长办）": "清源县水务局"} {
		if got := facts("2022年政府信息公开工作年度报告", line, "# 一、总体情况", "正文。").Agency.S; got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}
