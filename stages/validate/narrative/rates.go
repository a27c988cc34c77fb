package narrative

import (
	"strings"

	"github.com/gouji/gouji/stages/report"
)

// Rate is a percentage of the text with the numbers it seems to be made of.
type Rate struct {
	Number
	// Name is the word before it that ends in 率, "" for a share (占, or in brackets).
	Name string
	// Part is the number it is the share of, Wholes those it may be a share in, the
	// likeliest first.
	Part   Number
	Wholes []Number
	// Start and End are the words that state it.
	Start, End int
}

// rateVerbs are the words that count the part of a named rate.
var rateVerbs = [...]struct{ name, verb string }{
	{"办结率", "办结"}, {"答复率", "答复"}, {"回复率", "回复"}, {"解决率", "解决"}, {"完成率", "完成"}, {"处置率", "处置"}, {"处理率", "处理"}, {"满意率", "满意"}, {"公开率", "公开"}, {"采纳率", "采纳"}, {"回收率", "收回"}, {"回收率", "回收"},
	{"整改率", "整改"}, {"退回率", "退回"}, {"采用率", "采用"}, {"合格率", "合格"}, {"参训率", "参训"}, {"回应率", "回应"}, {"解读率", "解读"},
}

// inTime are words of a rate that has what was done in time as its part.
var inTime = []string{"按时", "按期", "及时", "限时", "法定", "按规定"}

// mostRates is how many percentages of a part are read, and mostBack among how many numbers
// before one its whole is looked for. A list of every row of table three has 60 numbers;
// without the bounds 2 MiB of them made ten seconds and gigabytes of pairs.
const (
	mostRates = 2_000
	mostBack  = 128
)

// Rates finds the percentages of the part whose numbers stand by them.
func (p *Part) Rates() []Rate {
	var out []Rate
	for i := range p.Sentences {
		p.words.stepOn()
		s := &p.Sentences[i]
		for j := range s.Numbers {
			n := &s.Numbers[j]
			if n.Unit != "%" || n.Approx {
				continue
			}
			if len(out) == mostRates {
				return out
			}
			p.words.stepOn()
			if r, ok := p.namedRate(*s, j); ok {
				out = append(out, r)
			} else if r, ok := p.shareOf(*s, j); ok {
				out = append(out, r)
			} else if r, ok := p.share(i, j); ok {
				out = append(out, r)
			}
		}
	}
	return out
}

// namedRate reads 受理82292件，办结81944件，办结率99.66%.
func (p *Part) namedRate(s Sentence, j int) (Rate, bool) {
	n := s.Numbers[j]
	lead := clauseBefore(near(p.S[s.Start:n.Start]))
	if Index(lead, "率") < 0 { // as nearly every lead of a text that is nothing but percentages
		return Rate{}, false
	}
	timely := has(lead, inTime...)
	if timely && n.Value.Cmp(report.IntNumber(100)) == 0 {
		return Rate{}, false // all that was due
	}
	for _, v := range rateVerbs {
		if !strings.Contains(lead, v.name) {
			continue
		}
		for k := j - 1; k > max(0, j-mostBack); k-- {
			part := s.Numbers[k]
			if !counted(part.Unit) {
				continue
			}
			at := k - 1
			for at > 0 && s.Numbers[at].Unit == "%" { // 64件，办结率100%，其中满意62件
				at--
			}
			whole := s.Numbers[at]
			between := p.S[whole.UnitEnd:part.Start]
			words := clauseBefore(between)
			if timely && !has(words, inTime...) {
				return Rate{}, false // a share of what was done, not of what came in
			}
			if !strings.Contains(words, v.verb) || whole.Unit != part.Unit || has(words, "不", "未") || has(between, "（", "）", "；") {
				return Rate{}, false
			}
			if strings.Count(p.S[s.Start:part.Start], v.verb) > strings.Count(words, v.verb) {
				return Rate{}, false // done of several things: the rate may be of them all
			}
			return Rate{Number: n, Name: v.name, Part: part, Wholes: []Number{whole}, Start: s.startOf(p, whole), End: n.UnitEnd}, true
		}
	}
	return Rate{}, false
}

