package validate_test

import "github.com/gouji/gouji/stages/report"

func wordingCases() []ruleCase {
	say := func(words string) func(*world) { return func(w *world) { w.say(2, words) } }
	five := func(words string) func(*world) { return func(w *world) { w.write(5, words) } }
	return []ruleCase{
		{id: "W-01", trip: say("根据《《中华人民共和国政府信息公开条例》及有关规定开展工作。"), quote: "根据《《中华人民共和国政府信息公开条例",
			pass: say("落实《关于印发《中华人民共和国政府信息公开工作年度报告格式》的通知》，1）加强培训。")},
		{id: "W-01", severity: report.Warning, trip: say("请联系办公室（电话：0517-87222589。")},
		{id: "W-02", trip: say("加强《华人民共和国政府信息公开条例》学习。"), quote: "《华人民共和国政府信息公开条例》", pass: say("发布《政府信息公开工作年度报告》，执行《中华人民共和国行政处罚法》《中华人民共和国行政监察法》。依照《上海市政府信息公开规定》《福建省政府信息公开办法》《条例》。")},
		{id: "W-02", severity: report.Warning, trip: say("按照《中华人民共和国政府信息年度报告格式》编写。")},
		{id: "W-03", trip: say("按照国办公开办函〔202130号文件。"), pass: say("按照国办公开办函〔2021〕30号文件。")},
		{id: "W-04", trip: say("XX局共收到申请3件。"), pass: say("电话138****1234，以2X倍速推进。")},
		{id: "W-04", trip: say("共制发文件××件。")},
		{id: "W-05", trip: say("完善制度,,优化流程。"), quote: "完善制度,,优化流程。", pass: say("省略号……不算，责任，及时。")},
		{id: "W-05", severity: report.Info, trip: say("落实公开责任 ,及时公开。"), quote: "实公开责任 ,及时公开。"},
		{id: "W-06", trip: say("听取意见方面需要进步加强。"), pass: say("有待进一步加强。目的的实现，截止时间为月底，整治沟渠。")},
		{id: "W-06", trip: say("畅通依申请公开受理渠。"), quote: "申请公开受理渠。"},
		{id: "W-06", trip: func(w *world) { w.section(4).Heading = "四、政府信息公开行政法复议、行政诉讼情况" }, quote: "四、政府信息公开行政法复议、行政诉讼情况"},
		{id: "W-07", trip: say("规范审核审核发布机制。"), quote: "规范审核审核发布机制", pass: say("应公开尽公开，一个一个落实，及时公开、及时公开。")},
		{id: "W-07", trip: say("无处罚强制信息,无行政事业性收费,无处罚强制信息,无行政事业性收费。")},
		{id: "W-07", trip: say("全区各单位高度重视政府信息公开工作，明确专人负责。全区各单位高度重视政府信息公开工作，明确专人负责。")},
		{id: "W-08", trip: say("本报告由某办公室根据规定要求编制此报告。"), pass: say("本报告由某办公室编制。")},
		{id: "W-09", trip: say("一是加强领导；三是加强培训。"), pass: say("依据第（三）项，一是加强领导；二是加强培训。另外：一是检查。"), quote: "三是加强培训。"},
		{id: "W-09", trip: say("（1）完善制度规范。转发有关文件。加强研究会商。针对复杂事项会商。（2）提高服务质量。畅通渠道。"), quote: "加强研究会商。"},
		{id: "W-10", trip: say("根据存在问题:我办下一步将加强学习。"), pass: say("主要有以下问题：学习不够。")},
		{id: "W-10", trip: func(w *world) {
			w.write(2, "中心积极落实政府信息公开的相关文件精神，及时更新政务公开平台，做到工作公开透明，接受群众监督，真正为群众办实事")
		}},
		{id: "W-11", trip: say("在门户网站(http//www.xqq.gov.cn/)查阅。"), pass: say("在门户网站（http://www.xqq.gov.cn/、www.xqq.gov.cn）查阅。")},
		{id: "W-12", trip: five("工作取得进展，也有不足：一是网站信息公开内容进一步丰富完善；二是审核把关不严。下一步，加强学习和培训。")},
		{id: "W-13", trip: five("存在不足：一是内容不够全面；二是审核把关不严；三是渠道有限。下一步：一是加强学习；二是加强培训。")},
		{id: "W-14", trip: say("公开渠道比较多样，但运用新媒体较少，传播途径不多。"), pass: say("公开渠道有待丰富。")},
		{id: "W-14", trip: func(w *world) { w.say(6, "本年度未收到政府信息公开申请。") }},
		{id: "W-15", trip: five("一些地区对政府信息公开重视不够，公开不及时、不全面，下一步加强督促和检查指导。")},
	}
}
