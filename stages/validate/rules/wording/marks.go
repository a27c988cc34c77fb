package wording

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/form"
	"github.com/gouji/gouji/stages/validate/rules/law"
	"github.com/gouji/gouji/stages/validate/rules/names"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// pairs are the marks that come in pairs.
var pairs = [...][2]string{{"《", "》"}, {"“", "”"}, {"（", "）"}, {"〔", "〕"}}

func checkPairs(p *rule.Pass) {
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		balance, early := marksOf(part.S)
		for i, m := range pairs {
			if balance[i] != 0 || early[i] {
				if form.LostBesideFigures(p) { // marks may be lost as the characters beside figures are
					if m[0] != "〔" {
						p.Doubt()
					}
					continue
				}
				prose.FindHits(p, part, unpaired(p, part, m[0], m[1]))
			}
		}
	})
}

// marksOf counts, pair by pair, the opening marks less the shutting ones, and says for which pairs one is
// shut before it was opened.
func marksOf(s string) (balance [len(pairs)]int, early [len(pairs)]bool) {
	shut := func(i int) {
		balance[i]--
		early[i] = early[i] || balance[i] < 0
	}
	for i := 0; i+3 <= len(s); i++ {
		if c := s[i]; c >= 0xE4 && c <= 0xE9 { // a Han character
			i += 2
			continue
		} else if c != 0xE2 && c != 0xE3 && c != 0xEF {
			continue
		}
		switch s[i : i+3] {
		case "《":
			balance[0]++
		case "》":
			shut(0)
		case "“":
			balance[1]++
		case "”":
			shut(1)
		case "（":
			balance[2]++
		case "）":
			shut(2)
		case "〔":
			balance[3]++
		case "〕":
			shut(3)
		}
	}
	return balance, early
}

// unpaired finds the marks without a partner. A sentence's marks are paired within the
// paragraph, which the sentence may be a part of; so they are looked for over the whole
// part.
func unpaired(p *rule.Pass, part *narrative.Part, open, shut string) []prose.Hit {
	var out []prose.Hit
	var stack []int
	s := part.S
	for i := 0; i < len(s); {
		p.Step()
		switch {
		case strings.HasPrefix(s[i:], open):
			stack = append(stack, i)
		case strings.HasPrefix(s[i:], shut):
			if len(stack) > 0 {
				stack = stack[:len(stack)-1]
			} else if !ordinalBefore(s[:i]) {
				start, end := prose.Around(s, i, i+len(shut), 12)
				out = append(out, prose.Hit{Start: start, End: min(end, i+len(shut)), Draft: markDraft(shut, open, false)})
			}
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	cut := form.CutFrom(p, part)
	for _, i := range stack {
		p.Step()
		if i >= cut {
			break // its partner may have stood in what is cut off
		}
		doubled := strings.HasPrefix(s[i:], open+open) || strings.HasSuffix(s[:i], open)
		start, _ := prose.Around(s, i, i, 4)
		_, end := prose.Around(s, i, i+len(open), 16)
		out = append(out, prose.Hit{Start: start, End: end, Draft: markDraft(open, shut, doubled && open == "《")})
	}
	return out
}

func markDraft(mark, partner string, sure bool) func(*rule.Draft) {
	return func(d *rule.Draft) {
		if !sure {
			d.Severity = report.Warning
		}
		d.ZH, d.EN = "标点不成对：“"+mark+"”没有对应的“"+partner+"”", "unbalanced: "+mark+" without "+partner
	}
}

// ordinalBefore reports whether s ends with an ordinal such as 1, whose bracket opens
// nowhere: 1）.
func ordinalBefore(s string) bool {
	return s != "" && (prose.IsDigit(s[len(s)-1]) || prose.HasSuffixAny(s, "一", "二", "三", "四", "五"))
}

func checkTitlesOfLaws(p *rule.Pass) {
	var said law.SaidOfLaw
	said.Look(p.Narrative())
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		names.CheckDecree(p, part)
		law.CheckLaw(p, part, &said)
		// where the last title was shut, where it began, and what was found of it
		shut, inner, known, off := -1, -1, "", 0
		for at := 0; ; {
			p.Step()
			i := part.IndexFrom("《", at)
			if i < 0 || p.Full() {
				return
			}
			i += len("《")
			at = i
			if shut < i {
				n := strings.Index(part.S[i:], "》")
				if n < 0 {
					return
				}
				shut = i + n
			}
			// 《关于印发《X》的通知》 and 《《X》 are read from the inner mark
			if k := strings.LastIndex(part.S[i:shut], "《"); k >= 0 {
				i += k + len("《")
			}
			n := shut - i
			if inner != i {
				inner = i
				known, off = law.Nearest(part.S[i:shut])
				if from, to := law.InsideTitle(part.S[i:shut]); off == 0 && to > 0 {
					if known, off = law.Nearest(part.S[i+from : i+to]); off > 0 {
						d := prose.SpanDraft(part, i+from, i+to)
						d.Severity = report.Warning
						d.Want, d.Got = known, part.S[i+from:i+to]
						d.ZH, d.EN = "名称有误，应为《"+known+"》", "a misspelt title: "+known
						p.Find(d)
					}
					off = 0
				}
			}
			if off == 0 {
				continue
			}
			d := prose.SpanDraft(part, i-len("《"), i+n+len("》"))
			if off > 2 {
				d.Severity = report.Warning
			}
			d.Want, d.Got = known, part.S[i:i+n]
			d.ZH, d.EN = "名称有误，应为《"+known+"》", "a misspelt title: "+known
			p.Find(d)
		}
	})
}

