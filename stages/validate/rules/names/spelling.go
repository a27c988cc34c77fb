package names

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/prose"
	"github.com/gouji/gouji/stages/validate/slip"
)

// spelling is a name as the document writes it, and where it does so first.
type spelling struct {
	words      string
	count      int
	part       *narrative.Part
	start, end int
}

// kinds are what the names end with that stand in quotation marks and are proper names.
var nameEnds = []string{"平台", "网站", "网", "号", "系统", "小程序", "栏目", "专栏", "窗口", "中心", "委员会", "管委会", "工委", "政府", "局", "频道", "客户端", "热线", "公报"}

// CheckNamesOfDocument holds the names of a report against their own other spellings: the
// issuer's, and those in quotation marks. The one that is written less often is the slip.
func CheckNamesOfDocument(p *rule.Pass) {
	names := quotedNames(p)
	for i := range names {
		for k := range names {
			a, b := &names[i], &names[k]
			if a.count < b.count && slip.Nearly(b.words, a.words) {
				nameSlip(p, a, b.words)
				break
			}
		}
	}
	if a := p.Report().Agency; a != nil {
		issuerSlips(p, narrative.Plain(*a))
	}
}

func nameSlip(p *rule.Pass, s *spelling, right string) {
	d := prose.SpanDraft(s.part, s.start, s.end)
	d.Want, d.Got = right, s.words
	d.ZH = "名称前后写法不一：“" + s.words + "”，别处写作“" + right + "”"
	d.EN = "a name in two spellings: " + s.words + " here, " + right + " elsewhere"
	p.Find(d)
}

// shortestName is from how many characters two spellings are taken for one name.
const shortestName = 6

// quotedNames are the names in quotation marks, each spelling once.
func quotedNames(p *rule.Pass) (out []spelling) {
	at := map[string]int{}
	prose.EachPart(p, func(part *narrative.Part) {
		for i := 0; ; {
			open := part.IndexFrom("“", i)
			if open < 0 {
				return
			}
			open += len("“")
			n := strings.Index(part.S[open:], "”")
			if n < 0 {
				return
			}
			i = open + n
			words := part.S[open:i]
			if n > 60*3 || utf8.RuneCountInString(words) < shortestName || !isProperName(words, part.S[i+len("”"):]) {
				continue
			}
			if k, ok := at[words]; ok {
				out[k].count++
				continue
			}
			at[words] = len(out)
			out = append(out, spelling{words, 1, part, open, i})
		}
	})
	return out
}

// isProperName reports whether words in quotation marks name something that has one
// spelling: they or what follows them say what it is.
func isProperName(words, rest string) bool {
	return !prose.ContainsAny(words, "、", "，", "。", "；") && (prose.HasSuffixAny(words, nameEnds...) || prose.HasPrefixAny(rest, nameEnds...) || prose.HasPrefixAny(rest, "微信", "政府", "政务", "门户", "公众"))
}

// longIssuer is from how many characters an issuer's name is looked for in other spellings.
const longIssuer = 8

// issuerSlips finds what begins and ends like the issuer's name and is nearly it.
func issuerSlips(p *rule.Pass, agency string) {
	n := utf8.RuneCountInString(agency)
	if n < longIssuer {
		return
	}
	runes := []rune(agency)
	head, tail := string(runes[:3]), string(runes[n-3:])
	prose.EachPart(p, func(part *narrative.Part) {
		for i := 0; ; {
			at := part.IndexFrom(head, i)
			if at < 0 {
				return
			}
			i = at + len(head)
			words := CutBehind(part.S[at:], tail, (n+3)*3)
			if words == "" || words == agency || prose.InBookTitle(part.S, at) || !slip.Nearly(agency, words) {
				continue
			}
			nameSlip(p, &spelling{words, 1, part, at, at + len(words)}, agency)
			return
		}
	})
}

// CutBehind is what s begins with up to and with tail, "" if that is longer than most bytes
// or holds a mark.
func CutBehind(s, tail string, most int) string {
	n := narrative.Index(s[:min(len(s), most)], tail)
	if n < 0 || prose.ContainsAny(s[:n], "，", "。", "、", "；", "（", "”") {
		return ""
	}
	return s[:n+len(tail)]
}

// CheckDecree finds the regulation cited by another decree than 711, by which it is in force since 15 May 2019;
// 492 is that of 2007.
func CheckDecree(p *rule.Pass, part *narrative.Part) {
	const title, decree = "信息公开条例》（", "711"
	for at := 0; p.Year() >= 2019 && !p.Full(); {
		p.Step()
		i := part.IndexFrom(title, at)
		if i < 0 {
			return
		}
		i += len(title)
		at = i
		words, _, closed := strings.Cut(prose.Clip(part.S[i:], 3*16), "）")
		start := strings.IndexAny(words, "0123456789")
		if closed && start == 0 {
			checkRevised(p, part, i, words)
		}
		if !closed || start < 0 || strings.Contains(words, decree) || !prose.HasPrefixAny(words, "国务院令", "国令", "国务院第") {
			continue
		}
		end := start + prose.Digits(words[start:])
		d := prose.SpanDraft(part, i, i+len(words))
		d.Severity = report.Warning
		d.Want, d.Got = decree, words[start:end]
		d.ZH, d.EN = "现行条例由国务院令第711号公布，写作"+d.Got+"号", "the regulation in force is that of decree 711, not "+d.Got
		p.Find(d)
	}
}

// checkRevised judges the year by which S[i:] calls the regulation revised: it was in 2019, and never else.
func checkRevised(p *rule.Pass, part *narrative.Part, i int, words string) {
	const year = "2019"
	if n := prose.Digits(words); n != 4 || words[:n] == year || !prose.HasPrefixAny(words[n:], "年修订", "年修正", "修订") || !strings.HasPrefix(words, "20") {
		return
	}
	d := prose.SpanDraft(part, i, i+len(words))
	d.Severity = report.Warning
	d.Want, d.Got = year, words[:4]
	d.ZH, d.EN = "《条例》于2019年修订，写作"+d.Got+"年", "the regulation was revised in 2019, not in "+d.Got
	p.Find(d)
}
