package narrative

import (
	"slices"
	"strings"
)

// Kind is what a number of the text counts.
type Kind int

// The kinds. Those from Granted to Other are the result classes of table three.
const (
	Unknown    Kind = iota
	Received        // applications received this year
	CarriedIn       // carried in from last year
	CarriedOut      // carried out to next year
	Answered        // dealt with
	Handled         // 办理: received or dealt with, with or without what was carried in
	Granted         // 予以公开
	Partial         // 部分公开
	Denied          // 不予公开
	Unable          // 无法提供
	Rejected        // 不予处理
	Other           // 其他处理
	Review          // administrative reviews
	ReviewUpheld
	ReviewCorrected
	ReviewOther
	ReviewPending
	Suit // lawsuits of both kinds
	SuitDirect
	SuitAfter
	SuitUpheld
	SuitCorrected
	SuitOther
	SuitPending
	RulesMade // 规章
	RulesRepealed
	RulesValid
	NormativeMade
	NormativeRepealed
	NormativeValid
	Licences
	Penalties
	Coercions
	Fee       // 信息处理费, in yuan
	Disclosed // 主动公开政府信息
)

// Fact is a number of the text and what it counts, as far as the words say it. An
// approximate number is no fact.
type Fact struct {
	Kind Kind
	// And is a second class counted in the same number (予以公开及部分公开), or Unknown.
	And Kind
	// Group is the group of lawsuits that an outcome is told of, SuitDirect or SuitAfter, or Unknown for all.
	Group  Kind
	Number Number
	N      int64
	// Start and End are the words that state it, from the beginning of its clause to the
	// unit.
	Start, End int
	// Sentence is the index of its sentence in the part.
	Sentence int
	// Office says that the words speak for a part of the issuer only, such as its
	// general office.
	Office bool
	// Sure says that subject, verb and number stand together, so that a contradiction
	// is certain; otherwise it deserves a look.
	Sure bool
	// WithCarried says that the words include what was carried in.
	WithCarried bool
	// Exact says that the exact term of the form is used.
	Exact bool
	// Scope is whom the number is about.
	Scope Scope
}

// Denial is a statement that something did not happen.
type Denial struct {
	Kind       Kind // Received, CarriedIn, CarriedOut, Review or Suit
	Start, End int
	Sentence   int
	Office     bool
	Scope      Scope
	// Year is the last year the sentence names before it, 0 if none.
	Year int
}

// Topic is what a stretch of text is about, as far as it matters to what 收到 N 件 means.
type Topic int

// The topics.
const (
	NoTopic Topic = iota
	Applications
	Proceedings
)

// Facts reads the facts of a part. year is the report year, 0 if unknown: what is said
// about another year is left out.
func (p *Part) Facts(year int) []Fact {
	var out []Fact
	carry := carried0
	for i, s := range p.Sentences {
		p.words.stepOn()
		words := p.Words(s)
		if Ordinal(words) > 0 {
			carry = carried0
		}
		if !anyCounted(s.Numbers) {
			continue
		}
		r := factReader{p: p, sentence: i, topic: p.topicOf(i), year: year, words: words, v: p.words, carry: carry}
		out = r.read(s, out)
		carry = r.carry
	}
	return out
}

func anyCounted(all []Number) bool {
	for i := range all {
		if counted(all[i].Unit) || all[i].Unit == "" {
			return true
		}
	}
	return false
}

func (p *Part) ownTopic() Topic {
	switch p.Section {
	case 3:
		return Applications
	case 4:
		return Proceedings
	}
	return NoTopic
}

// topicOf is what sentence i is about. Those of all sentences are read once.
func (p *Part) topicOf(i int) Topic {
	if !p.topical {
		topic, said := p.ownTopic(), false
		for k := range p.Sentences {
			topic, said = p.nextTopic(topic, said, p.Words(p.Sentences[k]))
			p.Sentences[k].topic = topic
		}
		p.topical = true
	}
	return p.Sentences[i].topic
}

// nextTopic follows the items of a section: an item about 依申请公开 speaks of
// applications until the next item begins. So does 二是依申请公开抓规范, until the next such item;
// said tells that the topic is that of one.
func (p *Part) nextTopic(now Topic, said bool, words string) (Topic, bool) {
	n := Ordinal(words)
	switch clause := strings.HasSuffix(words[:n], "是"); {
	case n > 0 && !clause:
		if has(words[n:min(len(words), n+60)], "依申请", "申请公开", "公开申请") {
			return Applications, false
		}
		return p.ownTopic(), false
	case clause && (now == NoTopic || said):
		if head := upTo(words[n:], "，", "。", "："); len(head) <= 60 && has(head, "依申请", "申请公开", "公开申请") {
			return Applications, true
		}
		now, said = p.ownTopic(), false
	}
	if now == NoTopic && p.HasIn(words, "信息公开申请") {
		return Applications, false
	}
	return now, said
}

