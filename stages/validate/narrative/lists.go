package narrative

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// List is a number and the parts that the text divides it into: 276条，其中216条、50条.
type List struct {
	// Whole is the number divided, Parts those behind 其中 or in the brackets behind it
	// with the same unit.
	Whole Number
	Parts []Number
	// Maybe are numbers of 结转 behind the parts: they belong to the whole where it counts
	// what was handled, and do not where it counts what was received.
	Maybe []Number
	// Others are further numbers before the list that could be the one divided.
	Others []Number
	// Start and End are from the whole to the last part.
	Start, End int
	// Nested says that the whole is itself a part of a list, Outer, unless nil, is the whole of that.
	Nested bool
	Outer  *Number
	// Far says that the whole stands in the sentence before.
	Far bool
	// Rest says that the last part is what remains (其他), so that the list is complete.
	Rest bool
	// Loose says that the list has no 其中 (包括, 分别为, 在30条信息中), or counts 场 of 次.
	Loose bool
	// Mixed says that the parts have another measure word than the whole (条, 件, 份).
	Mixed bool
	// Bare are numbers among the parts that have lost their measure word before a mark, Inner those
	// that stand before a word, of which most never had one.
	Bare, Inner []Number
	// foreign are the numbers that would be parts if their measure word were the whole's, rest is
	// the sum of those with any other.
	foreign []Number
	rest    int64
	// Semicolons is how many of the parts stand behind a semicolon; where one does not, what the
	// first begins may be no part. First is how many parts stand before it.
	Semicolons, First int
	// each says that a part is of several, 国家秘密、行政查询事项各1件, of which nothing shows where they begin.
	each bool
	// row says that nothing but 、 divides the numbers of the list.
	row bool
}

// frame is one level of brackets while a sentence is read.
type frame struct {
	outer   *Number  // the number that the bracket stands behind
	tops    []Number // the numbers of this level that are no parts
	list    *List    // the open list, nil if none
	last    *Number
	count   *Number  // the last number that is no comparison with another year
	numbers []Number // all numbers of a bracket
	start   int
}

// whole is the number that a list behind the last one divides, and the others that it may divide. What
// stands behind a change, 386件，比上年减少16件，下降4.0%，其中, divides the count before it, or else the change.
func (f *frame) whole() (whole Number, others []Number) {
	if f.count == nil || f.count == f.last {
		return *f.last, f.tops
	}
	return *f.count, append(f.tops[:len(f.tops):len(f.tops)], *f.last)
}

// loose is a list that no 其中 introduces, behind the last number.
func (f *frame) loose() *List {
	whole, others := f.whole()
	return &List{Whole: whole, Others: others, Start: whole.Start, Loose: true}
}

// Lists finds the lists of the part.
func (p *Part) Lists() []List {
	var out []List
	var before, all []Number
	for _, s := range p.Sentences {
		p.words.stepOn()
		if len(s.Numbers) == 0 {
			before, all = nil, nil
			continue
		}
		if words := p.Words(s); !p.HasIn(words, "其中", "（", "包括", "包含", "分别", "中，", "里，", "看，", "分，", "计，", "：", "其他", "其它", "其余") {
			before, all = p.countsOf(s), countedOf(s.Numbers)
			continue
		}
		r := listReader{p: p, s: s, before: before, all: all, stack: p.words.brackets[:0], out: out}
		r.read()
		out, before, p.words.brackets = r.out, r.tops, r.stack
		all = countedOf(s.Numbers)
	}
	return out
}

// countedOf are the numbers with a unit that counts something.
func countedOf(all []Number) []Number {
	for i := range all {
		if !counted(all[i].Unit) {
			out := append([]Number(nil), all[:i]...)
			for _, n := range all[i+1:] {
				if counted(n.Unit) {
					out = append(out, n)
				}
			}
			return out
		}
	}
	return all
}

// countsOf are the numbers of a sentence that count something, without those that compare it with another year: of
// 486条，比上年的432条增加54条 the first.
func (p *Part) countsOf(s Sentence) []Number {
	var out []Number
	last := s.Start
	for _, n := range s.Numbers {
		if !counted(n.Unit) {
			continue
		}
		if !p.words.compared(p.S[last:n.Start]) {
			out = append(out, n)
		}
		last = n.UnitEnd
	}
	return out
}

type listReader struct {
	p      *Part
	s      Sentence
	before []Number // the numbers of the sentence before that are no parts
	all    []Number // all of them
	tops   []Number
	stack  []frame
	out    []List
}

