package rules

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
)

// typo is a wrong way of writing, what is right, and what may stand around it without
// its being wrong.
type typo struct {
	wrong, right string
	before       []string // it is right behind one of these
	behind       []string // it is right before one of these
	only         []string // it is wrong only before one of these
}

var typos = []typo{
	{wrong: "进步加强", right: "进一步加强"}, {wrong: "进一加强", right: "进一步加强"}, {wrong: "进一步步", right: "进一步"}, {wrong: "进一歩", right: "进一步"}, {wrong: "进步完善", right: "进一步完善"},
	{wrong: "进步提升", right: "进一步提升", before: []string{"取得", "有"}}, {wrong: "进步规范", right: "进一步规范"}, {wrong: "进步提高", right: "进一步提高", before: []string{"取得", "有"}},
	{wrong: "渠。", right: "渠道", before: []string{"沟", "水", "河", "干", "支", "灌", "引"}}, {wrong: "渠，", right: "渠道", before: []string{"沟", "水", "河", "干", "支", "灌", "引"}},
	{wrong: "华人民共和国", right: "中华人民共和国", before: []string{"中"}}, {wrong: "中华人民共国", right: "中华人民共和国"}, {wrong: "中华人名共和国", right: "中华人民共和国"}, {wrong: "中华人民国和国", right: "中华人民共和国"},
	{wrong: "截止", right: "截至", only: []string{"0", "1", "2", "目前", "年底", "到"}},
	{wrong: "的的", right: "的", before: []string{"目", "有"}, behind: []string{"确"}}, {wrong: "了了", right: "了"}, {wrong: "和和", right: "和"}, {wrong: "及及", right: "及"}, {wrong: "与与", right: "与"}, {wrong: "在在", right: "在", before: []string{"实", "存", "现", "所"}},
	{wrong: "行政法复议", right: "行政复议"}, {wrong: "行政复义", right: "行政复议"}, {wrong: "行政诉颂", right: "行政诉讼"}, {wrong: "行证", right: "行政"}, {wrong: "行政诉迅", right: "行政诉讼"},
	{wrong: "信息工开", right: "信息公开"}, {wrong: "政务工开", right: "政务公开"}, {wrong: "信息公共工作", right: "信息公开工作"}, {wrong: "政府信公开", right: "政府信息公开"}, {wrong: "政府息公开", right: "政府信息公开"}, {wrong: "政府信息公工作", right: "政府信息公开工作"}, {wrong: "信息公开公工作", right: "信息公开工作"},
	{wrong: "以申请公开", right: "依申请公开"}, {wrong: "已申请公开", right: "依申请公开"}, {wrong: "依申公开", right: "依申请公开"}, {wrong: "于以公开", right: "予以公开"}, {wrong: "予于公开", right: "予以公开"}, {wrong: "给于", right: "给予"},
	{wrong: "布署", right: "部署"}, {wrong: "按排", right: "安排"}, {wrong: "贯澈", right: "贯彻"}, {wrong: "贯切落实", right: "贯彻落实"}, {wrong: "座为", right: "作为"}, {wrong: "在次", right: "再次", before: []string{"现", "存"}}, {wrong: "以经", right: "已经", before: []string{"可", "所", "予"}, behind: []string{"济", "营", "费", "常", "验", "批", "过"}},
	{wrong: "帐号", right: "账号"}, {wrong: "规范型文件", right: "规范性文件"}, {wrong: "规范性文文件", right: "规范性文件"}, {wrong: "年度报造", right: "年度报告"}, {wrong: "门户网战", right: "门户网站"}, {wrong: "政务新谋体", right: "政务新媒体"}, {wrong: "督察指导", right: "督促指导", only: []string{"力"}},
	{wrong: "条列", right: "条例", only: []string{"》", "的规定", "规定", "要求"}}, {wrong: "其它需要报告", right: "其他需要报告"}, {wrong: "不予公幵", right: "不予公开"}, {wrong: "实效性、准确性", right: "时效性、准确性"}, {wrong: "完善政府信公", right: "完善政府信息公"},
	{wrong: "既时", right: "即时"}, {wrong: "及时性和时性", right: "及时性和时效性"}, {wrong: "提高意认识", right: "提高认识"}, {wrong: "存在的不主要", right: "存在的主要"}, {wrong: "有侍", right: "有待"}, {wrong: "健全完善善", right: "健全完善"}, {wrong: "责任追纠", right: "责任追究"}, {wrong: "保密审察", right: "保密审查"}, {wrong: "规范有續", right: "规范有序"},
}

