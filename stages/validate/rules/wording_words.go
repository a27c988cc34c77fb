package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate/narrative"
	"github.com/gouji/gouji/stages/validate/rule"
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
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		hits := wordsAround(part, doubledWords(part, nil))
		for _, s := range part.Sentences {
			p.Step()
			words := part.Words(s)
			if isLong(words) {
				body := words[narrative.Ordinal(words):]
				if seen[body] {
					hits = append(hits, hit{s.Start, s.End, func(d *rule.Draft) { d.ZH, d.EN = "整句重复出现", "a sentence stands twice" }})
				}
				seen[body] = true
			}
			hits = repeatedItems(part, s, repeatedClauses(part, s, hits))
		}
		findHits(p, part, hits)
	})
}

// isLong reports whether a sentence has longSentence characters, and nearly all of them Han.
// No character has more than four bytes, so that most are told by their length.
func isLong(words string) bool {
	return len(words) >= 4*longSentence || len(words) > 3*longSentence && utf8.RuneCountInString(words) >= longSentence
}

// doubledWords finds two to four characters directly repeated: 审核审核. Wide space
// between them is the gap of a table.
func doubledWords(part *narrative.Part, hits []hit) []hit {
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
			if i+2*n > len(s) || s[i+2] != s[i+n+2] || s[i:i+n] != s[i+n:i+2*n] || !han(s[i:i+n]) || s[i:i+3] == s[i+3:i+6] || strings.Contains(s[i:i+n], "一") {
				continue
			}
			if gap := part.Gap(i + n); len(gap) > 1 || !oneParagraph(part, i, i+n+1) {
				continue // two cells of a head, side by side, or a heading and what stands below
			}
			if ofTable(part, i) {
				continue
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

// wordsAround finds a word that stands on both sides of 各级 or 各类: 全省气象各级气象部门.
func wordsAround(part *narrative.Part, hits []hit) []hit {
	for _, w := range [...]string{"各级", "各类"} {
		for at := 0; ; {
			i := part.IndexFrom(w, at)
			if i < 0 {
				break
			}
			at = i + len(w)
			const n = len("气象")
			if i < n || at+n > len(part.S) || part.S[i-n:i] != part.S[at:at+n] || !han(part.S[i-n:i]) || part.S[i-n:i] == "公开" || ofTable(part, i) {
				continue
			}
			start, end := around(part.S, i-n, at+n, 4)
			words := part.S[i-n : at+n]
			hits = append(hits, hit{start, end, misspelt("词语重复："+words, "a word stands twice: "+words)})
		}
	}
	return hits
}

// misspelt says the same words of every hit of a kind.
func misspelt(zh, en string) func(*rule.Draft) {
	return func(d *rule.Draft) { d.ZH, d.EN = zh, en }
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
// first to the end of the second. Two items may have the same share, 占总数的3.5%, or change: 比上年增加1项.
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
	cites := containsAny(words, "《", "//", "www.")
	for from := 0; from < len(words); {
		n := clauseEnd(words, from) - from
		if clause := words[from : from+n]; n >= 3*longClause && !(cites && containsAny(clause, "《", "//", "www.")) && !strings.HasSuffix(clause, "%") && !strings.HasSuffix(words[:from], "）") && !hasPrefixAny(clause, "比", "较", "同比") {
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

// clauseEnd is where the clause that begins at s[i] ends; 、 does not end it.
func clauseEnd(s string, i int) int {
	for i < len(s) {
		switch c := s[i]; {
		case c >= 0xE4 && c <= 0xE9: // a Han character
			i += 3
		case narrative.ClauseMark(s, i) && !strings.HasPrefix(s[i:], "、"):
			return i
		default:
			i++
		}
	}
	return len(s)
}

func checkPleonasm(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		for _, s := range part.Sentences {
			p.Step()
			p.Judged()
			for i := range s.Numbers {
				if s.Numbers[i].Approx && !p.Full() {
					roundedTwice(p, part, &s.Numbers[i])
				}
			}
			allOfOne(p, part, s)
			words := part.Words(s)
			if hasPrefixAny(words, "本报告由", "本报告依据", "本报告根据", "本报告按照", "本报告是") && containsAny(words, "编制此报告", "编制本报告", "编写本报告", "制作本报告") {
				d := spanDraft(part, s.Start, s.End)
				d.ZH, d.EN = "句首“本报告”与句末“编制此报告”重复", "本报告 and 编制此报告 in one sentence"
				p.Find(d)
			}
			if i := firstIndex(words, "原因是由于", "原因是因为"); i >= 0 {
				d := spanDraft(part, s.Start+i, s.Start+i+len("原因是由于"))
				d.ZH, d.EN = "“原因是”与“由于、因为”意思重复", "原因是 and 由于 say the same twice"
				p.Find(d)
			}
			if i := firstIndex(words, "截至目前为止", "截止目前为止", "截至到目前为止", "截止到目前为止"); i >= 0 {
				d := spanDraft(part, s.Start+i, s.Start+i+strings.Index(words[i:], "为止")+len("为止"))
				d.ZH, d.EN = "“截至目前”与“到目前为止”两种句式杂糅", "截至目前 and 到目前为止 in one"
				p.Find(d)
			}
			i := strings.LastIndex(words, "组成")
			if i < 0 {
				i = strings.LastIndex(words, "构成")
			}
			if i > 0 && !strings.Contains(words[:i], "由") && strings.Contains(words[:i], "包括") && hasSuffixAny(words[:i], "部分", "方面", "内容") {
				d := spanDraft(part, s.Start, s.End)
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
	start, end := around(part.S, one.Start, s.End-len(behind)+len("均"), 4)
	d := spanDraft(part, start, end)
	d.ZH, d.EN = "只有1件，不应说“均”", "均 is said of a single one"
	p.Find(d)
}

// roundedTwice finds a number that is called rounded before it and behind it: 大约310条左右, 近300余条.
func roundedTwice(p *rule.Pass, part *narrative.Part, n *narrative.Number) {
	before, unit, behind := part.S[:n.Start], part.S[n.End:n.UnitEnd], part.S[n.UnitEnd:]
	if v := n.Value.String(); n.Scale == 1 && v[len(v)-1] != '0' && !strings.Contains(v, ".") && containsAny(unit, "余", "多") && !containsAny(unit, "万", "亿", "年", "天", "小时", "倍") {
		d := spanDraft(part, n.Start, n.UnitEnd)
		d.ZH, d.EN = "精确到个位的数不应再带“余、多”", "a number given to the last digit cannot be rounded"
		p.Find(d)
		return
	}
	word := ""
	for _, w := range [...]string{"约", "近", "超过", "超"} {
		if rest, ok := strings.CutSuffix(before, w); ok && !hasSuffixAny(rest, "预", "签", "节", "履", "违", "公", "合", "契", "邀", "制", "条", "最", "附", "赶", "反") {
			word = w
			break
		}
	}
	if word == "" || !containsAny(unit, "余", "多") && !hasPrefixAny(behind, "左右", "上下", "余", "以上") {
		return
	}
	d := spanDraft(part, n.Start-len(word), n.UnitEnd+len(clip(behind, len("左右"))))
	d.ZH, d.EN = "“"+word+"”与“余、多、左右、以上”意思重复", "a number that is rounded twice"
	p.Find(d)
}

func checkAddresses(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if part.S != "" {
			p.Judged()
		}
		for _, w := range [...]string{"http//", "https//", "http/www", "http：//www.http", "http:www", "http：www", "https：www", "www，", "www。", ".gov.com", ".gov.cm", "gov，cn", "gov。cn"} {
			i := part.Index(w)
			if i < 0 {
				continue
			}
			end := i + len(w)
			for end < len(part.S) && part.S[end] < utf8.RuneSelf {
				end++
			}
			for i > 0 && part.S[i-1] < utf8.RuneSelf && part.S[i-1] > ' ' {
				i--
			}
			d := spanDraft(part, i, end)
			d.ZH, d.EN = "网址写法有误", "a malformed address"
			p.Find(d)
			return
		}
		checkPostcodes(p, part)
		checkPhones(p, part)
		checkMailboxes(p, part)
	})
}

// checkMailboxes finds addresses of mailboxes without @, or of a domain that is none. Pages write # or (at) for @
// so that robots do not read it.
func checkMailboxes(p *rule.Pass, part *narrative.Part) {
	i := part.Index("邮箱：")
	if i < 0 || p.Full() {
		return
	}
	from := i + len("邮箱：")
	end := from
	for end < len(part.S) && part.S[end] > ' ' && part.S[end] < utf8.RuneSelf {
		end++
	}
	words := strings.TrimSuffix(part.S[from:end], ".")
	if !strings.HasSuffix(words, ".con") && (!hasSuffixAny(words, ".com", ".cn") || strings.ContainsAny(words, "@#*/:([{<_") || containsAny(words, "at", "AT", "www")) {
		return
	}
	d := spanDraft(part, i, end)
	d.ZH, d.EN = "邮箱写法有误", "a malformed address of a mailbox"
	p.Find(d)
}

// checkPhones finds numbers of telephones that have too few or too many digits behind the area's code and its
// dash. Seven or eight are right, five begin with 1 or 9 (0755-12345), and of more than ten two numbers stand
// side by side.
func checkPhones(p *rule.Pass, part *narrative.Part) {
	for at := 0; !p.Full(); {
		i := part.IndexFrom("电话", at)
		if i < 0 {
			return
		}
		p.Step()
		i += len("电话")
		at = i
		for _, word := range [...]string{"号码", "：", "为"} {
			if strings.HasPrefix(part.S[i:], word) {
				i += len(word)
			}
		}
		area, _, ok := strings.Cut(clip(part.S[i:], 5), "-")
		if !ok || len(area) < 3 || len(area) > 4 || digits(area) < len(area) || area[0] != '0' {
			continue
		}
		from := i + len(area) + len("-")
		n := digits(part.S[from:])
		if n != 6 && n != 9 && n != 10 || strings.HasPrefix(part.S[from+n:], "-") || strings.HasPrefix(part.S[from+n:], "*") {
			continue
		}
		d := spanDraft(part, i, from+n)
		d.Want, d.Got = "7–8", itoa(int64(n))
		d.ZH, d.EN = "区号后的电话号码应为 7 至 8 位，写作 "+d.Got+" 位", "a telephone number has 7 or 8 digits behind its area code, this one has "+d.Got
		p.Find(d)
	}
}

// digits is how many digits s begins with.
func digits(s string) (n int) {
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// checkPostcodes finds postal codes that have not six digits.
func checkPostcodes(p *rule.Pass, part *narrative.Part) {
	for _, w := range [...]string{"邮编：", "邮政编码："} {
		i := part.Index(w)
		if i < 0 {
			continue
		}
		at := i + len(w)
		n := digits(part.S[at:])
		if n == 6 || n == 0 || at+n < len(part.S) && !hasPrefixAny(part.S[at+n:], "，", "；", "。", "）", "、", "\n") {
			continue
		}
		d := spanDraft(part, i, at+n)
		d.Want, d.Got = "6", itoa(int64(n))
		d.ZH, d.EN = "邮政编码应为 6 位，写作 "+d.Got+" 位", "a postal code has 6 digits, this one has "+d.Got
		p.Find(d)
	}
}

func checkGeneric(p *rule.Pass) {
	checkOwnKind(p)
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

// many and few are words that contradict each other about the same ways; overcoming says
// that the one is to come of the other.
var (
	ways       = []string{"渠道", "途径", "形式", "方式", "载体", "手段"}
	many       = []string{"比较多样", "较为多样", "多样化", "丰富多样", "多种多样", "日益丰富"}
	few        = []string{"途径不多", "渠道不多", "形式不多", "方式不多", "手段不多", "渠道单一", "形式单一", "途径单一", "方式单一", "手段单一", "载体单一", "渠道较少", "形式较少", "渠道有限", "形式比较单一", "渠道比较单一", "形式较为单一", "渠道较为单一", "方式较为单一"}
	overcoming = []string{"解决", "改变", "破解", "克服", "针对", "避免", "改善", "打破", "不够多样", "下一步"}
)

// contradicts reports whether a sentence says many and then few of its ways.
func contradicts(words string) bool {
	if !containsAny(words, ways...) || containsAny(words, overcoming...) {
		return false
	}
	for _, m := range many {
		if _, rest, ok := strings.Cut(words, m); ok && containsAny(rest, few...) {
			return true
		}
	}
	return false
}

// preventing are words that deny what follows, and happening what is then denied once too often.
var (
	preventing = []string{"杜绝", "防止", "避免", "严防", "谨防", "没有"}
	happening  = []string{"不发生", "不出现", "不再发生", "不再出现", "没有发生", "没有出现", "未发生", "未出现", "未收到"}
)

// deniedTwice finds what says the reverse of what is meant: 杜绝不发生泄密事件, 没有未收到申请.
func deniedTwice(p *rule.Pass, part *narrative.Part) {
	if !part.Has(happening...) {
		return
	}
	for _, w := range preventing {
		for at := 0; !p.Full(); {
			p.Step()
			i := part.IndexFrom(w, at)
			if i < 0 {
				break
			}
			at = i + len(w)
			for _, h := range happening {
				if strings.HasPrefix(part.S[at:], h) {
					start, end := around(part.S, i, at+len(h), 8)
					d := spanDraft(part, start, end)
					d.ZH, d.EN = "“"+w+h+"”多一重否定，意思相反", "denied once too often: "+w+h
					p.Find(d)
				}
			}
		}
	}
}

// fallsBelowNothing finds a fall that is given as a negative number: 同比下降-8%.
func fallsBelowNothing(p *rule.Pass, part *narrative.Part) {
	for _, w := range [...]string{"下降", "减少", "降低", "下降了", "减少了", "降低了", "下降率为", "降幅为", "降幅达"} {
		i := part.Index(w + "-")
		if i < 0 || p.Full() {
			continue
		}
		p.Step()
		end := i + len(w) + len("-")
		from := end
		for end < len(part.S) && (isDigit(part.S[end]) || part.S[end] == '.') {
			end++
		}
		if end == from || !strings.HasPrefix(part.S[end:], "%") {
			continue
		}
		d := spanDraft(part, i, end+len("%"))
		d.ZH, d.EN = "“"+w+"”后的数不应再带负号", "a fall is no negative number"
		p.Find(d)
	}
}

// pointsOfCounts finds the growth of a count that is given in points of a percentage: 发布300条，同比增长20个百分点.
func pointsOfCounts(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	words := part.Words(s)
	i := narrative.Index(words, "个百分点")
	if i < 0 || p.Full() || containsAny(words, "率", "比重", "占比", "比例", "满意度", "度达", "%", "分值", "评分", "得分", "权重") {
		return
	}
	for k := range s.Numbers {
		n := &s.Numbers[k]
		if n.UnitEnd >= s.Start+i || !containsAny(n.Unit, "条", "件", "篇", "次") {
			continue
		}
		start, end := around(part.S, s.Start+i, s.Start+i+len("个百分点"), 8)
		d := spanDraft(part, start, end)
		d.ZH, d.EN = "数量的增减应写百分之几，不用“百分点”", "a count grows by per cent, not by points of a percentage"
		p.Find(d)
		return
	}
}

// wrongWay finds what is shortened to more or raised to less: 由20个工作日压缩至30个工作日.
func wrongWay(p *rule.Pass, part *narrative.Part, s narrative.Sentence) {
	for k := 1; k < len(s.Numbers) && !p.Full(); k++ {
		from, to := &s.Numbers[k-1], &s.Numbers[k]
		between := part.S[from.UnitEnd:to.Start]
		if from.Unit != to.Unit || !hasSuffixAny(part.S[:from.Start], "由", "从", "由原来的", "从原来的", "由原先的", "从原先的") || !hasSuffixAny(between, "到", "至", "为") {
			continue
		}
		for _, w := range [...]string{"工作日", "自然日"} {
			between = strings.TrimPrefix(between, w)
		}
		between = between[:len(between)-len("到")]
		down, up := hasSuffixAny(between, "压缩", "缩短", "减少", "降低", "下降", "精简"), hasSuffixAny(between, "增加", "提高", "提升", "增长", "上升", "扩大")
		a, okA := from.Int()
		b, okB := to.Int()
		if !okA || !okB || len(between) > 3*6 || !(down && b > a || up && b < a) {
			continue
		}
		d := spanDraft(part, from.Start, to.UnitEnd)
		d.ZH, d.EN = "增减的方向与前后两数相反", "the numbers change the other way than the words say"
		p.Find(d)
	}
}

func checkContradiction(p *rule.Pass) {
	eachPart(p, func(part *narrative.Part) {
		if len(part.Sentences) > 0 {
			p.Judged()
		}
		deniedTwice(p, part)
		fallsBelowNothing(p, part)
		if part.Index("个百分点") >= 0 {
			for _, s := range part.Sentences {
				pointsOfCounts(p, part, s)
			}
		}
		if part.Has("压缩", "缩短", "减少", "降低", "下降", "精简", "增加", "提高", "提升", "增长", "上升", "扩大") {
			for _, s := range part.Sentences {
				wrongWay(p, part, s)
			}
		}
		if !part.Has(many...) || !part.Has(few...) {
			return
		}
		for _, s := range part.Sentences {
			if !contradicts(part.Words(s)) {
				continue
			}
			d := spanDraft(part, s.Start, s.End)
			d.ZH, d.EN = "同一句说多样又说不多，前后矛盾", "many and few in one sentence"
			p.Find(d)
		}
	})
	none, some := denials(p), claims(p)
	d := slices.IndexFunc(none, func(d denial) bool { return d.Kind == narrative.Received && !d.Office })
	c := slices.IndexFunc(some, func(c claim) bool { return c.Kind == narrative.Received && c.N != 0 && !c.Office })
	if d < 0 || c < 0 {
		return
	}
	f, g := spanDraft(none[d].part, none[d].Start, none[d].End), some[c].draft()
	f.Quotes, f.At = append(f.Quotes, g.Quotes...), append(f.At, g.At...)
	f.ZH, f.EN = "一处说没有收到申请，另一处说收到 "+itoa(some[c].N)+" 件", "no application here, "+itoa(some[c].N)+" there"
	f.Severity = report.Info
	p.Find(f)
}
