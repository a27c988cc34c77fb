package about

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// TestWhomToAsk has the sentences that say whom to ask: the body is named, or an office of it.
func TestWhomToAsk(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"如有疑问，请与清源县水务局办公室联系。":         "清源县水务局",
		"请联系：清源县水务局综合科。":              "清源县水务局",
		"请与清源县人民政府办公室联系（电话：1234567）。": "清源县人民政府",
		"请与清源县政府综合科联系。":               "清源县政府",
		"请与清源县政府办公室联系。":               "清源县政府",
		"请与西江省人民政府办公厅政务公开办公室联系。":      "西江省人民政府",
		"请与西江省发展和改革委员会办公厅联系。":         "西江省发展和改革委员会",
		"请向白石镇党政办公室查询。":               "白石镇",
		"请直接与白石镇党政综合办公室政务公开股联系。":      "白石镇",
		"请与清源县民政局信息公开工作领导小组办公室联系。":    "清源县民政局",
		"请与清源县水务局政务公开领导小组办公室联系。":      "清源县水务局",
		"可与清源县水务局反映情况。":               "清源县水务局",
		"请致电1234567。":            "",
		"请与我局办公室联系。":             "",
		"请与办公室联系。":               "",
		"请与张三联系。":                "",
		"联系清源县水务局":               "",
		"可联系“清源县水务局”。":           "",
		"请咨询清源县水务局办公室张同志。":       "",
		"请于3月前联系。请咨询清源县教育局。":     "清源县教育局",
		"请与经办人联系；请向清源县民政局办公室反馈。": "清源县民政局",
		"请与清源县住房和城乡建设局联系，或请向清源县司法局办公室反映。": "清源县住房和城乡建设局",
	} {
		if got := facts(s, "# 一、总体情况", "正文。").Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
		if got := facts("# 一、总体情况", s).Agency.S; got != want {
			t.Errorf("%s in the first section: %q, want %q", s, got, want)
		}
	}
}

// TestOfficesAreNoIssuers: whatever office of a body is named, the body issued the report.
func TestOfficesAreNoIssuers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SampledFrom([]string{"清源县水务局", "白石镇", "西江市教育局", "清源县卫生健康委员会", "国家税务总局清源县税务局", "清源县公安局交通警察大队"}).Draw(t, "body")
		office := rapid.SampledFrom([]string{"", "办公室", "综合科", "行政办公室", "党政办", "党政综合办公室", "政务公开办"}).Draw(t, "office")
		desk := ""
		if office != "" {
			desk = rapid.SampledFrom([]string{"", "秘书科", "信息股", "政务公开室", "材料组"}).Draw(t, "desk")
		}
		name := body + office + desk
		if n := withoutOffice(name); name[:n] != body {
			t.Fatalf("%s: %q, want %q", name, name[:n], body)
		}
	})
	for _, f := range []string{"", "办公室", "张三", "我局办公室", "综合科", "清源", "认真办公室"} {
		if n := withoutOffice(f); n != 0 {
			t.Errorf("%s names %s", f, f[:n])
		}
	}
}

