// Package identity says which reports are of one issuer.
//
// A wrong match weighs more than a missed one: it would hold the figures of two bodies
// against each other. So names that occur in many places count only together with the
// place, and what a report does not say is never guessed.
package identity

import (
	"strings"

	"github.com/gouji/gouji/stages/fold"
	"github.com/gouji/gouji/stages/report"
)

// Issuer identifies who issued a report.
type Issuer struct {
	// Key is the same for all reports of an issuer: its code, or its name without the
	// places above it. "" is an issuer that is not known; it has no other reports.
	Key string
	// Place is what tells two issuers of one Key apart: the places above it and the region
	// the producer gave, "" where neither is known.
	Place Place
}

// Place is where an issuer is, as far as the report says.
type Place struct {
	// Above is the places in front of the name: 江苏省淮安市.
	Above string
	// Region is what the producer said, a name or a code of GB/T 2260.
	Region string
}

// separator stands between the parts of a place; normal takes it out of names.
const separator = "|"

// String writes the place so that ParsePlace reads it.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return p.Above + separator + p.Region
}

// ParsePlace reads what String wrote.
func ParsePlace(s string) Place {
	above, region, _ := strings.Cut(s, separator)
	return Place{above, region}
}

// Of returns who issued a report. The unified social credit code (GB 32100) counts where
// the producer gave it for the agency or the document states it about itself; else the
// agency's name as printed, else as the producer gave it.
func Of(r report.Report) Issuer {
	if code := codeOf(r); code != "" {
		return Issuer{Key: code}
	}
	return ByName(r)
}

// ByName is Of without the code.
func ByName(r report.Report) Issuer {
	name := ""
	if r.Agency != nil {
		name = *r.Agency
	}
	if normal(name) == "" && !validCode(r.Source.Agency) {
		name = r.Source.Agency
	}
	return Named(name, r.Source.Region)
}

// Named is the issuer of a name and of the region it is said to be in, "" for none.
func Named(name, region string) Issuer {
	above, key := split(normal(name))
	if key == "" {
		return Issuer{}
	}
	return Issuer{Key: key, Place: Place{Above: above, Region: normal(region)}}
}

// Same reports whether two issuers are one. The places of one may be left out or be given
// in part, unless the name alone says too little.
func Same(a, b Issuer) bool {
	if a.Key == "" || a.Key != b.Key {
		return false
	}
	if !agree(a.Place.Region, b.Place.Region) || !agree(a.Place.Above, b.Place.Above) {
		return false
	}
	if !common(a.Key) {
		return true
	}
	return shared(a.Place.Above, b.Place.Above) || shared(a.Place.Region, b.Place.Region)
}

// agree reports that two statements of a place do not contradict each other: one is
// missing, or one holds the other, as 江苏省淮安市 does 淮安市.
func agree(a, b string) bool {
	return a == "" || b == "" || strings.HasSuffix(a, b) || strings.HasSuffix(b, a) ||
		strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
}

func shared(a, b string) bool { return a != "" && b != "" && agree(a, b) }

// normal folds a name and leaves out white space and what stands in brackets behind it.
func normal(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(fold.String(s), separator, " ")), "")
	if i := strings.IndexAny(s, "([{"); i > 0 {
		s = s[:i]
	}
	for _, w := range suffixes {
		if head, ok := strings.CutSuffix(s, w[0]); ok && head != "" {
			return head + w[1]
		}
	}
	return s
}

// suffixes are short and full forms of the same body's name. An office (办公室) is not its
// government: several publish a report of their own.
var suffixes = [][2]string{
	{"管委会", "管理委员会"}, {"街道办", "街道办事处"},
	{"省政府", "省人民政府"}, {"市政府", "市人民政府"}, {"县政府", "县人民政府"}, {"区政府", "区人民政府"},
	{"旗政府", "旗人民政府"}, {"镇政府", "镇人民政府"}, {"乡政府", "乡人民政府"},
}

// split takes the places above it from the front of a name: of
// 江苏省淮安市洪泽区人民政府 it is 江苏省淮安市 and 洪泽区人民政府. What is left is always a
// full name, one that begins with a place; a name of which nothing such is left stays as
// it is.
func split(name string) (above, key string) {
	rest := name
	if at := unit(rest, "省", "自治区"); at > 0 && unit(rest[at:], "市", "自治州", "盟", "地区", "县", "区", "旗") > 0 {
		rest = rest[at:]
	}
	if at := unit(rest, "市", "自治州", "盟", "地区"); at > 0 {
		if next := unit(rest[at:], "县", "区", "旗", "市"); next > 0 && next < len(rest[at:]) {
			rest = rest[at:]
		}
	}
	if at := unit(rest, "县", "区", "旗", "市"); at > 0 && township(rest[at:]) {
		rest = rest[at:]
	}
	return name[:len(name)-len(rest)], rest
}

// longestPlace is the longest name of a place that is looked for, in bytes:
// 双江拉祜族佤族布朗族傣族自治县 has 15 characters.
const longestPlace = 15 * 3

// unit returns where the name of a place at the beginning of s ends, 0 if there is none:
// behind the first of the units that has a name in front of it.
func unit(s string, units ...string) int {
	best := 0
	for _, u := range units {
		i := strings.Index(s, u)
		end := i + len(u)
		if i <= 0 || end > longestPlace || word(s[:end]) || best != 0 && end >= best {
			continue
		}
		best = end
	}
	return best
}

// word reports that what ends like a place is none: an everyday word (城市管理局), or a
// zone, of which most cities have one (高新技术产业开发区).
func word(s string) bool {
	for _, w := range [...]string{"开发区", "实验区", "示范区", "保税区", "合作区", "保护区", "度假区", "产业区", "工业区", "功能区", "高新区"} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	switch s {
	case "城市", "都市", "县市", "城区", "市区", "地区", "社区", "园区", "辖区", "景区", "灾区", "库区", "山区", "牧区", "小区", "校区", "老区", "新区", "城镇地区":
		return true
	}
	return false
}

// township reports whether s is the name of a township's government or office.
func township(s string) bool {
	for _, w := range [...]string{"镇人民政府", "乡人民政府", "街道办事处", "苏木人民政府"} {
		if i := strings.Index(s, w); i >= 3 && i <= 8*3 && i+len(w) == len(s) {
			return true
		}
	}
	return false
}
