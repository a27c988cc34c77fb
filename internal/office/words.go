package office

import (
	"fmt"
	"html/template"
	"strconv"
	"time"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

func languages() []string { return []string{"zh", "en"} }

// words is the catalogue of the pages, in Chinese and in English.
func words() map[string][2]string {
	return map[string][2]string{
		"brand":             {"勾稽 · 政府信息公开年度报告核对", "gouji · cross-check of disclosure reports"},
		"skip":              {"跳到正文", "Skip to the content"},
		"nav":               {"导航", "Navigation"},
		"nav.year":          {"年度概览", "Year"},
		"nav.list":          {"报告", "Reports"},
		"nav.draft":         {"草稿箱", "Drafts"},
		"nav.members":       {"名单", "Members"},
		"year.bylist":       {"依据的名单", "By this list"},
		"members.title":     {"成员名单", "The list of members"},
		"members.intro":     {"名单写明哪些机关编制报告。概览据此说明谁未收到；没有名单就不判断谁未报送。", "The list says who reports. By it the overview tells who was not received; without a list nobody is missed."},
		"members.by":        {"现在依据：%s。", "In use: %s."},
		"members.kept":      {"本页维护的名单，第 %d 次修改（%s，%s）", "the list kept on this page, change %d (%s, %s)"},
		"members.start":     {"启动时的名单文件 %s", "the members file of the start, %s"},
		"members.none":      {"名单未启用。", "No list of members is in use."},
		"members.judged":    {"核对报告（G、D-08、X-07）时仍依据%s，与本页名单不同。要按本页名单核对：下载 CSV，用 --members 启动，再运行 gouji ledger rebuild。", "Reports are still judged (G, D-08, X-07) by %s, which differs from the list of this page. To judge by this one: download the CSV, start with --members, then run gouji ledger rebuild."},
		"members.csv":       {"下载名单（CSV）", "Download the list (CSV)"},
		"members.total":     {"共 %d 行", "%d rows"},
		"members.rows":      {"共 %d 行", "%d rows"},
		"members.self":      {"（本地区自己的报告）", "(the region's own report)"},
		"members.add":       {"增加一个成员", "Add a member"},
		"members.change":    {"修改成员", "Change a member"},
		"members.edit":      {"修改", "change"},
		"members.save":      {"保存", "Save"},
		"members.remove":    {"从名单删去", "Remove from the list"},
		"members.import":    {"导入名单", "Import a list"},
		"members.file":      {"CSV、XLSX 或 YAML 文件（代替整个名单）", "CSV, XLSX or YAML file (in place of the whole list)"},
		"members.take":      {"导入", "Import"},
		"members.from":      {"从%s开始维护", "Begin with %s"},
		"members.drop":      {"不再维护：删去本页名单", "Stop: drop the list of this page"},
		"members.history":   {"修改记录", "Changes"},
		"members.wrong":     {"名单没有改动，因为：", "The list was not changed, because:"},
		"members.line":      {"第 %d 行：", "line %d: "},
		"members.noregion":  {"请填写地区。", "A region is needed."},
		"members.added":     {"增加", "added"},
		"members.changed":   {"修改", "changed"},
		"members.removed":   {"删去", "removed"},
		"members.imported":  {"导入", "imported"},
		"members.discarded": {"整个名单删去", "the whole list dropped"},
		"col.what":          {"操作", "what"},
		"col.was":           {"原为", "before"},
		"col.is":            {"现为", "after"},
		"col.member":        {"成员名称", "name"},
		"col.code":          {"统一社会信用代码", "credit code"},
		"col.aliases":       {"别名（用；隔开）", "other names (with ; between)"},
		"col.vertical":      {"垂直管理，不计", "led from above, not counted"},
		"refuse.members":    {"名单已被别人修改，或这一行已不在。请重新打开页面。", "The list was changed meanwhile, or the row is gone. Open the page again."},
		"nav.rules":         {"规则", "Rules"},
		"nav.operate":       {"运行", "System"},
		"other":             {"English", "中文"},
		"signed":            {"已登录：%s（%s）", "Signed in: %s (%s)"},
		"role.viewer":       {"查看", "viewer"},
		"role.reviewer":     {"审核", "reviewer"},
		"role.operator":     {"运维", "operator"},
		"role.producer":     {"报送", "producer"},
		"role.local":        {"本机，未设登录", "this machine, no sign-in"},
		"year.title":        {"年度概览", "A year"},
		"year.of":           {"%d 年度", "Reports on %d"},
		"year.choose":       {"年度", "Year"},
		"year.show":         {"查看", "Show"},
		"year.none":         {"库中还没有报告。报送后，这里按年度汇总。", "There are no reports in the store yet. Once there are, this page sums them up by year."},
		"year.reports":      {"份报告", "reports"},
		"year.clean":        {"没有错误", "without an error"},
		"year.late":         {"发布逾期", "published late"},
		"year.unread":       {"有未能读出的格", "with unread cells"},
		"year.received":     {"名单内已收到", "of the list received"},
		"year.missing":      {"名单内未收到", "of the list not received"},
		"year.nolist":       {"名单未启用", "No list of members is in use"},
		"year.nolist.why":   {"没有成员名单，不判断谁未报送。在“名单”页建立，或启动时用 --members 指定。", "Without a list of members nobody is missed. Make one on the page Members, or name one with --members at the start."},
		"year.before":       {"上年 %d：%s", "the year before, %d: %s"},
		"year.regions":      {"分地区", "By region"},
		"year.regions.svg":  {"各地区没有错误的报告所占比例，数据见下表", "Share of reports without an error by region; the table below has the data"},
		"year.rules":        {"违反最多的规则", "Rules that are broken most"},
		"year.rules.svg":    {"违反各规则的报告数，数据见下表", "Reports that break each rule; the table below has the data"},
		"year.absent":       {"名单内未收到的机关", "Members of the list without a report"},
		"year.vertical":     {"垂直管理，不计", "led from above, not counted"},
		"year.all":          {"全部报告", "all reports"},
		"col.region":        {"地区", "region"},
		"col.reports":       {"报告数", "reports"},
		"col.clean":         {"无错误", "without error"},
		"col.share":         {"比例", "share"},
		"col.before":        {"上年比例", "share the year before"},
		"col.unread":        {"未读格", "unread"},
		"col.rule":          {"规则", "rule"},
		"col.title":         {"名称", "title"},
		"col.year":          {"年度", "year"},
		"col.agency":        {"编制机关", "issuer"},
		"col.errors":        {"错误", "errors"},
		"col.warnings":      {"警告", "warnings"},
		"col.infos":         {"提示", "hints"},
		"col.published":     {"发布日期", "published"},
		"col.submitted":     {"提交时间", "submitted"},
		"col.file":          {"文件", "file"},
		"col.producer":      {"提交者", "submitted by"},
		"col.parser":        {"解析器", "parser"},
		"col.rules":         {"规则集", "rule set"},
		"col.basis":         {"依据", "basis"},
		"col.changed":       {"与前一次相比", "against the one before"},
		"col.state":         {"状态", "state"},
		"col.when":          {"时间", "when"},
		"col.who":           {"谁", "who"},
		"col.decision":      {"意见", "decision"},
		"col.reason":        {"理由", "reason"},
		"col.message":       {"问题", "finding"},
		"col.row":           {"行", "row"},
		"col.name":          {"项目", "item"},
		"col.value":         {"值", "value"},
		"noregion":          {"（未注明地区）", "(no region given)"},
		"list.title":        {"报告", "Reports"},
		"list.filter":       {"筛选", "Filter"},
		"list.all":          {"全部", "all"},
		"list.search":       {"搜索机关、标题、文件名、问题、原文", "search issuer, title, file, findings, quotes"},
		"list.severity":     {"级别", "severity"},
		"list.go":           {"查询", "Search"},
		"list.reset":        {"清除条件", "Clear"},
		"list.empty":        {"还没有报告。提交后显示在这里。", "There is no report yet. What is submitted shows here."},
		"list.live":         {"自动更新", "updates by itself"},
		"list.count":        {"共 %d 份，按问题轻重排列", "%d reports, the gravest findings first"},
		"list.more":         {"超过 %d 份，按问题轻重排列", "more than %d reports, the gravest findings first"},
		"list.none":         {"没有符合条件的报告。", "No report meets the filter."},
		"list.export":       {"按以上条件导出：", "Export exactly this:"},
		"list.next":         {"下一页", "Next page"},
		"list.first":        {"回到第一页", "Back to the first page"},
		"list.unnamed":      {"（未载明机关）", "(issuer not stated)"},
		"severity.error":    {"错误", "error"},
		"severity.warning":  {"警告", "warning"},
		"severity.info":     {"提示", "hint"},
		"state.open":        {"未处理", "open"},
		"state.confirmed":   {"确认", "confirmed"},
		"state.dismissed":   {"不成立", "dismissed"},
		"state.returned":    {"退回", "returned"},
		"report.original":   {"原文对照", "Original beside the reading"},
		"report.file":       {"下载原件", "Download the file"},
		"report.letter":     {"整改通知（DOCX）", "Notice to mend (DOCX, Chinese)"},
		"report.current":    {"这不是现行版本。现行版本：", "This is not the version that counts, which is:"},
		"report.facts":      {"报告", "Report"},
		"report.findings":   {"问题", "Findings"},
		"report.none":       {"未发现问题。", "Nothing was found."},
		"report.where":      {"位置", "place"},
		"report.want":       {"应为", "should be"},
		"report.got":        {"实为", "is"},
		"report.source":     {"依据", "source"},
		"report.decide":     {"作出意见", "Decide"},
		"report.reason":     {"理由（不成立时必填）", "reason (needed to dismiss)"},
		"report.save":       {"保存", "Save"},
		"report.decided":    {"%s，%s，%s", "%s, %s, %s"},
		"report.years":      {"相邻年度", "Neighbouring years"},
		"report.years.none": {"库中没有同一机关的相邻年度报告。", "The store has no report of the same issuer of a neighbouring year."},
		"report.same":       {"一致", "same"},
		"report.differs":    {"不一致", "differs"},
		"report.cannot":     {"无法比较", "cannot be compared"},
		"report.versions":   {"版本与副本", "Versions and copies"},
		"report.counts":     {"现行", "counts"},
		"report.older":      {"旧版或副本", "older or a copy"},
		"report.history":    {"核对历史", "History of verdicts"},
		"report.first":      {"首次", "first"},
		"report.nochange":   {"没有变化", "no change"},
		"why.parser":        {"解析器更新", "another parser"},
		"why.rules":         {"规则集更新", "another rule set"},
		"why.basis":         {"相邻报告变化", "other neighbouring reports"},
		"report.decisions":  {"意见记录", "Decisions"},
		"report.gone":       {"（现已没有此问题）", "(no longer found)"},
		"draft.title":       {"草稿箱", "Drafts"},
		"draft.intro":       {"在公布之前先核对。文件只在内存中读取，不保存。", "Check before you publish. The file is read in memory and not kept."},
		"draft.file":        {"选择或拖入文件", "Choose a file or drop it here"},
		"draft.text":        {"或粘贴报告全文", "or paste the text of the report"},
		"draft.draft":       {"尚未公布：不查发布日期、时限和落款", "not published yet: no date of publication, deadline or signature is asked for"},
		"draft.check":       {"核对", "Check"},
		"draft.html":        {"下载网页", "Download as HTML"},
		"draft.xlsx":        {"下载表格（XLSX）", "Download as XLSX"},
		"rules.title":       {"规则", "Rules"},
		"rules.set":         {"现行规则集 %s，共 %d 条", "Rule set in force: %s, %d rules"},
		"rules.trip":        {"违反的例子", "breaks it"},
		"rules.pass":        {"符合的例子", "meets it"},
		"operate.title":     {"运行状态（只读）", "State of the system (read only)"},
		"operate.unknown":   {"系统状态读不出", "the state of the system cannot be read"},
		"operate.store":     {"结果库", "store"},
		"operate.documents": {"现行报告 / 全部文档", "reports that count / all documents"},
		"operate.rules":     {"规则集", "rule set"},
		"refuse.title":      {"无法显示", "No page"},
		"refuse.role":       {"您的角色无权进行此操作。", "Your role may not do this."},
		"refuse.nothing":    {"没有这个页面。", "There is no such page."},
		"refuse.unknown":    {"库中没有这份文档。", "The store has no such document."},
		"refuse.cursor":     {"页码无效，请从第一页开始。", "This is no page of the list; begin with the first."},
		"refuse.defect":     {"页面未能生成，已记录。请稍后再试。", "The page could not be made; the log says why. Try again later."},
		"refuse.host":       {"本站不使用这个主机名；如应使用，请设置 --http-hosts。", "This site does not go by that name; name it with --http-hosts if it should."},
		"refuse.origin":     {"不接受其他网站页面发来的请求。", "Requests of pages from other sites are not taken."},
		"refuse.signin":     {"请用姓名和密文登录。", "Sign in with your name and secret."},
		"refuse.proxy":      {"前端代理没有说明来访者是谁。", "The proxy in front does not say who you are."},
		"refuse.form":       {"表单不完整或有误。", "The form is incomplete or wrong."},
		"refuse.finding":    {"报告现在没有这个问题，可能已重新核对。请刷新页面。", "The report does not have this finding now; it may have been judged again. Reload the page."},
		"refuse.reason":     {"“不成立”需要写明理由。", "To dismiss a finding needs a reason."},
		"refuse.letter":     {"还没有确认或退回的问题，不能出具通知。", "No finding is confirmed or returned yet, so there is nothing to notify of."},
		"refuse.file":       {"原件不在手边。", "The file is not at hand."},
		"refuse.busy":       {"正在核对其他草稿，请稍后再试。", "Other drafts are being checked; try again in a moment."},
		"refuse.slow":       {"核对超时。", "The check took too long."},
		"refuse.large":      {"文件过大，最多 20 MB。", "The file is too large; 20 MB at most."},
		"refuse.empty":      {"请选择文件或粘贴文字。", "Choose a file or paste a text."},
		"back":              {"返回", "Back"},
		"row.rolls":         {"结转下年度 → 上年结转", "carried over to → carried over from"},
		"row.received":      {"本年新收", "received this year"},
		"row.results":       {"办理结果总计", "results in all"},
	}
}

// word is a text of the catalogue. A key that it does not have is a defect, and shows itself.
func word(lang, key string) string {
	pair, ok := words()[key]
	if !ok {
		return "!" + key + "!"
	}
	if lang == "en" {
		return pair[1]
	}
	return pair[0]
}

// functions are those of the templates in a language. Texts of documents go through safe,
// which shows control characters and such as change the direction of writing as a sign; the
// template escapes them besides.
func functions(lang string) template.FuncMap {
	catalogue := words()
	say := func(key string, args ...any) string {
		pair, ok := catalogue[key]
		if !ok {
			return "!" + key + "!"
		}
		s := pair[0]
		if lang == "en" {
			s = pair[1]
		}
		if len(args) > 0 {
			return fmt.Sprintf(s, args...)
		}
		return s
	}
	w := exportWords(lang)
	return template.FuncMap{
		"t":        say,
		"safe":     func(s any) string { return export.Safe(plain(s)) },
		"severity": func(s report.Severity) string { return say("severity." + string(s)) },
		"form":     func(f report.Form) string { return w.FormName(f) },
		"share": func(part, whole int) string {
			if whole == 0 {
				return "—"
			}
			return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 1, 64) + "%"
		},
		"basis": func(source string) string { label, s := w.Basis(source); return label + "：" + s },
		"when":  func(t time.Time) string { return t.Local().Format("2006-01-02 15:04") },
		"short": func(s any) string {
			at, err := time.Parse(time.RFC3339, plain(s))
			if err != nil {
				return ""
			}
			return at.Local().Format("2006-01-02 15:04")
		},
		"dict": func(pairs ...any) map[string]any {
			out := map[string]any{}
			for i := 0; i+1 < len(pairs); i += 2 {
				out[fmt.Sprint(pairs[i])] = pairs[i+1]
			}
			return out
		},
		"add": func(a, b int) int { return a + b },
	}
}

// plain is a text that may not be there.
func plain(s any) string {
	switch s := s.(type) {
	case *string:
		if s != nil {
			return *s
		}
		return ""
	case *int:
		if s != nil {
			return strconv.Itoa(*s)
		}
		return ""
	case nil:
		return ""
	}
	return fmt.Sprint(s)
}
