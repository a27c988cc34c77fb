package door

import (
	"mime"
	"net/textproto"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
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

// maxMetadata bounds the values of all headers together in bytes; the broker's own bound
// is 8 KiB with the names.
const maxMetadata = 6 << 10

// maxValue is the longest value of each header in bytes, 0 for a header that is not known.
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

// metadata reads what the headers say. Every other header that begins with Gouji- is
// refused, so that a misspelt one is not lost without a word. A value is UTF-8, or in the
// form UTF-8”%E5%B9%B4 (RFC 8187) for clients that can send ASCII only.
func metadata(header map[string][]string) (map[string]string, error) {
	meta := make(map[string]string)
	total := 0
	for name, values := range header {
		key := textproto.CanonicalMIMEHeaderKey(name)
		if key != headerType && !strings.HasPrefix(key, "Gouji-") {
			continue
		}
		longest := maxValue(key)
		_, twice := meta[key]
		switch {
		case longest == 0:
			return nil, fault.Poisonf(fault.BadHeader, "the header %.60q is not known; leave it out", key)
		case len(values) != 1 || twice:
			return nil, fault.Poisonf(fault.BadHeader, "the header %s stands there more than once", key)
		}
		value, err := headerValue(key, values[0], longest)
		if err != nil {
			return nil, err
		}
		if value != "" {
			meta[key] = value
		}
		if total += len(value); total > maxMetadata {
			return nil, fault.Poisonf(fault.BadHeader, "the headers have more than %d bytes together; shorten them", maxMetadata)
		}
	}
	return meta, checkMetadata(meta)
}

// headerValue decodes a value and refuses what could break out of a header or a line.
func headerValue(key, value string, longest int) (string, error) {
	if coded, ok := cutPrefixFold(value, "UTF-8''"); ok && key != headerType {
		plain, err := url.PathUnescape(coded)
		if _, twice := cutPrefixFold(strings.TrimSpace(plain), "UTF-8''"); err != nil || twice {
			return "", fault.Poisonf(fault.BadHeader, "the header %s is not in the form of RFC 8187", key)
		}
		value = plain
	}
	value = strings.TrimSpace(value)
	if len(value) > longest {
		return "", fault.Poisonf(fault.BadHeader, "the header %s has %d bytes, at most %d are taken", key, len(value), longest)
	}
	if !utf8.ValidString(value) {
		return "", fault.Poisonf(fault.BadHeader, "the header %s is not UTF-8", key)
	}
	for _, r := range value {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return "", fault.Poisonf(fault.BadHeader, "the header %s has a control character; leave it out", key)
		}
	}
	return value, nil
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// checkMetadata refuses values that cannot be true of any report, and drops what says
// nothing: the type that curl sends for any body, and the one of any bytes.
func checkMetadata(meta map[string]string) error {
	if v, ok := meta[headerYear]; ok {
		if y, err := strconv.Atoi(v); err != nil || len(v) != 4 || y < 1990 || y > 2100 {
			return fault.Poisonf(fault.BadMetadata, "%s is %q; give the year reported on, 1990 to 2100, or nothing", headerYear, v)
		}
	}
	if v, ok := meta[headerPublished]; ok {
		if _, err := time.Parse(time.DateOnly, v); err != nil {
			return fault.Poisonf(fault.BadMetadata, "%s is %q; give a date as YYYY-MM-DD, or nothing", headerPublished, v)
		}
	}
	if v, ok := meta[headerSource]; ok {
		u, err := url.Parse(v)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
			return fault.Poisonf(fault.BadMetadata, "%s is not an http or https URL without user name; give one, or nothing", headerSource)
		}
	}
	if v, ok := meta[headerFilename]; ok {
		base := strings.TrimSpace(path.Base(strings.ReplaceAll(v, `\`, "/")))
		// The name is read again behind the door, so it must not be a coded one itself.
		_, coded := cutPrefixFold(base, "UTF-8''")
		if base == "" || base == "." || base == ".." || base == "/" || coded {
			return fault.Poisonf(fault.BadMetadata, "%s is %q; give the name of a file, or nothing", headerFilename, v)
		}
		meta[headerFilename] = base
	}
	if v, ok := meta[headerType]; ok {
		kind, _, err := mime.ParseMediaType(v)
		if err != nil || !strings.Contains(kind, "/") {
			return fault.Poisonf(fault.BadHeader, "%s is not a media type; give one, or nothing", headerType)
		}
		if kind == "application/x-www-form-urlencoded" || kind == "application/octet-stream" {
			delete(meta, headerType)
		}
	}
	return nil
}

// sourceOf is checked metadata as the domain has it.
func sourceOf(meta map[string]string, producer string) report.Source {
	year, _ := strconv.Atoi(meta[headerYear])
	return report.Source{
		URL: meta[headerSource], Agency: meta[headerAgency], Region: meta[headerRegion], Year: year,
		Published: meta[headerPublished], Filename: meta[headerFilename], Producer: producer,
	}
}
