package names

import (
	"strings"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// AreaEnds end the names of areas.
var AreaEnds = []string{"省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "街", "苏木"}

// OwnPlaces are the names of the areas in the issuer's name: 高平市 and 前进街 of 高平市前进街街道办事处. A
// lexicon of common words does not know them.
func OwnPlaces(p *rule.Pass) []string {
	agency := p.Report().Agency
	if agency == nil {
		return nil
	}
	return rule.Memo(p, "own places", func(*rule.Pass) []string { return placesIn(narrative.Fold(*agency).S) })
}

// placesIn are the names of the areas in a folded name.
func placesIn(f string) (out []string) {
	start := 0
	for i := 0; i < len(f); {
		n := 0
		for _, w := range AreaEnds {
			if strings.HasPrefix(f[i:], w) {
				n = len(w)
				break
			}
		}
		if n == 0 {
			i += 1
			for i < len(f) && f[i]&0xC0 == 0x80 {
				i++
			}
			continue
		}
		i += n
		if name := f[start:i]; len(name) >= 3*3 {
			out = append(out, name, strings.TrimSuffix(name, f[i-n:i]))
		}
		start = i
	}
	return append(out, placesOfBranches(f)...)
}

// placesOfBranches are the places that the name of a branch has without saying what they are:
// 国家金融监督管理总局安渠监管分局, 望澜海关.
func placesOfBranches(f string) (out []string) {
	if _, rest, ok := strings.Cut(f, "总局"); ok {
		f = rest
	}
	for _, of := range [...]string{"监管分局", "监管局", "海关", "海事局", "监狱"} {
		if name, ok := strings.CutSuffix(f, of); ok && len(name) >= 2*3 && len(name) <= 4*3 {
			return append(out, name)
		}
	}
	return nil
}

// InPlace reports whether s[start:end] is a part of the name of a place: of one in the issuer's name, or
// between the names of two areas, 厦门市思明区.
func InPlace(s string, start, end int, places []string) bool {
	for _, name := range places {
		from := max(0, start-len(name)+3)
		to := min(len(s), end+len(name)-3)
		for i := from; i+len(name) <= to; {
			k := strings.Index(s[i:to], name)
			if k < 0 {
				break
			}
			if i += k; i < end && start < i+len(name) {
				return true
			}
			i += 3
		}
	}
	return prose.HasSuffixAny(s[:start], "省", "市", "县", "州", "盟") && prose.HasPrefixAny(s[end:], "市", "县", "区", "旗", "镇", "乡", "街道", "路")
}
