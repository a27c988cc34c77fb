package validate_test

import (
	"slices"

	"github.com/gouji/gouji/stages/report"
)

func structureCases() []ruleCase {
	return []ruleCase{
		{id: "S-01", trip: func(w *world) {
			signed := "2024-01-20"
			w.Sections, w.Signed = w.Sections[:5], &signed
		}, quote: "五、存在的主要问题及改进情况"},
		{id: "S-01", severity: report.Warning, trip: func(w *world) { w.Sections = w.Sections[:5] }, quote: "五、存在的主要问题及改进情况"},
		{id: "S-01", severity: report.Warning, trip: func(w *world) {
			w.say(4, w.section(5).Text)
			w.Sections = slices.Delete(w.Sections, 4, 5)
		}, pass: func(w *world) {
			w.section(4).Heading = "四、因政府信息公开工作被申请行政复议和提起行政诉讼情况"
		}},
		{id: "S-02", trip: func(w *world) { w.Sections[2], w.Sections[3] = w.Sections[3], w.Sections[2] }},
		{id: "S-02", quote: "五、政府信息公开行政复议、行政诉讼情况", trip: func(w *world) {
			five := 5
			w.Sections[3].Printed, w.Sections[3].Heading = &five, "五、政府信息公开行政复议、行政诉讼情况"
		}},
		{id: "S-04", trip: func(w *world) { w.write(5, "无。") }, quote: "无。"},
		{id: "S-04", trip: func(w *world) { w.write(1, "见附件。") }},
		{id: "S-04", severity: report.Info, trip: func(w *world) {
			w.write(5, "2023年，我区政府信息公开工作成绩显著，受到群众一致好评。")
		}},
		{id: "S-04", severity: report.Info, trip: func(w *world) {
			w.write(5, "当前，目录更新比较慢，解读形式单一，经办人员较少且更换频繁。")
		}},
		{id: "S-08", trip: func(w *world) {
			w.Tables.Proceedings, w.section(4).At = nil, report.Place{Kind: report.PlaceHTML, Path: "/html/body/h2[4]"}
		}},
		{id: "S-08", severity: report.Info, trip: func(w *world) { w.Tables.Proceedings = nil }}, // a text may have lost a picture
		{id: "S-08", severity: report.Warning, trip: func(w *world) { w.Tables = report.Tables{} }},
		{id: "S-10", severity: report.Info, trip: func(w *world) { // a text that was torn on the way
			w.see(report.SeenMissing, "proceedings", "", "结 0 0 0")
			w.see(report.SeenMissingRow, "proceedings", "review", "")
		}},
		{id: "S-10", severity: report.Info, trip: func(w *world) { w.see(report.SeenMissing, "disclosure", "licences", "行政许可") }},
		{id: "M-03", trip: func(w *world) {
			w.Tables.Proceedings = nil
			w.write(4, "[TABLE]")
		}, quote: "[TABLE]"},
		{id: "M-03", trip: func(w *world) { w.see(report.SeenCutOff, "", "", "…本年新收政") }, quote: "…本年新收政"},
		{id: "M-03", severity: report.Info, trip: func(w *world) { w.see(report.SeenUnread, "applications", "granted", "（一）予以公开") }, quote: "（一）予以公开"},
		{id: "M-03", severity: report.Info, trip: func(w *world) {
			w.say(2, "按照国办公开办函〔202130号文件，统计期限自202311日至20231231日。")
		}, quote: "照国办公开办函〔202130号文件，统计期限", pass: func(w *world) {
			w.say(2, "按照国办公开办函〔202130号文件，统计期限自2023年1月1日至2023年12月31日。")
		}},
		{id: "M-03", severity: report.Info, trip: func(w *world) { w.say(2, "统计期限从202311日到1231日止。") }, quote: "统计期限从202311日到1231日止"},
		{id: "M-03", severity: report.Warning, trip: func(w *world) { w.see(report.SeenUnread, "applications", "", "（一）予以公开") }, quote: "（一）予以公开"},
		{id: "S-08", severity: report.Warning, trip: func(w *world) {
			w.see(report.SeenMisplaced, "proceedings", "", "行政复议")
		}, quote: "行政复议"},
		{id: "S-10", severity: report.Warning, quote: "（七）总计 0 0 0 0 0 0 0 0", trip: func(w *world) {
			w.see(report.SeenSurplus, "applications", "result_total", "（七）总计 0 0 0 0 0 0 0 0")
		}},
		{id: "S-10", severity: report.Warning, trip: func(w *world) { w.see(report.SeenMissingRow, "disclosure", "rules_made", "") }},
		{id: "S-10", trip: func(w *world) {
			w.see(report.SeenMissing, "applications", "granted", "（一）予以公开 1 2")
			w.Observations[0].Quote.At = report.Place{Kind: report.PlaceHTML, Path: "/html/body/table[1]/tr[3]/td[2]"}
		}},
		{id: "S-10", severity: report.Warning, trip: func(w *world) {
			w.see(report.SeenMissing, "applications", "granted", "（一）予以公开 1 2")
		}},
		{id: "S-10", severity: report.Warning, trip: func(w *world) { // blocks that are laid out like rows have no cells
			w.see(report.SeenMissing, "applications", "granted", "（一）予以公开 1 2")
			w.Observations[0].Quote.At = report.Place{Kind: report.PlaceHTML, Path: "/html/body/div[1]/div[3]/span[2]"}
		}},
		{id: "S-10", severity: report.Info, trip: func(w *world) { // and lose each cell that is blank
			for _, key := range []string{"granted", "partial", "not_held"} {
				w.see(report.SeenMissing, "applications", key, "1 2")
			}
			for i := range w.Observations {
				w.Observations[i].Quote.At = report.Place{Kind: report.PlaceHTML, Path: "/html/body/div[1]/div[3]/span[2]"}
			}
		}},
		{id: "S-11", quote: "（六）其他处理", trip: func(w *world) {
			w.see(report.SeenOneRow, "applications", "other", "（六）其他处理")
		}},
		{id: "S-11", trip: func(w *world) { w.Form = report.Form2019 }},
		{id: "S-11", quote: "对外公开总数量", trip: func(w *world) { w.see(report.SeenOtherForm, "disclosure", "", "对外公开总数量") }},
		{id: "S-12", trip: func(w *world) { w.set("disclosure.rules_made", "/", "disclosure.rules_repealed", "/") }, quote: "/"},
		{id: "S-12", trip: func(w *world) { w.set("applications.granted.total", "") }},
	}
}

func periodCases() []ruleCase {
	period := func(start, end string) func(*world) {
		return func(w *world) { w.Period = &report.Period{Start: start, End: end} }
	}
	sign := func(date string) func(*world) {
		return func(w *world) {
			w.Signed = &date
			w.Evidence["signed"] = report.Quote{Text: date}
		}
	}
	return []ruleCase{
		{id: "Y-02", trip: period("2023-01-01", "2022-12-31")},
		{id: "Y-02", trip: period("2022-01-01", "2022-12-31")},
		{id: "Y-02", trip: period("2023-01-01", "2023-12-30"), quote: "2023年1月1日起至2023年12月31日止"},
		{id: "Y-06", severity: report.Info, trip: func(w *world) { day := "2023-02-20"; w.Signed, w.Published = nil, &day }},
		{id: "Y-06", trip: sign("2023-12-23"), pass: sign("2024-01-05"), quote: "2023-12-23"},
	}
}
