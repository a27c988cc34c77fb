package dataset

import (
	"slices"
	"strings"

	"github.com/gouji/gouji/stages/publish/export"
	"github.com/gouji/gouji/stages/report"
)

// Type is the type of a column, by the names of Table Schema (Frictionless Data).
type Type string

// The types of columns. A number may have a fraction; it is a decimal, never rounded.
const (
	String  Type = "string"
	Integer Type = "integer"
	Number  Type = "number"
)

// Column is a column of a table.
type Column struct {
	Name   string
	Type   Type
	ZH, EN string
}

// The tables. Each has only the reports that count: of several versions and copies of a report
// the one published last.
const (
	Reports  = "report_latest"
	Findings = "finding_latest"
	Long     = "cell_long"
	Wide     = "cell_wide"
)

// Tables are the names of the tables.
func Tables() []string { return []string{Reports, Findings, Long, Wide} }

// Columns are the columns of a table in their order, nil for one that there is not.
func Columns(table string) []Column {
	switch table {
	case Reports:
		return reportColumns()
	case Findings:
		return append(slices.Clone(ids()), findingColumns()...)
	case Long:
		return append(slices.Clone(ids()), longColumns()...)
	case Wide:
		out := append(slices.Clone(ids()), Column{"form", String, "格式", "form"})
		for _, c := range Cells() {
			out = append(out, Column{c.Name, Number, c.ZH, c.EN},
				Column{c.Name + StateSuffix, String, c.ZH + "：状态", c.EN + ": state"})
		}
		return out
	}
	return nil
}

// StateSuffix ends the name of the column with a cell's state, beside that with its number.
const StateSuffix = "_state"

// ids are the columns that every table begins with.
func ids() []Column {
	return []Column{
		{"doc", String, "文档编号", "document id"},
		{"year", Integer, "年度", "year reported on"},
		{"region", String, "地区", "region: by the list of members, else as the producer said"},
		{"agency", String, "编制机关", "issuer as printed"},
	}
}

func reportColumns() []Column {
	return append(slices.Clone(ids()), []Column{
		{"issuer", String, "机关标识：统一社会信用代码，否则不含上级地名的名称", "key of the issuer: its code, else its name without the places above it"},
		{"place", String, "机关所在地", "places that tell issuers of one key apart"},
		{"title", String, "标题", "title as printed"},
		{"form", String, "格式", "form: 2021, 2019, pre2019 or unknown"},
		{"published", String, "发布日期", "date of publication, YYYY-MM-DD"},
		{"submitted", String, "提交时间", "when it was taken in, RFC 3339 in UTC"},
		{"file", String, "文件名", "file name as the producer gave it"},
		{"url", String, "来源网址", "source address as the producer gave it"},
		{"producer", String, "提交者", "who submitted it"},
		{"parser", String, "解析器版本", "version of the parser"},
		{"rules", String, "规则集", "rule set"},
		{"errors", Integer, "错误数", "findings that are errors"},
		{"warnings", Integer, "警告数", "findings that are warnings"},
		{"infos", Integer, "提示数", "findings that are hints"},
		{"cells_printed", Integer, "已印数字的单元格数", "cells with a printed number"},
		{"cells_blank", Integer, "空白单元格数", "blank cells"},
		{"cells_dash", Integer, "横线单元格数", "cells with a dash"},
		{"cells_derived", Integer, "推得的单元格数", "cells whose number is the only one that meets the sums"},
		{"cells_unread", Integer, "未能读出的单元格数", "cells that could not be read with certainty"},
	}...)
}

func findingColumns() []Column {
	return []Column{
		{"n", Integer, "序号", "number of the finding in the report, from 0"},
		{"rule", String, "规则", "rule"},
		{"severity", String, "级别：error 错误，warning 警告，info 提示", "severity: error, warning or info"},
		{"section", Integer, "部分，0 为全文", "section 1 to 6, 0 for the whole document"},
		{"message", String, "问题", "what is wrong, in Chinese"},
		{"message_en", String, "问题（英文）", "what is wrong, in English"},
		{"want", String, "应为", "what the rule asks for"},
		{"got", String, "实为", "what stands there"},
		{"cells", String, "单元格（JSON 数组）", "cells, a JSON array"},
		{"quotes", String, "原文（JSON 数组）", "quotes, a JSON array"},
	}
}

func longColumns() []Column {
	return []Column{
		{"table_name", String, "表：disclosure 表二，applications 表三，proceedings 表四，stats 2019 年以前的统计表", "table: disclosure, applications, proceedings or stats"},
		{"row_key", String, "行", "row"},
		{"col_key", String, "列", "column"},
		{"state", String, "状态：printed 已印，blank 空白，dash 横线，derived 推得，unread 未能读出", "state: printed, blank, dash, derived or unread"},
		{"number", Number, "数值；空白、横线、未能读出时为空，不是 0", "number; none where the cell is blank, has a dash or is unread, which is not nought"},
		{"text", String, "原样", "text as printed"},
		{"why", String, "说明", "reasoning behind a derived or unread cell"},
	}
}

// Cell is a cell of the forms.
type Cell struct {
	// Table, Row and Col are its keys; table two has no columns.
	Table, Row, Col string
	// Name is its column of the table Wide.
	Name string
	// Forms are the forms that have it, separated by a space.
	Forms  string
	ZH, EN string
}

// Cells are the cells of the forms of 2021 and 2019 in their order.
func Cells() []Cell {
	var out []Cell
	at := map[string]int{}
	zh, en := export.Chinese(), export.English()
	add := func(f report.Form, number, table, row, col string) {
		path := strings.TrimSuffix(table+"."+row+"."+col, ".")
		if i, ok := at[path]; ok {
			if !strings.HasSuffix(out[i].Forms, string(f)) {
				out[i].Forms += " " + string(f)
			}
			return
		}
		at[path] = len(out)
		name := strings.TrimSuffix(number+"_"+row+"_"+col, "_")
		out = append(out, Cell{table, row, col, name, string(f), zh.CellName(path), en.CellName(path)})
	}
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, r := range report.DisclosureRows(f) {
			for _, c := range r.Cells {
				add(f, "t2", "disclosure", c.Key, "")
			}
		}
	}
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, r := range report.ApplicationRows(f) {
			for _, c := range report.ApplicantColumns() {
				add(f, "t3", "applications", r.Key, c.Key)
			}
		}
	}
	for _, f := range []report.Form{report.Form2021, report.Form2019} {
		for _, g := range report.ProceedingGroups() {
			for _, o := range report.ProceedingOutcomes() {
				add(f, "t4", "proceedings", g.Key, o.Key)
			}
		}
	}
	return out
}