func checkTypos(p *rule.Pass) {
	var possible []*typo
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		if possible == nil {
			possible = make([]*typo, 0, 4)
			for i := range typos {
				if part.May(typos[i].wrong) {
					possible = append(possible, &typos[i])
				}
			}
		}
		var hits []hit
		for _, t := range possible {
			hits = t.find(part.S, hits)
		}
		findHits(p, part, hits)
		headingTypo(p, part, possible)
	})
}

// find appends where a text has the typo.
func (t *typo) find(s string, hits []hit) []hit {
	for at := 0; ; {
		i := strings.Index(s[at:], t.wrong)
		if i < 0 {
			return hits
		}
		i += at
		at = i + len(t.wrong)
		if hasSuffixAny(s[:i], t.before...) || hasPrefixAny(s[at:], t.behind...) || (t.only != nil && !hasPrefixAny(s[at:], t.only...)) {
			continue
		}
		if inTitle(s, i) && strings.Contains(t.right, "中华人民共和国") {
			continue // W-02 names the title
		}
		start, end := around(s, i, at, 6)
		hits = append(hits, hit{start, end, func(d *rule.Draft) {
			d.Want, d.Got = t.right, t.wrong
			d.ZH, d.EN = "疑似错别字：“"+t.wrong+"”应为“"+t.right+"”", "a misprint: "+t.wrong+" for "+t.right
		}})
	}
}

func hasPrefixAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// headingTypo looks for the same misprints in a heading.
func headingTypo(p *rule.Pass, part *narrative.Part, possible []*typo) {
	for _, t := range possible {
		if hits := t.find(part.Heading.S, nil); len(hits) > 0 {
			s := part.Printed()
			d := rule.Draft{Section: part.Section, Quotes: []string{s.Heading}, At: places(s.At), Want: t.right, Got: t.wrong}
			d.ZH, d.EN = "标题疑似错别字：“"+t.wrong+"”应为“"+t.right+"”", "a misprint in a heading: "+t.wrong+" for "+t.right
			p.Find(d)
		}
	}
}

// longClause and longSentence are from how many characters a repetition counts.
const (
	longClause   = 6
	longSentence = 20
)

func checkRepeats(p *rule.Pass) {
	seen := map[string]bool{}
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		hits := doubledWords(part, nil)
		for _, s := range part.Sentences {
			words := part.Words(s)
			if utf8.RuneCountInString(words) >= longSentence && len(words) > 3*longSentence {
				body := words[narrative.Ordinal(words):]
				if seen[body] {
					hits = append(hits, hit{s.Start, s.End, func(d *rule.Draft) { d.ZH, d.EN = "整句重复出现", "a sentence stands twice" }})
				}
				seen[body] = true
			}
			hits = repeatedClauses(part, s, hits)
		}
		findHits(p, part, hits)
	})
}

// doubledWords finds two or three characters directly repeated: 审核审核. Wide space
// between them is the gap of a table.
func doubledWords(part *narrative.Part, hits []hit) []hit {
	s := part.S
	for i := 0; i+12 <= len(s); {
		if s[i] < 0xE4 || s[i] > 0xE9 {
			i++
			continue
		}
		for _, n := range [...]int{9, 6} {
			if i+2*n > len(s) || s[i+2] != s[i+n+2] || s[i:i+n] != s[i+n:i+2*n] || !han(s[i:i+n]) || s[i:i+3] == s[i+3:i+6] || strings.Contains(s[i:i+n], "一") {
				continue
			}
			if gap := part.Gap(i + n); len(gap) > 1 {
				continue // two cells of a head, side by side
			}
			start, end := around(s, i, i+2*n, 4)
			words := s[i : i+2*n]
			hits = append(hits, hit{start, end, func(d *rule.Draft) {
				d.ZH, d.EN = "词语重复："+words, "a word stands twice: "+words
			}})
			i += n
			break
		}
		i += 3
	}
	return hits
}

