package flow

import (
	"maps"
	"net/http"
	"strconv"

	"github.com/gouji/gouji/stages/report"
)

// source reads what a producer says about a document from its Gouji-* headers, the year
// apart as it stands. Whether it can be true is for ingest to say.
func source(producer string, header map[string]string) (src report.Source, year string) {
	src.Producer = producer
	for name, value := range header {
		switch http.CanonicalHeaderKey(name) {
		case "Gouji-Source":
			src.URL = value
		case "Gouji-Agency":
			src.Agency = value
		case "Gouji-Region":
			src.Region = value
		case "Gouji-Filename":
			src.Filename = value
		case "Gouji-Published":
			src.Published = value
		case "Gouji-Year":
			year = value
		}
	}
	return src, year
}

// Header is what a producer says about a document as the Gouji-* headers of its submission.
// What is empty is left out.
func Header(src report.Source) map[string]string {
	out := map[string]string{
		"Gouji-Source": src.URL, "Gouji-Agency": src.Agency, "Gouji-Region": src.Region,
		"Gouji-Filename": src.Filename, "Gouji-Published": src.Published,
	}
	if src.Year != 0 {
		out["Gouji-Year"] = strconv.Itoa(src.Year)
	}
	maps.DeleteFunc(out, func(_, value string) bool { return value == "" })
	return out
}
