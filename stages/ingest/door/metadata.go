package door

import (
	"fmt"
	"mime"
	"net/textproto"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// The headers by which a producer says something about a document.
const (
	headerSource    = "Gouji-Source"
	headerAgency    = "Gouji-Agency"
	headerRegion    = "Gouji-Region"
	headerYear      = "Gouji-Year"
	headerPublished = "Gouji-Published"
	headerFilename  = "Gouji-Filename"
	headerType      = "Content-Type"
)

// maxValue is the longest value of each header in bytes, 0 for a header that is not known.
// Together they stay below the broker's 8 KiB.
func maxValue(header string) int {
	switch header {
	case headerSource:
		return 2048
	case headerAgency, headerRegion:
		return 600
	case headerFilename:
		return 512
	case headerYear, headerPublished:
		return 32
	case headerType:
		return 256
	}
	return 0
}

// said is what a producer says of a document, as headers, and notes on what was left out of
// it. It describes the document and decides nothing: whatever cannot be true or cannot be
// read is left out, and the answer says so.
type said struct {
	meta  map[string]string
	notes []string
}

func (s *said) drop(key, value, zh, en string) {
	delete(s.meta, key)
	s.notes = append(s.notes, fmt.Sprintf("%.60q %.40q %s，已忽略 · it %s and was left out", key, value, zh, en))
}

// metadata reads what the headers say. A value is UTF-8, GBK, or in the form
// UTF-8”%E5%B9%B4 (RFC 8187) for clients that can send ASCII only. The one thing that is
// refused is a header that stands there twice: which of the two is meant, nobody can know.
func metadata(header map[string][]string) (said, error) {
	s := said{meta: make(map[string]string)}
	seen := make(map[string]bool)
	for name, values := range header {
		key := textproto.CanonicalMIMEHeaderKey(name)
		if key != headerType && !strings.HasPrefix(key, "Gouji-") {
			continue
		}
		if len(values) != 1 || seen[key] {
			return said{}, refusef(fault.BadHeader, "请求头 %.60q 出现了不止一次", "the header %.60q stands there more than once", key)
		}
		seen[key] = true
		if maxValue(key) == 0 {
			s.drop(key, values[0], "不认识", "is not known")
			continue
		}
		s.take(key, values[0])
	}
	s.check()
	return s, nil
}

// take decodes a value.
func (s *said) take(key, value string) {
	if coded, ok := cutPrefixFold(value, "UTF-8''"); ok && key != headerType {
		plain, err := url.PathUnescape(coded)
		if _, twice := cutPrefixFold(strings.TrimSpace(plain), "UTF-8''"); err != nil || twice {
			s.drop(key, value, "不是 RFC 8187 的写法", "is not in the form of RFC 8187")
			return
		}
		value = plain
	}
	value = strings.TrimSpace(value)
	if len(value) > maxValue(key) {
		s.drop(key, value, "过长", fmt.Sprintf("has %d bytes, at most %d are taken", len(value), maxValue(key)))
		return
	}
	if value != "" {
		s.meta[key] = value
	}
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// check leaves out what cannot be true of any report, by the rules of ingest, and what says
// nothing: the type that curl sends for any body, and the one of any bytes.
func (s *said) check() {
	src := s.source("")
	if v, ok := s.meta[headerYear]; ok {
		year, note := ingest.StatedYear(v)
		if src.Year = year; note != "" {
			s.notes = append(s.notes, note)
		}
	}
	if name := src.Filename; name != "" {
		src.Filename = base(name)
		if src.Filename == "" {
			s.drop(headerFilename, name, "不是文件名", "is no name of a file")
		}
	}
	src, notes := ingest.Stated(src)
	s.notes = append(s.notes, notes...)
	s.set(headerSource, src.URL)
	s.set(headerAgency, src.Agency)
	s.set(headerRegion, src.Region)
	s.set(headerPublished, src.Published)
	s.set(headerFilename, src.Filename)
	s.set(headerYear, "")
	if src.Year != 0 {
		s.set(headerYear, strconv.Itoa(src.Year))
	}
	if v, ok := s.meta[headerType]; ok {
		kind, _, err := mime.ParseMediaType(v)
		switch {
		case err != nil || !strings.Contains(kind, "/"):
			s.drop(headerType, v, "不是媒体类型", "is not a media type")
		case kind == "application/x-www-form-urlencoded" || kind == "application/octet-stream":
			delete(s.meta, headerType)
		}
	}
}

func (s *said) set(key, value string) {
	if value == "" {
		delete(s.meta, key)
		return
	}
	s.meta[key] = value
}

// base is the last part of a path of Unix or Windows, "" where there is none. GBK has no
// slash among its second bytes and may have a backslash, so it is decoded first.
func base(name string) string {
	decoded, _ := ingest.Stated(report.Source{Filename: name})
	b := strings.TrimSpace(path.Base(strings.ReplaceAll(decoded.Filename, `\`, "/")))
	if _, coded := cutPrefixFold(b, "UTF-8''"); coded || b == "." || b == ".." || b == "/" {
		return ""
	}
	return b
}

// source is the metadata as the domain has it.
func (s *said) source(producer string) report.Source {
	year, _ := strconv.Atoi(s.meta[headerYear])
	return report.Source{
		URL: s.meta[headerSource], Agency: s.meta[headerAgency], Region: s.meta[headerRegion], Year: year,
		Published: s.meta[headerPublished], Filename: s.meta[headerFilename], Producer: producer,
	}
}
