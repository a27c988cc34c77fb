// Package form says what the form of the reports has and what a report has of it: rows, columns
// and sections by name, cells and their sums, tables that the file lost, and what the text claims
// of them. It judges nothing.
package form

import (
	"github.com/gouji/gouji/stages/report"
)

// What fixes the form and the sums within table three.
const (
	BothForms  = "国办公开办函〔2021〕30号（2019、2020年度为国办公开办函〔2019〕60号）附表"
	SumsClause = "收到和处理政府信息公开申请情况表的勾稽关系"
)

// Tabular are the forms with tables two to four.
var Tabular = []report.Form{report.Form2021, report.Form2019}

// NewForm is the form in force since the reports of 2021.
var NewForm = []report.Form{report.Form2021}

// Modern are the forms with six sections; of an unknown form the text at least can be
// judged.
var Modern = []report.Form{report.Form2021, report.Form2019, report.FormUnknown}
