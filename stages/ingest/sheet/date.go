package sheet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dateStep takes a run of one letter of a date, or a word for the half of a day, off s and
// returns how many bytes that is.
func (p *pattern) dateStep(s string) int {
	for _, half := range []string{"AM/PM", "am/pm", "上午/下午", "A/P", "a/p"} {
		if strings.HasPrefix(s, half) {
			p.date = true
			p.steps = append(p.steps, "half")
			return len(half)
		}
	}
	c := s[0] | 0x20
	if strings.IndexByte("ymdhs", c) < 0 {
		_, size := firstRune(s)
		p.literal(s[:size])
		return size
	}
	n := 1
	for n < len(s) && s[n]|0x20 == c {
		n++
	}
	p.date = true
	p.steps = append(p.steps, strings.Repeat(string(c), min(n, 4)))
	return n
}

func firstRune(s string) (rune, int) {
	for i := range s {
		if i > 0 {
			return rune(s[0]), i
		}
	}
	return 0, len(s)
}

// showDate shows a count of days. A month beside hours or seconds is minutes.
func (p *pattern) showDate(f float64, since1904 bool) string {
	if f < 0 || f > 2958466 { // the year 9999
		return general(f)
	}
	first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	if since1904 {
		first = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	} else if f < 61 { // 1900 is taken for a leap year
		first = first.AddDate(0, 0, 1)
	}
	seconds := int64(f*86400 + 0.5)
	t := first.Add(time.Duration(seconds/86400) * 24 * time.Hour).Add(time.Duration(seconds%86400) * time.Second)
	half := strings.Contains(strings.Join(p.steps, " "), "half")
	var b strings.Builder
	clock := false // the last part was hours
	for i, s := range p.steps {
		b.WriteString(show(s, t, seconds, half, clock || p.beforeSeconds(i)))
		if s[0] != '"' {
			clock = s[0] == 'h' || s[0] == '['
		}
	}
	return b.String()
}

// beforeSeconds reports whether the next part of the date behind step i is seconds.
func (p *pattern) beforeSeconds(i int) bool {
	for _, s := range p.steps[i+1:] {
		if s[0] != '"' {
			return s[0] == 's'
		}
	}
	return false
}

func show(s string, t time.Time, seconds int64, half, minutes bool) string {
	two := func(n int) string {
		if len(s) == 1 {
			return strconv.Itoa(n)
		}
		return fmt.Sprintf("%02d", n)
	}
	hour := t.Hour()
	if half {
		hour = (hour+11)%12 + 1
	}
	switch {
	case s[0] == '"':
		return s[1:]
	case s == "half":
		return t.Format("PM")
	case s == "[h]":
		return strconv.FormatInt(seconds/3600, 10)
	case s[0] == 'y' && len(s) <= 2:
		return t.Format("06")
	case s[0] == 'y':
		return t.Format("2006")
	case s[0] == 'm' && minutes:
		return two(t.Minute())
	case s == "mmm":
		return t.Format("Jan")
	case s == "mmmm":
		return t.Format("January")
	case s[0] == 'm':
		return two(int(t.Month()))
	case s == "ddd":
		return t.Format("Mon")
	case s == "dddd":
		return t.Format("Monday")
	case s[0] == 'd':
		return two(t.Day())
	case s[0] == 'h':
		return two(hour)
	}
	return two(t.Second())
}
