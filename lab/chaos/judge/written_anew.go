package judge

import (
	"slices"
	"strings"
)

// WithoutPutBack leaves out all but the last accepted record of documents that were put back: a
// replay publishes the failed message again and points the record to it, which is no effect that
// happened twice.
func WithoutPutBack(es []Entry, replayed map[string]bool) []Entry {
	return lastOf(es, replayed, ".accepted.")
}

// WithoutRevised leaves out all but the last record of documents that were added to, and of the
// messages of ingest: it writes both anew.
func WithoutRevised(es []Entry, revised map[string]bool) []Entry {
	return lastOf(es, revised, ".accepted.", ".ingested.")
}

// lastOf leaves out all but the last message under a subject of some documents and kinds.
func lastOf(es []Entry, docs map[string]bool, kinds ...string) []Entry {
	last := map[string]uint64{}
	for _, e := range es {
		last[e.Subject] = e.Seq
	}
	return slices.DeleteFunc(es, func(e Entry) bool {
		of := func(kind string) bool { return strings.Contains(e.Subject, kind) }
		return slices.ContainsFunc(kinds, of) && docs[e.Doc()] && e.Seq != last[e.Subject]
	})
}
