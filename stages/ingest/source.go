package ingest

import (
	"net/url"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/pipeline/fault"
	"github.com/gouji/gouji/stages/report"
)

// maxSourceField is the longest statement of a producer in bytes.
const maxSourceField = 2048

// checkSource refuses what a producer says about a document where it cannot be true of any:
// the statements travel on into files, pages and the store.
func checkSource(s report.Source) error {
	for _, f := range []struct{ name, value string }{
		{"Gouji-Source", s.URL}, {"Gouji-Agency", s.Agency}, {"Gouji-Region", s.Region},
		{"Gouji-Published", s.Published}, {"Gouji-Filename", s.Filename}, {"producer", s.Producer},
	} {
		if err := checkField(f.name, f.value); err != nil {
			return err
		}
	}
	if s.Year != 0 && (s.Year < 2000 || s.Year > 2100) {
		return fault.Poisonf(fault.BadMetadata, "Gouji-Year is %d; give the year reported on, 2000 to 2100, or nothing", s.Year)
	}
	if s.Published != "" {
		if _, err := time.Parse(time.DateOnly, s.Published); err != nil {
			return fault.Poisonf(fault.BadMetadata, "Gouji-Published is %.40q; give a date as YYYY-MM-DD, or nothing", s.Published)
		}
	}
	if s.URL != "" {
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fault.Poisonf(fault.BadMetadata, "Gouji-Source is %.80q; give an http or https URL, or nothing", s.URL)
		}
	}
	return nil
}

func checkField(name, value string) error {
	if len(value) > maxSourceField {
		return fault.Poisonf(fault.BadMetadata, "%s has %d bytes, at most %d are taken", name, len(value), maxSourceField)
	}
	if !utf8.ValidString(value) {
		return fault.Poisonf(fault.BadMetadata, "%s is not valid UTF-8", name)
	}
	for _, r := range value {
		if unicode.IsControl(r) {
			return fault.Poisonf(fault.BadMetadata, "%s has a control character; leave it out", name)
		}
	}
	return nil
}
