package wording

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// headVerbs are words that the phrases of an item's title begin with, beside beginnings.
var headVerbs = []string{"推动", "促进", "增强", "扩大", "注重", "严格", "聚焦", "夯实", "细化", "创新", "抓好", "提升", "改进", "建立", "明确", "拓宽", "压实", "积极"}

// bodyOpeners begin the text behind an item's title and never stand in the middle of one.
var bodyOpeners = []string{"按照", "根据", "依据", "为进一步", "为深入", "为切实", "为更好"}

// beforeOpeners are words after which 按照 and the like go on with a phrase.
var beforeOpeners = []string{"严格", "认真", "坚持", "并", "应", "均", "是", "须", "将", "能", "可", "已", "而", "且", "继续", "主要", "全部", "统一", "切实", "必须", "及时", "还", "也", "都", "仍", "一律", "要", "和", "或", "与", "以", "分别", "依法", "全面", "不断", "积极", "进行", "开展", "工作", "办理", "落实", "执行", "制定", "编制", "内容", "事项"}

const (
	// longestHead is how long the title of an item is at most, in bytes.
	longestHead = 3 * 26
	// fewestHeads is how many items of a list have a title that ends with 。 before the one
	// that does not is taken for a slip.
	fewestHeads = 2
)

// runInHeads finds the title of an item that runs into its text without a mark, where the
// other items of the list end theirs with 。: （三）完善平台，推动互动按照统一部署，……
func runInHeads(part *narrative.Part) []prose.Hit {
	if !part.Has(bodyOpeners...) {
		return nil
	}
	titled := 0
	var hits []prose.Hit
	for _, s := range part.Sentences {
		words := part.Words(s)
		n := narrative.Ordinal(words)
		if n == 0 || !strings.HasPrefix(words, "（") {
			continue
		}
		head := words[n:]
		if i := runsInto(head); i >= 0 {
			start, end := prose.Around(part.S, s.Start+n+i, s.Start+n+i, 6)
			hits = append(hits, prose.Hit{Start: start, End: end, Draft: prose.Misspelt("小标题与正文之间似漏了句号", "a mark seems missing between a title and its text")})
		} else if strings.HasSuffix(head, "。") && len(head) <= longestHead {
			titled++
		}
	}
	if titled < fewestHeads || len(hits) > 1 {
		return nil
	}
	return hits
}

// runsInto is where the text begins behind a title without a mark, -1 if it does not.
func runsInto(head string) int {
	if !prose.HasPrefixAny(head, beginnings...) && !prose.HasPrefixAny(head, headVerbs...) {
		return -1
	}
	clause := 0
	for i := 0; i < len(head) && i < longestHead; {
		r, n := utf8.DecodeRuneInString(head[i:])
		switch {
		case strings.ContainsRune("，、", r):
			clause = i + n
		case strings.ContainsRune("。；：（《“", r):
			return -1
		case i-clause >= 3*4 && prose.HasPrefixAny(head[i:], bodyOpeners...):
			phrase := head[clause:i]
			if (prose.HasPrefixAny(phrase, beginnings...) || prose.HasPrefixAny(phrase, headVerbs...)) && !prose.HasSuffixAny(phrase, beforeOpeners...) {
				return i
			}
			return -1
		}
		i += n
	}
	return -1
}
