package flow

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

// source reads what a producer says about a document from its Gouji-* headers, the year
// apart as it stands, and what a door has left out of it. Whether it can be true is for
// ingest to say.
func source(producer string, header map[string]string) (src report.Source, year string, notes []string) {
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
		case pipeline.HeaderNotes:
			notes = strings.Split(value, pipeline.NoteSeparator)
		}
	}
	return src, year, notes
}

// NotesHeader is what a door has left out, as the header that takes it along with the
// document, "" for nothing.
func NotesHeader(notes []string) string {
	const most = 2 << 10 // of the 8 KiB of all headers
	out := strings.Join(notes, pipeline.NoteSeparator)
	if len(out) > most {
		out = strings.ToValidUTF8(out[:most], "") + "…"
	}
	return out
}

// Header is what a producer says about a document as the Gouji-* headers of its submission,
// as far as it can be true, with notes on what was left out.
func Header(src report.Source) (header map[string]string, notes []string) {
	src, notes = ingest.Stated(src)
	out := map[string]string{
		"Gouji-Source": src.URL, "Gouji-Agency": src.Agency, "Gouji-Region": src.Region,
		"Gouji-Filename": src.Filename, "Gouji-Published": src.Published, pipeline.HeaderNotes: NotesHeader(notes),
	}
	if src.Year != 0 {
		out["Gouji-Year"] = strconv.Itoa(src.Year)
	}
	maps.DeleteFunc(out, func(_, value string) bool { return value == "" })
	return out, notes
}
