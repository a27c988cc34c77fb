package validate_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/report"
)

func narrativeCases() []ruleCase {
	rep := func(n int, old, words string) func(*world) { return func(w *world) { w.replace(n, old, words) } }
	none := func(w *world) {
		for _, r := range report.ApplicationRows(report.Form2021) {
			w.Tables.Applications[r.Key] = rowOf(report.ApplicantColumns(), "0 0 0 0 0 0 0")
		}
	}
	noCases := func(w *world) {
		for _, g := range report.ProceedingGroups() {
			w.Tables.Proceedings[g.Key] = rowOf(report.ProceedingOutcomes(), "0 0 0 0 0")
		}
	}
	return []ruleCase{
		{id: "N-01", trip: rep(1, "申请50件", "申请75件"), quote: "全年全区收到政府信息公开申请75件"},
		{id: "N-01", trip: rep(1, "申请50件", "申请52件"), pass: rep(1, "申请50件", "申请52件（含上年结转2件）")},
		{id: "N-01", severity: report.Warning, trip: rep(1, "全年全区收到政府信息公开申请50件", "区政府办代表区政府受理政府信息公开申请17件"),
			quote: "区政府办代表区政府受理政府信息公开申请17件", pass: rep(1, "全年全区收到政府信息公开申请50件", "全区共收到50件申请，其中通过网络收到申请30件")},
		{id: "N-02", trip: rep(1, "全年全区收到政府信息公开申请50件", "全年未收到政府信息公开申请"), pass: func(w *world) {
			none(w)
			w.write(1, "本年度未收到政府信息公开申请。")
		}},
		{id: "N-01", severity: report.Warning, trip: func(w *world) { // the total is blank, the columns are not
			w.replace(1, "申请50件", "申请75件")
			w.set("applications.new_received.total", "")
		}, pass: func(w *world) { w.set("applications.new_received.total", "") }},
		{id: "N-02", trip: func(w *world) { // the total is nought, the columns are not
			w.replace(1, "全年全区收到政府信息公开申请50件", "全年未收到政府信息公开申请")
			w.set("applications.new_received.total", "0")
		}, pass: func(w *world) {
			none(w)
			w.write(1, "全年未收到政府信息公开申请。")
		}},
		{id: "N-02", trip: rep(1, "申请50件", "申请0件"), pass: func(w *world) {
			none(w)
			w.write(1, "我局2023年未受理政府信息公开的申请，未因政务公开工作被提起行政复议、行政诉讼。")
		}},
		{id: "N-03", trip: func(w *world) {
			w.write(1, "2023年，全区各级行政机关扎实推进政务公开工作，主动公开方面成效明显。")
		}},
		{id: "N-04", trip: rep(1, "继续办理3件", "继续办理4件"), pass: rep(1, "结转下年度继续办理3件", "3件结转下年度继续办理")},
		{id: "N-04", trip: rep(1, "上年结转2件", "上年结转1件"), quote: "上年结转1件", pass: rep(1, "结转下年度继续办理3件", "结转至2024年3件")},
		{id: "N-04", trip: rep(1, "结转下年度继续办理3件", "另有103件顺延"), pass: rep(1, "结转下年度继续办理3件", "另有3件顺延")},
		{id: "N-05", trip: rep(1, "办结49件", "办结48件"), pass: rep(1, "办结49件", "答复47件")},
		{id: "N-06", trip: rep(1, "不予公开6件", "不予公开60件"), quote: "不予公开60件",
			pass: rep(1, "予以公开20件，部分公开9件", "予以公开及部分公开29件（59.18%）")},
		{id: "N-06", severity: report.Warning, trip: func(w *world) { // one total is read, and of the other rows nothing
			for key, row := range w.Tables.Applications {
				for c := range row {
					if strings.HasPrefix(key, "denied_") {
						row[c] = report.Cell{State: report.Unread}
					}
				}
			}
			w.Tables.Applications["denied_law"]["total"] = rowOf(report.ApplicantColumns(), "0 0 0 0 0 0 11")["total"]
		}, quote: "不予公开6件"},
		{id: "N-06", trip: rep(1, "其他处理2件", "其他处理12件"), pass: rep(1, "无法提供9件", "因本机关不掌握等原因无法提供9件")},
		{id: "N-07", trip: rep(4, "行政复议5件", "行政复议36件"), pass: rep(4, "行政复议5件", "行政复议案件共5起，其中结果维持3件")},
		{id: "N-07", trip: rep(4, "行政复议5件，行政诉讼3件", "行政复议5件，其中结果维持4件")},
		{id: "N-08", trip: rep(4, "行政诉讼3件", "行政诉讼4件"), quote: "行政诉讼4件"},
		{id: "N-08", severity: report.Warning, trip: rep(4, "行政复议5件，行政诉讼3件", "行政复议、行政诉讼9件"), pass: rep(4, "行政复议5件，行政诉讼3件", "行政复议、行政诉讼8件")},
		{id: "N-09", trip: func(w *world) { w.write(4, "2023年，未发生政府信息公开行政复议、行政诉讼。") }, pass: func(w *world) {
			noCases(w)
			w.write(4, "2023年，未有政府信息公开行政复议及行政诉讼有关情况。")
		}},
		{id: "N-10", trip: rep(1, "制发行政规范性文件3件", "制发行政规范性文件2件"), quote: "全年制发行政规范性文件2件"},
		{id: "N-10", severity: report.Info, trip: rep(1, "制发行政规范性文件3件", "制定规范性文件5件"), pass: rep(1, "现行有效行政规范性文件12件", "刊登市政府部门行政规范性文件等243件")},
		{id: "N-11", trip: func(w *world) { w.say(1, "全年作出行政处罚决定420件。") }, pass: func(w *world) { w.say(1, "全年作出行政处罚决定415件。") }},
		{id: "N-12", trip: func(w *world) { w.say(2, "全年主动公开政府信息1100条。") }, pass: func(w *world) { w.say(2, "全年主动公开政府信息1200条。") }},
		{id: "N-13", trip: func(w *world) {
			none(w)
			w.write(6, "收取信息处理费500元。")
		}, pass: rep(6, "信息处理费0元", "信息处理费400元")},
		{id: "N-14", trip: func(w *world) {
			w.replace(1, "办结49件", "均在法定期限内答复")
			w.set("applications.carried_out.total", "30")
		}, pass: rep(1, "办结49件", "均在法定期限内答复")},
	}
}

