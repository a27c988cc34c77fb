package wording

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/names"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// templates are words that only an unfilled template has.
var templates = []string{"请填写", "此处填", "待填写", "待补充", "（数据待", "（待核实）", "（待核）", "（待确认）", "（待定）", "（待统计", "（待补）", "（此处", "（具体数字）", "（请补", "（请核", "（填写", "年月日", "＿＿", "____", "某某"}

// blanks are what stands behind an X of a template: units, parts of a date, bodies.
var blanks = []string{
	"件", "条", "次", "个", "项", "元", "份", "篇", "期", "起", "宗", "例", "场", "批", "人", "名", "家", "%", "年", "月", "日", "号", "万", "余",
	"省", "市", "县", "区", "局", "镇", "乡", "村", "委", "办", "厅", "院", "所", "中心", "街道", "单位", "部门", "科",
}

func checkPlaceholders(p *rule.Pass) {
	left := p.Narrative().Pieces(templates...)
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		var hits []prose.Hit
		for i := range templates {
			if !part.In(left) {
				break
			}
			hits = leftovers(p, part, templates[i], hits)
		}
		prose.FindHits(p, part, starred(part, dialled(part, crosses(p, part, hits))))
	})
}

// leftovers appends where a part has words of a template. 某某 and 年月日 may be meant.
func leftovers(p *rule.Pass, part *narrative.Part, words string, hits []prose.Hit) []prose.Hit {
	for at := 0; ; {
		p.Step()
		i := part.IndexFrom(words, at)
		if i < 0 {
			return hits
		}
		at = i + len(words)
		hits = append(hits, leftover(part, i, at, words == "某某" || words == "年月日"))
	}
}

// leftover is S[start:end] of a part as a hit.
func leftover(part *narrative.Part, start, end int, weak bool) prose.Hit {
	words := part.S[start:end]
	start, end = prose.Around(part.S, start, end, 8)
	return prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) {
		if weak {
			d.Severity = report.Warning
		}
		d.ZH, d.EN = "残留的模板占位符：“"+words+"”", "a placeholder is left: "+words
	}}
}

// crosses appends the X and × that stand for words or numbers: XX局, ××件, 20XX年, X月.
// Masked numbers, codes and masked names (138XXXX1234, 李XX) are none.
func crosses(p *rule.Pass, part *narrative.Part, hits []prose.Hit) []prose.Hit {
	s := part.S
	if strings.IndexByte(s, 'X') < 0 && strings.IndexByte(s, 'x') < 0 && !strings.Contains(s, "×") {
		return hits
	}
	for i := 0; i < len(s); {
		n, count := crossRun(s[i:])
		if count == 0 {
			i++
			continue
		}
		p.Step()
		start, end := i, i+n
		i = end
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		century := count == 2 && strings.HasSuffix(s[:start], "20") && strings.HasPrefix(s[end:], "年")
		strong := prose.HasPrefixAny(s[end:], blanks...)
		switch {
		case century:
			hits = append(hits, leftover(part, start-len("20"), end+len("年"), false))
		case codeRune(before), end < len(s) && s[end] < utf8.RuneSelf && s[end] != '%':
		case strong && (count > 1 || s[start] != 'x'):
			_, size := utf8.DecodeRuneInString(s[end:])
			hits = append(hits, leftover(part, start, end+size, false))
		case count > 1 && !strings.ContainsRune(names.Surnames, before):
			hits = append(hits, leftover(part, start, end, true))
		}
	}
	return hits
}

// contacts are labels behind which a number is due.
var contacts = []string{"电话", "传真", "热线", "邮编", "邮政编码", "手机号码", "手机号", "电话号码"}

// blankDigits is how many digits of a number are left blank at least: a postal code has six.
const blankDigits = 6

// dialled appends the numbers of telephones and the like that were not filled in: 联系电话：XXXX-XXXXXXX,
// 0571-××××××××, 000-00000000. A number in which some digits are masked is none.
func dialled(part *narrative.Part, hits []prose.Hit) []prose.Hit {
	for _, label := range contacts {
		for at := 0; ; {
			i := part.IndexFrom(label, at)
			if i < 0 {
				break
			}
			at = i + len(label)
			rest, ok := strings.CutPrefix(strings.TrimPrefix(part.S[at:], "号码"), "：")
			if !ok {
				continue
			}
			start := len(part.S) - len(rest)
			area := prose.Digits(rest)
			if area < 3 || area > 4 || rest[0] != '0' || !strings.HasPrefix(rest[area:], "-") || strings.Trim(rest[:area], "0") == "" {
				area = 0
			}
			n, crosses, noughts := area, 0, 0
			for n < len(rest) {
				k, count := crossRun(rest[n:])
				if count == 0 && area == 0 && rest[n] == '*' {
					k, count = 1, 1
				}
				switch {
				case count > 0:
					crosses += count
				case rest[n] == '0' && n >= area:
					noughts++
					k = 1
				case rest[n] == '-':
					k = 1
				}
				if k == 0 {
					break
				}
				n += k
			}
			if n < len(rest) && rest[n] < utf8.RuneSelf && (prose.IsDigit(rest[n]) || rest[n] == '@' || codeRune(rune(rest[n])) && rest[n] > '@') {
				continue
			}
			if crosses >= blankDigits && noughts == 0 || noughts > blankDigits && crosses == 0 && area == 0 {
				hits = append(hits, leftover(part, start, start+n, area > 0))
			}
		}
	}
	return hits
}

// starredUnits are units before which stars stand for a number. Names of persons and places are masked by stars.
var starredUnits = []string{"件", "条", "次", "项", "元", "份", "篇", "期", "场", "批", "%", "人次", "万", "年", "月", "日"}

// starred appends the stars that stand for a number: 收到申请***件, 20**年. Two stars may be those of bold type.
func starred(part *narrative.Part, hits []prose.Hit) []prose.Hit {
	s := part.S
	for at := 0; ; {
		i := strings.Index(s[at:], "**")
		if i < 0 {
			return hits
		}
		start := at + i
		end := start + len(s[start:]) - len(strings.TrimLeft(s[start:], "*"))
		at = end
		century := end-start == 2 && strings.HasSuffix(s[:start], "20") && (start == 2 || !prose.IsDigit(s[start-3])) && strings.HasPrefix(s[end:], "年")
		before, _ := utf8.DecodeLastRuneInString(s[:start])
		if century {
			hits = append(hits, leftover(part, start-len("20"), end+len("年"), false))
		} else if end-start == 3 && !codeRune(before) && !strings.ContainsRune(names.Surnames, before) && prose.HasPrefixAny(s[end:], starredUnits...) {
			_, size := utf8.DecodeRuneInString(s[end:])
			hits = append(hits, leftover(part, start, end+size, false))
		}
	}
}

// crossRun returns the length of the run of X or × that s begins with, in bytes and in
// characters.
func crossRun(s string) (n, count int) {
	for n < len(s) {
		switch {
		case s[n] == 'X' || s[n] == 'x':
			n++
		case strings.HasPrefix(s[n:], "×"):
			n += len("×")
		default:
			return n, count
		}
		count++
	}
	return n, count
}

// codeRune reports whether a character before an X makes it part of a code, an address or
// a product.
func codeRune(r rune) bool {
	return r < utf8.RuneSelf && r != utf8.RuneError && r != 0 || r == '*'
}
