package validate_test

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

func contentCases() []ruleCase {
	say := func(words string) func(*world) { return func(w *world) { w.say(2, words) } }
	return []ruleCase{
		{id: "S-03", trip: func(w *world) { w.section(5).Heading = "五、存在的主要问题及改进措施:" }, quote: "五、存在的主要问题及改进措施:",
			pass: func(w *world) { w.section(5).Heading = "五、存在问题及改进情况" }},
		{id: "S-03", trip: func(w *world) { w.section(4).Heading = "四、政府信息公开行政法复议、行政诉讼情况" }, pass: func(w *world) {
			w.section(4).Heading = "四、因政府信息公开工作被申请行政复议和提起行政诉讼情况"
		}},
		{id: "S-05", trip: func(w *world) { w.replace(0, "政府信息公开行政复议和行政诉讼情况、", "") }, pass: func(w *world) {
			w.replace(0, "、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成", "等六个部分组成")
		}},
		{id: "S-05", pass: func(w *world) {
			w.replace(0, "、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分", "等六个部分")
		}},
		{id: "S-05", trip: func(w *world) { w.replace(0, "事项六部分", "事项五部分") }, pass: func(w *world) { w.replace(0, "、其他需要报告的事项六部分", "等部分") }},
		{id: "S-05", pass: func(w *world) {
			w.replace(0, "收到和处理政府信息公开申请情况、", "依申请公开和不予公开情况、")
		}},
		{id: "S-05", trip: func(w *world) {
			w.replace(0, "收到和处理政府信息公开申请情况、", "收到和处理政府信息公开情况、")
		}},
		{id: "S-05", trip: func(w *world) {
			w.replace(0, "政府信息公开行政复议和行政诉讼情况、", "")
			w.replace(0, "六部分组成", "等六个方面")
		}},
		{id: "S-06", trip: func(w *world) {
			w.write(1, "（一）组织机构建设情况。成立了领导小组。（二）制定制度情况。制定了主动公开操作流程、依申请公开处理流程。（三）主动公开。专人上传政府网站发布，领导小组负责。")
		}},
		{id: "S-07", trip: func(w *world) { w.replace(1, "开展社会评议，满意率96.2%，", "") }},
		{id: "S-09", quote: "2.其他法律行政止公开", trip: func(w *world) {
			w.see(report.SeenLabel, "applications", "denied_law", "2.其他法律行政止公开")
		}},
		{id: "S-09", pass: func(w *world) { // the same in other words
			w.see(report.SeenLabel, "applications", "new_received", "一、本年度新收到政府信息公开申请数量")
		}},
		{id: "S-09", pass: func(w *world) { // a line of a page was full
			w.see(report.SeenLabel, "applications", "company", "商业企")
			w.Observations[0].Want = "商业企业"
		}},
		{id: "S-13", trip: func(w *world) { w.set("applications.granted.natural", "-2") }, quote: "-2"},
		{id: "S-13", trip: func(w *world) { w.set("disclosure.licences", "2.5") }},
		{id: "S-13", severity: report.Warning, trip: func(w *world) { w.set("disclosure.licences", "2,310") }},
		{id: "S-13", severity: report.Warning, trip: func(w *world) { w.set("disclosure.licences", "0310") }},
		{id: "S-13", severity: report.Warning, trip: func(w *world) {
			c := printed("3")
			c.Text = "３"
			setCell(w.Report, "disclosure.normative_made", c)
		}, pass: func(w *world) { w.set("disclosure.fees_10k_yuan", "24252.311082") }},
		{id: "S-13", severity: report.Warning, trip: func(w *world) {
			c := printed("3")
			c.Text = "3件"
			setCell(w.Report, "disclosure.normative_made", c)
		}, pass: func(w *world) { w.set("disclosure.licences_change", "-18") }},
		{id: "S-14", severity: report.Info, trip: func(w *world) { w.see(report.SeenNoTitle, "disclosure", "", "") }},
		{id: "S-14", trip: func(w *world) {
			w.section(2).At = report.Place{Kind: report.PlaceHTML, Path: "/html/body/h2[2]"}
			w.see(report.SeenNoTitle, "disclosure", "", "")
		}},
		{id: "S-15", trip: say("按照《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》（国办公开办函〔2021〕30号）要求编制。"),
			pass: say("按照《关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）要求编制。")},
		{id: "S-15", trip: say("按照《中华人民共和国政府信息公开工作年度报告格式（试行）》要求编制。"), quote: "年度报告格式（试行）》", pass: say("按照《中华人民共和国政府信息公开工作年度报告格式》要求编制。")},
		{id: "S-15", trip: func(w *world) {
			w.write(0, "根据《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》的要求编制本报告。")
		}, pass: say("根据《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》《中华人民共和国政府信息公开工作年度报告格式》编制。")},
		{id: "S-15", trip: say("根据有关事项的通知（国办公开函〔2019〕60号）要求编制。")},
		{id: "S-15", trip: func(w *world) { w.replace(0, "〔2021〕30号", "〔2019〕60、61号") }, quote: "国办公开办函〔2019〕60、61号"},
		{id: "S-16", trip: func(w *world) { w.Form = report.FormPre2019 }},
		{id: "S-17", trip: func(w *world) { w.set("disclosure.fees_10k_yuan", "77302800") }, pass: func(w *world) { w.set("disclosure.fees_10k_yuan", "316441") }},
		{id: "S-18", trip: func(w *world) { w.say(1, strings.Repeat("推进政务公开。", 200)) }},
	}
}