// factReader reads one sentence.
type factReader struct {
	p        *Part
	sentence int
	topic    Topic
	year     int
	words    string
	v        *vocabulary
	answers  [questions]answer
	// received says that the sentence has already said how many were received.
	received bool
	about    Kind // Review or Suit: what the outcome classes belong to
	// suitResults says that the sentence has begun to list how lawsuits ended.
	suitResults bool
	// normative says that the sentence has counted normative documents, exact that it did so in
	// the form's own term.
	normative, exact bool
	// decides says that the sentence has a verb of decisions made, and goes on to list them.
	decides bool
	// foreign says that the sentence has told of something else that came in (热线, 信访),
	// to which 办结 belongs.
	foreign bool
	// partial says that it has told how many came by one channel, and not yet how many in all.
	partial bool
	// carry is whom the sentences before speak for.
	carry carriedScope
}

// carriedScope is what a sentence hands on to the next of its item: 区政府办受理17件。其中予以
// 公开8件 speaks for the office twice.
type carriedScope struct {
	office bool
	scope  Scope
}

var carried0 carriedScope

func (r *factReader) read(s Sentence, out []Fact) []Fact {
	if i := Index(r.words, "规范性文件方面，"); i >= 0 {
		r.normative, r.exact = true, strings.HasSuffix(r.words[:i], "行政")
	}
	otherYear := false
	last := s.Start // end of the last count
	for i := range s.Numbers {
		n := s.Numbers[i]
		if n.Unit == "年" {
			if v, ok := n.Int(); ok && v >= 1990 && v < 2100 && !r.carries(n) {
				otherYear = r.year != 0 && int(v) != r.year && !r.full(n)
			}
			continue
		}
		if !counted(n.Unit) && !r.bareCount(&n) {
			continue
		}
		v, ok := n.Int()
		before := clauseBefore(r.p.S[last:n.Start])
		start := n.Start - len(before)
		last = n.UnitEnd
		if !ok || n.Approx || (otherYear && !strings.Contains(before, "结转")) || r.v.compares(before) {
			continue
		}
		said := near(r.p.S[s.Start:n.Start])
		if r.v.ofPart(said) || ofSubordinates(before) {
			continue
		}
		after := clauseAfter(r.p.S[n.UnitEnd:min(s.End, n.UnitEnd+reach)])
		if wasBefore(before, after) {
			continue
		}
		f := Fact{Number: n, N: v, Start: start, End: n.UnitEnd, Sentence: r.sentence}
		r.classify(&f, before, after, n.Unit)
		if f.Kind == Unknown {
			continue
		}
		f.Scope = r.v.scopeOf(said, before)
		f.Office = r.v.office(said)
		switch {
		case f.Scope == NoScope && !f.Office:
			f.Office, f.Scope = r.carry.office, r.carry.scope
		case f.Kind == Received || f.Kind == Answered:
			r.carry = carriedScope{f.Office, f.Scope}
		}
		f.WithCarried = f.Kind == Received && withCarried(r.p.S[n.UnitEnd:s.End], before)
		if after != "" && tellsAfter(f.Kind, before) {
			f.End += len(after)
		}
		out = append(out, f)
	}
	return out
}

// bareCount gives a number that has no measure word that of cases where the words call it a
// count: 申请数量为0, 案件数均为0.
func (r *factReader) bareCount(n *Number) bool {
	if n.Unit != "" || n.Scale != 1 || n.UnitEnd < len(r.p.S) && !ClauseMark(r.p.S, n.UnitEnd) {
		return false
	}
	words, ok := strings.CutSuffix(r.p.S[:n.Start], "为")
	if !ok || !hasAnySuffix(trimWords(words, "均", "都", "共", "总"), []string{"数量", "件数", "案件数", "总数", "申请数"}) {
		return false
	}
	n.Unit = "件"
	return true
}

// carries reports whether a year belongs to 结转至2026年.
func (r *factReader) carries(n Number) bool {
	if hasAnyPrefix(r.p.S[n.UnitEnd:], []string{"度结转", "结转"}) {
		return true // 2022年度结转的2件
	}
	return strings.HasSuffix(r.p.S[:n.Start], "结转至") || strings.HasSuffix(r.p.S[:n.Start], "结转到") || strings.HasSuffix(r.p.S[:n.Start], "结转")
}

// full reports whether a year is the beginning of a date.
func (r *factReader) full(n Number) bool {
	rest := r.p.S[n.UnitEnd:]
	return rest != "" && digit(rest[0])
}

