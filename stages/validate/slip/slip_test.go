package slip_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/slip"
)

// find returns what the slips of a text should be, joined by a blank.
func find(text string) string {
	var right []string
	for _, h := range slip.NewFinder(slip.Default()).Find(text, nil) {
		right = append(right, h.Right)
	}
	return strings.Join(right, " ")
}

// TestFind: one slip of each kind, and what is right though it is nearly a phrase.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		// exchanged by sound and by shape
		{"严格执行先申后发制度。", "先审后发"}, {"坚持公开为长态。", "公开为常态"}, {"公开重点邻域信息。", "重点领域"},
		{"落实三审三较制度。", "三审三校"}, {"不子公开3件。", "不予公开"}, {"加强各部门酌协调配合。", "的"},
		{"未发生行政诉颂案件。", "行政诉讼"}, {"尚末审结。", "尚未审结"}, {"先行有效件数", "现行有效件数"},
		// lost, doubled, swapped, stray
		{"畅通申请受理渠。", "受理渠道"}, {"做好政府信公开工作。", "政府信息公开工作"}, {"未收到行政复复议案件。", "行政复议"},
		{"涉及商业密秘的不予公开。", "商业秘密"}, {"政府信息公开行政法复议、行政诉讼情况", "政府信息公开行政复议、行政诉讼情况"},
		{"信息公开的时性有待提高。", "时效性"}, {"保障公众情知权。", "知情权"}, {"申请的办工作。", "办理"}, {"公开内不够全面。", "内容"}, {"对照《条例》要，逐项落实。", "要求"},
		{"本年度共共收到申请。", "共"}, {"安照省政府部署，", "按照"},
		// what is lost inside of a collocation
		{"截制2023年12月31日。", "截至"},
		// closed classes
		{"需要一步规范。", "进一步"}, {"需要进步加强。", "进一步"}, {"下一步，我将加大力度。", "我局（县、镇等）"}, {"主要存在在短板。", "存在"},
		{"仍在一些问题。", "仍存在"}, {"还有一些的差距。", "一些"}, {"统一的的界面。", "的"}, {"截止2023年底。", "截至"},
		{"严把政治关、法律观、政策关、文字关。", "律关"},
		// what a mark, a number or the end of a sentence shows to be lost
		{"共收到政府信息公开请12件。", "申请"}, {"推动媒体融合发。", "发"}, {"存在的问题应加以改，", "改进"}, {"主动性有待强。", "加强"},
		{"严格审核。及公开行政执法结果。", "及时"}, {"统筹推进各项项工作。", "各项"}, {"适时时组织交流。", "适时"}, {"邀请媒体餐加。", "参加"},
		// right
		{"邀请12名群众代表参加。", ""}, {"会议正在进行中。", ""}, {"该项工作有待时日。", ""}, {"推进政务服务网上办、一次办。", ""},
		{"加强各项项目建设。", ""}, {"未发生因政府信息公开被责任追究的情形。", ""}, {"公民、法人及其他组织。", ""},
		{"定期召开政务公开工作推进会。", ""}, {"展开专项检查。", ""}, {"业务能力亟待提高，工作力量待加强。", ""}, {"优化法治化营商环境。", ""}, {"按照规定时限答复申请人。", ""},
		{"结转下一年度继续办理。", ""}, {"结转下年度继续办理。", ""}, {"财政信息公开工作。", ""}, {"深入学习习近平总书记讲话。", ""}, {"公民、法人和其他组织。", ""}, {"自我加压，主动作为。", ""},
		{"推动服务重心下移。", ""}, {"其它需要报告的事项", ""}, {"公民、法人和其它组织提出申请", ""},
		{"部分工作人对条例不熟悉。", "工作人员"}, {"在市政府和本部门网站公布。", ""}, {"信息存在更新不及的情况。", "不及时"}, {"远远不及的地方。", ""},
		{"群众对服务的意度逐年提高。", "满意度"}, {"强对信息员的培训。", "加强"}, {"一是强基础，二是优服务。", ""},
		{"明确责任，大检查力度。", "加大"}, {"大力检查。", ""}, {"年内，组干部集中学习。", "组织"}, {"组长负责。", ""}, {"完制度，明流程。", "完善"}, {"及时效性不强。", ""}, {"存款利率下调。", ""}, {"下一步加强管理。", ""}, {"干部自己完成的任务。", ""}, {"资深人学习交流。", ""},
		{"坚持以公开为常态、不公开为例外。", ""}, {"政府信息公开申请人。", ""}, {"微信公众平台。", ""}, {"目的的确立。", ""}, {"截止时间为月底。", ""},
		{"深化双随机、一公开监管。", ""}, {"优化栏目内搜索。", ""}, {"招投标项目。", ""}, {"信息公开作为重点。", ""},
		// a character that is a word, the end of a name or a measure word where it stands
		{"做到准确地发布各类信息，更好地保障群众权益。", ""}, {"按来源将政府信息分为主动公开、不予公开两类。", ""}, {"市文化旅游委收到申请2件。", ""}, {"设置2个信息查询点。", ""},
		{"在区数字政务办的指导下，", ""}, {"通过村务公开栏公开信息。", ""}, {"在政务公开栏平台公示。", ""}, {"在各类报刊刊稿20篇。", ""},
		{"公开上年财政决算信息。", ""}, {"依托政府门户网、公示栏公开。", ""}, {"对各乡镇、各部门单位进行培训。", ""},
		{"及时发布征拆迁信息。", "征地拆迁"}, {"未收取过信息处理费。", ""}, {"2023年，句容市财政局做好公开。", ""}, {"长通街道收到申请2件。", ""}, {"建设法治、透明、服务政府。", ""}, {"按照国办公开办要求，", ""}, {"一级抓一级，层层抓落实的工作格局。", ""},
		{"依据国办公开函〔2021〕30号文件。", "国办公开办函"}, {"现将有关情况报高如下。", "情况报告如下"}, {"由主要领导任组常。", "主要领导任组长"},
	} {
		if got := find(c.text); got != c.want && !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestRightTextHasNoSlip: the phrases themselves, alone and behind one another, are right.
func TestRightTextHasNoSlip(t *testing.T) {
	t.Parallel()
	if got := find(prose); got != "" {
		t.Errorf("slips in a right text: %s", got)
	}
}

// FuzzFind: whatever the text, hits are in order, inside of it and say what
// stands there.
func FuzzFind(f *testing.F) {
	f.Add("严格执行先申后发制度。")
	f.Add("取了明显成效。") // nothing stands before it
	f.Add("我、我、我进一步的的的存在在截止")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, h := range slip.NewFinder(slip.Default()).Find(s, nil) {
			if h.Start < last || h.End > len(s) || h.Start >= h.End || s[h.Start:h.End] != h.Wrong {
				t.Fatalf("%+v in %q", h, s)
			}
			last = h.Start
		}
	})
}
