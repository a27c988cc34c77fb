package wording

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
	"github.com/gouji/gouji/stages/validate/rules/names"
	"github.com/gouji/gouji/stages/validate/rules/prose"
)

// longClause and longSentence are from how many characters a repetition counts.
const (
	longClause   = 6
	longSentence = 20
)

func checkRepeats(p *rule.Pass) {
	kept := rule.Spare[map[string]bool](p, "sentences")
	if *kept == nil {
		*kept = map[string]bool{}
	}
	seen := *kept
	defer clear(seen)
	var clauses []prose.Span // of a sentence
	prose.EachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		hits := wordsAround(part, doubledWords(part, nil))
		for i, s := range part.Sentences {
			p.Step()
			hits = sentencesInARow(part, i, hits)
			words := part.Words(s)
			if isLong(words) {
				body := words[narrative.Ordinal(words):]
				if seen[body] {
					hits = append(hits, prose.Hit{Start: s.Start, End: s.End, Draft: func(d *rule.Draft) { d.ZH, d.EN = "整句重复出现", "a sentence stands twice" }})
				}
				seen[body] = true
			}
			clauses = clausesOf(words, clauses[:0])
			hits = repeatedItems(part, s, clauses, repeatedClauses(part, s, clauses, hits))
		}
		prose.FindHits(p, part, hits)
	})
}

// isLong reports whether a sentence has longSentence characters, and nearly all of them Han.
// No character has more than four bytes, so that most are told by their length.
func isLong(words string) bool {
	return len(words) >= 4*longSentence || len(words) > 3*longSentence && utf8.RuneCountInString(words) >= longSentence
}

// doubledWords finds two to four characters directly repeated: 审核审核. Wide space
// between them is the gap of a table.
func doubledWords(part *narrative.Part, hits []prose.Hit) []prose.Hit {
	s := part.S
	for i := 0; i+12 <= len(s); {
		if s[i] < 0xE4 || s[i] > 0xE9 {
			i++
			continue
		}
		if s[i+2] != s[i+8] && (i+18 > len(s) || s[i+2] != s[i+11]) && (i+24 > len(s) || s[i+2] != s[i+14]) {
			i += 3 // as nearly always: the third bytes differ
			continue
		}
		for _, n := range [...]int{12, 9, 6} {
			if i+2*n > len(s) || s[i+2] != s[i+n+2] || s[i:i+n] != s[i+n:i+2*n] || !prose.Han(s[i:i+n]) || s[i:i+3] == s[i+3:i+6] || strings.Contains(s[i:i+n], "一") && s[i:i+n] != "进一步" {
				continue
			}
			if gap := part.Gap(i + n); len(gap) > 1 || !prose.OneParagraph(part, i, i+n+1) {
				continue // two cells of a head, side by side, or a heading and what stands below
			}
			if prose.OfTable(part, i) {
				continue
			}
			start, end := prose.Around(s, i, i+2*n, 4)
			words := s[i : i+2*n]
			hits = append(hits, prose.Hit{Start: start, End: end, Draft: func(d *rule.Draft) {
				d.ZH, d.EN = "词语重复："+words, "a word stands twice: "+words
			}})
			i += n
			break
		}
		i += 3
	}
	return hits
}

// wordsAround finds a word that stands on both sides of 各级 or 各类: 全省气象各级气象部门.
func wordsAround(part *narrative.Part, hits []prose.Hit) []prose.Hit {
	for _, w := range [...]string{"各级", "各类"} {
		for at := 0; ; {
			i := part.IndexFrom(w, at)
			if i < 0 {
				break
			}
			at = i + len(w)
			const n = len("气象")
			if i < n || at+n > len(part.S) || part.S[i-n:i] != part.S[at:at+n] || !prose.Han(part.S[i-n:i]) || part.S[i-n:i] == "公开" || prose.OfTable(part, i) {
				continue
			}
			start, end := prose.Around(part.S, i-n, at+n, 4)
			words := part.S[i-n : at+n]
			hits = append(hits, prose.Hit{Start: start, End: end, Draft: prose.Misspelt("词语重复："+words, "a word stands twice: "+words)})
		}
	}
	return hits
}