// TestWhoAnnounces has the sentences about the report that name its issuer.
func TestWhoAnnounces(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"现将清源县水务局2022年政府信息公开工作年度报告公布如下。":   "清源县水务局",
		"根据条例要求，清源县水务局2022年度政府信息公开年度报告如下。": "清源县水务局",
		"现公布2022年清源县水务局政府信息公开工作年度报告。":      "清源县水务局",
		"现公布2022年度清源县人民政府信息公开工作年度报告。":      "清源县人民政府",
		"现公布2022年清源县教育局信息公开年报。":            "清源县教育局",
		"本报告由清源县水务局编制。":                    "清源县水务局",
		"清源县水务局编制了2022年政府信息公开年度报告。":        "清源县水务局",
		"按照要求，由办公室汇总，由清源县水务局编制。":           "清源县水务局",
		"我局编制了本报告。由清源县水务局编制。":              "清源县水务局",
		"编制本报告。": "",
		"由我局编制2022年政府信息公开年度报告。":                            "",
		"现将本局2022年政府信息公开工作年度报告公布如下。":                       "",
		"本报告由中华人民共和国政府编制。":                                 "",
		"根据《关于做好清源县水务局2021年政府信息公开工作年度报告的通知》，制定本报告。":        "",
		"本报告由清源县水务局组织编制。":                                  "清源县水务局",
		"由清源县水务局结合清源县人民政府网站、清源县政府信息公开平台等有关统计数据编制。":         "清源县水务局",
		"统计期限为全年。由白石镇党政办公室编制。":                             "白石镇",
		"由白石镇人民政府党政综合办公室编制。":                               "白石镇人民政府",
		"由清源县人民政府办公室编制。":                                   "清源县人民政府办公室",
		"根据要求，清源县水务局特向社会公布2022年度本机关信息公开工作报告。":              "清源县水务局",
		"现公布2022年清源县教育局信息公开工作年度报告。本报告由收到和处理政府信息公开申请情况等组成。": "清源县教育局",
		"为认真做好清源县教育局政府信息公开工作，我局狠抓落实。":                      "清源县教育局",
		"为做好政府信息公开工作，我局狠抓落实。":                              "",
		"现向社会公布2022年度信息公开工作报告。":                            "",
	} {
		if got := facts(s, "# 一、总体情况", "正文。").Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
}

// TestWhoIsSpokenOf has sentences of the first section and what their subject is.
func TestWhoIsSpokenOf(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2022年以来，清源县水务局认真落实条例。":      "清源县水务局",
		"2022年度清源县水务局严格执行条例。":        "清源县水务局",
		"在县委、县政府领导下，清源县水务局坚持公开。":     "清源县水务局",
		"县政府高度重视。":                   "",
		"省政府办公厅组织了培训。":               "",
		"国务院办公室组织了培训。":               "",
		"认真落实政府信息公开条例。":              "",
		"清源县人民政府信息公开工作顺利。":           "",
		"清源县水务局":                     "",
		"清源县水务局的职工努力工作。":             "",
		"白石镇持续推进公开，清源县水务局认真落实条例。":    "白石镇",
		"清源县水务局新安站认真落实条例。":           "清源县水务局新安站",
		"“清源县水务局”认真落实条例。":            "",
		"清源县水务局（县河长办）认真落实条例。":        "",
		"2022年清源县水务局共公开政府信息12条。":     "清源县水务局",
		"以《条例》为遵循，清源县水务局严把公开关。":      "清源县水务局",
		"2022年，白石镇按上级规定做好公开。":        "白石镇",
		"开设了清源县水务局政务公开专区。":           "",
		"清源县水务局在清源县政府网站公开政府信息，共12条。": "清源县水务局",
	} {
		if got := facts("# 一、总体情况", s).Agency.S; got != want {
			t.Errorf("%s: %q, want %q", s, got, want)
		}
	}
	if got := facts("2022年，白石镇按规定做好公开，现将我镇情况报告如下。", "# 一、总体情况", "正文。").Agency.S; got != "白石镇" {
		t.Errorf("above the first section: %q", got)
	}
}

// TestNamesOfBodies tells names of bodies from what else stands on a line.
func TestNamesOfBodies(t *testing.T) {
	t.Parallel()
	for f, want := range map[string]bool{
		"清源县水务局": true, "白石镇": true, "新安县": true, "本溪市水务局": true, "全椒县水务局": true, "全南县": true, "全州县教育局": true, "和田市": true,
		"我局": false, "本机关办公室": false, "各县区政府": false, "该局": false, "上级部门": false, "局": false, "水务": false, "有关部门": false, "其中心": false,
		"清源县水务局2022": false, "清源县水务局。": false, "清源县|水务局": false, "清源县(水务局)": false, "认真落实政府": false, "信息公开办公室": false,
		"中华人民共和国政府": false, "清源县水务局李四": false, strings.Repeat("清", 39) + "局": true, strings.Repeat("清", 40) + "局": false,
	} {
		if got := isBody(f); got != want {
			t.Errorf("%s: %v, want %v", f, got, want)
		}
	}
}