// han reports whether s is made of common Han characters only.
func han(s string) bool {
	for i := 0; i < len(s); i += 3 {
		if s[i] < 0xE4 || s[i] > 0xE9 {
			return false
		}
	}
	return true
}

// mostClauses is how many clauses of a sentence are compared with one another.
const mostClauses = 64

// repeatedClauses finds a clause that stands twice in a sentence. The hit is from the
// first to the end of the second.
func repeatedClauses(part *narrative.Part, s narrative.Sentence, hits []hit) []hit {
	words := part.Words(s)
	if len(words) < 2*3*longClause {
		return hits
	}
	type piece struct {
		words string
		at    int
	}
	var backing [16]piece
	first := backing[:0]
	for from := 0; from < len(words); {
		n := 0
		for from+n < len(words) && (!narrative.ClauseMark(words, from+n) || strings.HasPrefix(words[from+n:], "、")) {
			n++
		}
		if clause := words[from : from+n]; n >= 3*longClause && !strings.Contains(clause, "《") {
			for _, f := range first {
				if f.words == clause {
					return append(hits, hit{s.Start + f.at, s.Start + from + n, func(d *rule.Draft) {
						d.ZH, d.EN = "同一句中分句重复："+clause, "a clause stands twice in a sentence"
					}})
				}
			}
			if len(first) < mostClauses {
				first = append(first, piece{clause, from})
			}
		}
		from += n + len("，")
	}
	return hits
}

func checkPleonasm(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			p.Judged()
			words := part.Words(s)
			if strings.HasPrefix(words, "本报告由") && containsAny(words, "编制此报告", "编制本报告", "编写本报告", "制作本报告") {
				d := spanDraft(part, s.Start, s.End)
				d.ZH, d.EN = "句首“本报告”与句末“编制此报告”重复", "本报告 and 编制此报告 in one sentence"
				p.Find(d)
			}
		}
	})
}

func checkAddresses(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		for _, w := range [...]string{"http//", "https//", "http/www", "http：//www.http", "http:www", "http：www", "https：www", "www，", "www。"} {
			i := part.Index(w)
			if i < 0 {
				continue
			}
			end := i + len(w)
			for end < len(part.S) && part.S[end] < utf8.RuneSelf {
				end++
			}
			d := spanDraft(part, i, end)
			d.ZH, d.EN = "网址写法有误", "a malformed address"
			p.Find(d)
			return
		}
	})
}

func checkGeneric(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.Section != 5 {
			return
		}
		p.Judged()
		for _, w := range [...]string{"一些地区", "部分地区还", "有的地区", "一些地方还"} {
			if i := part.Index(w); i >= 0 {
				start, end := around(part.S, i, i+len(w), 10)
				d := spanDraft(part, start, end)
				d.ZH, d.EN = "“"+w+"”不像在说本机关，可能照搬了别处的文字", "hardly about the issuer: "+w
				p.Find(d)
			}
		}
	})
}

func checkContradiction(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if len(part.Sentences) > 0 {
			p.Judged()
		}
		if !part.Has("比较多样", "较为多样", "多样化", "丰富多样") {
			return
		}
		for _, s := range part.Sentences {
			words := part.Words(s)
			if !containsAny(words, "渠道", "途径", "形式") || !containsAny(words, "比较多样", "较为多样", "多样化", "丰富多样") || !containsAny(words, "途径不多", "渠道不多", "渠道单一", "形式单一", "途径单一", "渠道较少") {
				continue
			}
			d := spanDraft(part, s.Start, s.End)
			d.ZH, d.EN = "同一句说多样又说不多，前后矛盾", "many and few in one sentence"
			p.Find(d)
		}
	})
	for _, d := range denials(p) {
		for _, c := range claims(p) {
			if d.Kind != narrative.Received || c.Kind != narrative.Received || c.N == 0 || d.Office || c.Office {
				continue
			}
			f := spanDraft(d.part, d.Start, d.End)
			g := c.draft()
			f.Quotes, f.At = append(f.Quotes, g.Quotes...), append(f.At, g.At...)
			f.ZH, f.EN = "一处说没有收到申请，另一处说收到 "+itoa(c.N)+" 件", "no application here, "+itoa(c.N)+" there"
			f.Severity = report.Info
			p.Find(f)
			return
		}
	}
}
