package report

// Column is a key and the label that the form prints for it.
type Column struct {
	Key   string
	Label string
}

// Row is one row of table three. Group is the label of the group cell it stands
// beside, "" for a row with none; Label is the row's own label. Both are as in the
// form, with its ordinals.
type Row struct {
	Key   string
	Group string
	Label string
}

// ApplicantColumns are the seven columns of table three, from left to right; the
// form's total is the last.
func ApplicantColumns() []Column {
	return []Column{
		{"natural", "自然人"},
		{"company", "商业企业"},
		{"research", "科研机构"},
		{"ngo", "社会公益组织"},
		{"legal", "法律服务机构"},
		{"other", "其他"},
		{"total", "总计"},
	}
}

// ApplicationRows are the rows of table three from top to bottom: 25 in Form2021.
// In Form2019 (六)其他处理 is the one row "other", which makes 23. For any other form
// the result is nil, because it has no table three.
func ApplicationRows(f Form) []Row {
	const (
		no, unable, reject, misc = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"
	)
	head := []Row{
		{"new_received", "", "一、本年新收政府信息公开申请数量"},
		{"carried_in", "", "二、上年结转政府信息公开申请数量"},
		{"granted", "", "（一）予以公开"},
		{"partial", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
		{"denied_state_secret", no, "1.属于国家秘密"},
		{"denied_law", no, "2.其他法律行政法规禁止公开"},
		{"denied_safety", no, "3.危及“三安全一稳定”"},
		{"denied_third_party", no, "4.保护第三方合法权益"},
		{"denied_internal", no, "5.属于三类内部事务信息"},
		{"denied_process", no, "6.属于四类过程性信息"},
		{"denied_enforcement_file", no, "7.属于行政执法案卷"},
		{"denied_inquiry", no, "8.属于行政查询事项"},
		{"unable_not_held", unable, "1.本机关不掌握相关政府信息"},
		{"unable_needs_creation", unable, "2.没有现成信息需要另行制作"},
		{"unable_unclear", unable, "3.补正后申请内容仍不明确"},
		{"rejected_petition", reject, "1.信访举报投诉类申请"},
		{"rejected_duplicate", reject, "2.重复申请"},
		{"rejected_publication", reject, "3.要求提供公开出版物"},
		{"rejected_mass", reject, "4.无正当理由大量反复申请"},
		{"rejected_reconfirm", reject, "5.要求行政机关确认或重新出具已获取信息"},
	}
	tail := []Row{
		{"result_total", "", "（七）总计"},
		{"carried_out", "", "四、结转下年度继续办理"},
	}
	switch f {
	case Form2021:
		head = append(head,
			Row{"other_overdue_correction", misc, "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"},
			Row{"other_overdue_fee", misc, "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"},
			Row{"other_misc", misc, "3.其他"})
	case Form2019:
		head = append(head, Row{"other", "", "（六）其他处理"})
	default:
		return nil
	}
	return append(head, tail...)
}

// ProceedingGroups are the three groups of table four, from left to right.
func ProceedingGroups() []Column {
	return []Column{
		{"review", "行政复议"},
		{"direct", "未经复议直接起诉"},
		{"after_review", "复议后起诉"},
	}
}

// ProceedingOutcomes are the five columns of each group of table four; the total of
// the other four is the last.
func ProceedingOutcomes() []Column {
	return []Column{
		{"upheld", "结果维持"},
		{"corrected", "结果纠正"},
		{"other", "其他结果"},
		{"pending", "尚未审结"},
		{"total", "总计"},
	}
}

// DisclosureRow is one row of table two: its label, the sub-table it stands in and
// the cells in it, from left to right.
type DisclosureRow struct {
	// Title is the sub-table's title row, such as 第二十条第（一）项.
	Title string
	Label string
	Cells []Column
}

// DisclosureRows are the rows of table two: 6 rows with 10 cells in Form2021, 8 rows
// with 22 cells in Form2019. For any other form the result is nil.
func DisclosureRows(f Form) []DisclosureRow {
	const one, five, six, eight, nine = "第二十条第（一）项", "第二十条第（五）项", "第二十条第（六）项", "第二十条第（八）项", "第二十条第（九）项"
	cells := func(prefix string, labels ...Column) []Column {
		for i := range labels {
			labels[i].Key = prefix + labels[i].Key
		}
		return labels
	}
	switch f {
	case Form2021:
		made := func(prefix string) []Column {
			return cells(prefix, Column{"_made", "本年制发件数"}, Column{"_repealed", "本年废止件数"}, Column{"_valid", "现行有效件数"})
		}
		decided := func(key string) []Column { return cells(key, Column{"", "本年处理决定数量"}) }
		return []DisclosureRow{
			{one, "规章", made("rules")},
			{one, "行政规范性文件", made("normative")},
			{five, "行政许可", decided("licences")},
			{six, "行政处罚", decided("penalties")},
			{six, "行政强制", decided("coercions")},
			{eight, "行政事业性收费", cells("fees_10k_yuan", Column{"", "本年收费金额（单位：万元）"})},
		}
	case Form2019:
		made := func(prefix string) []Column {
			return cells(prefix, Column{"_new_made", "本年新制作数量"}, Column{"_new_published", "本年新公开数量"}, Column{"_total_published", "对外公开总数量"})
		}
		items := func(prefix string) []Column {
			return cells(prefix, Column{"_prev_items", "上一年项目数量"}, Column{"_change", "本年增/减"}, Column{"_decisions", "处理决定数量"})
		}
		return []DisclosureRow{
			{one, "规章", made("rules")},
			{one, "规范性文件", made("normative")},
			{five, "行政许可", items("licences")},
			{five, "其他对外管理服务事项", items("other_services")},
			{six, "行政处罚", items("penalties")},
			{six, "行政强制", items("coercions")},
			{eight, "行政事业性收费", items("fees")[:2]},
			{nine, "政府集中采购", cells("procurement", Column{"_items", "采购项目数量"}, Column{"_amount_yuan", "采购总金额"})},
		}
	}
	return nil
}

// SectionHeadings are the six headings of the form (2019 and 2021), in order.
func SectionHeadings() []string {
	return []string{
		"一、总体情况",
		"二、主动公开政府信息情况",
		"三、收到和处理政府信息公开申请情况",
		"四、政府信息公开行政复议、行政诉讼情况",
		"五、存在的主要问题及改进情况",
		"六、其他需要报告的事项",
	}
}