func yearCases() []ruleCase {
	say := func(words string) func(*world) { return func(w *world) { w.say(2, words) } }
	date := func(signed, published string) func(*world) {
		return func(w *world) { w.Signed, w.Published = &signed, &published }
	}
	return []ruleCase{
		{id: "Y-01", trip: func(w *world) {
			title := "清河区人民政府2024年政府信息公开工作年度报告"
			w.Title = &title
		}},
		{id: "Y-01", severity: report.Warning, trip: func(w *world) { w.Source.Year = 2022 }, pass: func(w *world) { w.Source.Year = 2023 }},
		{id: "Y-03", trip: say("2022年，我局加强培训，成效明显。"), quote: "2022年，我局加强培训", pass: say("较2022年增加5条。2022年决算已公开。截至2022年底有3个栏目。")},
		{id: "Y-03", trip: func(w *world) {
			w.replace(0, "和《中华人民共和国政府信息公开工作年度报告格式》", "《关于编制公布2021年政府信息公开工作年度报告有关事项的通知》")
		}, quote: "关于编制公布2021年政府信息公开工作年度报告有关事项的通知", pass: say("按照《2022年政务公开工作要点》部署。")},
		{id: "Y-03", pass: say("在2022年度全市政务公开考核中被评为优秀等次，得分96分。")},
		{id: "Y-03", pass: say("2022年，在上级政务公开办公室对全部直属机关组织开展的年终评估中，本局被评为优秀单位。")},
		{id: "Y-03", trip: func(w *world) { w.write(5, w.section(5).Text+"\n2023年将从以下方面改进：加强培训。") }, quote: "2023年将从以下方面改进：加强培训。", pass: func(w *world) {
			w.write(5, w.section(5).Text+"\n2023年，我局将公开工作纳入考核。2024年将从以下方面改进：加强培训。")
		}},
		{id: "Y-03", pass: say("2022年5月1日起我局开始编制目录，配备两人。2022年我局积极开展清理工作。")},
		{id: "Y-03", trip: say("统计期限自2022年1月1日起至12月31日。2022年我局积极开展清理工作。")},
		{id: "Y-03", trip: func(w *world) { w.say(0, "现将2022年政府信息公开工作情况报告如下。") }, pass: say("落实2022年政务公开工作要点和考核要求。")},
		{id: "Y-04", trip: say("2025年，我局共发布政策解读12篇。"), pass: say("报告于2025年3月发布。")},
		{id: "Y-04", trip: say("2025年共举办培训3场。"), pass: say("到2025年，将建成统一平台，落实《规划（2025年）》。2件申请转入2025年办理。")},
		{id: "Y-05", trip: say("今年以来，我区加强培训。"), pass: say("围绕“今年的要点”开展培训。")},
		{id: "Y-07", trip: date("2024-03-01", "2024-01-31"), pass: date("2024-01-20", "2024-01-31")},
		{id: "Y-08", severity: report.Info, trip: say("深入学习二十届三中全会精神。"), pass: say("深入学习党的二十大精神。")},
	}
}
