package flow

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/stages/ingest"
)

// descriptive are the headers that describe a document, in the order in which they are told.
func descriptive() []string {
	return []string{"Gouji-Source", "Gouji-Agency", "Gouji-Region", "Gouji-Year", "Gouji-Published", "Gouji-Filename"}
}

// Complete adds to what is said of a document what a later submission of the same bytes says and
// nobody said before. What stands there stays, whoever said it, so that two producers who
// contradict each other do not take turns: each description is added once at most. What cannot be
// true of any report counts as not said, see docs/decisions/0022-metadata.md.
func Complete(have, more map[string]string) (all map[string]string, added []string) {
	first, second := stated(have), stated(more)
	all = make(map[string]string, len(have)+len(second))
	for name, value := range have {
		if canonical := http.CanonicalHeaderKey(name); !slices.Contains(descriptive(), canonical) || first[canonical] != "" || second[canonical] == "" {
			all[name] = value
		}
	}
	for _, name := range descriptive() {
		if first[name] == "" && second[name] != "" {
			all[name] = second[name]
			added = append(added, name)
		}
	}
	return all, added
}

// stated are the descriptive headers that say something that can be true.
func stated(header map[string]string) map[string]string {
	src, year, _ := source("", header)
	src.Year, _ = ingest.StatedYear(strings.TrimSpace(year))
	src, _ = ingest.Stated(src)
	out := map[string]string{
		"Gouji-Source": src.URL, "Gouji-Agency": src.Agency, "Gouji-Region": src.Region,
		"Gouji-Filename": src.Filename, "Gouji-Published": src.Published,
	}
	if src.Year != 0 {
		out["Gouji-Year"] = strconv.Itoa(src.Year)
	}
	maps.DeleteFunc(out, func(_, value string) bool { return strings.TrimSpace(value) == "" })
	return out
}

// Taken tells the producer of a duplicate which of its descriptions are taken, and which are not
// because another one stands there. known is what was said before.
func Taken(known, more map[string]string) (added, notes []string) {
	_, added = Complete(known, more)
	first, second := stated(known), stated(more)
	for _, name := range descriptive() {
		if was, is := first[name], second[name]; was != "" && is != "" && was != is {
			notes = append(notes, fmt.Sprintf("%s %.40q 未采用，先前提交的说明不同，以先前为准 · it was not taken: an earlier submission says otherwise and stays", name, is))
		}
	}
	return added, notes
}
