package font

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// radicals are characters of the block "CJK Radicals Supplement" that fonts have in place of
// the ideograph that looks the same, each before it. Unicode has no mapping for them.
const radicals = "⺁厂⺄乙⺇几⺊卜⺌小⺐尢⺓幺⺝月⺟母⺠民⺧牛⺩王⺪疋⺫目⺬示⺮竹⺴网⺶羊⺻聿⺼肉⻁虎⻄西⻅见⻆角⻉贝⻊足⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟"

// ideographs writes radicals (U+2E80 to U+2FDF) and compatibility ideographs (U+F900 to
// U+FAFF) as the ideographs that they look like. Chromium and others take glyphs for the
// former because some fonts share them.
func ideographs(s string) string {
	if strings.IndexFunc(s, compatible) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if i := strings.IndexRune(radicals, r); i >= 0 && i/len("一")%2 == 0 {
			b.WriteString(radicals[i+len("一") : i+2*len("一")])
			continue
		}
		if compatible(r) {
			b.WriteString(norm.NFKC.String(string(r)))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func compatible(r rune) bool { return r >= 0x2E80 && r <= 0x2FDF || r >= 0xF900 && r <= 0xFAFF }