func (r *listReader) read() {
	r.stack = append(r.stack, frame{start: r.s.Start})
	next := 0
	s := r.p.S
	for i := r.s.Start; i < r.s.End; {
		if next < len(r.s.Numbers) && r.s.Numbers[next].Start == i {
			r.number(&r.s.Numbers[next])
			i = r.s.Numbers[next].UnitEnd
			next++
			continue
		}
		switch c := s[i]; {
		case c == 0xEF && strings.HasPrefix(s[i:], "（"):
			r.open(i)
		case c == 0xEF && strings.HasPrefix(s[i:], "）"):
			r.shut()
		case c == 0xE5 && strings.HasPrefix(s[i:], "其中"):
			r.begin(i)
		case c == 0xE5 && hasAnyPrefix(s[i:], []string{"包括", "包含", "分别"}), c == 0xEF && hasAnyPrefix(s[i:], []string{"，", "："}):
			r.beginLoose(i)
		}
		i++
	}
	for len(r.stack) > 1 {
		r.stack = r.stack[:len(r.stack)-1] // a bracket that is never closed says nothing
	}
	r.close(&r.stack[0])
	r.tops = r.stack[0].tops
}

func (r *listReader) top() *frame { return &r.stack[len(r.stack)-1] }

func (r *listReader) open(i int) {
	f := frame{start: i + len("（")}
	if last := r.top().last; last != nil && last.UnitEnd == i {
		f.outer = last
	}
	r.stack = append(r.stack, f)
}

// shut ends a bracket. Two or more numbers in it divide the number it stands behind,
// also without 其中.
func (r *listReader) shut() {
	if len(r.stack) == 1 {
		return
	}
	f := r.top()
	if outer := &r.stack[len(r.stack)-2]; f.outer != nil && f.list == nil && len(f.numbers) == 1 && f.numbers[0].Unit != f.outer.Unit && len(outer.tops) > 0 {
		// 111条（1526件），其中: the parts may be those of either
		outer.tops = slices.Insert(outer.tops, len(outer.tops)-1, f.numbers[0])
	}
	if f.outer != nil && f.list == nil && len(f.numbers) >= 2 {
		l := List{Whole: *f.outer, Start: f.outer.Start, Nested: r.nested(len(r.stack) - 2)}
		for _, n := range f.numbers {
			if n.Unit == l.Whole.Unit {
				l.Parts = append(l.Parts, n)
			} else if alike(n.Unit, l.Whole.Unit) {
				l.foreign = append(l.foreign, n)
			}
		}
		f.list = &l
	}
	r.close(f)
	r.stack = r.stack[:len(r.stack)-1]
}

// nested reports whether the last number at a level is a part of a list.
func (r *listReader) nested(level int) bool {
	l := r.stack[level].list
	return l != nil && len(l.Parts) > 0
}

// begin opens the list that 其中 introduces.
func (r *listReader) begin(i int) {
	f := r.top()
	l := &List{}
	switch {
	case f.list != nil && f.last != nil && r.apart(f):
		// 主办15件，其中重点4件；协办57件，其中…: a number beside the whole before
		l.Whole, l.Nested = *f.last, f.list.Nested
	case f.list != nil && f.last != nil:
		l.Whole, l.Nested, l.Outer = *f.last, true, &f.list.Whole
	case f.last != nil:
		l.Whole, l.Others = f.whole()
	case f.outer != nil:
		l.Whole, l.Nested = *f.outer, r.nested(len(r.stack)-2)
	case len(r.stack) == 1 && i == r.s.Start && len(r.before) > 0:
		l.Whole, l.Others, l.Far = r.before[len(r.before)-1], r.before, true
	default:
		return
	}
	if f.list != nil {
		// what follows may return to the first list, so that one stays incomplete
		f.list.Rest = false
		r.close(f)
	}
	l.Start = l.Whole.Start
	f.list = l
}

// apart takes the last part of the open list out of it if it stands behind a semicolon, and
// reports whether it did.
func (r *listReader) apart(f *frame) bool {
	n := len(f.list.Parts)
	if n == 0 || f.list.Parts[n-1].Start != f.last.Start || f.list.Semicolons == 0 || !has(clauseOf(r.p.S[r.s.Start:f.last.Start]), "；") {
		return false
	}
	f.list.Parts = f.list.Parts[:n-1]
	return true
}

// clauseOf is the clause that s ends in, with the mark before it.
func clauseOf(s string) string {
	at := len(s) - len(clauseBefore(s))
	return s[max(0, at-len("；")):]
}

// longestBetween is how many bytes may stand between a whole and what introduces its parts
// without 其中: 在上网的50条信息里，.
const longestBetween = 3 * 8