func counted(unit string) bool {
	switch unit {
	case "件", "条", "份", "宗", "起", "例", "次", "个", "项", "件次", "人次", "期", "元", "万元", "篇", "场", "批次":
		return true
	}
	return false
}

// ClauseMark reports whether s[i:] begins with a mark that separates clauses; all of
// them are three bytes long.
func ClauseMark(s string, i int) bool {
	if i+3 > len(s) || (s[i] != 0xEF && s[i] != 0xE3) {
		return false
	}
	switch s[i : i+3] {
	case "，", "；", "：", "（", "）", "。", "、":
		return true
	}
	return false
}

// clauseBefore is the end of s after the last mark that separates clauses.
func clauseBefore(s string) string {
	for i := len(s) - 3; i >= 0; i-- {
		if ClauseMark(s, i) && !joinsEveryone(s, i) {
			return s[i+3:]
		}
	}
	return s
}

// joinsEveryone reports whether the mark at s[i] stands within 公民、法人和其他组织, the words of
// the law for whoever may apply.
func joinsEveryone(s string, i int) bool {
	return s[i:i+3] == "、" && strings.HasPrefix(s[i+3:], "法人") && hasAnySuffix(s[:i], []string{"公民", "自然人", "个人"})
}

// everyone are other words for whoever may apply.
var everyone = []string{"任何单位和个人", "任何单位或个人", "任何单位或者个人", "任何组织和个人", "任何组织或个人", "任何个人"}

// withoutEveryone takes 公民、法人和其他组织 out of s: such words single out no applicants.
func withoutEveryone(s string) string {
	for _, w := range everyone {
		if i := Index(s, w); i >= 0 {
			s = s[:i] + s[i+len(w):]
		}
	}
	from := Index(s, "、法人")
	if from < 0 || !joinsEveryone(s, from) {
		return s
	}
	tail := s[from:]
	to := Index(tail, "组织")
	if to < 0 || ClauseMark(tail, to) || to > len("、法人或者其他社会") {
		return s
	}
	head := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(s[:from], "公民"), "自然人"), "个人")
	return head + tail[to+len("组织"):]
}

// clauseAfter is the beginning of s up to the first mark.
func clauseAfter(s string) string {
	for i := 0; i+3 <= len(s); i++ {
		if ClauseMark(s, i) {
			return s[:i]
		}
	}
	return s
}

// compares reports whether the words compare with another year or count a change.
func (v *vocabulary) compares(before string) bool { return has(before, v.comparing...) }

var comparing = []string{"增加", "减少", "同比", "较上年", "比上年", "较去年", "比去年", "去年同期", "上升", "下降", "增长", "多出", "上年为", "上年同期"}

// grows are words between what a count was and what it is now.
var grows = []string{"增加到", "增加至", "增至", "增到", "增长到", "增长至", "上升到", "上升至", "升至", "提高到", "提高至", "减少到", "减少至", "减至", "减到", "下降到", "下降至", "降至", "降到"}

// Rises reports whether a word stands between what a count was and what it is now: 由35件增加到50件.
func Rises(word string) bool { return slices.Contains(grows, word) }

// wasBefore reports whether a number is what something was: 由35件增加到50件, 上年末现行有效行政规范性文件10件.
func wasBefore(before, after string) bool {
	return hasAnyPrefix(after, grows) || has(before, "上年末", "上年底", "去年底", "去年末", "年初") ||
		hasAnyPrefix(before, []string{"上年", "去年"}) && !has(before, "结转")
}

// office reports whether the words speak for a part of the issuer.
func (v *vocabulary) office(words string) bool { return has(words, v.offices...) }

var offices = []string{
	"代表", "政府办公", "政府办收", "政府办受", "政府办共", "政府办累", "政府办全", "区政府收到", "区政府受理", "区政府共", "县政府收到", "县政府受理", "县政府共", "市政府收到", "市政府受理", "市政府共",
	"本级收到", "本级受理", "本级共", "局机关收到", "机关本级",
}

func withCarried(rest, before string) bool {
	if i := strings.Index(rest, "）"); i >= 0 && strings.HasPrefix(rest, "（") {
		rest = rest[:i]
		return has(rest, "结转", "上年", "去年")
	}
	return has(before, "含上年", "包括上年", "含结转")
}

// tellsAfter reports whether a fact of this kind was read from the words behind the
// number.
func tellsAfter(k Kind, before string) bool {
	switch k {
	case Received:
		return !strings.Contains(before, "申请")
	case CarriedOut:
		return !strings.Contains(before, "结转")
	}
	return false
}

func has(s string, words ...string) bool {
	for _, w := range words {
		if Index(s, w) >= 0 {
			return true
		}
	}
	return false
}
