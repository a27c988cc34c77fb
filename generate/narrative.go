package generate

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// mark keeps a piece of narrative under a name and returns it.
func (p *paper) mark(name, text string) string {
	p.marks[name] = text
	return text
}

func (p *paper) writePreamble(d *dice, title string) []string {
	statute := p.mark("statute", "《中华人民共和国政府信息公开条例》")
	basis := "国办公开办函〔2021〕30号"
	if p.form == report.Form2019 {
		basis = "国办公开办函〔2019〕60号"
	}
	basis = p.mark("basis", "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（"+basis+"）")
	first := pick(d,
		"本报告根据"+statute+"（以下简称《条例》）和"+basis+"要求编制。",
		"根据"+statute+"（以下简称《条例》）和"+basis+"，结合"+p.issuer.we+"实际，编制本报告。",
	)
	if p.style.inSentence {
		first = "根据" + statute + "（以下简称《条例》）和" + basis + "要求，现发布《" + title + "》。"
	}
	if d.chance(35) {
		first += "报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。"
	}
	period := p.mark("period", fmt.Sprintf(pick(d, "自%[1]d年1月1日起至%[1]d年12月31日止", "自%[1]d年1月1日至%[1]d年12月31日"), p.year))
	second := pick(d, "本报告所列数据的统计期限", "报告中所列数据统计期限") + period + "。"
	if d.chance(70) {
		second += fmt.Sprintf("如对本报告有疑问，请与%s联系（地址：%s；邮编：%s；电话：%s；电子邮箱：%s）。",
			p.issuer.office, p.issuer.place, p.issuer.post, p.issuer.phone, p.issuer.mail)
	}
	if d.chance(60) {
		return []string{first + second}
	}
	return []string{first, second}
}

// writeOverview is section one with the five topics that 国办公开办函〔2021〕30号 asks for.
func (p *paper) writeOverview(d *dice, pl plan) []string {
	we := p.issuer.we
	lines := []string{
		fmt.Sprintf("%d年，%s", p.year, we) + pick(d,
			"坚持以人民为中心，认真贯彻落实《条例》各项规定，围绕群众关切推进政府信息公开，工作总体平稳有序。",
			"把政府信息公开作为转变作风、接受监督的重要抓手，压实责任，完善制度，各项任务按期完成。",
			"紧扣年度政务公开工作要点，坚持公开为常态、不公开为例外，持续提升公开的质量和实效。") + p.sayMore(d, 2, []string{
			"主要负责同志定期听取工作汇报，研究解决重点难点问题，推动各项要求落到实处。",
			"分管负责同志统筹调度，各责任单位协同配合，形成上下联动、齐抓共管的工作格局。",
			"对照年度任务清单逐项梳理，明确完成时限和责任人，做到件件有着落、事事有回音。",
			"持续完善制度机制，把公开要求贯穿于文件起草、审核、印发和解读的全过程。",
		}),
		"（一）主动公开情况。" + p.sayDisclosed(d, pl),
		"（二）依申请公开情况。" + p.sayApplications(d, pl),
		"（三）政府信息管理情况。" + pick(d,
			"严格落实"+p.mark("review", "信息发布审核制度")+"，坚持先审后发，对拟公开信息逐条进行保密审查，对已发布内容定期清理。",
			"健全"+p.mark("review", "信息发布审核制度")+"，明确专人负责信息的采集、审核和更新，做到内容准确、表述规范。") + p.sayMore(d, 2, []string{
			"及时调整主动公开目录，对失效和废止的文件作出标注，方便群众准确了解现行规定。",
			"建立信息台账，对每条信息的来源、审核人和发布时间予以记录，确保全程可追溯。",
			"加强个人信息保护，公开前对涉及身份、住址和联系方式的内容作隐去处理。",
			"规范公文公开属性的认定，拟不予公开的逐件说明理由，防止随意不公开。",
		}),
		"（四）政府信息公开平台建设情况。" + p.sayPlatforms(d),
		"（五）监督保障情况。" + p.saySupervision(d),
	}
	return lines
}

func (p *paper) sayDisclosed(d *dice, pl plan) string {
	kinds := some(d, 3, []string{"政策文件", "工作动态", "财政信息", "重大项目信息", "民生服务信息"})
	a, b, c := d.between(5, 90), d.between(100, 900), d.between(10, 300)
	p.mark("parts", fmt.Sprintf("主动公开政府信息%d条，其中%s%d条、%s%d条、%s%d条", a+b+c, kinds[0], a, kinds[1], b, kinds[2], c))
	p.mark("disclosed", fmt.Sprintf("主动公开政府信息%d条", a+b+c))
	say := "全年通过门户网站" + p.marks["parts"] + "。"
	if p.form == report.Form2021 && (pl.normative || !pl.quiet && d.chance(50)) {
		if made := p.disclosed("normative_made"); made > 0 {
			say += p.mark("normative", fmt.Sprintf("本年制发行政规范性文件%d件", made)) +
				fmt.Sprintf("，废止%d件，现行有效%d件。", p.disclosed("normative_repealed"), p.disclosed("normative_valid"))
		}
	}
	say += pick(d, "围绕重点领域及时更新专栏内容，方便群众查阅。", "对涉及群众切身利益的文件同步发布解读材料。", "")
	return say + p.sayMore(d, 2, []string{
		fmt.Sprintf("全年发布政策解读材料%d篇，采用图表、问答和短视频等形式，提高群众的知晓度。", d.between(3, 60)),
		fmt.Sprintf("召开新闻发布会%d场，围绕社会关注的问题主动发声、及时回应。", d.between(1, 12)),
		"聚焦义务教育、医疗卫生、社会救助和生态环境等领域，推动信息公开向基层延伸。",
		"按要求公开财政预算决算、重大建设项目和公共资源配置等方面的信息，接受社会监督。",
	})
}

