package label

// rowVariants are other wordings of rows met in published reports, as cores.
func rowVariants() map[string]string {
	return map[string]string{
		"本年度新收到政府信息公开申请数量": "new_received",
		"本年新收到政府信息公开申请数量":  "new_received",
		"本年度新收政府信息公开申请数量":  "new_received",
		"上年度结转政府信息公开申请数量":  "carried_in",
		"其他法律法规禁止公开":       "denied_law",
		"危及三安全一稳定的":        "denied_safety",
		"结转下年继续办理":         "carried_out",
		"结转下一年度继续办理":       "carried_out",
		"结转至下年度继续办理":       "carried_out",
	}
}

// disclosureVariants are other wordings of rows of table two, both as cores. The first two
// rows are one row in the two forms.
func disclosureVariants() map[string]string {
	return map[string]string{
		"行政规范性文件":    "规范性文件",
		"规范性文件":      "行政规范性文件",
		"其他对外管理服务事项": "其他对外服务管理事项",
	}
}
