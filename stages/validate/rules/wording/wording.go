// Package wording has the rules on the words themselves: marks, slips of the pen, repetition, order
// and contradictions.
package wording

import (
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/names"
)

var careful = rule.Source{Document: "国办秘函〔2019〕19号（严重表述错误）"}

// Rules look at the words themselves. They run on reports of every form.
func Rules() []rule.Rule {
	needs := []string{"preamble", "sections"}
	return []rule.Rule{
		{
			ID:      "W-01",
			Letters: true,
			Title:   rule.Text{ZH: "书名号、引号、括号成对", EN: "marks come in pairs"},
			Doc: rule.Text{
				ZH: "书名号重叠而不成对肯定有误；只是少一半的，可能是转换时丢失，须人工核对。",
				EN: "Doubled title marks without their partner are certainly wrong; a mark that lacks its partner may have been lost in conversion.",
			},
			Severity: report.Error, Source: careful, Needs: needs,
			Trip: "根据《《中华人民共和国政府信息公开条例》", Pass: "《关于印发〈……格式〉的通知》",
			Check: checkPairs,
		},
		{
			ID:      "W-02",
			Letters: true,
			Title:   rule.Text{ZH: "法规和文件的名称、文号、内容准确", EN: "statutes and documents by their names, numbers and contents"},
			Doc: rule.Text{
				ZH: "书名号内的名称与已知的法规、文件名称只差一两个字，是写错了；差三四个字的须人工核对。已知文件的文号、施行日期，《条例》的条数和所引条文的内容，答复、补正、复议等期限，以及收费、申请条件、申请渠道、征求第三方意见的说法，与规定不符的也在这里指出。",
				EN: "A title one or two characters away from a known one is misspelt; three or four away should be looked at. So are the number and day of a known document, articles that the regulation does not have or that are about something else, other limits of days than the law's, and what is said of fees, conditions, channels and third parties against it.",
			},
			Severity: report.Error, Source: form.Common, Needs: needs,
			Trip: "《华人民共和国政府信息公开条例》", Pass: "《上海市政府信息公开规定》",
			Check: checkTitlesOfLaws,
		},
		{
			ID:      "W-03",
			Letters: true,
			Title:   rule.Text{ZH: "文号完整、写法规范", EN: "document numbers are whole and in the form of the norm"},
			Doc: rule.Text{
				ZH: "文号由六角括号内的年份和序号组成；缺半个括号多半是转换时丢失。年份用了别的括号的须改正，序号前的“第”字仅作提示。",
				EN: "A document number has its year in brackets; half a bracket was often lost in conversion. Other marks than 〔〕 are to be mended; 第 before the number is a hint.",
			},
			Severity: report.Warning, Source: form.Common, Needs: needs,
			Trip: "国办公开办函〔202130号", Pass: "国办公开办函〔2021〕30号",
			Check: checkDocumentNumbers,
		},
		{
			ID:      "W-04",
			Letters: true,
			Title:   rule.Text{ZH: "没有残留的模板占位符", EN: "no placeholder is left"},
			Doc: rule.Text{
				ZH: "“XX局”“××件”“请填写”之类是模板没有填完。",
				EN: "XX局, ××件, 请填写 and the like are parts of a template.",
			},
			Severity: report.Error, Source: form.Common, Needs: needs,
			Trip: "XX局2023年共收到申请××件", Pass: "138****1234",
			Check: checkPlaceholders,
		},
		{
			ID:      "W-05",
			Letters: true,
			Title:   rule.Text{ZH: "标点不重复、前面没有空格", EN: "no doubled mark, no space before a mark"},
			Doc: rule.Text{
				ZH: "重复的标点须改正；标点前后的空格仅作提示，空格很多的文本是转换造成的，不提示。",
				EN: "Doubled marks are to be mended; a space beside a mark is merely noted, and not at all where conversion left many.",
			},
			Severity: report.Warning, Source: careful, Needs: needs,
			Trip: "制度,,流程；政府信息公开责任 ,及时", Pass: "责任，及时……",
			Check: checkMarks,
		},
		{
			ID:      "W-06",
			Letters: true,
			Title:   rule.Text{ZH: "没有错别字", EN: "no slip of the pen"},
			Doc: rule.Text{
				ZH: "本类报告的固定词语和常用词里，一个字误为同音或形近字、漏字、重字、前后颠倒；“我”“一步”“仍在”等后面缺字；同一名称前后写法不一；写了没有的国家机关、本机关改革前的名称；量词与名词不搭配。漏字只作提示，剩下的字能单独成词的不提示，所以约有一半的漏字找不出来。",
				EN: "In a fixed phrase or a usual word of this kind of report one character is exchanged for one that sounds or looks alike, lost, doubled or swapped; something is missing behind 我, 一步, 仍在; a name has two spellings; a body of the state that there is not, the issuer's name before the reform of 2018; a measure word that cannot count what it stands behind. A lost character is a hint, and none where what is left can be a word by itself: about half of them are not found.",
			},
			Severity: report.Warning, Source: careful, Needs: needs,
			Trip: "需要进步加强。畅通受理渠。截止12月31日。", Pass: "进一步加强。截至12月31日。",
			Check: checkSlips,
		},
		{
			ID:      "W-07",
			Letters: true,
			Title:   rule.Text{ZH: "没有重复的词句", EN: "no repeated phrase"},
			Doc: rule.Text{
				ZH: "紧接着重复的词、同一句里重复的分句、重复出现的整句，多半是编辑时留下的。",
				EN: "A word doubled, a clause twice in one sentence, a sentence twice in the report: left over from editing.",
			},
			Severity: report.Warning, Source: form.Common, Needs: needs,
			Trip: "规范审核审核发布机制；无处罚强制信息,无行政事业性收费,无处罚强制信息", Pass: "应公开尽公开",
			Check: checkRepeats,
		},
		{
			ID:    "W-08",
			Title: rule.Text{ZH: "“本报告由……编制此报告”“包括……部分组成”一类叠床架屋、句式杂糅", EN: "pleonasm, two constructions in one"},
			Doc: rule.Text{
				ZH: "句首已有“本报告”，句末再写“编制此报告”，主语重复；“包括六部分”和“由六部分组成”、“截至目前”和“到目前为止”只能用一种。",
				EN: "本报告 at the beginning and 编制此报告 at the end say the same twice; it is 包括六部分 or 由六部分组成, 截至目前 or 到目前为止, not both.",
			},
			Severity: report.Info, Source: form.Common, Needs: needs,
			Trip: "本报告由某办公室根据……要求编制此报告", Pass: "本报告由某办公室编制",
			Check: checkPleonasm,
		},
		{
			ID:      "W-09",
			Letters: true,
			Title:   rule.Text{ZH: "序号连续", EN: "ordinals without gap"},
			Doc: rule.Text{
				ZH: "（一）（二）、一是二是等序号跳号、重复，列表中一项漏了序号，或换了写法（一是、二是、三、）。",
				EN: "An ordinal is skipped or repeated, an item of a list has lost its own, or is numbered in another way.",
			},
			Severity: report.Warning, Source: form.Common, Needs: needs,
			Trip: "一是加强学习；三是加强培训。", Pass: "一是加强学习；二是加强培训。下一步：一是加强检查。",
			Check: checkOrdinals,
		},
		{
			ID:      "W-10",
			Letters: true,
			Title:   rule.Text{ZH: "段落有句末标点，冒号使用得当", EN: "paragraphs end with a mark"},
			Doc: rule.Text{
				ZH: "较长的段落没有句末标点，或冒号截断了句子。",
				EN: "A long paragraph without an end mark, or a colon that cuts a sentence.",
			},
			Severity: report.Info, Source: form.Common, Needs: needs,
			Trip: "根据存在问题:我办下一步……", Pass: "主要有以下问题：一是……",
			Check: checkEnds,
		},
		{
			ID:      "W-11",
			Letters: true,
			Title:   rule.Text{ZH: "网址、邮箱、邮政编码、电话号码写法正确", EN: "addresses, mailboxes, postal codes and telephone numbers are well-formed"},
			Doc: rule.Text{
				ZH: "网址缺少冒号或斜线，读者打不开；邮政编码是 6 位数字，区号后的电话号码是 7 至 8 位；同一单位的门牌号、电话号码前后一致。",
				EN: "An address without its colon or slash cannot be opened; a postal code has 6 digits, a telephone number 7 or 8 behind its area code; an office has one address and one number in all places.",
			},
			Severity: report.Warning, Source: form.Common, Needs: needs,
			Trip: "http//www.example.gov.cn/", Pass: "http://www.example.gov.cn/、www.example.gov.cn",
			Check: names.CheckAddresses,
		},
		{
			ID:    "W-12",
			Title: rule.Text{ZH: "问题写成问题", EN: "a problem reads as one"},
			Doc: rule.Text{
				ZH: "第五部分所列问题没有“有待”“不够”等字样，读来像成绩，多半漏了字。",
				EN: "A problem of section five without 有待, 不够 or the like reads as praise; a word is probably missing.",
			},
			Severity: report.Info, Source: form.Common, Needs: []string{"section 5"},
			Trip: "存在不足：一是网站信息公开内容进一步丰富完善", Pass: "存在不足：一是网站内容有待进一步丰富",
			Check: checkPraise,
		},
		{
			ID:    "W-13",
			Title: rule.Text{ZH: "问题与改进措施逐条对应", EN: "as many measures as problems"},
			Doc: rule.Text{
				ZH: "改进措施应针对问题逐条提出，措施少于问题时请核对。",
				EN: "Measures answer the problems one by one; where they are fewer, look again.",
			},
			Severity: report.Info, Source: rule.Source{Document: "参考：固镇县2024年会议要求；武威市2025年通知"}, Needs: []string{"section 5"},
			Trip: "问题：一是更新慢。二是解读少。三是培训少。措施：一是加快更新。二是增加解读。", Pass: "问题：一是更新慢。二是解读少。措施：一是加快更新。二是增加解读。",
			Check: checkCounts,
		},
		{
			ID:    "W-14",
			Title: rule.Text{ZH: "前后不矛盾", EN: "no contradiction"},
			Doc: rule.Text{
				ZH: "同一句说渠道多样又说途径不多；一处说没有收到申请，另一处给出件数；“杜绝不发生”多一重否定，“下降-8%”多一个负号；说是缩短却由20天变为30天；列了问题又说不存在问题；一处说未组织、未收费，另一处写了做过几次、收了多少。",
				EN: "Channels are many and few in one sentence; no application here and a number of them there; 杜绝不发生 is denied once too often, 下降-8% is a fall of less than nothing, 20 days shortened to 30 are more; there are no problems, and some are listed; and what one place says was not done, or not charged, another counts.",
			},
			Severity: report.Info, Source: form.Common, Needs: needs,
			Trip: "公开渠道比较多样，但传播途径不多", Pass: "公开渠道有待丰富",
			Check: checkContradiction,
		},
		{
			ID:    "W-15",
			Title: rule.Text{ZH: "没有与本机关无关的泛泛之词", EN: "no words about nobody in particular"},
			Doc: rule.Text{
				ZH: "“一些地区”“部分地区还”这类说法不像在说本机关；县政府自称“我局”、写成别县的门户网站、由部门落款的，也可能照搬了别处的文字。",
				EN: "Some regions, certain regions: hardly about the issuer, perhaps copied from elsewhere; so is a government that says 我局, the portal of another county, or the signature of a department.",
			},
			Severity: report.Warning, Source: rule.Source{Document: form.Notice30, Clause: "（四）明确责任：敷衍塞责"}, Needs: []string{"section 5"},
			Trip: "一些地区公开不及时", Pass: "个别部门公开不及时",
			Check: checkGeneric,
		},
	}
}
