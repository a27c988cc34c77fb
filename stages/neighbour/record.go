package neighbour

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// Entry is one parsed report in the ledger.
type Entry struct {
	// Doc is the document's id, Parser the version of the parser that read it.
	Doc    string `json:"doc"`
	Parser string `json:"parser"`
	// Subject and Sequence say where the parsed message stands in the log; Digest is that of
	// its payload. They are empty in a ledger that is kept in memory.
	Subject  string `json:"subject"`
	Sequence uint64 `json:"seq"`
	Digest   string `json:"digest"`
	// Published is when the report was published, YYYY-MM-DD, "" where it does not say.
	Published string `json:"published,omitempty"`
	// Label says whose report it is among the entries of its key: under an issuer's key the
	// place of the issuer (identity.Place), under a region's key the name of the member, ""
	// for the region's own report.
	Label string `json:"label,omitempty"`
	// Data is what others need of the report, see peer.Peer. It is short, because all entries
	// of a key are one value of the ledger.
	Data json.RawMessage `json:"data,omitempty"`
	// Revision is how often what is said of the document was added to.
	Revision int `json:"revision,omitempty"`
	// Generation is raised where a report that this one was held against left its place, so that
	// a basis without it is greater than those with it. It is a sequence of the log.
	Generation uint64 `json:"generation,omitempty"`
}

// Record is what the ledger holds under one key: the entries of each year, ordered by
// document, so that the order of arrival does not show.
type Record map[int][]Entry

// The bounds keep a record small, so that nobody can make it grow without end by submitting
// under one name. Real issuers have a handful of versions a year, crawlers that find a page
// with a counter on it some hundred. 1,000 entries of 1 KB fit into a value of 1 MB.
const (
	maxVersions  = 256 // entries of a year under the key of one issuer
	maxYears     = 900 // entries of all years under that key
	maxGroup     = 600 // entries of a year under the key of a region
	maxOneMember = 8   // of them with one label
)

// full reports whether a year takes no further entry.
func (r Record) full(year int, e Entry, group bool) bool {
	entries := r[year]
	if !group {
		all := 0
		for _, y := range r {
			all += len(y)
		}
		return len(entries) >= maxVersions || all >= maxYears
	}
	n := 0
	for _, o := range entries {
		if o.Label == e.Label {
			n++
		}
	}
	return n >= maxOneMember || len(entries) >= maxGroup
}

// Find returns the entry of a document, of whatever year; false if there is none. A document
// that was read again may stand under two years: the newest message counts.
func (r Record) Find(doc string) (found Entry, ok bool) {
	for _, entries := range r {
		i, there := slices.BinarySearchFunc(entries, doc, func(e Entry, doc string) int { return cmp.Compare(e.Doc, doc) })
		if there && (!ok || found.older(entries[i])) {
			found, ok = entries[i], true
		}
	}
	return found, ok
}

// older reports whether e gives way to another entry of its document.
func (e Entry) older(than Entry) bool {
	if e.Revision != than.Revision {
		return e.Revision < than.Revision
	}
	return e.Sequence < than.Sequence
}

// WithoutOlder returns a copy of the record without a document's entry in a year, if it is of an earlier
// revision than the one given, and whether it differs from r.
func (r Record) WithoutOlder(year int, doc string, revision int) (Record, bool) {
	i := slices.IndexFunc(r[year], func(e Entry) bool { return e.Doc == doc && e.Revision < revision })
	if i < 0 {
		return r, false
	}
	out := maps.Clone(r)
	out[year] = slices.Delete(slices.Clone(r[year]), i, i+1)
	if len(out[year]) == 0 {
		delete(out, year)
	}
	return out, true
}

// Raised returns a copy of the record in which documents have a generation at least, and whether
// it differs from r.
func (r Record) Raised(docs []string, generation uint64) (Record, bool) {
	out, changed := maps.Clone(r), false
	for year, entries := range r {
		for i, e := range entries {
			if e.Generation >= generation || !slices.Contains(docs, e.Doc) {
				continue
			}
			if &out[year][0] == &entries[0] {
				out[year] = slices.Clone(entries)
			}
			out[year][i].Generation, changed = generation, true
		}
	}
	return out, changed
}

// With returns a copy of the record that holds e, and whether it differs from r. A document
// has one entry a year: that of its newest parsed message of the last revision. A year of one issuer takes 256
// entries, 900 of them in all years; a year of a region (group) takes 600, of them 8 with one label.
func (r Record) With(year int, e Entry, group bool) (Record, bool) {
	i, found := slices.BinarySearchFunc(r[year], e, func(a, b Entry) int { return cmp.Compare(a.Doc, b.Doc) })
	if found && !r[year][i].older(e) || !found && r.full(year, e, group) {
		return r, false
	}
	out := make(Record, len(r)+1)
	maps.Copy(out, r)
	out[year] = slices.Clone(r[year])
	if found {
		e.Generation = max(e.Generation, r[year][i].Generation)
		out[year][i] = e
	} else {
		out[year] = slices.Insert(out[year], i, e)
	}
	return out, true
}

// Without returns a copy of the record without the entries of a document, and whether there were
// any.
func (r Record) Without(doc string) (Record, bool) {
	out, had := make(Record, len(r)), false
	for year, entries := range r {
		left := slices.DeleteFunc(slices.Clone(entries), func(e Entry) bool { return e.Doc == doc })
		had = had || len(left) < len(entries)
		if len(left) > 0 {
			out[year] = left
		}
	}
	return out, had
}

// Slot is one place of the ledger that a report is entered in.
type Slot struct {
	// Key is a subject token of the ledger.
	Key  string
	Year int
	// Group says that the key is that of a region, which many issuers share.
	Group bool
	Entry Entry
}
