package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/fault"
)

// Archived is the log's record that a document went into an archive and out of the log, the
// payload of gouji.<p>.archived.<doc>. It is written before anything is removed. A document
// that came back and went again has another one.
type Archived struct {
	// Archive is the SHA-256 of the archive's file in hex, Year the year that it is of.
	Archive string `json:"archive"`
	Year    string `json:"year"`
	// By is who removed the document, At when.
	By string    `json:"by"`
	At time.Time `json:"at"`
	// Removed are the sequences of the log that were removed, in their order, and Kept is how
	// many of them are of kinds that never leave the log else.
	Removed []uint64 `json:"removed"`
	Kept    uint64   `json:"kept"`
}

// ArchivedMessage is the record as a message of the log. What an audit needs of it stands in
// its headers.
func ArchivedMessage(ctx context.Context, t Topology, doc string, rec Archived) (*nats.Msg, error) {
	if len(rec.Removed) == 0 || !slices.IsSorted(rec.Removed) {
		return nil, fmt.Errorf("archived record of %s: it names no sequences in their order", doc)
	}
	subject, err := t.Flow.Subject(Hop{Partition: t.Partition, Kind: KindArchived, Doc: doc})
	if err != nil {
		return nil, err
	}
	payload, err := json.Marshal(rec)
	if err != nil {
		return nil, fmt.Errorf("archived record: %w", err)
	}
	cause := Cause{Subject: subject, Stream: t.LogStream(), Sequence: rec.Removed[len(rec.Removed)-1]}
	env, blob, err := NewEnvelope(doc, cause, payload)
	if err != nil {
		return nil, err
	}
	if blob != nil {
		return nil, fault.Poisonf(fault.TooLarge, "the archived record of %s has %d bytes", doc, len(blob))
	}
	m, err := HopMessage(ctx, subject, env)
	if err != nil {
		return nil, err
	}
	m.Header.Set(HeaderArchive, rec.Archive)
	m.Header.Set(HeaderRemoved, runs(rec.Removed))
	m.Header.Set(HeaderKept, strconv.FormatUint(rec.Kept, 10))
	return m, nil
}

// Run is sequences that follow each other, both ends included.
type Run struct{ First, Last uint64 }

// ParseArchived reads the headers of an archived record. What is not there, or is none of ours,
// names nothing: then what was removed is told as a loss.
func ParseArchived(h nats.Header) (removed []Run, kept uint64) {
	for part := range strings.SplitSeq(h.Get(HeaderRemoved), ",") {
		from, to, isRun := strings.Cut(part, "-")
		r := Run{}
		var err error
		if r.First, err = strconv.ParseUint(from, 10, 64); err != nil {
			return nil, 0
		}
		if r.Last = r.First; isRun {
			if r.Last, err = strconv.ParseUint(to, 10, 64); err != nil {
				return nil, 0
			}
		}
		if r.First == 0 || r.Last < r.First || len(removed) > 0 && r.First <= removed[len(removed)-1].Last {
			return nil, 0
		}
		removed = append(removed, r)
	}
	kept, _ = strconv.ParseUint(h.Get(HeaderKept), 10, 64) // 0 where nobody said
	return removed, kept
}

// runs writes sequences as 3-5,9.
func runs(sequences []uint64) string {
	var out []string
	for i := 0; i < len(sequences); {
		j := i
		for j+1 < len(sequences) && sequences[j+1] == sequences[j]+1 {
			j++
		}
		part := strconv.FormatUint(sequences[i], 10)
		if j > i {
			part += "-" + strconv.FormatUint(sequences[j], 10)
		}
		out, i = append(out, part), j+1
	}
	return strings.Join(out, ",")
}
