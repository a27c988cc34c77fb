package generate

import "fmt"

func privacyFaults() []faultKind {
	add := func(name, rule, zh, en, why string, say func(d *dice) (string, string)) faultKind {
		return faultKind{
			Fault: Fault{Name: name, Family: rule, ZH: zh, EN: en},
			apply: func(d *dice, p *paper) ([]Violation, bool) {
				text, quote := say(d)
				text = p.style.words(text)
				last := &p.parts[len(p.parts)-1] // section six, unless a fault has left a section out
				last.lines = append(last.lines, text)
				return []Violation{{Rule: rule, Where: "section 6", Quote: p.style.words(quote), Why: why}}, true
			},
		}
	}
	name := func(d *dice) string { return pick(d, "甲某", "乙某", "丙某") }
	return []faultKind{
		add("privacy_id", "privacy_id", "泄露公民身份号码", "an identity number", "an identity number of a person",
			func(d *dice) (string, string) {
				q := "申请人" + name(d) + "（公民身份号码" + identityNumber(d) + "）"
				return q + "申请公开的信息已按期提供。", q
			}),
		add("privacy_phone", "privacy_phone", "泄露申请人手机号", "an applicant's mobile number", "a mobile number of an applicant",
			func(d *dice) (string, string) {
				q := "申请人" + name(d) + "，联系电话" + fmt.Sprintf("139%08d", d.n(100000000))
				return q + "，所申请信息已按期提供。", q
			}),
	}
}

// identityNumber makes up a number that meets GB 11643: region, date of birth, sequence
// and check digit. The regions are 市辖区 codes (xx0101), which are given to nobody.
func identityNumber(d *dice) string {
	s := pick(d, "360101", "420101", "510101") + fmt.Sprintf("%04d%02d%02d%03d", d.between(1950, 2000), d.between(1, 12), d.between(1, 28), d.between(1, 999))
	return s + checkDigit(s)
}

// checkDigit is the 18th character of an identity number: ISO 7064 MOD 11-2.
func checkDigit(s string) string {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return string("10X98765432"[sum%11])
}
