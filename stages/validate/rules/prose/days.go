package prose

import (
	"strconv"
	"strings"
	"time"

	"github.com/gouji/gouji/stages/validate/narrative"
)

// OnCalendar reports whether a year has a day; of year 0, which is not known, every fourth has 29 February.
func OnCalendar(year, month, day int) bool {
	if year == 0 {
		year = 2024
	}
	return month >= 1 && month <= 12 && day >= 1 && time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// DatedAt is a date with its month in a sentence; its day is 0 where none is given.
type DatedAt struct {
	Year, Month, Day int
	Start, End       int
}

// From and to are the first and the last day that a date can mean.
func (d DatedAt) From() string { return IsoDay(d.Year, d.Month, max(d.Day, 1)) }

// To returns the last day that may be meant, as 2006-01-02: that of the month where only a month is said.
func (d DatedAt) To() string {
	if d.Day == 0 {
		return IsoDay(d.Year, d.Month, 31)
	}
	return IsoDay(d.Year, d.Month, d.Day)
}

// MonthsIn returns the dates of a sentence that have a year and a month.
func MonthsIn(part *narrative.Part, s narrative.Sentence) (out []DatedAt) {
	for k := 0; k+1 < len(s.Numbers); k++ {
		y, m := &s.Numbers[k], &s.Numbers[k+1]
		year, okY := y.Int()
		month, okM := m.Int()
		if !okY || !okM || y.Unit != "年" || m.Unit != "月" || m.Start != y.UnitEnd || year < 2000 || year > 2099 || month < 1 || month > 12 {
			continue
		}
		d := DatedAt{Year: int(year), Month: int(month), Start: y.Start, End: m.UnitEnd}
		if k+2 < len(s.Numbers) {
			n := &s.Numbers[k+2]
			if day, ok := n.Int(); ok && n.Unit == "日" && n.Start == m.UnitEnd && day >= 1 && day <= 31 {
				d.Day, d.End = int(day), n.UnitEnd
			}
		}
		out = append(out, d)
	}
	return out
}

// MonthDay is the month at s[i:] with its day, 0 where none is given, and where it ends.
func MonthDay(s string, i int) (month, day, end int) {
	m := Digits(s[i:])
	if m == 0 || m > 2 || !strings.HasPrefix(s[i+m:], "月") {
		return 0, 0, i
	}
	month, _ = strconv.Atoi(s[i : i+m])
	end = i + m + len("月")
	if n := Digits(s[end:]); n > 0 && n <= 2 && strings.HasPrefix(s[end+n:], "日") {
		day, _ = strconv.Atoi(s[end : end+n])
		end += n + len("日")
	}
	return month, day, end
}

// IsoDay returns a day as 2006-01-02, whose order as text is that of the days.
func IsoDay(year, month, day int) string {
	two := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	return strconv.Itoa(year) + "-" + two(month) + "-" + two(day)
}
