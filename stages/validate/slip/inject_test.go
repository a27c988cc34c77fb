package slip_test

import (
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"

	"github.com/gouji/gouji/stages/validate/slip"
)

// expressions are of the genre and written without a look at the lexicon: what is found in
// them is found by mechanism. Each has four characters, and reads on its own.
var expressions = strings.Fields(`
信息发布 公开目录 审查机制 公开流程 办事公开 执法监督 群众来信 政策文本 解读产品 发布平台
网站改版 栏目调整 内容维护 答复文书 补正告知 信息归集 数据公示 档案移交 专题学习 便民措施
工作台账 督办整改 年度考核 问题清单 任务清单 责任分工 履职尽责 服务对象 宣传材料 公开渠道
政策问答 热线电话 现场咨询 新闻报道 申请表格 身份证明 受理窗口 办理期限 公开意识 主动作为
政府公报 权力清单 公共服务 民生实事 预算决算 政府采购 重大项目 环境保护 食品安全 安全生产
社会救助 稳岗就业 教育招生 医疗卫生 养老服务 征地拆迁 乡村振兴 信用信息 行政执法 应急管理
舆情回应 政民互动 在线访谈 意见征集 民意调查 智能问答 信息检索 移动终端 基层公开 规范管理
依法答复 沟通协调 会商研判 法律顾问 风险防范 纠错机制 案例分析 业务指导 集中培训 考核指标
监督检查 群众满意 社会评议 责任追究 组织保障 专人负责 分级审核 保密审查 日常巡查 错漏整改
存在问题 能力不足 更新滞后 形式单一 深度不够 理解偏差 力量薄弱 改进措施 健全制度 提升质效
`)

// common are characters that people type every day; the wrong ones are taken from them.
const common = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"

func sameSound(a, b rune) bool {
	fold := strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ng", "n")
	args := pinyin.NewArgs()
	x, y := pinyin.SinglePinyin(a, args), pinyin.SinglePinyin(b, args)
	return len(x) > 0 && len(y) > 0 && fold.Replace(x[0]) == fold.Replace(y[0])
}

// lookAlikes are characters that people take for one another.
var lookAlikes = strings.Fields("己已 末未 土士 日曰 人入 办为 治冶 侯候 折拆 栏拦 即既 很狠 拔拨 今令 住往 佳住 未木 受爱 申由 目自 问间 间问 限根 待侍 待持 性姓 情清 请清 请情 析折 杜社 社杜 开升 息恩 检捡 检险 验险 征证 证征 拟似 网冈 报抱 护沪 政改 改政 设没 议仪 复夏 意竟 培陪 部陪 职织 织职 识织 纠纤 责贵 货贷 督瞥 效郊 窗窃 稿槁 析拆 采彩 晚脱 众从 公分 分公 义叉 审宙 查杳 管菅 理埋 落洛 实买 完宗 善喜 健建 能熊 质盾 料科 科料 单早 期斯 档挡 案窑 题提 标杯 准淮 指脂 员圆 务条 条务 宣宜 传伟 导异 法沫 规现 现规 民氏 生主 主生")

// wrongs are the slips of each kind that are put into an expression.
func wrongs(words []rune) map[string][]string {
	out := map[string][]string{}
	add := func(kind string, parts ...[]rune) {
		s := ""
		for _, p := range parts {
			s += string(p)
		}
		out[kind] = append(out[kind], s)
	}
	for i, r := range words {
		if i+1 < len(words) && words[i+1] != r {
			add("swapped", words[:i], []rune{words[i+1], r}, words[i+2:])
		}
		add("doubled", words[:i+1], words[i:])
		add("lost", words[:i], words[i+1:])
		n := 0
		for _, c := range common {
			if c != r && n < 2 && sameSound(c, r) {
				n++
				add("sound", words[:i], []rune{c}, words[i+1:])
			}
		}
		for _, p := range lookAlikes {
			if q := []rune(p); q[0] == r {
				add("shape", words[:i], q[1:], words[i+1:])
			}
		}
	}
	return out
}

// least are the shares, in per cent, of each kind that must be found. What has lost one of four
// characters is often a right text: 新政策, 公开率, 身份证, 工作队.
var least = map[string]int{"sound": 94, "shape": 86, "lost": 55, "doubled": 96, "swapped": 95}

// TestInjectedSlips: of slips injected into expressions that are not the lexicon, most are
// found, of each kind, and their right copies have none.
func TestInjectedSlips(t *testing.T) {
	t.Parallel()
	f := slip.NewFinder(slip.Default())
	found, all := map[string]int{}, map[string]int{}
	for _, e := range expressions {
		if hits := f.Find("。我局加强"+e+"工作，做好"+e+"。", nil); len(hits) > 0 {
			t.Errorf("a slip in a right text: %+v", hits)
		}
		for kind, slips := range wrongs([]rune(e)) {
			for _, wrong := range slips {
				all[kind]++
				if len(f.Find("。我局加强"+wrong+"工作。", nil)) > 0 {
					found[kind]++
				} else if testing.Verbose() {
					t.Logf("%s: %s for %s", kind, wrong, e)
				}
			}
		}
	}
	for kind, n := range all {
		if found[kind]*100 < n*least[kind] {
			t.Errorf("%s: %d of %d slips were found", kind, found[kind], n)
		}
		t.Logf("%s: %d of %d slips were found", kind, found[kind], n)
	}
}

// TestSlipsOfTheLexicon: of the slips in the fixed phrases themselves nearly all are found.
func TestSlipsOfTheLexicon(t *testing.T) {
	t.Parallel()
	for _, c := range [...][2]string{
		{"强化组织领倒", "领导"}, {"认真惯彻落实", "贯彻"}, {"依申请工开", "公开"}, {"进一部规范", "进一步规范"}, {"政务新媒休", "政务新媒体"},
		{"工作透明渡", "透明度"}, {"建全完善工作机制", "健全完善"}, {"及时回应社会关且", "社会关切"}, {"开展业务陪训", "业务培训"},
		{"保密审察制度", "保密审查"}, {"扩展公开渠到", "公开渠道"}, {"不够急时", "不够及时"}, {"微信公重号", "公众号"}, {"加强舆请监测", "舆情"},
		{"接受社会临督", "监督"}, {"应公开尽公升", "公开"}, {"不公开为列外", "例外"}, {"信息发审核", "发布"}, {"不断完政府信息公开制度", "完善"},
		{"定期开展查自纠", "自查自纠"}, {"完善工作机机制", "机制"},
		{"政策读解", "解读"}, {"加强监检督查", "监督检查"}, {"政府息信公开", "信息"}, {"强化责任落实识意", "意识"}, {"定期组织业务学刁", "学习"},
	} {
		if got := find("2023年，" + c[0] + "。"); got == "" {
			t.Errorf("%s: not found, want %s", c[0], c[1])
		}
	}
}
