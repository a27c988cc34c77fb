package identity

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// codeOf returns the issuer's unified social credit code, "" if none is given.
func codeOf(r report.Report) string {
	if validCode(r.Source.Agency) {
		return strings.ToUpper(strings.TrimSpace(r.Source.Agency))
	}
	for _, f := range r.Head {
		if names(f.Name) && validCode(f.Text.S) {
			return strings.ToUpper(strings.TrimSpace(f.Text.S))
		}
	}
	return ""
}

// names reports whether a field of a file's head speaks of its issuer's code. The code of
// a site (网站标识码) is that of another body.
func names(field string) bool {
	field = strings.NewReplacer("-", "", "_", "", ".", "", " ", "").Replace(strings.ToLower(field))
	for _, w := range [...]string{"creditcode", "uscc", "统一社会信用代码"} {
		if strings.Contains(field, w) {
			return true
		}
	}
	return false
}

// IsCode reports whether s is a unified social credit code.
func IsCode(s string) bool { return validCode(s) }

// validCode checks the form and check character of GB 32100-2015: 17 characters weighted
// by the powers of 3 modulo 31.
func validCode(s string) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if s = strings.TrimSpace(s); len(s) != 18 {
		return false
	}
	if s = strings.ToUpper(s); len(s) != 18 { // it may have letters that are longer or shorter then
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(alphabet, s[i])
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return alphabet[(31-sum%31)%31] == s[17]
}