func (p *paper) sayPlatforms(d *dice) string {
	accepted := d.between(120, 9000)
	closed := accepted - d.between(1, accepted/20+1)
	places := d.between(1, 2)
	p.mark("share", fmt.Sprintf("受理群众留言%d条，办结%d条，办结率%s", accepted, closed, percent(int64(closed), int64(accepted), places)))
	p.mark("rate", "办结率"+percent(int64(closed), int64(accepted), places))
	return pick(d, "加强门户网站和政务新媒体日常维护，及时整改错链和空白栏目。", "优化网站栏目设置，提升检索和无障碍服务水平。") +
		"全年通过互动交流栏目" + p.marks["share"] + "。" + p.sayMore(d, 2, []string{
		"整合内容重复的栏目，统一页面风格，让群众找得到、看得懂、用得上。",
		"在政务服务大厅设立公开查阅点，配备查询设备和引导人员，方便不熟悉网络的群众获取信息。",
		"对政务新媒体账号实行清单管理，对长期不更新的账号及时整改，集中力量办好主要账号。",
		fmt.Sprintf("完成网站适老化改造，全年开展网站自查%d次，发现的问题均已整改到位。", d.between(4, 24)),
	})
}

func (p *paper) saySupervision(d *dice) string {
	training := p.mark("training", fmt.Sprintf("全年组织专题培训%d次", d.between(1, 6)))
	say := pick(d, "明确分管领导和责任人员，", "定期调度各项公开任务，") + training + "。" + p.sayMore(d, 1, []string{
		"通过案例讲解和现场答疑，帮助工作人员准确把握公开的范围、程序和时限。",
		"对检查中发现的问题列出清单，逐项督促整改，并适时开展回头看。",
	})
	if p.issuer.government() {
		return say + "将政府信息公开纳入工作考核，考核结果按期通报；主动开展社会评议，评议结果总体较好；全年未发生需要责任追究的情形。"
	}
	return say + pick(d, "主动接受社会监督，对发现的问题限期整改。", "将公开工作纳入内部考核，督促落实到位。")
}

// sayMore draws n sentences of which none is a fault's business.
func (p *paper) sayMore(d *dice, n int, of []string) string { return strings.Join(some(d, n, of), "") }

// percent is part of whole in percent, rounded half up to the decimals; in whole
// numbers, so that it is the same everywhere.
func percent(part, whole int64, decimals int) string {
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	x := (part*100*scale*2 + whole) / (whole * 2)
	if decimals == 0 {
		return fmt.Sprintf("%d%%", x)
	}
	return fmt.Sprintf("%d.%0*d%%", x/scale, decimals, x%scale)
}

// list joins the counts that are not nought: 予以公开3件、部分公开1件.
func list(names []string, counts []int64) string {
	var out []string
	for i, n := range counts {
		if n != 0 {
			out = append(out, names[i]+num(n)+"件")
		}
	}
	return strings.Join(out, "、")
}

func (p *paper) writeProblems(d *dice) []string {
	n := d.between(2, 3)
	problems := some(d, n, []string{
		"政策解读的形式还不够丰富，图表图解运用有待加强，解读的深度和通俗性与群众期待相比仍有不足",
		"公开内容的针对性有待提高，与群众的需求还有差距，部分领域的信息还不够系统完整",
		"工作人员业务能力有待提升，培训的系统性还需增强，对疑难申请的研判能力仍需提高",
		"部分栏目更新不够及时，信息检索的便利程度有待提高，线上线下的衔接还不够顺畅",
	})
	measures := some(d, n, []string{
		"丰富解读形式，让群众看得懂、用得上",
		p.mark("further", "进一步加强") + "业务培训，提高规范化办理水平",
		"细化公开目录，回应企业和群众的关切",
		"健全栏目巡查机制，保证内容及时更新",
	})
	if !strings.Contains(strings.Join(measures, ""), "进一步加强") {
		measures[n-1] = p.marks["further"] + "栏目维护，落实专人专责，提高公开质量和服务水平"
	}
	ordinals := []string{"一是", "二是", "三是"}
	say := func(items []string) string {
		out := ""
		for i, x := range items {
			out += ordinals[i] + x
			if i < n-1 {
				out += "；"
			}
		}
		return out + "。"
	}
	p.mark("second", "二是"+measures[1])
	return []string{
		p.mark("problems", pick(d, "存在的主要问题：", p.issuer.we+"政府信息公开工作取得一定成效，但仍存在以下问题：")+say(problems)),
		pick(d, "改进措施：", "下一步，将重点做好以下工作：") + say(measures),
	}
}

func (p *paper) writeOther(d *dice) []string {
	fee := p.mark("fee", fmt.Sprintf("%d年，%s未收取政府信息公开信息处理费", p.year, p.issuer.we)) + "。"
	return []string{fee + pick(d, "", "无其他需要报告的事项。", "本年度无其他需要报告的事项。")}
}
