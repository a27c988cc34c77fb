package slip

import "strings"

// onceWords are verbs and adverbs that begin no name of a thing: one that stands twice is a slip, whatever
// is beside it. 学习学习强国 and 规范规范性文件 are right, so that their verbs are none of these.
var onceWords = words2("负责 告知 查看 拓宽 拓展 加强 加大 强化 提升 提高 增强 完善 健全 优化 推进 推动 进行 开展 做好 抓好 确保 通过 利用 运用 采取 围绕 结合 针对 按照 根据 依据 依照 坚持 秉持 坚决 认真 积极 及时 严格 切实 不断 持续 充分 全面 深入 扎实 有效 有序 稳步 逐步 大力 着力 严肃 妥善 如实 尽快 努力 需要 可以 能够 应当 必须 已经 正在 尚未 仍然 没有 存在 缺乏 缺少 欠缺 具有 具备 涉及 包括 包含 属于 成为 作为 由于 因为 所以 但是 并且 以及 或者 关于 对于 为了 同时 其中 此外 另外 目前 今后 截至 共计 累计 得到 取得 收到 做到 达到 受到 提出 提供 给予 予以 加以 形成 成立 设立 设置 制定 制订 印发 出台 修订 明确 细化 压实 夯实 筑牢 树立 牢固 履行 遵守 遵循 贯彻 实施 打造 搭建 构建 营造 丰富 扩大 畅通 创新 改进 改善 促进 发挥 发现 纠正 杜绝 避免 防止 保证 满足 方便 便于 召开 举办 参加 邀请 听取 采纳 征求 接受 接到 联系 配合 协助 督促 敦促 梳理 汇总 上报 报送 抓紧 巩固 深化 聚焦 紧扣 立足 依托 借助 注重 突出 尤其 特别 主要 分别 均已 全部 进而 从而 不够 不足 较为 比较 更加 非常 十分 有待 亟待 亟需 公布 制作 摆放 张贴 播放 刊登 刊发 转载 转发 推送 上传 下载 查找 掌握 熟悉 解决 接到 接听 拨打 填写 提交 递交 缴纳 拨付 落实 主动 依法 依规 定期 日常 实时 同步 按期 按时 准确 如期 亲自 始终 一律 反复 另行 无法 仍需 还需 未经 不予 不再 不得 不便 不仅 而且 其他 任何 各级 各类 各项 有关 相关 所有 如下 以下 以上 我局 我县 我镇 我乡 我办 我委 我市 我区 我厅 我街 全市 全县 全区 全局 全镇 全省 全乡 全年 今年 去年 上年 明年 近年 每年 每月 每周 每季 逐项 逐条 逐级 逐渐 先后 尽量 尽力 全力 有力 密切 一旦 一些 一定 许多 多次 多种 大量 少数 个别 首次 再次 总共 共同 相互 互相 尤为 最大 最新 最终 最后 首先 然后 随后 随着 自觉 自愿 自行 正确 正式 坚强 平稳 顺利 圆满 开辟 开设 开通 开拓 列入 纳入 作出 做出 看到 见到 听到 找到 想到 谈到 位于 处于 用于 利于 善于 等于 低于 高于 来自 源于 基于 鉴于 帮助 变动 指定 承担 争取 力争 力求 着眼 抓实 抓细 落细 牵头 亲临 简化 美化 量化 强调 指出 希望 欢迎 感谢 转变 转为 改为 成了 没收 收取 缴纳")

// onceNouns are words that begin and end many names: one that stands twice is a slip where nothing before it
// can be the beginning of a name that it ends. 县人民政府政府信息 is right.
var onceNouns = words2("政府 政务 行政 信息 工作 群众 公众 部门 单位 社会 政策 制度 机制 网站 平台 栏目 渠道 人员 内容 责任 职责 业务 问题 措施 企业 领域 重点 质量 水平 能力 意识 队伍 流程 程序 环节 目录 数据 文件 法律 法规 条例 条款 事项 项目 资金 财政 民生 媒体 微信 舆情 热点 监管 机关 机构 领导 干部 年度 情况 标准 成效 时间 时限 期限 范围 方式 形式 载体 途径 权益 利益 隐私 秘密 基层 基础 市民 居民 村民 乡镇 街道 社区 农村 农业 医疗 教育 环境 安全 人民 信函 信访 公安 公益 图书 图片 委员 学校 小区 局长 市长 县长 区长 工程 市场 广播 电视 应急 思想 报刊 报纸 文体 文化 文字 旅游 日期 时代 智慧 来源 林业 档案 校园 权力 权责 气象 水利 水务 污染 渔业 灾害 物业 特色 生态 电子 电话 疫情 税务 财务 审计 卫生 健康 交通 运输 消防 保险 商业 科研 法人 公民 省委 市委 县委 区委 党委 党组 常务 会议 事件 案件 条件 步骤 标题 附件 素质 作风 氛围 格局 局面 案例 典型 数量 总数 总量 频率 比例 原因 背景 依据 成果 效果 效率 理念 观念 知识 经验 教训 困难 矛盾 障碍 差距 短板 弱项")

