package parse_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/parse"
	"github.com/gouji/gouji/stages/report"
	"pgregory.net/rapid"
)

// neighbour draws a document that stands beside annual reports and is none.
func neighbour(t *rapid.T) string {
	a, y := anAgency(t), rapid.IntRange(2019, 2025).Draw(t, "year")
	menu := pick(t, "menu", "", "政府信息公开\n法定主动公开内容\n政府信息公开年报\n依申请公开\n", "首页\n当前位置：首页 > 政务公开\n", "发布日期："+fmt.Sprint(y)+"-05-06 来源：本站\n")
	kind := pick(t, "kind", "school", "half year", "notice", "blank form", "guide", "menu", "evaluation", "budget", "rule", "catalogue", "news", "list", "website", "application form", "companies")
	return menu + strings.NewReplacer("{A}", a, "{Y}", fmt.Sprint(y), "{Z}", fmt.Sprint(y-1), "{N}", fmt.Sprint(y+1)).Replace(pick(t, kind, kinds()[kind]...))
}

// kinds are documents of each kind; {A} is a body, {Y} a year, {Z} and {N} those beside it.
func kinds() map[string][]string {
	form := "一、总体情况\n二、主动公开政府信息情况\n第二十条第（一）项\n信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t\t\t\n行政规范性文件\t\t\t\n" +
		"第二十条第（五）项\n信息内容\t本年处理决定数量\n行政许可\t\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n六、其他需要报告的事项\n"
	return map[string][]string{
		"school": {
			"西江大学{Z}—{Y}学年信息公开年度报告\n根据《高等学校信息公开办法》要求，编制本报告。统计期限自{Z}年9月1日至{Y}年8月31日。\n一、概述\n学校高度重视。\n二、主动公开情况\n全年主动公开信息120条。\n三、依申请公开和不予公开情况\n收到申请2件。\n四、对信息公开的评议情况\n较好。\n五、存在的主要问题和改进措施\n一是不足。",
			"西江职业技术学院{Z}-{Y}学年度信息公开工作报告\n一、信息公开工作概述\n本学年，学校认真落实《高等学校信息公开办法》。\n二、主动公开信息情况\n良好。\n三、依申请公开情况\n无。\n四、存在的问题及改进措施\n改进。",
			"按照《高等学校信息公开办法》和教育部要求，现发布西江师范大学{Y}年信息公开工作年度报告。\n一、概述\n统计期限为{Z}年9月1日至{Y}年8月31日。\n二、主动公开情况\n公开。\n三、依申请公开情况\n无。",
		},
		"half year": {
			"{A}{Y}年上半年政府信息公开工作报告\n一、主动公开政府信息情况\n上半年公开信息120条。\n二、依申请公开情况\n收到申请3件。\n三、存在的问题及改进措施\n改进。",
			"{Y}年第三季度政府信息公开情况统计\n一、主动公开情况\n公开信息30条。\n二、依申请公开政府信息情况\n共收到申请2件。\n三、行政复议和行政诉讼情况\n无。",
			"{A}{Y}年1-6月政府信息公开数据统计\n{Y}年上半年，主动公开信息20条。\n一、依申请公开情况\n受理12件。",
		},
		"notice": {
			"关于做好{Y}年政府信息公开工作年度报告编制发布工作的通知\n各乡镇人民政府，各部门：\n根据《中华人民共和国政府信息公开条例》，现将有关事项通知如下。\n一、编制内容\n按照统一格式编制总体情况、主动公开政府信息情况等六部分。\n二、报送时间\n请于{N}年1月15日前报送至区政府办公室。",
			"{A}关于报送{Y}年度政府信息公开工作年度报告的通知\n各科室、各下属单位：\n请各单位按要求编制{Y}年政府信息公开工作年度报告，务必于1月10日前报送至办公室。",
			"{A}关于印发{Y}年政府信息公开工作要点的通知\n各单位：\n现印发给你们，请认真贯彻执行。\n一、推进主动公开\n二、规范依申请公开",
			"关于转发《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》的通知\n各县区人民政府：\n现转发给你们，请遵照执行。\n" + form,
		},
		"blank form": {
			"中华人民共和国政府信息公开工作年度报告格式\n" + form,
			"附件\n×××（单位名称）20XX年政府信息公开工作年度报告（模板）\n本年度报告按照要求编制。\n" + form,
			"政府信息公开工作年度报告填报说明\n本表由各单位填写。\n" + form,
		},
		"guide": {
			"{A}政府信息公开指南\n根据《中华人民共和国政府信息公开条例》，特编制本指南。\n一、主动公开\n（一）公开范围\n二、依申请公开\n（一）受理机构\n三、监督方式",
			"政府信息公开指南\n为便于公民、法人获取政府信息，编制了本指南，{Y}年修订。\n一、主动公开政府信息\n二、依申请公开政府信息情况\n申请人可以提出申请。",
		},
		"menu": {
			"政府信息公开指南\n政府信息公开制度\n法定主动公开内容\n政府信息公开年报\n依申请公开\n{A}\n版权所有",
			"政府信息公开年报\n共 12 条 1/1\n更多",
		},
		"evaluation": {
			"{Y}年度{A}政府信息公开工作第三方评估报告\n一、评估概况\n本次评估覆盖42家单位。\n二、评估结果\n总体情况良好，主动公开政府信息情况较好。",
			"关于{Y}年政府信息公开工作年度报告发布情况的通报\n各单位：\n{Y}年度政府信息公开工作年度报告发布工作已经结束，现将情况通报如下。\n一、总体情况\n42家单位按时发布。\n二、存在的主要问题\n部分单位数据有误。",
			"{A}{Y}年政府信息公开社会评议结果公示\n为听取意见，开展了社会评议，满意率98%。",
			"{Y}年政务公开工作考核结果的通报\n一、总体情况\n考核结果较好。",
		},
		"budget": {
			"{A}{Y}年部门预算信息公开报告\n一、基本情况\n（一）机构职能\n二、收支情况\n三、其他需要说明的情况",
			"{A}{Y}年度部门决算公开报告\n目录\n一、部门概况\n二、部门决算表\n三、部门决算情况说明",
		},
		"rule": {
			"{A}政府信息公开年度报告制度\n第一条 为规范政府信息公开年度报告编制工作，制定本制度。\n第二条 年度报告应当包括主动公开政府信息情况、依申请公开情况。",
			"政府信息公开工作年度报告编制规范\n第一条 本规范适用于各单位。\n第二条 报告应于每年1月31日前发布。",
		},
		"catalogue": {
			"{A}政府信息公开目录\n序号\t名称\t时限\n1\t机构职能\t长期\n2\t政府信息公开年报\t每年",
		},
		"news": {
			"一图读懂｜{A}{Y}年政府信息公开工作年度报告解读\n近日发布。",
			"{A}召开{Y}年政府信息公开工作培训会议\n{Y}年5月6日，{A}召开培训会议，学习条例。会议要求，要做好年度报告编制工作。",
		},
		"list": {
			"政府信息公开年报\n{A}{Y}年政府信息公开工作年度报告\n{N}-01-12\n{A}{Z}年政府信息公开工作年度报告\n{Y}-01-15\n共2条",
		},
		"website": {
			"{A}政府网站工作年度报表（{Y}年度）\n网站名称：某某网\n首页网址：www.example.cn\n信息发布（单位：条） 总数 1200\n概况类信息更新量 12",
		},
		"application form": {
			"{A}政府信息公开申请表\n申请人信息\n姓名\n身份证号\n所需政府信息情况\n所需政府信息的用途",
		},
		"companies": {
			"西江水务有限公司{Y}年环境信息公开年度报告\n一、企业基本情况\n二、排污信息\n三、其他情况",
		},
	}
}

