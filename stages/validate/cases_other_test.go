package validate_test

import "github.com/gouji/gouji/stages/report"

func otherCases() []ruleCase {
	dates := func(agency, signed, published string) func(*world) {
		return func(w *world) {
			w.as(agency)
			w.Published = &published
			if signed != "" {
				w.Signed = &signed
			}
		}
	}
	rep := func(n int, old, words string) func(*world) { return func(w *world) { w.replace(n, old, words) } }
	nothing := func(w *world, r *report.Report) {
		for _, row := range report.ApplicationRows(report.Form2021) {
			r.Tables.Applications[row.Key] = rowOf(report.ApplicantColumns(), "0 0 0 0 0 0 0")
		}
	}
	return []ruleCase{
		{id: "D-01", trip: dates("清河区统计局", "2024-02-05", "2024-02-06"), pass: dates("清河区统计局", "", "2024-01-31")},
		{id: "D-01", severity: report.Warning, trip: dates("清河区统计局", "2024-01-20", "2024-02-06"), pass: dates("清河区统计局", "", "2024-01-05")},
		{id: "D-02", trip: dates("清河区人民政府", "2024-04-05", "2024-04-20")},
		{id: "D-03", trip: dates("昌图镇人民政府", "", "2024-03-05"), pass: dates("昌图镇人民政府", "", "2024-01-20")},
		{id: "D-04", trip: dates("清河区统计局", "", "2024-01-30"), pass: dates("清河区统计局", "", "2024-01-26")},
		{id: "D-05", trip: func(w *world) { w.Published = nil }},
		{id: "F-01", trip: func(w *world) { w.write(6, "无需要说明的事项。") }, quote: "无需要说明的事项。"},
		{id: "F-02", trip: rep(6, "0元", "7730.28万元"), pass: rep(6, "全区收取信息处理费0元", "依据《政府信息公开信息处理费管理办法》规定，2025年全市实际收取信息处理费共计400元")},
		{id: "F-03", trip: func(w *world) { w.say(6, "第二处：收取信息处理费380元。") }, pass: func(w *world) { w.say(6, "合计收取信息处理费0元。") }},
		{id: "F-04", trip: func(w *world) {
			w.set("applications.other_overdue_fee.total", "2")
			w.write(6, "无。")
		}, pass: func(w *world) { w.set("applications.other_overdue_fee.total", "2") }},
		{id: "M-01", trip: func(w *world) { w.Agency = nil }},
		{id: "M-02", trip: func(w *world) {
			agency := "淮阴县统计局"
			w.Agency = &agency
		}, pass: func(w *world) {
			agency := "淮安市清河区人民政府"
			w.Agency = &agency
		}},
		{id: "M-03", trip: func(w *world) {
			w.Sections, w.Preamble, w.Tables = nil, nil, report.Tables{}
		}},
		{id: "Q-01", trip: func(w *world) { w.as("昌图镇人民政府") }, pass: func(w *world) {
			w.as("昌图镇人民政府")
			w.set("disclosure.licences", "0", "disclosure.penalties", "0", "disclosure.coercions", "0")
		}},
		{id: "Q-02", trip: func(w *world) {
			w.set("applications.carried_out.total", "30", "applications.new_received.total", "60")
		}},
		{id: "Q-03", trip: func(w *world) {
			nothing(w, w.Report)
			nothing(w, w.last)
		}},
		{id: "Q-04", trip: func(w *world) {
			nothing(w, w.Report)
			for k := range w.Tables.Disclosure {
				w.set("disclosure."+k, "0")
			}
			for _, g := range report.ProceedingGroups() {
				w.Tables.Proceedings[g.Key] = rowOf(report.ProceedingOutcomes(), "0 0 0 0 0")
			}
		}},
	}
}
