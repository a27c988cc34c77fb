// Package witness notices what was destroyed. It keeps high-water marks of every stream and of
// the store of results in a place that a purge of one of them does not take along, and
// compares them with what is there.
//
// Kills and power cuts lose nothing that was acknowledged. A purge, a lowered limit, a stream
// that was deleted and made anew, a store that was replaced by an older copy do, and each of
// them leaves a system behind that looks healthy: it holds less, and everything it holds is in
// order. So something outside has to know how much there was.
package witness

import (
	"time"

	"github.com/gouji/gouji/pipeline/internal/wire"
)

// Schema is the schema of Marks.
const Schema = "gouji.witness/v1"

// Marks is what was seen of the streams. It is written after what it speaks of is on disk, and
// is never ahead of it.
type Marks struct {
	Schema string `json:"schema"`
	// Epoch grows with each accepted loss and Writes with each write. Of two copies the one
	// with the greater epoch is right, of one epoch the one with more writes.
	Epoch  uint64    `json:"epoch"`
	Writes uint64    `json:"writes"`
	Time   time.Time `json:"time"`
	// Streams are the marks by the name of the stream.
	Streams map[string]Mark `json:"streams"`
	// Documents and Receipts are how many the log has held; Removals how many dead letters were
	// removed on purpose.
	Documents uint64 `json:"documents"`
	Receipts  uint64 `json:"receipts"`
	Removals  uint64 `json:"removals"`
	// Faults are the losses that were found and not accepted yet.
	Faults []Fault `json:"faults,omitempty"`
	// Losses are the accepted ones, the newest 50.
	Losses []Loss `json:"losses,omitempty"`
}

// Mark is the high-water mark of one stream.
type Mark struct {
	// Created is when the stream was made, Last its last sequence, Messages how many it held.
	Created  time.Time `json:"created"`
	Last     uint64    `json:"last"`
	Messages uint64    `json:"messages"`
	// Gone is how many of its messages had left it when the mark was begun.
	Gone uint64 `json:"gone,omitempty"`
	// Kept is how many messages it has of those that never leave it: in the log what was
	// accepted and what came of it, among the blobs their records.
	Kept uint64 `json:"kept,omitempty"`
	// Expires says of the log that messages with a time to live were in it.
	Expires bool `json:"expires,omitempty"`
	// Archived is RemovedKept of Documents when the mark was moved.
	Archived uint64 `json:"archived,omitempty"`
	// Short is how many blobs were known to be missing when the mark was begun.
	Short uint64 `json:"short,omitempty"`
	// Taken is how far the consumer of the submissions was.
	Taken *Taken `json:"taken,omitempty"`
}

// Taken is how far the consumer of a work queue was. Surplus is its deliveries beyond one for
// each sequence that it has passed, or that has left the stream: it grows with redeliveries,
// and falls only where messages leave the stream that nobody was given. Server, Leader and
// Created tell whether two of them may be compared, because a server that was killed comes back
// with a consumer that is some deliveries behind.
type Taken struct {
	Server  string    `json:"server"`
	Leader  string    `json:"leader,omitempty"`
	Created time.Time `json:"created"`
	Surplus int64     `json:"surplus"`
}

// comparable reports whether two looks were at one run of one consumer.
func (t Taken) comparable(o Taken) bool {
	return t.Server == o.Server && t.Leader == o.Leader && t.Created.Equal(o.Created)
}

// Loss is a loss that somebody has accepted.
type Loss struct {
	Time   time.Time `json:"time"`
	By     string    `json:"by"`
	Faults []Fault   `json:"faults"`
}

// maxLosses bounds Marks.Losses.
const maxLosses = 50

// newer reports whether m is to be believed where o says something else.
func (m Marks) newer(o Marks) bool {
	return m.Epoch > o.Epoch || m.Epoch == o.Epoch && m.Writes > o.Writes
}

// Documents is what somebody has counted in the log.
type Documents struct {
	// Accepted are documents; Receipts and Kept are messages, Kept those that never leave the
	// log. Stored are the documents whose raw bytes must be among the blobs.
	Accepted, Receipts, Kept, Stored uint64
	// Expires says that there are messages with a time to live.
	Expires bool
	// Removed are the messages that archives took the place of, by their records, and
	// RemovedKept those of them that never leave the log else. A record is written before what
	// it names is removed, so no more than this may be missing.
	Removed, RemovedKept uint64
}

// role is what is known of a stream's messages.
type role int

const (
	// submissions is a work queue: messages leave it once they were delivered.
	submissions role = iota
	// logged messages never leave, but those with a time to live.
	logged
	// letters leave by a replay or a drop, which are counted.
	letters
	// blobs leave chunks and no record.
	blobs
	// keyed is a bucket of the flow: its keys get new values, and none goes.
	keyed
	// passing is a bucket of the flow whose keys come and go.
	passing
	// own is the bucket of the marks themselves.
	own
)

// watched are the streams of a topology with their roles, in a fixed order.
func watched(t wire.Topology) []watchedStream {
	out := []watchedStream{{t.Flow.SubmitStream(), submissions}, {t.LogStream(), logged}, {t.Flow.DeadStream(), letters}, {t.Flow.BlobStream(), blobs}}
	for _, b := range t.Flow.Buckets {
		r := keyed
		if b.Passing {
			r = passing
		}
		out = append(out, watchedStream{wire.KVStream(b.Name), r})
	}
	return append(out, watchedStream{wire.KVStream(t.Flow.WitnessBucket()), own})
}

type watchedStream struct {
	name string
	role role
}
