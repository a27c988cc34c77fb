package export

import (
	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// Chinese returns the words in Chinese; labels of the form are those of the form.
func Chinese() Words {
	return Words{
		Lang: "zh",
		File: "文件", ID: "编号", Title: "标题", Agency: "编制机关", Year: "年度", Form: "格式", Published: "发布日期", Outcome: "结果",
		Rule: "规则", Severity: "级别", Section: "部分", Message: "问题", Cells: "单元格", Quote: "原文", Want: "应为", Got: "实为",
		Place: "位置", Source: "依据", Table: "表", Row: "行", Column: "列", State: "状态", Value: "数值", Text: "原样", Why: "说明",
		Documents: "文档", Findings: "问题", Data: "数据",
		None: "未发现问题", Whole: "全文", NoTable: "文档中没有这张表", Unknown: "未载明", Rules: "规则", CellCount: "单元格",
		PageTitle: "政府信息公开工作年度报告核对结果",
		More:      "另有 %d 处", Total: "共 %d 份：已核对 %d 份，其中有错误 %d 份；拒收 %d 份", Stop: "；",
		MoreHints: "另有 %d 条提示未列出（--hints 列出全部）",
		Same:      "同一处", Reference: "参考", FileFault: "（文件）",
		PageNumber: "第%d页", Norm: "规则要求",
		Note:       "说明",
		severities: map[report.Severity]string{report.Error: "错误", report.Warning: "警告", report.Info: "提示"},
		outcomes:   map[report.Outcome]string{report.Met: "通过", report.Broken: "违反", report.NotApplicable: "不适用", report.Inconclusive: "无法判定"},
		checks:     map[string]string{report.Checked: "已核对", report.Rejected: "拒收"},
		states: map[report.State]string{
			report.Printed: "已印数字", report.Blank: "空白", report.Dash: "横线", report.Derived: "推得", report.Unread: "未能读出",
		},
		forms: map[report.Form]string{
			report.Form2021: "2021（国办公开办函〔2021〕30号）", report.Form2019: "2019（国办公开办函〔2019〕60号）",
			report.FormPre2019: "2019年以前", report.FormUnknown: "未能识别",
		},
		tables:  map[string]string{tableTwo: "表二", tableThree: "表三", tableFour: "表四"},
		classes: classesZH(),
		label:   func(_, printed string) string { return printed },
	}
}

func classesZH() map[fault.Class]string {
	return map[fault.Class]string{
		fault.Empty:             "文件为空",
		fault.TooLarge:          "文件过大",
		"unreadable_input":      "文件打不开", // by `gouji check`, which has no door
		fault.UnsupportedType:   "不支持的文件类型",
		fault.TypeMismatch:      "声明的类型与内容不符",
		fault.CharsetUnknown:    "无法确定字符编码",
		fault.EmptyDocument:     "文档没有内容",
		fault.NoText:            "文档没有可读文字（可能是扫描件）",
		fault.NotAReport:        "不是政府信息公开工作年度报告",
		fault.SeveralReports:    "一个文件里有多份年度报告",
		fault.LinksOnly:         "网页只链接了报告，没有正文",
		fault.Malformed:         "文件已损坏",
		fault.Encrypted:         "文件已加密",
		fault.AmbiguousPackage:  "压缩包内容有歧义",
		fault.LimitDepth:        "嵌套层数超限",
		fault.LimitCells:        "单元格数超限",
		fault.LimitAttributes:   "属性数超限",
		fault.LimitToken:        "单个标记过长",
		fault.LimitInflate:      "解压后大小超限",
		fault.LimitParts:        "部件数超限",
		fault.LimitPages:        "页数超限",
		fault.LimitTime:         "处理时间超限",
		fault.LimitMemory:       "内存超限",
		fault.BadMetadata:       "附带信息有误",
		fault.BadHeader:         "请求头有误",
		fault.BadSubjectToken:   "提交者名称有误",
		fault.DigestMismatch:    "内容与摘要不符",
		fault.Unauthorized:      "缺少有效令牌",
		fault.Forbidden:         "无权进行此操作",
		fault.RateLimited:       "请求过多，请稍后再试",
		fault.SchemaVersion:     "数据版本不符",
		fault.SchemaInvalid:     "数据结构有误",
		fault.AttemptsExhausted: "多次尝试后仍失败",
		fault.Erased:            "这份文档已删除，不再接收",
		fault.Panic:             "程序内部错误",
	}
}