// TestNeighboursAreNoReports: what stands beside annual reports is refused, by name.
func TestNeighboursAreNoReports(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := neighbour(t)
		r, err := parse.New().Parse(context.Background(), textDocument(s))
		if c, ok := fault.ClassOf(err); !ok || c != fault.NotAReport {
			t.Fatalf("%v, title %q, for:\n%s", err, text(r.Title), s)
		}
	})
}

// TestEachNeighbourIsRefused tries every text of every kind once.
func TestEachNeighbourIsRefused(t *testing.T) {
	t.Parallel()
	other := map[string][]string{"a report on the year's work": {"一、总体情况\n2023年，本委全面落实各项部署，完成任务46项。\n二、主要做法和成效\n（一）强化责任担当。\n加强督促检查。"}}
	maps.Copy(other, kinds())
	for kind, list := range other {
		for _, s := range list {
			s = strings.NewReplacer("{A}", "清源县水务局", "{Y}", "2022", "{Z}", "2021", "{N}", "2023").Replace(s)
			r, err := parse.New().Parse(context.Background(), textDocument(s))
			if c, ok := fault.ClassOf(err); !ok || c != fault.NotAReport {
				t.Errorf("%s: %v, title %q, for:\n%s\n", kind, err, text(r.Title), s)
			}
		}
	}
}

