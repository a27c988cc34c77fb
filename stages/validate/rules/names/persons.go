package names

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// Surnames are the commonest surnames that seldom begin another word behind 申请人.
const Surnames = "张王李赵陈杨刘黄周吴徐孙朱马胡郭林何梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁董余苏叶吕魏蒋田杜丁沈姜范傅钟卢汪戴崔廖姚邱秦江顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文"

// notNames are words that begin like a name.
var notNames = []string{"张贴", "何时", "何种", "许可", "程序", "江苏", "马上", "周期", "周边", "黄河", "杨凌", "万元", "文件", "文书", "文化", "易于", "武汉", "龙岩", "田地", "唐山", "林业", "林地", "丁目", "汤阴", "江西", "武装", "宋体", "许多", "余款", "余件", "苏州"}

// behindNames are words that may follow a name.
var behindNames = []string{"，", "、", "（", "于", "向", "因", "的", "要求", "申请", "提出", "诉", "等", "不服", "反映", "提交"}

// checkNamedPerson looks for a role with a name behind it.
func checkNamedPerson(p *rule.Pass, roles []string, what string) {
	said := p.Narrative().Pieces(roles...)
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		if !part.In(said) {
			return
		}
		for _, role := range roles {
			for at := 0; ; {
				p.Step()
				i := part.IndexFrom(role, at)
				if i < 0 || p.Full() {
					break
				}
				at = i + len(role)
				if !isName(part.S[at:]) {
					continue
				}
				d := prose.SpanDraft(part, at-len(role), at)
				d.ZH, d.EN = "正文疑似写出了个人姓名（"+what+"）："+role+"**", "what looks like a person's name"
				p.Find(d)
			}
		}
	})
}

// isName reports whether s begins with a surname, one or two more characters and a
// word that follows names.
func isName(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if !strings.ContainsRune(Surnames, r) {
		return false
	}
	for _, w := range notNames {
		if strings.HasPrefix(s, w) {
			return false
		}
	}
	for given := 1; given <= 2; given++ {
		r, k := utf8.DecodeRuneInString(s[n:])
		if r < 0x4E00 || r > 0x9FFF || r == '某' {
			return false
		}
		n += k
		for _, w := range behindNames {
			if strings.HasPrefix(s[n:], w) {
				return true
			}
		}
	}
	return false
}