// withObject are words that end no name of a thing: what stands behind them begins one.
var withObject = words2("重视 更新 落实 发布 执行 报送 掌握 了解 熟悉 获取 公布 承担 设有 关注 关心 保障 维护 服务 面向 围绕 负责 加强 加大 强化 提升 提高 增强 完善 健全 优化 推进 推动 进行 开展 做好 抓好 确保 通过 利用 运用 采取 结合 针对 按照 根据 依据 依照 坚持 没有 存在 缺乏 缺少 具有 具备 涉及 包括 包含 属于 成为 由于 关于 对于 为了 及时 取得 收到 提出 提供 予以 形成 成立 设立 设置 制定 制订 印发 出台 修订 明确 细化 压实 夯实 筑牢 树立 履行 遵守 遵循 贯彻 实施 打造 搭建 构建 营造 丰富 扩大 畅通 创新 改进 改善 促进 发挥 纠正 杜绝 避免 防止 保证 满足 方便 便于 召开 举办 参加 听取 征求 接受 梳理 汇总 巩固 深化 聚焦 紧扣 立足 依托 注重 突出 以及 或者 并且 一些 各类 各项 其他 有关 相关")

// bothWays are words that are a verb before names that begin with them: 学习学习强国, 规范规范性文件.
var bothWays = words2("公开 学习 规范 组织 领导 管理 服务 建设 监督 监管 考核 培训 审核 审查 统计 申请 答复 评估 评议 解读 保障 规划 计划 宣传 咨询 调查 检查 办理 登记 发布 指导 教育 安排 决策 决定 要求 通知 报告 设计 规定 部署 工作 研究 试点 代表 指示 服从 投诉 举报 查询 搜索 检索 招聘 招标 采购 投资 开发 改革 创业 就业 复议 诉讼 行政 执法 许可 处罚 强制 征收 补贴 救助 防控 应急 预警 治理 保护 监测 测试 评价 反馈 互动 交流 沟通 协调 合作 联系 阅读 出版 展示 参与 影响 关注 推广 示范 引导 维护 更新 编辑 备案 归档 存储 传播 公示 公告 会议 访谈 座谈 运行 经营 生产 消费 运输 交易 贷款 收费 缴费 投票 选举 任免 聘用 考试 录取 招生 入学")

// neverTwice reports whether the word text[i:i+2], which stands there twice, does so by no right: a name
// may end with it, and another begin, 县人民政府政府信息.
func (f *Finder) neverTwice(i int) bool {
	if f.crosses(i) || f.crosses(i+4) {
		return false
	}
	if f.is(onceWords, i) {
		return true
	}
	if i == 0 || f.pause(i-1) || f.text[i-1] == '、' || f.wordEnds(i) && f.is(withObject, i-2) || strings.ContainsRune("和与及对将由把从在等", f.text[i-1]) && !f.wordEnds(i) {
		return f.is(onceNouns, i) || !f.is(bothWays, i) && f.wordBegins(i+4)
	}
	if !f.wordEnds(i) || !f.wordBegins(i+4) && !strings.ContainsRune(between, f.rune(i+4)) || f.is(bothWays, i) || f.text[i] == '政' && f.text[i+1] == '府' {
		return false
	}
	n := &f.l.neighbours
	ends, begins := n.has(f.text[i-2], f.text[i-1], f.text[i], f.text[i+1]), n.has(f.text[i], f.text[i+1], f.rune(i+4), f.rune(i+5))
	return !ends || !begins && !f.is(bothWays, i-2)
}

