package ingest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest/charset"
	"github.com/gouji/gouji/stages/report"
)

// FirstYear and LastYear bound the years that a producer can state: no report is older than
// the first regulations of cities on disclosure.
const (
	FirstYear = 2000
	LastYear  = 2100
)

// maxSourceField is the longest statement of a producer in bytes.
const maxSourceField = 2048

// cleanSource returns what a producer says of a document as far as it can be true of any,
// and notes on what was left out: it describes, and decides nothing, so the document is read
// all the same. Only the producer's name, a token of a subject, is refused where it is none.
func cleanSource(s report.Source) (report.Source, []string, error) {
	if fieldFault(s.Producer) != "" {
		return s, nil, fault.Poisonf(fault.BadMetadata, "the producer %.40q %s", s.Producer, fieldFault(s.Producer))
	}
	s, notes := Stated(s)
	return s, notes, nil
}

// Stated is what can be true of any report of what a producer says of one, but for the
// producer's name, and notes in words on what was left out. GBK is decoded, and what cannot
// stand in a file name is escaped, without a note.
func Stated(s report.Source) (report.Source, []string) {
	var c cleaner
	s.Filename = c.filename(s.Filename)
	s.Agency = c.words("Gouji-Agency", s.Agency)
	s.Region = c.words("Gouji-Region", s.Region)
	s.Published = c.words("Gouji-Published", s.Published)
	s.URL = c.words("Gouji-Source", s.URL)
	if s.Year != 0 && (s.Year < FirstYear || s.Year > LastYear) {
		c.drop("Gouji-Year", fmt.Sprint(s.Year), "不是统计年度", fmt.Sprintf("is not a year from %d to %d", FirstYear, LastYear))
		s.Year = 0
	}
	if s.Published != "" {
		if _, err := time.Parse(time.DateOnly, s.Published); err != nil {
			c.drop("Gouji-Published", s.Published, "不是 YYYY-MM-DD 日期", "is not a date as YYYY-MM-DD")
			s.Published = ""
		}
	}
	if s.URL != "" {
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			c.drop("Gouji-Source", withoutUser(s.URL), "不是没有用户名的 http 或 https 网址", "is not an http or https URL without user name")
			s.URL = ""
		}
	}
	return s, c.notes
}

// withoutUser leaves the user's name and password out of a URL that is quoted.
func withoutUser(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	host, path, _ := strings.Cut(rest, "/")
	if at := strings.LastIndex(host, "@"); ok && at >= 0 {
		return scheme + "://…" + host[at:] + "/" + path
	}
	return s
}

// StateYear sets the year that a producer states in text, "" for none. A text that is no
// number is left out with a note: it describes, and costs the document nothing.
func (in *Input) StateYear(text string) {
	if text == "" {
		return
	}
	year, note := StatedYear(text)
	if note != "" {
		in.notes = append(in.notes, note)
	}
	in.Source.Year = year
}

// StatedYear reads a year as a producer states it, with a note where the text is no number.
func StatedYear(text string) (year int, note string) {
	year, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		var c cleaner
		c.drop("Gouji-Year", text, "不是年份", "is no year")
		return 0, c.notes[0]
	}
	return year, ""
}

// Note adds what a door left out of what came with the document.
func (in *Input) Note(notes ...string) {
	for _, n := range notes {
		if n != "" && fieldFault(n) == "" {
			in.notes = append(in.notes, n)
		}
	}
}

// cleaner notes what it leaves out.
type cleaner struct{ notes []string }

func (c *cleaner) drop(name, value, zh, en string) {
	c.notes = append(c.notes, fmt.Sprintf("%s %.40q %s，已忽略 · it %s and was left out", name, value, zh, en))
}

// words is a descriptive value, "" with a note if it is none.
func (c *cleaner) words(name, value string) string {
	value = charset.Name(value)
	if why := fieldFault(value); why != "" {
		c.drop(name, value, "无法使用", why)
		return ""
	}
	return value
}

// filename is a file name as text: GBK is decoded, other bytes and control characters are
// escaped (%XX), and one that is too long is left out.
func (c *cleaner) filename(s string) string {
	s = charset.Name(s)
	if len(s) > maxSourceField {
		c.drop("Gouji-Filename", s, "过长", fmt.Sprintf("has more than %d bytes", maxSourceField))
		return ""
	}
	if fieldFault(s) == "" {
		return s
	}
	return charset.Escaped(s)
}

// fieldFault says what is wrong with a value of any kind, "" for nothing.
func fieldFault(value string) string {
	switch {
	case len(value) > maxSourceField:
		return fmt.Sprintf("has more than %d bytes", maxSourceField)
	case !utf8.ValidString(value):
		return "is not valid UTF-8"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "has a control character"
	}
	return ""
}
