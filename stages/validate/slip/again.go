package slip

import "strings"

// onceWords are verbs and adverbs that begin no name of a thing: one that stands twice is a slip, whatever
// is beside it. 学习学习强国 and 规范规范性文件 are right, so that their verbs are none of these.
var onceWords = words2("负责 告知 查看 拓宽 拓展 加强 加大 强化 提升 提高 增强 完善 健全 优化 推进 推动 进行 开展 做好 抓好 确保 通过 利用 运用 采取 围绕 结合 针对 按照 根据 依据 依照 坚持 秉持 坚决 认真 积极 及时 严格 切实 不断 持续 充分 全面 深入 扎实 有效 有序 稳步 逐步 大力 着力 严肃 妥善 如实 尽快 努力 需要 可以 能够 应当 必须 已经 正在 尚未 仍然 没有 存在 缺乏 缺少 欠缺 具有 具备 涉及 包括 包含 属于 成为 作为 由于 因为 所以 但是 并且 以及 或者 关于 对于 为了 同时 其中 此外 另外 目前 今后 截至 共计 累计 得到 取得 收到 做到 达到 受到 提出 提供 给予 予以 加以 形成 成立 设立 设置 制定 制订 印发 出台 修订 明确 细化 压实 夯实 筑牢 树立 牢固 履行 遵守 遵循 贯彻 实施 打造 搭建 构建 营造 丰富 扩大 畅通 创新 改进 改善 促进 发挥 发现 纠正 杜绝 避免 防止 保证 满足 方便 便于 召开 举办 参加 邀请 听取 采纳 征求 接受 接到 联系 配合 协助 督促 敦促 梳理 汇总 上报 报送 抓紧 巩固 深化 聚焦 紧扣 立足 依托 借助 注重 突出 尤其 特别 主要 分别 均已 全部 进而 从而 不够 不足 较为 比较 更加 非常 十分 有待 亟待 亟需")

// onceNouns are words that begin and end many names: one that stands twice is a slip where nothing before it
// can be the beginning of a name that it ends. 县人民政府政府信息 is right.
var onceNouns = words2("政府 政务 行政 信息 工作 群众 公众 部门 单位 社会 政策 制度 机制 网站 平台 栏目 渠道 人员 内容 责任 职责 业务 问题 措施 企业 领域 重点 质量 水平 能力 意识 队伍 流程 程序 环节 目录 数据 文件 法律 法规 条例 条款 事项 项目 资金 财政 民生 媒体 微信 舆情 热点 监管 机关 机构 领导 干部 年度 情况 规定 要求 标准 成效 时间 时限 期限 范围 方式 形式 载体 途径 权益 利益 隐私 秘密 基层 基础 市民 居民 村民 乡镇 街道 社区 农村 农业 医疗 教育 环境 安全")

// withObject are verbs that end no name of a thing either.
var withObject = words2("重视 更新 落实 发布 执行 报送 掌握 了解 熟悉 获取 公布 承担 设有 关注 关心 保障 维护 服务 面向 围绕")

// neverTwice reports whether the word text[i:i+2], which stands there twice, does so by no right.
func (f *Finder) neverTwice(i int) bool {
	if f.is(onceWords, i) {
		return !f.crosses(i) && !f.crosses(i+4)
	}
	if !f.is(onceNouns, i) || f.crosses(i+4) {
		return false
	}
	before := f.rune(i - 1)
	return i == 0 || f.pause(i-1) || strings.ContainsRune("和与及对将由把从在", before) && !f.word2(i-1) && !f.word2(i-2) || (f.is(onceWords, i-2) || f.is(withObject, i-2)) && !f.word2(i-1)
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

// endOf looks at the mark text[i] behind 未, which ends nothing: 截至2022年未.
func (f *Finder) endOf(i int) {
	if f.rune(i-1) == '未' && f.rune(i-2) != 0 && strings.ContainsRune("年月周期", f.text[i-2]) && !f.quoted(i) {
		f.found = append(f.found, found{start: i - 2, end: i, change: change{Exchanged, 1}, right: []rune{f.text[i-2], '末'}, sure: true})
	}
}

// things that are renewed, and no qualities: before them 更 is what is left of 更新.
var renewable = words2("情况 工作 制度 机制 内容 信息 栏目 网站 频率 频次 周期 时间 数量 时限 速度 日期 不够 滞后")

// renewed looks at 更 between words, before a thing: 栏目更情况.
func (f *Finder) renewed(i int) {
	next := f.rune(i + 3)
	if f.wordEnds(i) && !f.word2(i-1) && !f.word2(i) && f.is(renewable, i+1) && !f.word2(i+2) && next != '化' && next != '性' && !f.quoted(i) {
		f.mark(i, i+1, "更新")
	}
}
