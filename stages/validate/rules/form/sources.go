package form

import (
	"github.com/gouji/gouji/stages/validate/rule"
)

// The norms that most rules have as their source.
const (
	Regulation = "政府信息公开条例（国令第711号）"
	Notice30   = "国办公开办函〔2021〕30号"
)

// Common is the source of rules that need no norm.
var Common = rule.Source{Document: "常识"}