func arithmeticCases() []ruleCase {
	rep := func(n int, old, words string) func(*world) { return func(w *world) { w.replace(n, old, words) } }
	say := func(words string) func(*world) { return func(w *world) { w.say(2, words) } }
	return []ruleCase{
		{id: "A-01", trip: say("累计受理转办各类事项82292件,办结81944件,办结率99.66%。"), pass: say("累计受理转办各类事项82292件，办结81944件，办结率99.58%。"),
			quote: "累计受理转办各类事项82292件,办结81944件,办结率99.66%"},
		{id: "A-01", severity: report.Warning, trip: say("全年发布2069条。其中部门1592条，占79.6%。"), pass: say("全年发布2069条。其中部门1592条，占76.9%。各乡镇477条，占23.1%。")},
		{id: "A-02", trip: say("公布政府信息260条（其中机构职能类82条，政策类80条，其他应主动公开政府信息101条）。")},
		{id: "A-02", severity: report.Warning, trip: say("发布信息276条，其中政策216条、动态50条。"), pass: say("发布信息444条，其中动态118条、政策294条、公告32条。")},
		{id: "A-02", severity: report.Warning, trip: say("发布信息100条，其中网站80条、微信30条。"), pass: say("发布信息100条，其中政策20条。")},
		{id: "A-02", severity: report.Warning, trip: say("收到复议案件25件，其中维持20件，复议后纠正3件。"), pass: say("受理依申请公开事项25件，其中20件涉及招生录取；2件结转下年答复；全年被申请行政复议1件。公布信息5条，其中规划3条，计划2条。")},
		{id: "A-02", pass: say("发布信息3682条，其中，通过网站公开信息1233条，含文件类信息2条，其他类信息1231条。")},
		{id: "A-02", pass: say("报送信息154条，其中约稿信息8条，报送上级信息111条；通过交互平台发布信息190条，门户发布信息451条。")},
		{id: "A-02", pass: say("收到来信31件，上月留存来信3件。其中，办理18件，转办16件。")},
		{id: "A-02", trip: say("举办活动20次，其中宣讲12次、座谈9次。"), pass: say("收到咨询50件，其中个人48件、单位2件，信函40件、当面10件。")},
		{id: "A-03", trip: say("发布444条，其中动态118条（图文70条、视频58条）、政策294条、公告32条。"), pass: say("发布444条，其中动态118条（图文70条、视频48条）、政策294条、公告32条。")},
		{id: "A-04", trip: say("予以答复20人（41%）、9人（18%）、20人（44%）。"), pass: say("四类分别占58.5%、7.3%、28.9%、5.2%。")},
		{id: "A-05", trip: rep(1, "申请50件", "申请50件，同比增长80%"), pass: rep(1, "申请50件", "申请50件，同比增长42.86%")},
		{id: "A-06", trip: rep(1, "办结率99.5%", "办结率100%"), pass: say("受理热线75件，办结75件，办结率100%。")},
		{id: "A-06", trip: rep(1, "办结率99.5%", "办结率100%"), pass: say("受理热线75件，办结75件，办结率100%。受理100件，办结98件，按期办结率100%。受理100件，办结96件，到期办结率100%。")},
		{id: "A-06", trip: say("全年满意率101.5%。"), pass: say("受理热线75件，办结75件，办结率100%。访问量增长150%。")},
		{id: "A-07", trip: rep(1, "继续办理3件", "继续办理4件")},
		{id: "A-08", trip: rep(1, "申请50件", "申请80余件"), quote: "全年全区收到政府信息公开申请80余件", pass: rep(1, "申请50件", "申请50余件")},
		{id: "A-08", trip: rep(1, "申请50件", "申请超过60件"), pass: rep(1, "申请50件", "申请超过40件")},
		{id: "A-08", trip: rep(1, "申请50件", "申请近70件"), pass: rep(1, "申请50件", "申请近55件")},
		{id: "A-08", trip: rep(1, "申请50件", "申请约30件"), pass: rep(1, "申请50件", "申请约46件")},
		{id: "A-08", trip: rep(1, "申请50件", "申请不足40件"), pass: rep(1, "申请50件", "申请不足60件")},
		{id: "A-08", trip: rep(4, "行政复议5件", "行政复议10余件"), pass: rep(4, "行政复议5件", "行政复议5件以上")},
		{id: "A-09", trip: say("全年共主动公开条，其中政策解读5条。"), quote: "全年共主动公开条", pass: say("依照《条例》第十条办理，疑难申请件，均已答复。")},
		{id: "A-09", trip: say("群众满意率达%。")},
		{id: "A-10", trip: rep(0, "其他需要报告的事项六部分", "其他需要报告的事项七部分"),
			pass: rep(0, "行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成", "行政复议、行政诉讼情况、存在的主要问题及改进情况、2024年工作打算、其他需要报告的事项等七个部分组成")},
		{id: "A-10", trip: rep(5, "还有不足：", "还有三个方面的不足："), pass: rep(5, "还有不足：", "还有两个方面的不足：")},
	}
}

