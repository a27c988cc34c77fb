package names

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// nationalBodies are names that no body of the state has, with the body that is meant.
var nationalBodies = [...][2]string{
	{"国家市场监督管理局", "国家市场监督管理总局"}, {"国家市场监管局", "国家市场监管总局"}, {"国家海关总局", "海关总署"}, {"国家广播电视局", "国家广播电视总局"},
	{"国家体育局", "国家体育总局"}, {"国家统计总局", "国家统计局"}, {"国家知识产权总局", "国家知识产权局"}, {"国家医疗保障总局", "国家医疗保障局"},
	{"国家医疗保险局", "国家医疗保障局"}, {"国家药品监督管理总局", "国家药品监督管理局"}, {"国家能源总局", "国家能源局"}, {"国家林业和草原总局", "国家林业和草原局"},
	{"国家外汇管理总局", "国家外汇管理局"}, {"国家烟草专卖总局", "国家烟草专卖局"}, {"国家信访总局", "国家信访局"}, {"国家移民管理总局", "国家移民管理局"},
	{"国家档案总局", "国家档案局"}, {"国家税务总署", "国家税务总局"}, {"国家审计总署", "审计署"}, {"国家发展与改革委员会", "国家发展和改革委员会"},
	{"国家卫生和健康委员会", "国家卫生健康委员会"}, {"国家卫生与健康委员会", "国家卫生健康委员会"}, {"国家粮食与物资储备局", "国家粮食和物资储备局"},
}

// firstOfNames is the first year of reports in which every body of the reform of 2018 has its name.
const firstOfNames = 2020

// renamings are by what the name of an issuer ends with what its name ended with before the reform of 2018.
var renamings = []struct{ now, before []string }{
	{[]string{"卫生健康局", "卫生健康委员会", "卫生健康委", "卫健委"}, []string{"卫生和计划生育局", "卫生和计划生育委员会", "卫生计生局", "卫生计生委", "卫生局", "人口和计划生育局"}},
	{[]string{"自然资源局", "自然资源和规划局", "自然资源厅", "规划和自然资源局"}, []string{"国土资源局", "国土资源厅"}},
	{[]string{"生态环境局", "生态环境厅", "生态环境分局"}, []string{"环境保护局", "环境保护厅", "环保局"}},
	{[]string{"应急管理局", "应急管理厅"}, []string{"安全生产监督管理局", "安监局"}},
	{[]string{"农业农村局", "农业农村厅", "农业农村委员会"}, []string{"农业局", "农业厅", "农业委员会", "农牧业局"}},
	{[]string{"文化和旅游局", "文化和旅游厅", "文化广电和旅游局", "文化旅游局", "文化广电旅游局", "文化旅游广电局", "文化广电旅游体育局"}, []string{"旅游局", "文化局", "旅游发展委员会", "文化广电新闻出版局"}},
	{[]string{"市场监督管理局"}, []string{"工商行政管理局", "质量技术监督局", "食品药品监督管理局", "工商局", "质监局", "市场和质量监督管理局"}},
	{[]string{"林业和草原局"}, []string{"林业局"}},
}

// toldOfReform are words of a sentence that may tell of the body by its name of then.
var toldOfReform = []string{"原", "更名", "前身", "机构改革", "整合", "合并", "组建", "划转", "划入", "挂牌", "撤销", "改名", "历史", "曾", "移交", "印章", "并入", "2015", "2016", "2017", "2018", "2019"}

// CheckBodiesNames finds bodies of the state by names that none of them has, and the issuer by its name before the
// reform of 2018.
func CheckBodiesNames(p *rule.Pass) {
	if y := p.Year(); y < firstOfNames {
		return
	}
	text := p.Narrative()
	for _, b := range nationalBodies {
		wrong := text.Pieces(b[0])
		if wrong == 0 {
			continue
		}
		prose.EachPart(p, func(part *narrative.Part) {
			if !part.In(wrong) {
				return
			}
			prose.EachPlace(p, part, b[0], func(i int) {
				if prose.InTitle(part.S, i) || prose.HasSuffixAny(part.S[:i], "原", "前") {
					return
				}
				d := prose.SpanDraft(part, i, i+len(b[0]))
				d.Want, d.Got = b[1], b[0]
				d.ZH, d.EN = "没有“"+b[0]+"”，应为“"+b[1]+"”", "there is no such body: "+b[1]+" is meant"
				p.Find(d)
			})
		})
	}
	agency := p.Report().Agency
	if agency == nil {
		return
	}
	name := narrative.Fold(*agency).S
	for _, r := range renamings {
		for _, now := range r.now {
			area, ok := strings.CutSuffix(name, now)
			if !ok || len(area) < 3*2 {
				continue
			}
			for _, before := range r.before {
				old := area + before
				prose.EachPartWith(p, func(part *narrative.Part) {
					prose.EachPlace(p, part, old, func(i int) {
						end := i + len(old)
						if k := prose.FirstIndex(part.S[end:], "，", "。", "；"); k >= 0 {
							end += k
						}
						if words := prose.ClauseOf(part, i) + part.S[i:end]; prose.InTitle(part.S, i) || prose.ContainsAny(words, toldOfReform...) {
							return
						}
						d := prose.SpanDraft(part, i, i+len(old))
						d.Want, d.Got = name, old
						d.ZH, d.EN = "“"+old+"”是机构改革前的名称，现为“"+name+"”", "the issuer's name before the reform of 2018: "+name+" today"
						p.Find(d)
					})
				}, old)
			}
			return
		}
	}
}