func checkDocumentNumbers(p *rule.Pass) {
	if form.LostBesideFigures(p) {
		p.Doubt()
		return
	}
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		law.CheckFormOfNumber(p, part)
		for at := 0; ; {
			p.Step()
			i := part.IndexFrom("〔", at)
			if i < 0 || p.Full() {
				return
			}
			at = i + len("〔")
			rest := part.S[at:]
			n := prose.Digits(rest)
			if n == 4 && strings.HasPrefix(rest[n:], "〕") && !strings.HasPrefix(rest[n:], "〕年") {
				continue // 〔2019〕年60号 has the year twice
			}
			if n == 0 && !strings.HasPrefix(rest, "〕") {
				continue
			}
			start, end := prose.Around(part.S, i, at+n, 6)
			d := prose.SpanDraft(part, start, end)
			d.ZH, d.EN = "文号不完整", "a malformed document number"
			p.Find(d)
		}
	})
}

var doubledMarks = []string{"，，", "。。", "、、", "；；", "：：", "，。", "。，", "、，", "，、", "；。", "。；", "、。", "%%"}

// fenced reports whether a colon that stands twice at s[i:] is one of three, with which
// converters fence in what they keep together.
func fenced(s string, i int, mark string) bool {
	return mark == "：：" && strings.HasPrefix(s[i+len(mark):], "：")
}

func checkMarks(p *rule.Pass) {
	doubled := p.Narrative().Pieces(doubledMarks...)
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		var hits []prose.Hit
		for _, w := range doubledMarks {
			if !part.In(doubled) {
				break
			}
			if i := part.Index(w); i >= 0 && !fenced(part.S, i, w) {
				start, end := prose.Around(part.S, i, i+len(w), 12)
				hits = append(hits, prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) { d.ZH, d.EN = "标点重复："+w, "doubled marks" }})
			}
		}
		hits = append(append(append(hits, misplacedMarks(part)...), append(append(commaInNumber(part), halfCommas(part)...), openLines(part)...)...), markedOrdinals(part)...)
		if form.CutFrom(p, part) == len(part.S) {
			hits = append(hits, openEnd(part)...)
		}
		hits = append(hits, spacedMarks(p, part)...)
		hits = append(append(hits, runInHeads(part)...), prose.RunOnOrdinals(p, part)...)
		prose.FindHits(p, part, hits)
	})
}

