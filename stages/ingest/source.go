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
	"github.com/gouji/gouji/stages/report"
	"golang.org/x/text/encoding/simplifiedchinese"
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
	var c cleaner
	s.Filename = c.filename(s.Filename)
	s.Agency = c.words("Gouji-Agency", s.Agency)
	s.Region = c.words("Gouji-Region", s.Region)
	s.Published = c.words("Gouji-Published", s.Published)
	s.URL = c.words("Gouji-Source", s.URL)
	if s.Year != 0 && (s.Year < 2000 || s.Year > 2100) {
		c.drop("Gouji-Year", fmt.Sprint(s.Year), "不是统计年度", "is not a year from 2000 to 2100")
		s.Year = 0
	}
	if s.Published != "" {
		if _, err := time.Parse(time.DateOnly, s.Published); err != nil {
			c.drop("Gouji-Published", s.Published, "不是 YYYY-MM-DD 日期", "is not a date as YYYY-MM-DD")
			s.Published = ""
		}
	}
	if s.URL != "" {
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			c.drop("Gouji-Source", s.URL, "不是 http 或 https 网址", "is not an http or https URL")
			s.URL = ""
		}
	}
	return s, c.notes, nil
}

// StateYear sets the year that a producer states in text, "" for none. A text that is no
// number is left out with a note: it describes, and costs the document nothing.
func (in *Input) StateYear(text string) {
	if text == "" {
		return
	}
	year, err := strconv.Atoi(text)
	if err != nil {
		var c cleaner
		c.drop("Gouji-Year", text, "不是年份", "is no year")
		in.notes, year = append(in.notes, c.notes...), 0
	}
	in.Source.Year = year
}

// cleaner notes what it leaves out.
type cleaner struct{ notes []string }

func (c *cleaner) drop(name, value, zh, en string) {
	c.notes = append(c.notes, fmt.Sprintf("%s %.40q %s，已忽略 · it %s and was left out", name, value, zh, en))
}

// words is a descriptive value, "" with a note if it is none.
func (c *cleaner) words(name, value string) string {
	value = fromGBK(value)
	if why := fieldFault(value); why != "" {
		c.drop(name, value, "无法使用", why)
		return ""
	}
	return value
}

// filename is a file name as text: GBK is decoded, other bytes and control characters are
// escaped (%XX), and one that is too long is left out.
func (c *cleaner) filename(s string) string {
	s = fromGBK(s)
	if len(s) > maxSourceField {
		c.drop("Gouji-Filename", s, "过长", fmt.Sprintf("has more than %d bytes", maxSourceField))
		return ""
	}
	if fieldFault(s) == "" {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || unicode.IsControl(r) {
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// fromGBK decodes a value that is not UTF-8 but GBK, as programs on Windows send it.
func fromGBK(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	if t, err := simplifiedchinese.GBK.NewDecoder().String(s); err == nil && !strings.ContainsRune(t, utf8.RuneError) {
		return t
	}
	return s
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