// beginLoose opens a list that has no 其中: 30条，包括; 30条，分别为; 在30条信息中，; 30条，按内容分，.
func (r *listReader) beginLoose(i int) {
	f := r.top()
	if f.list == nil && f.last == nil && len(r.stack) == 1 && len(r.before) == 1 && divides(r.p.S[r.s.Start:i]) {
		f.list = &List{Whole: r.before[0], Others: r.all, Start: r.before[0].Start, Far: true, Loose: true}
		return
	}
	if f.list != nil && r.dividesAgain(f, i) {
		next := &List{Whole: f.list.Whole, Others: f.list.Others, Start: f.list.Whole.Start, Far: f.list.Far, Nested: f.list.Nested, Outer: f.list.Outer, Loose: true}
		r.close(f)
		f.list = next
		return
	}
	if f.list != nil || f.last == nil || i < f.last.UnitEnd {
		return
	}
	between := r.p.S[f.last.UnitEnd:i]
	if c, ok := strings.CutPrefix(between, "，"); ok && divides(c) {
		f.list = f.loose()
		return
	}
	if between == "" && strings.HasPrefix(r.p.S[i:], "，") && len(r.stack) == 1 && r.endsWithRest(f.last) {
		f.list = f.loose()
		return
	}
	if len(between) > longestBetween {
		return
	}
	if strings.HasPrefix(r.p.S[i:], "：") { // 30条：动态20条，公告10条
		if between != "" && !r.among(f.last, between) || strings.HasPrefix(r.p.S[i:], "：其中") {
			return
		}
	} else if strings.HasPrefix(r.p.S[i:], "，") {
		if !r.among(f.last, between) {
			return
		}
	} else if between != "" && !hasAnySuffix(between, []string{"，", "：", "信息", "文件"}) {
		return
	}
	f.list = f.loose()
}

// dividesAgain reports whether the mark at i ends a clause that divides the whole of the open list once more:
// 从申请主体看，自然人168件，法人37件；从申请渠道看，网络132件，信函73件.
func (r *listReader) dividesAgain(f *frame, i int) bool {
	if len(f.list.Parts) == 0 || !strings.HasPrefix(r.p.S[i:], "，") {
		return false
	}
	clause, ok := strings.CutPrefix(r.p.S[f.last.UnitEnd:max(i, f.last.UnitEnd)], "；")
	return ok && divides(clause)
}

// endsWithRest reports whether a number is called a whole, and at least three numbers with its measure word follow it in the
// sentence, the last of them with 其他: 373条，通过网站发布93条、通过微信发布267条、其他方式发布13条.
func (r *listReader) endsWithRest(n *Number) bool {
	if lead := strings.ReplaceAll(clauseBefore(r.p.S[r.s.Start:n.Start]), "公共", ""); has(lead, "累计") || !has(lead, "共", "总") {
		return false // the first of a row, none of which is the whole
	}
	parts, rest := 0, false
	from := n.UnitEnd
	for i := range r.s.Numbers {
		next := &r.s.Numbers[i]
		if next.Start <= n.Start || next.Unit != n.Unit {
			continue
		}
		lead := strings.TrimLeft(r.p.S[from:next.Start], "，、；")
		from = next.UnitEnd
		if has(lead, "其中", "，", "；", "。", "（", "）", "共", "同比", "比", "较") {
			return false
		}
		parts++
		rest = hasAnyPrefix(lead, []string{"其他", "其它", "其余"})
	}
	return parts >= 3 && rest
}

// among reports whether the words behind a number say that what follows is a part of it: 办结的49件中,
// 在答复的9件申请中.
func (r *listReader) among(n *Number, between string) bool {
	return between == "中" || between == "当中" ||
		hasAnySuffix(between, []string{"中", "里", "当中"}) && strings.HasPrefix(clauseBefore(r.p.S[r.s.Start:n.Start]), "在")
}

// divides reports whether a clause between a whole and its parts says by what it is divided:
// 在主动公开的信息中, 从公开渠道看, 按申请方式分, 办理结果如下, 具体为.
func divides(clause string) bool {
	if len(clause) > 2*longestBetween || has(clause, "，", "；", "。") {
		return false
	}
	switch {
	case strings.HasPrefix(clause, "在"):
		return hasAnySuffix(clause, []string{"中", "里", "当中"})
	case strings.HasPrefix(clause, "从"):
		return strings.HasSuffix(clause, "看")
	case strings.HasPrefix(clause, "按"):
		return hasAnySuffix(clause, []string{"分", "分类", "划分", "统计"})
	}
	return hasAnySuffix(clause, []string{"如下", "具体为", "具体是", "构成为"})
}