// startOf is where the clause of a number begins.
func (s Sentence) startOf(p *Part, n Number) int {
	return n.Start - len(clauseBefore(p.S[s.Start:n.Start]))
}

// shareOf reads 260条，占全年公开总数520条的60%.
func (p *Part) shareOf(s Sentence, j int) (Rate, bool) {
	if j < 2 {
		return Rate{}, false
	}
	part, whole, n := s.Numbers[j-2], s.Numbers[j-1], s.Numbers[j]
	if !counted(part.Unit) || whole.Unit != part.Unit || p.S[whole.UnitEnd:n.Start] != "的" || !strings.HasPrefix(p.S[part.UnitEnd:whole.Start], "，占") {
		return Rate{}, false
	}
	return Rate{Number: n, Part: part, Wholes: []Number{whole}, Start: s.startOf(p, part), End: n.UnitEnd}, true
}

// share reads 1592条，占76.9% and 208件（17.46%）.
func (p *Part) share(i, j int) (Rate, bool) {
	s := p.Sentences[i]
	n := s.Numbers[j]
	if j == 0 || !counted(s.Numbers[j-1].Unit) {
		return Rate{}, false
	}
	part := s.Numbers[j-1]
	of := doneOf(p.S[part.UnitEnd:n.Start])
	if !p.shared(s, j-1) || of == "" && !ofAll(p.S[part.UnitEnd:n.Start]) || ofAnother(p.S[s.Start:part.Start]) || p.joined(s, j-2) {
		return Rate{}, false
	}
	r := Rate{Number: n, Part: part, Start: s.startOf(p, part), End: n.UnitEnd}
	left := mostBack
	var divided []Number // shares themselves, of which a sentence behind them may give shares
	for back := 0; back < 3 && i-back >= 0; back++ {
		numbers := p.Sentences[i-back].Numbers
		if back == 0 {
			numbers = numbers[:j]
		}
		for k := len(numbers) - 1; k >= 0 && left > 0; k-- {
			left--
			w := numbers[k]
			if w.Start >= part.Start || w.Unit != part.Unit || w.Approx || w.Value.Cmp(part.Value) < 0 {
				continue
			}
			if p.joined(p.Sentences[i-back], k) || of != "" && !p.countsWhat(p.Sentences[i-back], w, of) {
				continue
			}
			if !p.shared(p.Sentences[i-back], k) {
				r.Wholes = append(r.Wholes, w)
			} else if back > 0 {
				divided = append(divided, w)
			}
		}
	}
	if len(r.Wholes) > 0 {
		r.Wholes = append(r.Wholes, divided...)
	}
	return r, len(r.Wholes) > 0
}

// ofAnother reports whether a share before is one of something that has no number: 复议5件，占全区复议案件总数的4.2%；
// what follows in the sentence is one of the like.
func ofAnother(s string) bool {
	i := strings.LastIndex(s, "占")
	if i < 0 {
		return false
	}
	of := s[i+len("占"):]
	k := strings.IndexAny(of, "0123456789")
	return k > 0 && hasAnySuffix(of[:k], []string{"总数的", "总量的"}) && len(of[:k]) > len("总数的")
}

// joined reports whether number k of a sentence is one of a row with the next: of 予以公开20件、部分公开9件，占59% the
// share may be that of both, and neither is a whole.
func (p *Part) joined(s Sentence, k int) bool {
	if k < 0 || k+1 >= len(s.Numbers) || s.Numbers[k+1].Unit != s.Numbers[k].Unit {
		return false
	}
	return strings.HasPrefix(p.S[s.Numbers[k].UnitEnd:], "、")
}

