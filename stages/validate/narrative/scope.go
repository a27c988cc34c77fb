package narrative

import "strings"

// Scope is whom a number is about, as far as the words before it say. The table is about
// the issuer as a whole; whether a scope is the issuer's depends on the issuer.
type Scope int

// The scopes, from small to large. Member is a body named in the sentence that is neither
// 我局 nor 全区.
const (
	NoScope  Scope = iota
	Own            // 我局, 本机关
	Member         // 区住建局
	Town           // 全镇, 全乡, 全街道
	County         // 全区, 全县
	City           // 全市
	Province       // 全省
	Nation         // 全国
)

var scopeWords = [...]struct {
	words string
	scope Scope
}{
	{"全镇", Town}, {"全乡", Town}, {"全街道", Town}, {"全区", County}, {"全县", County}, {"全旗", County},
	{"全市", City}, {"全州", City}, {"全省", Province}, {"全国", Nation},
	{"我镇", Own}, {"我乡", Own}, {"我街道", Own}, {"我区", Own}, {"我县", Own}, {"我市", Own}, {"我省", Own}, {"我局", Own}, {"我委", Own}, {"我办", Own},
	{"我单位", Own}, {"本机关", Own}, {"本单位", Own}, {"本局", Own}, {"本级", Own},
}

// scopeOf reads whom a number is about from the words of its sentence before it; before
// is those of its clause.
func (v *vocabulary) scopeOf(said, before string) Scope {
	if v.member(before) {
		return Member
	}
	for i := len(said) - 2*3; i >= 0; i-- {
		switch said[i : i+3] {
		case "全", "我", "本":
			for _, w := range scopeWords {
				if strings.HasPrefix(said[i:], w.words) {
					return w.scope
				}
			}
		}
	}
	return NoScope
}

// bodies are what names of bodies end in.
var bodies = []string{"局", "委", "厅", "院", "镇", "乡", "街道", "街道办", "街道办事处", "中心", "大队", "公司", "部门", "单位", "管委会", "法院", "省政府", "市政府"}

// receiving are verbs whose subject is a body.
var receiving = []string{"收到", "受理", "新收", "接收", "接到", "办理", "办结", "答复", "未收到", "制发"}

// member reports whether a clause has a body of its own as its subject: 区住建局收到12件.
// 我局, 各部门, 全区各单位 and 行政机关 are no such bodies.
func (v *vocabulary) member(before string) bool {
	i := -1
	for _, verb := range v.received {
		if k := Index(before, verb); k > 0 && (i < 0 || k < i) {
			i = k
		}
	}
	if i < 0 {
		return false
	}
	subject := trimWords(before[:i], "共", "累计", "全年", "年度", "本", "总", "实际", "新", "未", "没有", "直接", "已", "均", "合计", "所", "收到", "并")
	subject = strings.TrimRight(subject, "0123456789年")
	return hasAnySuffix(subject, bodies) && !has(subject, "我", "本", "各", "全", "机关", "公开办", "所有", "向", "对", "经", "由", "指导", "协助")
}

// ofSubordinates reports whether a clause speaks of bodies below the issuer alone: 下属事业单位收到
// 4件, and not 我局及所属单位共收到35件.
func ofSubordinates(clause string) bool {
	for _, w := range [...]string{"下属", "所属", "直属", "下辖", "二级单位"} {
		if i := Index(clause, w); i >= 0 && !hasAnySuffix(clause[:i], []string{"及", "和", "与", "含", "包括", "及其"}) {
			return true
		}
	}
	return false
}

// partOfYear and since are the words that ofPart looks for.
var (
	partOfYear = []string{"上半年", "下半年", "季度", "月份", "分别", "近两年", "近三年", "近五年", "近几年", "近年"}
	since      = []string{"年来", "以来"}
)

// ofPart reports whether the words before a number speak of a part of the year, of many
// years, or of several things one by one.
func (v *vocabulary) ofPart(said string) bool {
	if has(said, v.partOfYear...) {
		return true
	}
	if len(v.since) == 0 {
		return false
	}
	if i := lastIndex(said, "年来"); i >= 0 && !strings.HasSuffix(said[:i], "一") {
		return true // 近三年来, 几年来
	}
	i := lastIndex(said, "以来")
	return i >= 0 && !hasAnySuffix(said[:i], []string{"今年", "本年", "年度", "年", "一年"}) || i >= 0 && hasAnySuffix(said[:i], []string{"多年", "历年"})
}