// TestReportsWithWordsOfNeighbours: the name of the issuer, the menu of the page and the
// sentences of a report may have the words of its neighbours.
func TestReportsWithWordsOfNeighbours(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"清源县绩效评估中心2022年政府信息公开工作年度报告" + body,
		"清源县公共资源规范管理办公室2022年政府信息公开工作年度报告" + body,
		"政府信息公开指南\n政府信息公开制度\n政府信息公开年报\n清源县预算编审中心2022年政府信息公开工作年度报告" + body,
		"清源县教育局2022年政府信息公开工作年度报告\n根据《关于做好2022年政府信息公开工作年度报告编制发布工作的通知》要求，编制本报告。2022年上半年开展评估。" + body,
		"清源县教育局关于2022年度政府信息公开工作情况的报告\n县政府：\n现将2022年政府信息公开工作情况报告如下。" + body,
		"根据《条例》要求，由清源县审计局编制的2022年度政府信息公开年度报告。\n一、概述\n2022年，我局认真开展工作。",
		strings.TrimPrefix(body, "\n") + "\n清源县审计局\n2023年1月5日",
		"清源县统计局2022年政府信息公开工作年度报告\n2022年，我局按季度公开统计数据，第三季度更新目录和指南。" + body,
	} {
		r, err := parse.New().Parse(context.Background(), textDocument(s))
		if err != nil || r.Year == nil || *r.Year != 2022 {
			t.Errorf("%v, year %v, for:\n%s", err, r.Year, s)
		}
	}
}

// TestSeveralReportsAreNotMixed: reports of two years or two bodies in one file are refused;
// one that is printed twice is one.
func TestSeveralReportsAreNotMixed(t *testing.T) {
	t.Parallel()
	one := func(agency string, year int) string {
		return fmt.Sprintf("%s%d年政府信息公开工作年度报告\n本报告所列数据的统计期限自%d年1月1日起至%d年12月31日止。\n一、总体情况\n%d年，开展工作。\n二、主动公开政府信息情况\n见附表。\n"+
			"三、收到和处理政府信息公开申请情况\n无。\n四、政府信息公开行政复议、行政诉讼情况\n无。\n五、存在的主要问题及改进情况\n一是不足。\n六、其他需要报告的事项\n无。\n%s\n%d年1月8日\n", agency, year, year, year, year, agency, year+1)
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anAgency(t), anAgency(t)
		y, z := rapid.IntRange(2019, 2025).Draw(t, "a year"), rapid.IntRange(2019, 2025).Draw(t, "another")
		contents := pick(t, "contents", "", "目录\n一、总体情况\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n五、存在的主要问题及改进情况\n")
		_, err := parse.New().Parse(context.Background(), textDocument(contents+one(a, y)+one(b, z)))
		c, _ := fault.ClassOf(err)
		same := strings.ReplaceAll(a, "人民政府", "") == strings.ReplaceAll(b, "人民政府", "") || strings.Contains(a, b) || strings.Contains(b, a)
		short := func(s string) string { return strings.ReplaceAll(s, "人民政府", "") }
		same = same || strings.Contains(short(a), short(b)) || strings.Contains(short(b), short(a))
		switch {
		case y == z && same && err != nil:
			t.Fatalf("%s of %d twice: %v", a, y, err)
		case (y != z || !same) && c != fault.SeveralReports:
			t.Fatalf("%s of %d and %s of %d: %v", a, y, b, z, err)
		case y != z && !(strings.Contains(err.Error(), fmt.Sprint(y)) && strings.Contains(err.Error(), fmt.Sprint(z))):
			t.Fatalf("the message names no years: %v", err)
		}
	})
}

// linked is a page with these lines, each of which links a file.
func linked(text string, links ...report.Object) report.Document {
	doc := textDocument(text)
	last := &doc.Blocks[len(doc.Blocks)-1].Line
	last.Objects = links
	return doc
}

func TestPagesOfLinks(t *testing.T) {
	t.Parallel()
	const title = "东河县教育局2022年政府信息公开工作年度报告"
	att := report.Object{Thing: report.Attachment, Target: "/att/2022.pdf"}
	for _, c := range []struct {
		name  string
		doc   report.Document
		class fault.Class
		says  string
	}{
		{"a title and an attachment", linked(title+"\n发布日期：2023-01-22\n附件："+title, att), fault.LinksOnly, "/att/2022.pdf"},
		{"a frame", linked(title+"\n见下", report.Object{Thing: report.Frame, Target: "viewer.html?file=1.pdf"}), fault.LinksOnly, "viewer.html"},
		{"a file by its name", textDocument(title + "\n附件：" + title + ".docx"), fault.LinksOnly, title + ".docx"},
		{"a Markdown link", textDocument("# " + title + "\n[" + title + "](https://example.cn/a/2022.pdf)"), fault.LinksOnly, "https://example.cn/a/2022.pdf"},
		{"a report with an attachment", linked(title+body+"\n附件：附表.pdf", att), "", ""},
		{"a notice with an attachment", linked("关于召开会议的通知\n附件：议程", att), fault.NotAReport, ""},
		{"a picture is no link", linked(title+"\n见图", report.Object{Thing: report.Picture}), fault.NotAReport, ""},
	} {
		_, err := parse.New().Parse(context.Background(), c.doc)
		got, _ := fault.ClassOf(err)
		if got != c.class || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