// quotedTwice looks at the mark text[i], which ends words in quotation marks: behind them the same words
// stand in quotation marks again, “三审三校”“三审三校”制度.
func (f *Finder) quotedTwice(i int) {
	if f.rune(i+1) != '“' {
		return
	}
	from := i - 1
	for from >= 0 && from > i-fartherOff && f.text[from] != '“' && f.text[from] != '”' {
		from--
	}
	n := i + 1 - from
	if from < 0 || f.text[from] != '“' || n < 4 || i+1+n > len(f.text) || !equal(f.text[from:i+1], f.text[i+1:i+1+n]) {
		return
	}
	f.found = append(f.found, found{start: from, end: i + 1 + n, change: change{Doubled, 0}, right: f.text[from : i+1], sure: true})
}

// endsOnce are words whose last character begins no word by itself behind them: 以及及, 关于于. 可以以 is
// right, and so are 成为为 and 回应应.
var endsOnce = words2("以及 涉及 关于 对于 由于 属于 基于 便于 用于 鉴于 位于 至于 具有 拥有 享有 予以 加以 得以 因为 尤为 较为 最为 更为 均已 业已 尚未 从未 并未 不再 先后 今后 此后 目前 当前 此前 以下 如下 以上 年内 以内 其中 集中 但是 就是 还是 于是 凡是 相应 对应 尤其 极其 重要 必要 需要 仍需 亟需 必需 即将 针对 面对 基本 随时 及时 按时 同时 适时 限时 首次 多次 人次 批次 农村 家庭 用户 专家 国家 产业 林业 行业 企业 事业 就业 农业 基层 层次 科室 股室 处室 场所 校园 社区 乡镇 城镇 第一 第二 第三 邀请 申请 执行 运行 进行 实行 举行 落地 属地 各地 当地")

// endTwice looks at the character that stands twice at text[i], as the end of such a word.
func (f *Finder) endTwice(i int) bool {
	if !f.is(endsOnce, i-1) || f.crosses(i-1) || f.wordAt(i+1) {
		return false
	}
	c, next := f.text[i], f.rune(i+2)
	if strings.ContainsRune("区镇村家户业层室所园地", c) && han(next) && !f.wordBegins(i+2) || strings.ContainsRune("镇村区", c) && f.is(ofPlace, i+2) {
		return false // 企业业态, 乡镇镇政府
	}
	f.found = append(f.found, found{start: i - 1, end: i + 2, change: change{Doubled, 1}, right: []rune{f.text[i-1], c}, sure: true})
	return true
}

// ofPlace are words that a village, a town or a district has: 乡镇镇政府.
var ofPlace = words2("政府 机关 党委 干部 领导 民政 公安 委会 直属 直部 书记 主任")

// longestItem and fewestItems bound the lists whose items end alike: 政治关、法律关、政策关.
const (
	longestItem = 4
	fewestItems = 3
)

// parallel finds, in a list of equally long items that end with the same character, the one
// that ends with a character that only sounds so: 严把政治关、法律观、政策关.
func (f *Finder) parallel(i int) {
	if f.text[i] != '、' {
		return
	}
	n := 0
	for n < longestItem && i+1+n < len(f.text) && han(f.text[i+1+n]) {
		n++
	}
	if n < 2 || i < n || f.rune(i+1+n) != '、' || f.rune(i-n-1) == '、' {
		return // the first item is looked for from its end
	}
	var ends []int
	for at := i - 1; ; at += n + 1 {
		if !f.item(at, n) {
			break
		}
		ends = append(ends, at)
		if f.rune(at+1) != '、' {
			break
		}
	}
	f.odd(ends)
}

// item reports whether an item of n characters ends with text[at].
func (f *Finder) item(at, n int) bool {
	for k := range n {
		if !han(f.rune(at - k)) {
			return false
		}
	}
	return true
}

// odd marks the ends that differ from the most common one and sound like it.
func (f *Finder) odd(ends []int) {
	if len(ends) < fewestItems {
		return
	}
	count := map[rune]int{}
	common := f.text[ends[0]]
	for _, e := range ends {
		r := f.text[e]
		count[r]++
		if count[r] > count[common] {
			common = r
		}
	}
	if count[common]*2 <= len(ends) {
		return
	}
	for _, e := range ends {
		if r := f.text[e]; r != common && f.l.alike(common, r) && !f.wordAt(e-1) { // 质量安全、知识产权
			f.slip(e-1, e+1, change{Exchanged, 1}, []rune{f.text[e-1], common})
		}
	}
}
