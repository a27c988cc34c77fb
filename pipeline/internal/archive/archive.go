// Package archive writes all that the streams hold about the documents of a year into one file,
// removes from the streams what a file holds, and brings it back.
//
// The file is a tar in a zstd frame. Each document is an entry of JSON lines, a message or the
// bytes of a blob each; what else was put in beside them follows; the index with the digests of
// the others comes last, so that a file that was cut off has none.
package archive

import (
	"errors"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Schema is the schema of an Index.
const Schema = "gouji.archive/v1"

// The names of entries.
const (
	indexName  = "index.json"
	docFolder  = "documents/"
	docSuffix  = ".ndjson"
	restFolder = "beside/"
)

// maxEntry bounds an entry in bytes: a document of 64 MB with all that came of it, as JSON.
const maxEntry = 256 << 20

var (
	// ErrExists says that there is a file of this name already.
	ErrExists = errors.New("there is a file of this name already")
	// ErrDamaged says that a file is no archive, was cut off, or is not what was written.
	ErrDamaged = errors.New("the archive is damaged or incomplete")
	// ErrNothing says that the log has no documents of the year that are at rest.
	ErrNothing = errors.New("the log has no documents of this year that are at rest")
	// ErrUndeletable says that the log lets nobody delete, because it was made without
	// Topology.Deletable.
	ErrUndeletable = errors.New("nobody can delete from it: it was made without --log-deletable; back it up and restore it once with that option into a new folder")
)

// Index says what an archive holds.
type Index struct {
	Schema string `json:"schema"`
	// Year is the token of the year that the documents report on.
	Year string `json:"year"`
	// At is when the archive was begun, By who wrote it.
	At time.Time `json:"at"`
	By string    `json:"by"`
	// Documents are in the order of their ids.
	Documents []Entry `json:"documents"`
	// Beside is what was put in beside the documents, by name.
	Beside []Entry `json:"beside,omitempty"`
	// Left is how many documents of the year are on their way and not in it.
	Left int `json:"left"`

	// Digest is the SHA-256 of the whole file in hex, Size its bytes; they stand beside the
	// file, not in it.
	Digest string `json:"-"`
	Size   int64  `json:"-"`
	// Files are the bytes of Beside, by name.
	Files map[string][]byte `json:"-"`
}

// Entry is a document of an archive, or a file beside them.
type Entry struct {
	// ID is the document's id, or the name of the file.
	ID string `json:"id"`
	// Digest is the SHA-256 of the entry's bytes in hex, Size how many there are.
	Digest string `json:"digest"`
	Size   int64  `json:"size"`
	// Messages, Letters and Blobs are how many of each the entry holds.
	Messages int `json:"messages,omitempty"`
	Letters  int `json:"letters,omitempty"`
	Blobs    int `json:"blobs,omitempty"`
}

func (x Index) byID() map[string]Entry {
	out := make(map[string]Entry, len(x.Documents))
	for _, e := range x.Documents {
		out[e.ID] = e
	}
	return out
}

// document is what an archive holds about one document.
type document struct {
	id             string
	messages, dead []line
	blobs          []line
}

// line is one line of a document's entry.
type line struct {
	// In is what it was taken from.
	In string `json:"in"`
	// Subject is that of a message, or the name of a blob.
	Subject  string      `json:"subject"`
	Sequence uint64      `json:"sequence,omitempty"`
	Time     time.Time   `json:"time,omitzero"`
	Header   nats.Header `json:"header,omitempty"`
	Data     []byte      `json:"data"`
}

// The values of line.In.
const (
	inLog  = "log"
	inDead = "dead"
	inBlob = "blob"
)

// add puts a line where it belongs. False is none of ours.
func (d *document) add(l line) bool {
	switch l.In {
	case inLog:
		d.messages = append(d.messages, l)
	case inDead:
		d.dead = append(d.dead, l)
	case inBlob:
		d.blobs = append(d.blobs, l)
	default:
		return false
	}
	return true
}

// fits reports whether all that a document's entry holds is of that document.
func (d *document) fits(f wire.Flow) bool {
	for _, l := range d.messages {
		if hop, err := f.ParseHop(l.Subject); err != nil || hop.Doc != d.id || l.Sequence == 0 {
			return false
		}
	}
	for _, l := range d.dead {
		if at, err := f.ParseDead(l.Subject); err != nil || at.Doc != d.id {
			return false
		}
	}
	return true
}