// shared reports whether number k of a sentence is followed by its share: 208件（17.46%）, 20件，占办结总数的40.8%.
// Such a number is one of the parts and no whole of another.
func (p *Part) shared(s Sentence, k int) bool {
	if k+1 >= len(s.Numbers) || s.Numbers[k+1].Unit != "%" {
		return false
	}
	between := p.S[s.Numbers[k].UnitEnd:s.Numbers[k+1].Start]
	if between == "（" {
		return true
	}
	share, ok := strings.CutPrefix(between, "，占")
	if !ok {
		share, ok = strings.CutPrefix(between, "（占")
	}
	return ok && (share == "" || len(share) <= 3*12 && !has(share, "，", "。", "；", "、") && hasAnySuffix(share, []string{"的", "比", "比为"}))
}

// ofAll reports whether words between a part and its share do not say of what else it is one than of all: 占总数的.
func ofAll(between string) bool {
	switch between {
	case "（", "（占", "（占比", "，占", "，占比", "，占总数的", "，占比为", "（占总数的", "，占总量的":
		return true
	}
	return false
}

// doneOf is the verb of the whole in words between a part and its share: 办结 in 43件，占办结总数的53.88%. It is "" for
// other words.
func doneOf(between string) string {
	of, ok := strings.CutPrefix(between, "，占")
	if !ok {
		of, ok = strings.CutPrefix(between, "（占")
	}
	if !ok {
		return ""
	}
	for _, total := range [...]string{"总数的", "总量的", "总件数的", "件数的", "的"} {
		if verb, ok := strings.CutSuffix(of, total); ok {
			for _, w := range [...]string{"全年", "全部", "已"} {
				verb = strings.TrimPrefix(verb, w)
			}
			switch verb = trimWords(verb, "申请", "件"); verb {
			case "办结", "答复", "新收", "收到", "受理", "办理":
				return verb
			}
		}
	}
	return ""
}

// countsWhat reports whether a number of a sentence is that of all that the verb says: 全年办结98件, 办结申请98件.
func (p *Part) countsWhat(s Sentence, n Number, verb string) bool {
	lead := clauseBefore(near(p.S[s.Start:n.Start]))
	return strings.HasSuffix(trimWords(lead, "政府信息公开申请", "信息公开申请", "政府信息", "公开申请", "申请", "共", "的", "数", "计", "为"), verb)
}

// Off returns by how many units of its last shown digit the rate differs from part in
// whole, rounded half up, and what it should read. One unit is less than a whole one before rounding. It is false where it cannot be
// worked out.
func (r Rate) Off(whole Number) (units int64, want string, ok bool) {
	a, ok1 := r.Part.Int()
	b, ok2 := whole.Int()
	if !ok1 || !ok2 || b <= 0 || r.Part.Approx || whole.Approx || a > 1e12 {
		return 0, "", false
	}
	shown := r.Value.String()
	_, frac, _ := strings.Cut(shown, ".")
	scale := int64(1)
	for range frac {
		scale *= 10
	}
	if scale > 10_000 {
		return 0, "", false
	}
	exact := (2*a*100*scale + b) / (2 * b)
	printed := digits(shown)
	want = itoa64(exact/scale, 1)
	if frac != "" {
		want += "." + itoa64(exact%scale, len(frac))
	}
	units = printed - exact
	if units < 0 {
		units = -units
	}
	if far := printed*b - a*100*scale; units == 1 && (far >= b || far <= -b) {
		units++ // 10 % in full is not 11 %, however it was cut
	}
	return units, want, true
}

// digits reads the digits of a decimal as one integer.
func digits(s string) (n int64) {
	for i := range len(s) {
		if digit(s[i]) {
			n = n*10 + int64(s[i]-'0')
		}
	}
	return n
}

// itoa64 writes n with at least width digits.
func itoa64(n int64, width int) string {
	var b [20]byte
	i := len(b)
	for ; n > 0 || len(b)-i < width; n /= 10 {
		i--
		b[i] = byte('0' + n%10)
	}
	return string(b[i:])
}