// repeatedClauses finds a clause that stands twice in a sentence. The hit is from the
// first to the end of the second. Two items may have the same share, 占总数的3.5%, change,
// 比上年增加1项, or note in brackets.
func repeatedClauses(part *narrative.Part, s narrative.Sentence, clauses []prose.Span, hits []prose.Hit) []prose.Hit {
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
	cites := part.HasIn(words, "《", "//", "www.")
	for _, c := range clauses {
		from, n := c.From, c.To-c.From
		if clause := words[from:c.To]; n >= 3*longClause && !(cites && prose.ContainsAny(clause, "《", "//", "www.")) && !strings.HasSuffix(clause, "%") && !prose.HasSuffixAny(words[:from], "）", "（") && !prose.HasPrefixAny(clause, "比", "较", "同比") {
			for _, f := range first {
				if f.words == clause {
					return append(hits, prose.Hit{Start: s.Start + f.at, End: s.Start + from + n, Draft: func(d *rule.Draft) {
						d.ZH, d.EN = "同一句中分句重复："+clause, "a clause stands twice in a sentence"
					}})
				}
			}
			if len(first) < prose.MostClauses {
				first = append(first, piece{clause, from})
			}
		}
	}
	return hits
}

// clausesOf appends the clauses of a sentence; 、 ends none.
func clausesOf(words string, clauses []prose.Span) []prose.Span {
	for from := 0; from < len(words); {
		to := prose.ClauseEnd(words, from)
		clauses = append(clauses, prose.Span{From: from, To: to})
		from = to + len("，")
	}
	return clauses
}

func checkPleonasm(p *rule.Pass) {
	text := p.Narrative()
	all, since, until, made := text.Pieces("均"), text.Pieces("原因是由于", "原因是因为"), text.Pieces("目前为止"), text.Pieces("组成", "构成")
	prose.EachPart(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			p.Step()
			p.Judged()
			for i := range s.Numbers {
				if s.Numbers[i].Approx && !p.Full() {
					roundedTwice(p, part, &s.Numbers[i])
				}
			}
			if part.In(all) {
				allOfOne(p, part, s)
			}
			words := part.Words(s)
			if prose.HasPrefixAny(words, "本报告由", "本报告依据", "本报告根据", "本报告按照", "本报告是") && prose.ContainsAny(words, "编制此报告", "编制本报告", "编写本报告", "制作本报告") {
				d := prose.SpanDraft(part, s.Start, s.End)
				d.ZH, d.EN = "句首“本报告”与句末“编制此报告”重复", "本报告 and 编制此报告 in one sentence"
				p.Find(d)
			}
			if i := prose.FirstIn(part, words, since, "原因是由于", "原因是因为"); i >= 0 {
				d := prose.SpanDraft(part, s.Start+i, s.Start+i+len("原因是由于"))
				d.ZH, d.EN = "“原因是”与“由于、因为”意思重复", "原因是 and 由于 say the same twice"
				p.Find(d)
			}
			if i := prose.FirstIn(part, words, until, "截至目前为止", "截止目前为止", "截至到目前为止", "截止到目前为止"); i >= 0 {
				d := prose.SpanDraft(part, s.Start+i, s.Start+i+strings.Index(words[i:], "为止")+len("为止"))
				d.ZH, d.EN = "“截至目前”与“到目前为止”两种句式杂糅", "截至目前 and 到目前为止 in one"
				p.Find(d)
			}
			if !part.In(made) {
				continue
			}
			i := strings.LastIndex(words, "组成")
			if i < 0 {
				i = strings.LastIndex(words, "构成")
			}
			if i > 0 && !strings.Contains(words[:i], "由") && strings.Contains(words[:i], "包括") && prose.HasSuffixAny(words[:i], "部分", "方面", "内容") {
				d := prose.SpanDraft(part, s.Start, s.End)
				d.ZH, d.EN = "“包括……”与“由……组成”两种句式杂糅", "包括 and 由……组成 in one sentence"
				p.Find(d)
			}
		}
	})
}