// joined are conjunctions and beginnings of sentences before which no 、 stands. What they
// may be a part of (、及时, 、和谐) is let pass.
var joined = [...]struct {
	words string
	not   []string
}{
	{"、并且", nil}, {"、同时", []string{"、同时期", "、同时段"}}, {"、而且", nil}, {"、但是", nil}, {"、因此", nil}, {"、从而", nil}, {"、因而", nil},
	{"、和", []string{"、和谐", "、和平", "、和解", "、和田", "、和县", "、和美", "、和顺", "、和睦"}}, {"、或", []string{"、或许", "、或多或少", "、或明或暗"}},
	{"、及", []string{"、及时", "、及早", "、及其", "、及格", "、及第", "、及至", "、及物"}},
	{"报告、本报告", nil},
	{"、等", []string{"、等级", "、等候", "、等待", "、等额", "、等效", "、等同", "、等次", "、等距", "、等离子", "、等保"}},
}

// waits reports whether the item of a list that ends at s[i] begins with 等, as a verb: 等通知、等催促.
func waits(s string, i int) bool {
	item := s[prose.ClauseStart(s, i):i]
	item = item[max(0, strings.LastIndex(item, "、"), strings.LastIndex(item, "“")):]
	return strings.HasPrefix(strings.TrimLeft(item, "、“"), "等")
}

// misplacedMarks finds 、 before a conjunction and brackets doubled in two widths.
func misplacedMarks(part *narrative.Part) (hits []prose.Hit) {
	for _, w := range joined {
		for at := 0; ; {
			i := part.IndexFrom(w.words, at)
			if i < 0 {
				break
			}
			at = i + len(w.words)
			if prose.HasPrefixAny(part.S[i:], w.not...) || w.words == "、等" && waits(part.S, i) {
				continue
			}
			start, end := prose.Around(part.S, i, at, 8)
			words := w.words
			hits = append(hits, prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) {
				d.ZH, d.EN = "此处不应用顿号：“"+words+"”", "no 、 belongs here: "+words
			}})
		}
	}
	if i := part.Index("（（"); i >= 0 && narrative.Ordinal(part.S[i+len("（"):]) == 0 {
		start, end := prose.Around(part.S, i, i+len("（（"), 8)
		hits = append(hits, prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) { d.ZH, d.EN = "括号重复", "doubled brackets" }})
	}
	return hits
}

// openEnd finds a section whose last words end with a mark that something should follow.
func openEnd(part *narrative.Part) []prose.Hit {
	s := strings.TrimRight(part.S, " \n")
	if part.Section < 1 || !prose.HasSuffixAny(s, "，", "、") {
		return nil
	}
	start, end := prose.Around(part.S, len(s)-len("、"), len(s), 8)
	return []prose.Hit{{Start: start, End: end, Draft: prose.Misspelt("段落以“"+s[len(s)-len("、"):]+"”结束", "a paragraph ends with a comma")}}
}

// mostSpaces is how many spaces beside marks a text may have before they are taken for
// traces of a conversion.
const mostSpaces = 3

// spacedMarks finds single spaces before a mark, or behind 、, in the printed text.
func spacedMarks(p *rule.Pass, part *narrative.Part) []prose.Hit {
	src := part.Printed()
	if len(src.Lines) > 0 && src.Lines[0].At.OnPage() || !strings.Contains(src.Text, " ") {
		return nil
	}
	var out []prose.Hit
	for i := 0; i < len(part.S); {
		p.Step()
		r, n := utf8.DecodeRuneInString(part.S[i:])
		before := i > 0 && strings.ContainsRune("，。；、", r) && part.Gap(i) == " " && part.Gap(i+n) == ""
		behind := r == '、' && part.Gap(i+n) == " "
		if before || behind {
			start, end := prose.Around(part.S, i, i+n, 5)
			out = append(out, prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) {
				d.Severity = report.Info
				d.ZH, d.EN = "标点旁有多余的空格", "a space beside a mark"
			}})
		}
		i += n
	}
	if len(out) > mostSpaces {
		return nil
	}
	return out
}