// TestEveryNameInEveryTitle: the issuer of a title is its name, in whatever order the words of the
// title stand.
func TestEveryNameInEveryTitle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{
			"清源县水务局", "清源县人民政府", "西江市发展和改革委员会", "白石镇人民政府", "长岭街道办事处", "清源县供销合作社", "清源县水务局（县河长办）", "清源经济技术开发区管委会",
			"中共清源县委办公室", "国家税务总局清源县税务局", "清源县公积金管理中心", "清源县图书馆",
		}).Draw(t, "name")
		year := rapid.SampledFrom([]string{"2022年", "二〇二二年", "2022年度", "２０２２年"}).Draw(t, "year")
		report_ := rapid.SampledFrom([]string{"政府信息公开工作年度报告", "信息公开年报", "政务公开工作年度报告"}).Draw(t, "report")
		if strings.HasSuffix(name, "人民政府") {
			report_ = strings.TrimPrefix(report_, "政府") // 人民政府信息公开
		}
		form := rapid.SampledFrom([]string{"%n%y%r", "%y%n%r", "%n%r（%y）", "关于%n%y%r的公告", "关于公布%y%n%r的函", "《%n%y%r》"}).Draw(t, "form")
		title := strings.NewReplacer("%n", name, "%y", year, "%r", report_).Replace(form)
		if got := agencyOf(report.Text{S: title}).S; got != name {
			t.Fatalf("%s: %q, want %q", title, got, name)
		}
	})
}

// TestWeIsNoIssuer: 我局, 本站 or an office without its body names nobody, wherever it stands, and what is
// named elsewhere counts.
func TestWeIsNoIssuer(t *testing.T) {
	t.Parallel()
	const named = "请与清源县水务局综合科联系。"
	for _, we := range []string{"我局", "本站", "本单位办公室", "办公室", "党政办公室", "该局", "相关部门"} {
		for where, in := range map[string]Input{
			"title":     document(we+"2022年政府信息公开工作年度报告", named, "# 一、总体情况", "正文。"),
			"signature": document(named, "# 一、总体情况", "正文。", we, "2023年1月5日"),
			"sentence":  document(named, "# 一、总体情况", "特此报告。"+we+"2023年1月5日"),
			"label":     document("发布机构："+we, named, "# 一、总体情况", "正文。"),
			"author":    document(named, "# 一、总体情况", "正文。").with("author", we),
			"source":    document("# 一、总体情况", "正文。").with("contentsource", we),
		} {
			want := "清源县水务局"
			if where == "source" {
				want = ""
			}
			if got := Read(in).Agency.S; got != want {
				t.Errorf("%s, %s: %q", we, where, got)
			}
		}
	}
}

// TestTheNameUnderTheTitle: a body's name on a line of its own right under the title is the issuer, without
// its remark; other lines, and what stands farther down, are none.
func TestTheNameUnderTheTitle(t *testing.T) {
	t.Parallel()
	const title = "2022年政府信息公开工作年度报告"
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"right under it", []string{title, "清源县水务局"}, "清源县水务局"},
		{"on the second line", []string{title, "（公开稿）", "清源县水务局"}, "清源县水务局"},
		{"on the third line", []string{title, "（公开稿）", "目录", "清源县水务局"}, ""},
		{"with a remark", []string{title, "清源县水务局（县河长办）"}, "清源县水务局"},
		{"with white space", []string{title, "　清源县 水务局 "}, "清源县 水务局"},
		{"we", []string{title, "我局办公室"}, ""},
		{"a sentence", []string{title, "认真落实县政府"}, ""},
		{"in a row of cells", []string{title, "清源县水务局|打印"}, ""},
		{"without a title", []string{"首页", "清源县水务局"}, ""},
		{"behind the first heading", []string{title, "# 一、总体情况", "清源县水务局"}, ""},
	} {
		if got := facts(append(c.lines, "正文。")...).Agency.S; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestLineThatBeginsWithAMark: a line behind the title of an item that begins with a mark, as where a
// text was cut, is read like any other.
func TestLineThatBeginsWithAMark(t *testing.T) {
	t.Parallel()
	for _, mark := range []string{"、", "，", "。", "”", "：", "》"} {
		got := facts("# 一、总体情况", "（一）主动公开情况", mark+"问答和短视频。清源县水务局认真落实各项要求。").Agency.S
		if got != "清源县水务局" {
			t.Errorf("%s: %q", mark, got)
		}
	}
}
