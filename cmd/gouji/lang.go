package main

import "fmt"

// words is the catalogue of what the commands print for people, in Chinese and in
// English; GOUJI_LANG chooses. (Findings carry both languages themselves, and the
// words of the check formats are in stages/publish/export.)
func words() map[string][2]string {
	return map[string][2]string{
		"up.ready":              {"已就绪。NATS %s  HTTP %s  指标 %s  数据 %s", "ready. NATS %s  HTTP %s  metrics %s  data %s"},
		"up.stay":               {"按 Ctrl-C 结束。", "Ctrl-C ends it."},
		"up.draining":           {"正在结束:不再取新消息,等待手上的做完(最多 %s)", "draining: no new messages, finishing those in hand (at most %s)"},
		"folder.busy":           {"数据目录 %s 已被占用：%s，进程 %d（主机 %s，自 %s）", "the data folder %s is in use: %s, process %d (on %s, since %s)"},
		"folder.talk":           {"它的地址：NATS %s  HTTP %s  指标 %s。与它对话：gouji status --nats-url %s；要另起一套，请用 --data 指定别的目录", "it listens on NATS %s, HTTP %s, metrics %s. Talk to it with `gouji status --nats-url %s`; for a second system name another folder with --data"},
		"folder.starting":       {"它正在启动或不监听地址；要另起一套，请用 --data 指定别的目录", "it is starting or listens nowhere; for a second system name another folder with --data"},
		"folder.unknown":        {"数据目录 %s 已被另一个进程占用；要另起一套，请用 --data 指定别的目录", "the data folder %s is in use by another process; for a second system name another folder with --data"},
		"demo.title":            {"示例年报 %d 份,由 gouji generate 生成,含已知错误", "%d sample reports made by gouji generate, with known faults"},
		"demo.results":          {"结果", "Results"},
		"demo.findings":         {"发现的问题(错误与警告)", "Findings (errors and warnings)"},
		"demo.more":             {"另有 %d 条提示与警告;用 gouji show ID 查看", "%d more; see gouji show ID"},
		"col.file":              {"文件", "file"},
		"col.agency":            {"编制主体", "agency"},
		"col.year":              {"年度", "year"},
		"col.form":              {"格式", "form"},
		"col.cells":             {"读出/应有", "cells read"},
		"col.errors":            {"错误", "errors"},
		"col.warnings":          {"警告", "warnings"},
		"col.id":                {"编号", "id"},
		"col.rule":              {"规则", "rule"},
		"col.severity":          {"级别", "severity"},
		"col.message":           {"问题", "what is wrong"},
		"col.title":             {"名称", "title"},
		"col.source":            {"依据", "source"},
		"col.stage":             {"阶段", "stage"},
		"col.lag":               {"积压", "lag"},
		"col.pending":           {"待确认", "ack pending"},
		"col.redelivered":       {"重投", "redelivered"},
		"col.workers":           {"工作者", "workers"},
		"col.class":             {"类别", "class"},
		"col.reason":            {"原因", "reason"},
		"col.attempts":          {"次数", "attempts"},
		"col.time":              {"时间", "time"},
		"col.origin":            {"来源", "origin"},
		"col.doc":               {"文档", "document"},
		"col.producer":          {"提交者", "producer"},
		"col.dead":              {"死信", "dead letter"},
		"col.case":              {"项目", "case"},
		"col.size":              {"大小", "size"},
		"col.rate":              {"份/核秒(中位数)", "documents/core-second (median)"},
		"col.range":             {"范围", "range"},
		"col.ratio":             {"与只读之比", "to parse alone"},
		"col.allocs":            {"分配次数/份", "allocs/document"},
		"col.bytes":             {"分配/份", "bytes/document"},
		"severity.error":        {"错误", "error"},
		"severity.warning":      {"警告", "warning"},
		"severity.info":         {"提示", "info"},
		"submit.bar":            {"提交", "submit"},
		"submit.sum":            {"已提交 %d 份,其中重复 %d 份,失败 %d 份", "%d submitted, %d of them duplicates, %d failed"},
		"submit.duplicate":      {"重复", "duplicate"},
		"submit.refused":        {"被拒收:%s,继续重试", "refused: %s, trying again"},
		"submit.silent":         {"NATS 服务器没有应答,继续重试", "the broker does not answer, trying again"},
		"wait.bar":              {"处理", "process"},
		"status.totals":         {"接收 %d = 已发布 %d + 死信 %d + 处理中 %d + 去向不明 %d", "accepted %d = published %d + dead %d + in flight %d + unaccounted %d"},
		"status.damaged":        {"损坏:%s 中有 %d 条消息服务器读不出(序号 %s);请从其他副本或备份恢复", "damaged: %s holds %d messages that the server cannot read (sequences %s); restore them from another replica or a backup"},
		"topology.create":       {"新建", "create"},
		"topology.change":       {"更改", "change"},
		"topology.same":         {"一致", "same"},
		"topology.foreign":      {"外来", "foreign"},
		"topology.stream":       {"流", "stream"},
		"topology.bucket":       {"桶", "bucket"},
		"topology.consumer":     {"消费者", "consumer"},
		"topology.action":       {"动作", "action"},
		"topology.kind":         {"种类", "kind"},
		"topology.name":         {"名称", "name"},
		"topology.loss":         {"损失", "loss"},
		"topology.closed":       {"拒收中：%s", "closed: %s"},
		"topology.applied":      {"已执行。", "applied."},
		"topology.unknown":      {"此角色不能列出外来的流和消费者。", "this role may not list what others have made."},
		"audit.lost":            {"  去向不明:%s", "  unaccounted: %s"},
		"audit.hole.unreadable": {"流 %s 的第 %d 至 %d 条读不出", "stream %s: messages %d to %d cannot be read"},
		"audit.hole.removed":    {"流 %s 的第 %d 至 %d 条不见了", "stream %s: messages %d to %d are gone"},
		"audit.unfit":           {"流 %s 第 %d 条与自身摘要不符:%s", "stream %s: message %d does not fit its digest: %s"},
		"audit.blobs":           {"大对象 %d 个,%d 字节;缺 %d,坏 %d,无主 %d", "%d blobs, %d bytes; %d missing, %d damaged, %d orphans"},
		"audit.missing":         {"  缺:%s", "  missing: %s"},
		"audit.damaged":         {"  坏:%s", "  damaged: %s"},
		"audit.repaired":        {"重新处理 %d 份,删去坏的大对象 %d 个,无法修复 %d 份", "%d documents processed anew, %d damaged blobs removed, %d documents cannot be repaired"},
		"audit.hopeless":        {"  请重新提交 %s:%s", "  submit %s again: %s"},
		"audit.collected":       {"已清理无主大对象 %d 个", "%d orphan blobs removed"},
		"dead.none":             {"没有死信。", "no dead letters."},
		"dead.replay":           {"已重放 %d 封,失败 %d 封", "%d replayed, %d failed"},
		"dead.drop":             {"已放弃 %d 封,失败 %d 封", "%d dropped, %d failed"},
		"show.unknown":          {"没有编号为 %s 的文档", "no document with id %s"},
		"input.passed":          {"跳过 %s：%s", "passed over %s: %s"},
		"input.office":          {"Office 打开文件时的临时文件", "a lock that an office program left"},
		"input.system":          {"系统文件", "a file of the system"},
		"input.link":            {"指向文件夹的链接，请直接给出该文件夹", "a link to a folder; name the folder itself"},
		"input.special":         {"管道、套接字或设备", "a pipe, socket or device"},
		"show.state":            {"状态:%s", "state: %s"},
		"cell.holds":            {"出处核实:原文此处确有该文字", "evidence: the text stands at its place"},
		"cell.fails":            {"出处核实:原文此处没有该文字", "evidence: the text does not stand at its place"},
		"rule.why":              {"为什么", "why"},
		"rule.needs":            {"需要", "needs"},
		"rule.trips":            {"违反的例子", "an example that breaks it"},
		"rule.passes":           {"符合的例子", "an example that meets it"},
		"rules.left":            {"暂未实现的规则", "rules left out"},
		"check.alone":           {"%d 份文档,超过 %d 份时逐份核对,不做跨年度比较", "%d documents; above %d each is checked alone, without last year's report"},
		"replay.sum":            {"%d 份报告,%s → %s:%d 份有变化;写入 %d 份;每秒 %.0f 份", "%d reports, %s → %s: %d change; %d written; %.0f a second"},
		"replay.dry":            {"只比较,未写入;--publish 写入新结果,--activate 同时启用新规则集", "compared only, nothing written; --publish writes the new verdicts, --activate puts the rules in force as well"},
		"col.appear":            {"新增", "appear"},
		"col.disappear":         {"消失", "disappear"},
		"col.documents":         {"涉及文档", "documents"},
		"rules.loaded":          {"规则集 %s 已下发", "rule set %s delivered"},
		"rules.active":          {"现行规则集 %s(第 %d 版文件)", "rule set in force: %s (revision %d of the file)"},
		"members.missing":       {"未收到", "none received"},
		"members.vertical":      {"垂直管理,不计", "led from above, not counted"},
		"members.sum":           {"共 %d 个机关,%d 个未收到报告", "%d organs, %d without a report"},
		"col.region":            {"地区", "region"},
		"ledger.rebuilt":        {"台账已重建:%d 份报告", "ledger rebuilt: %d reports"},
		"generate.sum":          {"已生成 %d 份到 %s", "%d samples written to %s"},
	}
}

// say returns a message of the catalogue in the language of the configuration. A key
// that the catalogue does not have is a defect, and shows itself.
func (a *app) say(key string, args ...any) string {
	pair, ok := words()[key]
	if !ok {
		return "!" + key + "!"
	}
	text := pair[0]
	if a.conf.Lang == "en" {
		text = pair[1]
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}
