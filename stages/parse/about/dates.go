package about

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/stages/fold"
)

// day is a date found in a folded text, f[start:end].
type day struct {
	year, month, day int
	start, end       int
	bare             bool // its words 年 and 月 are lost
}

func (d day) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

func (d day) valid() bool {
	if d.year < 1990 || d.year > 2100 || d.month < 1 || d.month > 12 || d.day < 1 {
		return false
	}
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Day() == d.day
}

// dateAt reads a date that begins at f[at]: 2023年1月5日, 2023-01-05, 2023/1/5, 2023.1.5
// or 二〇二三年一月五日. With a year given (not 0), the date may leave it out.
func dateAt(f string, at, year int) (day, bool) {
	d := day{start: at, year: year}
	n, size := numeral(f[at:])
	if size == 0 {
		return d, false
	}
	rest := f[at+size:]
	sep := ""
	switch {
	case strings.HasPrefix(rest, "年"):
		sep = "年"
	case strings.HasPrefix(rest, "-"), strings.HasPrefix(rest, "/"), strings.HasPrefix(rest, "."):
		sep = rest[:1]
	case strings.HasPrefix(rest, "月") && year != 0:
		return monthDay(f, at, d, "年")
	}
	if sep == "" {
		return d, false
	}
	d.year = n
	return monthDay(f, at+size+len(sep), d, sep)
}

func monthDay(f string, at int, d day, sep string) (day, bool) {
	m, size := numeral(f[at:])
	if sep == "年" && strings.HasPrefix(f[at:], "元月") {
		m, size = 1, len("元")
	}
	at += size
	mark := sep
	if sep == "年" {
		mark = "月"
	}
	if size == 0 || !strings.HasPrefix(f[at:], mark) {
		return d, false
	}
	at += len(mark)
	n, size := numeral(f[at:])
	if size == 0 {
		return d, false
	}
	if sep != "年" && size > 2 { // 2023-03-0508:58, folded together with the time of day
		n, size = int(f[at]-'0')*10+int(f[at+1]-'0'), 2
	}
	at += size
	if sep == "年" {
		end := dayWord(f[at:])
		if end == 0 {
			return d, false
		}
		at += end
	}
	d.month, d.day, d.end = m, n, at
	return d, d.valid()
}

// dayWord is the length of the word behind the number of a day, 0 for none. 5号 is a day where
// nothing follows that it may be the number of: 1月5号文件.
func dayWord(f string) int {
	if strings.HasPrefix(f, "日") {
		return len("日")
	}
	rest, ok := strings.CutPrefix(f, "号")
	if !ok {
		return 0
	}
	if r, _ := utf8.DecodeRuneInString(rest); rest != "" && unicode.In(r, unicode.Han, unicode.Digit) && !strings.ContainsRune("至到起止", r) {
		return 0
	}
	return len("号")
}

// longestNumeral is the most bytes of a Chinese numeral: ten characters. A longer run is no
// year, month or day; read to its end from each place in it, 1 MiB of 一 took minutes.
const longestNumeral = 30

// numeral reads digits, or a Chinese numeral as dates have them (二〇二三, 十二, 三十一, 廿五).
func numeral(f string) (n, size int) {
	for size < len(f) && size < 9 && f[size] >= '0' && f[size] <= '9' {
		n = n*10 + int(f[size]-'0')
		size++
	}
	if size > 0 {
		return n, size
	}
	ten := false
	for size < min(len(f), longestNumeral) {
		r, w := utf8.DecodeRuneInString(f[size:])
		v := fold.HanDigit(r)
		switch {
		case r == '〇' || r == '○' || r == '零', size > 0 && (r == 'O' || r == 'o' || r == '0'):
			n *= 10 // a nought is often typed as a figure, or as a letter that folding makes an O
		case (r == '廿' || r == '卅') && size == 0:
			n, ten = 20, true
			if r == '卅' {
				n = 30
			}
		case v == 10:
			if n == 0 {
				n = 1
			}
			n *= 10
			ten = true
		case v > 0 && ten:
			n += v
			ten = false
		case v > 0:
			n = n*10 + v
		default:
			return n, size
		}
		size += w
	}
	return n, size
}

// findDate is the first date in f[from:to].
func findDate(f string, from, to int) (day, bool) {
	to = min(to, len(f))
	for at := from; at < to; {
		_, w := utf8.DecodeRuneInString(f[at:])
		if c := f[at]; c >= '0' && c <= '9' || c >= utf8.RuneSelf {
			if d, ok := dateAt(f, at, 0); ok && d.end <= to {
				return d, true
			}
			if c >= '0' && c <= '9' {
				for at < to && f[at] >= '0' && f[at] <= '9' {
					at++
				}
				continue
			}
		}
		at += w
	}
	return day{}, false
}

// yearIn finds the first year, 2008 or 2023年 or 二〇二三年, that a folded text names;
// start is -1 if there is none.
func yearIn(f string) (year, start, end int) {
	for at := 0; at < len(f); {
		r, w := utf8.DecodeRuneInString(f[at:])
		if r >= '0' && r <= '9' || fold.HanDigit(r) > 0 {
			n, size := numeral(f[at:])
			if n >= 1990 && n <= 2100 && strings.HasPrefix(f[at+size:], "年") {
				return n, at, at + size + len("年")
			}
			at += max(size, w)
			continue
		}
		at += w
	}
	return 0, -1, -1
}