// allOfOne finds 均 behind a single thing: 收到申请1件，均已办结.
func allOfOne(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	one := (*narrative.Number)(nil)
	for i := range s.Numbers {
		switch n := &s.Numbers[i]; {
		case n.Unit == "件" && one == nil:
			one = n
		case n.Unit != "年":
			return
		}
	}
	if one == nil || p.Full() {
		return
	}
	behind := strings.TrimPrefix(part.S[one.UnitEnd:s.End], "，")
	if v, ok := one.Int(); !ok || v != 1 || one.Approx || !strings.HasPrefix(behind, "均") {
		return
	}
	start, end := prose.Around(part.S, one.Start, s.End-len(behind)+len("均"), 4)
	d := prose.SpanDraft(part, start, end)
	d.ZH, d.EN = "只有1件，不应说“均”", "均 is said of a single one"
	p.Find(d)
}

// roundedTwice finds a number that is called rounded before it and behind it: 大约310条左右, 近300余条.
func roundedTwice(p *rule.Pass, part *narrative.Part, n *narrative.Number) {
	before, unit, behind := part.S[:n.Start], part.S[n.End:n.UnitEnd], part.S[n.UnitEnd:]
	if v := n.Value.String(); n.Scale == 1 && v[len(v)-1] != '0' && !strings.Contains(v, ".") && prose.ContainsAny(unit, "余", "多") && !prose.ContainsAny(unit, "万", "亿", "年", "天", "小时", "倍") {
		d := prose.SpanDraft(part, n.Start, n.UnitEnd)
		d.ZH, d.EN = "精确到个位的数不应再带“余、多”", "a number given to the last digit cannot be rounded"
		p.Find(d)
		return
	}
	word := ""
	for _, w := range [...]string{"约", "近", "超过", "超"} {
		if rest, ok := strings.CutSuffix(before, w); ok && !prose.HasSuffixAny(rest, "预", "签", "节", "履", "违", "公", "合", "契", "邀", "制", "条", "最", "附", "赶", "反") {
			word = w
			break
		}
	}
	if word == "" || !prose.ContainsAny(unit, "余", "多") && !prose.HasPrefixAny(behind, "左右", "上下", "余", "以上") {
		return
	}
	d := prose.SpanDraft(part, n.Start-len(word), n.UnitEnd+len(prose.Clip(behind, len("左右"))))
	d.ZH, d.EN = "“"+word+"”与“余、多、左右、以上”意思重复", "a number that is rounded twice"
	p.Find(d)
}

func checkGeneric(p *rule.Pass) {
	names.CheckOwnKind(p)
	prose.EachPart(p, func(part *narrative.Part) {
		names.CheckForeignPortals(p, part)
		names.CheckForeignSignature(p, part)
		if part.Section != 5 {
			return
		}
		p.Judged()
		for _, w := range [...]string{"一些地区", "部分地区还", "有的地区", "一些地方还"} {
			if i := part.Index(w); i >= 0 {
				start, end := prose.Around(part.S, i, i+len(w), 10)
				d := prose.SpanDraft(part, start, end)
				d.ZH, d.EN = "“"+w+"”不像在说本机关，可能照搬了别处的文字", "hardly about the issuer: "+w
				p.Find(d)
			}
		}
	})
}

// shortSentence is from how many bytes a sentence counts that stands twice in a row.
const shortSentence = 3 * 8

// sentencesInARow finds a sentence, too short to be looked for in the whole report, that stands twice in a row:
// 举办开放日活动3场。举办开放日活动3场。
func sentencesInARow(part *narrative.Part, i int, hits []prose.Hit) []prose.Hit {
	s, before := part.Sentences[i], part.Sentences[max(0, i-1)]
	words := part.Words(s)
	if i == 0 || isLong(words) || len(words) < shortSentence || words != part.Words(before) || !strings.HasSuffix(words, "。") || !prose.OneParagraph(part, before.Start, s.End) {
		return hits
	}
	return append(hits, prose.Hit{Start: s.Start, End: s.End, Draft: prose.Misspelt("整句重复出现", "a sentence stands twice")})
}
