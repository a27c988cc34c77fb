package narrative

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/report"
)

// Number is one number of a text: S[Start:End] are its digits, S[Start:UnitEnd] its
// digits with unit.
type Number struct {
	Start, End, UnitEnd int
	Value               report.Number
	// Unit is the unit behind it, such as 件 or %; 年 for a year. "" if none is known.
	Unit string
	// Scale is 1, or 10,000 for 万, or 100,000,000 for 亿; Value is as printed.
	Scale int64
	// Approx says that the number is rounded or a bound: 约, 近, 余, 多, 以上.
	Approx bool
}

// Int returns the number as a count: a whole number that is printed in full.
func (n Number) Int() (int64, bool) {
	if n.Scale != 1 {
		return 0, false
	}
	return n.Value.Int()
}

var units = [...]string{
	"个百分点", "百分点", "人次", "批次", "件次", "场次", "万元", "亿元", "平方米", "公里",
	"件", "条", "次", "个", "项", "元", "份", "篇", "期", "起", "宗", "例", "场", "批", "%", "‰", "人", "名", "家",
	"年", "月", "日", "号", "楼", "层", "部门", "部", "天", "小时", "倍", "类型", "类", "处", "岁", "种", "套", "户", "册", "台", "万", "时", "分",
}

var approxBefore = [...]string{"约", "近", "超", "超过", "逾", "大约", "将近", "接近", "突破", "不足", "不少于", "至少"}
var approxAfter = [...]string{"余", "多", "左右", "以上", "以内", "以下", "上下"}

// longDigits is how many digits a telephone number in full has; no count has as many.
const longDigits = 11

// Long reports whether the part has a run of digits as long as a private number.
func (p *Part) Long() bool { return p.long }

// numbers finds the numbers in S[start:end]. They lie behind those of the sentences before,
// so that a part allocates a few times only.
func (p *Part) numbers(start, end int) []Number {
	out := p.all
	first := len(out)
	s := p.S[:end]
	for i := start; i < end; {
		if !digit(s[i]) {
			i++
			continue
		}
		from := i
		for i < end && (digit(s[i]) || (s[i] == '.' && i+1 < end && digit(s[i+1]) && i > from && strings.Count(s[from:i], ".") == 0)) {
			i++
		}
		p.long = p.long || i-from >= longDigits
		if from > start && partOfName(s[from-1]) {
			continue
		}
		if i < end && s[i] < utf8.RuneSelf && (s[i] != '%' && s[i] != '+') {
			// a code, a telephone number, an address of the web
			for i < end && s[i] < utf8.RuneSelf {
				i++
			}
			continue
		}
		v, err := report.ParseNumber(s[from:i])
		if err != nil {
			continue
		}
		n := Number{Start: from, End: i, UnitEnd: i, Value: v, Scale: 1}
		n.unit(s)
		n.Approx = n.Approx || hasAnySuffix(s[start:from], approxBefore[:])
		out = append(out, n)
		if n.UnitEnd > i {
			i = n.UnitEnd
		}
	}
	p.all = out
	if len(out) == first {
		return nil
	}
	return out[first:len(out):len(out)]
}

// partOfName reports whether a number after this byte is no number but part of a name
// or code: CMS-1, www1, 12-34.
func partOfName(c byte) bool {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '/' || c == '.' || c == '_' || c == '@'
}

// unit reads what stands behind the digits.
func (n *Number) unit(s string) {
	rest := s[n.End:]
	at := n.End
	skip := func(words ...string) bool {
		for _, w := range words {
			if strings.HasPrefix(rest, w) {
				rest, at = rest[len(w):], at+len(w)
				return true
			}
		}
		return false
	}
	if skip("+") || skip(approxAfter[:]...) {
		n.Approx = true
	}
	if !strings.HasPrefix(rest, "万元") && !strings.HasPrefix(rest, "亿元") {
		if skip("万") {
			n.Scale = 10_000
		} else if skip("亿") {
			n.Scale = 100_000_000
		}
		if n.Scale > 1 && skip(approxAfter[:]...) {
			n.Approx = true
		}
	}
	for _, u := range units {
		if strings.HasPrefix(rest, u) {
			n.Unit, n.UnitEnd = u, at+len(u)
			break
		}
	}
	if n.Unit == "" {
		if at > n.End {
			n.UnitEnd = at
		}
		return
	}
	if hasAnyPrefix(s[n.UnitEnd:], approxAfter[:]) {
		n.Approx = true
	}
}

func hasAnyPrefix(s string, words []string) bool {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func hasAnySuffix(s string, words []string) bool {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}
