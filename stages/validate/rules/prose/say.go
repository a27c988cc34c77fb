package prose

import (
	"github.com/gouji/gouji/stages/validate/rule"
)

// SaySlip gives a finding the words of a slip of the pen: where it stands, what is printed and what is meant.
func SaySlip(d *rule.Draft, where, wrong, right string) {
	d.Want, d.Got = right, wrong
	d.ZH = where + "疑似错别字：“" + wrong + "”应为“" + right + "”"
	d.EN = "a misprint: " + wrong + " for " + right
	if where != "" {
		d.EN = "a misprint in a heading: " + wrong + " for " + right
	}
}

// Misspelt says the same words of every hit of a kind.
func Misspelt(zh, en string) func(*rule.Draft) {
	return func(d *rule.Draft) { d.ZH, d.EN = zh, en }
}
