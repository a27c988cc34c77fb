package slip_test

import (
	"strings"
	"testing"
)

// TestLeftAlone: what stands alone where nothing but a word can has lost the rest, and what may stand there has not.
func TestLeftAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		// at the end of a part of a sentence, where it is half of a word beside the word before, and behind a degree
		{"窗口办事更加便，群众满意。", "便"}, {"各单位之间的数据十分准。", "准"}, {"信息公开工作较为规。", "规"},
		{"向社会公布敏感舆，回应关切。", "舆"},
		// between words
		{"将农户档目录予以公布。", "档案"}, {"公布资使用情况。", "资"},
		// where a part begins, and in a list
		{"聚焦群众关切，政执法信息按月公布。", "政"}, {"整理信息公开栏、况和报表。", "况"},
		// particles twice
		{"坚持以服务为为导向。", "为"},
		// right
		{"普惠托位数对外公布。", ""}, {"总的看，工作平稳。", ""}, {"案件中反映出的问题已整改。", ""}, {"群众仍习惯通过电话了解。", ""}, {"尿素、复合肥储备充足。", ""}, {"好坏大家判、事事有人管。", ""},
		{"把政策讲得清、群众看得透。", ""}, {"印发了了解民意的问卷。", ""}, {"与与会代表逐条讨论。", ""}, {"公开河长名单和招生划片范围。", ""},
		{"考场安安静静，秩序良好。", ""}, {"沟通必不可少，力所能及。", ""}, {"街道主任温发展主持会议。", ""}, {"做到底数清、情况明、责任实。", ""},
		{"群众获取信息的渠道不够宽。", ""}, {"业务水平更加强。", ""}, {"以公开促落实、促规范。", ""}, {"信息经分管领导审定后发布。", ""},
		{"公开征求参保人意见。", ""}, {"全区各单位均已报送。", ""}, {"在各类媒体上发布。", ""}, {"设立信息公示牌，摆放宣传单。", ""},
		{"开通移动端，推出明白卡。", ""}, {"守好源头关和审核关。", ""}, {"信息采集、编、审、发分工负责。", ""},
		{"通过公示栏、报和展板公开。", ""}, {"今年起的申请均已办结。", ""}, {"乡镇发的文件一律公开。", ""}, {"社会各界的人和事。", ""},
		{"控辍保学和白名单管理。", ""}, {"现将有关情况报告如下：局属单位全覆盖。", ""}, {"内蒙古自治区的做法。", ""}, {"评估其影响面和受众面。", ""},
	} {
		got := find(c.text)
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
