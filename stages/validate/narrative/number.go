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

// unitsBy are the units of more than a byte by their first character.
var unitsBy = func() map[string][]string {
	by := map[string][]string{}
	for _, u := range units {
		if u != "%" {
			by[u[:3]] = append(by[u[:3]], u)
		}
	}
	return by
}()

var approxBefore = [...]string{"约", "近", "超", "超过", "逾", "大约", "将近", "接近", "突破", "不足", "不少于", "至少"}
var approxAfter = [...]string{"余", "多", "左右", "以上", "以内", "以下", "上下"}

// longDigits is how many digits a telephone number in full has; no count has as many.
const longDigits = 11

// Long reports whether the part has a run of digits as long as a private number.
func (p *Part) Long() bool { return p.long }

// find finds the numbers in S[start:end] of a part. They lie behind those of the sentences
// before, so that a report allocates a few times only.
func (w *Reading) find(p *Part, start, end int) []Number {
	out := w.numbers
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
		v, ok := value(s[from:i])
		if !ok {
			continue
		}
		n := Number{Start: from, End: i, UnitEnd: i, Value: v, Scale: 1}
		n.unit(s)
		n.Approx = n.Approx || boundBefore(s[start:from])
		out = append(out, n)
		if n.UnitEnd > i {
			i = n.UnitEnd
		}
	}
	w.numbers = out
	if len(out) == first {
		return nil
	}
	return out[first:len(out):len(out)]
}

// value reads digits, mostly a few and without a point.
func value(s string) (report.Number, bool) {
	if len(s) < report.MaxDigits && strings.IndexByte(s, '.') < 0 {
		return report.IntNumber(digits(s)), true
	}
	v, err := report.ParseNumber(s)
	return v, err == nil
}

// partOfName reports whether a number after this byte is no number but part of a name
// or code: CMS-1, www1, 12-34.
func partOfName(c byte) bool {
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '/' || c == '.' || c == '_' || c == '@'
}

// unit reads what stands behind the digits.
func (n *Number) unit(s string) {
	at := n.End
	if strings.HasPrefix(s[at:], "+") {
		n.Approx, at = true, at+1
	} else if k := bound(s[at:]); k > 0 {
		n.Approx, at = true, at+k
	}
	if n.scale(s[at:]); n.Scale > 1 {
		at += len("万")
		k := bound(s[at:])
		n.Approx, at = n.Approx || k > 0, at+k
	}
	n.UnitEnd = at
	if n.Unit = unitAt(s[at:]); n.Unit != "" {
		n.UnitEnd += len(n.Unit)
		n.Approx = n.Approx || bound(s[n.UnitEnd:]) > 0
	}
}

// scale reads the 万 or 亿 that s begins with; that of 万元 and 亿元 belongs to the unit.
func (n *Number) scale(s string) {
	switch {
	case len(s) < 3 || s[0] < 0xE0 || strings.HasPrefix(s[3:], "元"):
	case s[:3] == "万":
		n.Scale = 10_000
	case s[:3] == "亿":
		n.Scale = 100_000_000
	}
}

// boundBefore reports whether s ends with a word that makes the number behind it a bound
// or an estimate, such as 约 or 不少于.
func boundBefore(s string) bool {
	if len(s) < 3 {
		return false
	}
	switch s[len(s)-3:] {
	case "约", "近", "超", "过", "逾", "破", "足", "于", "少":
		return hasAnySuffix(s, approxBefore[:])
	}
	return false
}

// bound returns the length of the word that s begins with if it makes the number before it
// a bound or an estimate, such as 余 or 以上, else 0.
func bound(s string) int {
	if len(s) < 3 {
		return 0
	}
	switch s[:3] {
	case "余", "多", "左", "以", "上":
		for _, w := range approxAfter {
			if strings.HasPrefix(s, w) {
				return len(w)
			}
		}
	}
	return 0
}

// unitAt returns the unit that s begins with, "" if it begins with none.
func unitAt(s string) string {
	switch {
	case s == "":
	case s[0] == '%':
		return "%"
	case len(s) >= 3:
		for _, u := range unitsBy[s[:3]] {
			if strings.HasPrefix(s, u) {
				return u
			}
		}
	}
	return ""
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