// TestWordsThatAreNoEvidence: numbers about something else are not compared with the
// tables.
func TestWordsThatAreNoEvidence(t *testing.T) {
	t.Parallel()
	v := newValidator(t)
	for _, words := range []string{
		"全年共制发政府信息316条，其中不予公开67条。",
		"全年未发生因依申请公开被行政复议纠错或败诉的情形。",
		"全年未收到依申请公开信息处理费。",
		"2022年收到政府信息公开申请37件。",
		"收到政府信息公开申请较上年增加15件。",
		"区政府办理行政复议案件120件，行政应诉案件33件。",
		"通过信函收到政府信息公开申请7件。",
		"受理行政许可申请2200件，收到群众诉求348件。",
		"主动公开政府信息5500余条。",
		"公示行政处罚决定23件，发布行政许可信息40条。",
		"制定政策性文件11件，公开规范性文件8件。",
		"受理的申请件已按规定在法定期限内予以答复。",
		"收到自然人申请40件。",
		"12345热线上年结转20件，结转下年30件。",
		"行政诉讼案件上年结转2件。",
		"区政府共受理政府信息公开申请17件。",
	} {
		w := clean()
		w.say(2, words)
		for _, f := range judge(t, v, w).Findings {
			if f.Rule[0] == 'N' && f.Severity == report.Error {
				t.Errorf("%s: %s %s", words, f.Rule, f.Message)
			}
		}
	}
}