// alike reports whether the measure words of two numbers count the same things.
func alike(a, b string) bool {
	const both = "条件份篇则"
	return a != b && a != "" && b != "" && (strings.Contains(both, a) && strings.Contains(both, b) || events(a) && events(b))
}

// events reports whether a measure word counts what takes place: 培训5次，其中线上4场. One 次 may
// have several 场.
func events(unit string) bool { return unit == "次" || unit == "场" || unit == "期" }

// lostUnit reports whether a number in a list has no measure word where one is due.
func (r *listReader) lostUnit(n *Number) bool {
	return r.unitless(n) && hasAnyPrefix(r.p.S[n.UnitEnd:], []string{"，", "、", "；", "。"}) &&
		n.Start > r.s.Start && r.p.S[n.Start-1] >= utf8.RuneSelf && !hasAnySuffix(r.p.S[r.s.Start:n.Start], []string{"，", "、", "；", "（"})
}

func (r *listReader) unitless(n *Number) bool {
	return n.Unit == "" && n.Scale == 1 && n.UnitEnd < r.s.End
}

// number takes up the next number.
func (r *listReader) number(n *Number) {
	f := r.top()
	if f.list != nil && r.lostUnit(n) {
		f.list.Bare = append(f.list.Bare, *n)
		return
	}
	if !counted(n.Unit) {
		if f.list != nil && r.unitless(n) {
			f.list.Inner = append(f.list.Inner, *n)
		}
		return
	}
	from := f.start
	if f.last != nil {
		from = f.last.UnitEnd
	}
	if from > n.Start {
		from = n.Start
	}
	lead := r.p.S[from:n.Start]
	f.last = n
	if r.p.words.compared(lead) {
		return
	}
	f.count = n
	if f.outer != nil { // only a bracket behind a number divides it
		f.numbers = append(f.numbers, *n)
	}
	if f.list == nil {
		r.addTop(f, n)
		return
	}
	if lead := clauseBefore(lead); has(lead, "累计", "合计", "收到", "办结", "同时", "此外", "另") || inAll(lead) {
		r.close(f)
		r.addTop(f, n)
		return
	}
	if n.Unit != f.list.Whole.Unit {
		if alike(n.Unit, f.list.Whole.Unit) {
			f.list.foreign = append(f.list.foreign, *n)
		}
		v, _ := n.Int()
		f.list.rest += v
		return
	}
	if len(f.list.Parts) > 0 && has(clauseBefore(lead), "结转") {
		f.list.Maybe = append(f.list.Maybe, *n)
		return
	}
	if len(f.list.Parts) > 0 && has(clauseOf(lead), "；") {
		if f.list.Semicolons++; f.list.First == 0 {
			f.list.First = len(f.list.Parts)
		}
	}
	f.list.each = f.list.each || strings.HasSuffix(lead, "各")
	f.list.Parts = append(f.list.Parts, *n)
	f.list.Rest = has(clauseBefore(lead), "其他", "其它", "其余")
}

// compared reports whether the words before a number say that it compares with another year: 比上年的402件,
// 减少16件. Those in brackets do not, 1182件（同比增长0.4%），办理1187件, nor those before the parts of a list,
// 下降4.0%，其中取水许可142件.
func (v *vocabulary) compared(lead string) bool {
	lead = lead[strings.LastIndex(lead, "）")+1:]
	for _, opens := range [...]string{"其中", "包括", "包含", "分别"} {
		if i := strings.LastIndex(lead, opens); i >= 0 {
			lead = lead[i:]
		}
	}
	return v.compares(lead) || hasAnyPrefix(clauseBefore(lead), []string{"比20", "较20", "比上", "较上", "比前", "较前"})
}

// addTop adds a number that is no part. Outside of brackets all numbers of the sentence can
// be such; of the brackets there may be a thousand, each with a number or two.
func (r *listReader) addTop(f *frame, n *Number) {
	if f.tops == nil && len(r.stack) == 1 {
		f.tops = make([]Number, 0, len(r.s.Numbers))
	}
	f.tops = append(f.tops, *n)
}

// close ends the open list of a level and keeps it if it can be summed.
func (r *listReader) close(f *frame) {
	l := f.list
	f.list = nil
	if l == nil || l.Whole.Unit == "" {
		return
	}
	l.row = l.isRow(r.p.S)
	l.mix()
	if len(l.Parts) == 0 || l.each {
		return
	}
	l.End = l.Parts[len(l.Parts)-1].UnitEnd
	r.out = append(r.out, *l)
}
