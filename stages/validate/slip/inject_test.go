package slip_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/validate/slip"
)

// expressions are of the genre and written without a look at the lexicon: what is found in
// them is found by mechanism. Each has four characters, and reads on its own.
var expressions = strings.Fields(`
信息发布 公开目录 审查机制 公开流程 办事公开 执法监督 群众来信 政策文本 解读产品 发布平台
网站改版 栏目调整 内容维护 答复文书 补正告知 征求第三方意见 信息归集 数据公示 档案移交 专题学习
工作台账 督办整改 年度考核 第三方评估 问题清单 任务清单 责任分工 履职尽责 服务对象 便民措施
政策问答 热线电话 现场咨询 新闻报道 宣传材料 公开渠道 申请表格 身份证明 受理窗口 办理期限
`)

// TestInjectedSlips: of slips injected into expressions that are not the lexicon, most are
// found, and their right copies have none.
func TestInjectedSlips(t *testing.T) {
	t.Parallel()
	f := slip.NewFinder(slip.Default())
	found, all := 0, 0
	for _, e := range expressions {
		words := []rune(e)
		if hits := f.Find("。我局加强"+e+"工作，做好"+e+"。", nil); len(hits) > 0 {
			t.Errorf("a slip in a right text: %+v", hits)
		}
		for at := range len(words) - 1 {
			for _, wrong := range []string{
				string(words[:at]) + string([]rune{words[at+1], words[at]}) + string(words[at+2:]),
				string(words[:at+1]) + string(words[at:]),
			} {
				all++
				if len(f.Find("。我局加强"+wrong+"工作。", nil)) > 0 {
					found++
				}
			}
		}
	}
	if found*100 < all*80 {
		t.Errorf("%d of %d slips were found", found, all)
	}
	t.Logf("%d of %d slips were found", found, all)
}

// TestSlipsOfTheLexicon: of the slips in the fixed phrases themselves nearly all are found.
func TestSlipsOfTheLexicon(t *testing.T) {
	t.Parallel()
	for _, c := range [...][2]string{
		{"强化组织领倒", "领导"}, {"认真惯彻落实", "贯彻"}, {"依申请工开", "公开"}, {"进一部规范", "进一步规范"}, {"政务新媒休", "政务新媒体"},
		{"工作透明渡", "透明度"}, {"建全完善工作机制", "健全完善"}, {"及时回应社会关且", "社会关切"}, {"开展业务陪训", "业务培训"},
		{"保密审察制度", "保密审查"}, {"扩展公开渠到", "公开渠道"}, {"不够急时", "不够及时"}, {"微信公重号", "公众号"}, {"加强舆请监测", "舆情"},
		{"接受社会临督", "监督"}, {"应公开尽公升", "公开"}, {"不公开为列外", "例外"}, {"信息发审核", "发布"}, {"不断完政府信息公开制度", "完善"},
		{"层把关", "层层把关"}, {"加强队伍设", "建设"}, {"定期开展查自纠", "自查自纠"}, {"切实保群众的知情权", "保障"}, {"完善工作机机制", "机制"},
		{"政策读解", "解读"}, {"加强监检督查", "监督检查"}, {"政府息信公开", "信息"}, {"强化责任落实识意", "意识"}, {"定期组织业务学刁", "学习"},
	} {
		if got := find("2023年，" + c[0] + "。"); got == "" {
			t.Errorf("%s: not found, want %s", c[0], c[1])
		}
	}
}
