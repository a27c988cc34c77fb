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

// Reason is why a document was erased. It is one of a few words and never free text, so that the
// record cannot say what was erased.
type Reason string

// The reasons.
const (
	ReasonPersonal  Reason = "personal"  // it holds what is somebody's own
	ReasonSecret    Reason = "secret"    // it holds what may not be known
	ReasonWithdrawn Reason = "withdrawn" // whoever published it took it back
	ReasonRetention Reason = "retention" // it was kept as long as it may be
	ReasonOther     Reason = "other"
)

// Reasons are all reasons, in a fixed order.
func Reasons() []Reason {
	return []Reason{ReasonPersonal, ReasonSecret, ReasonWithdrawn, ReasonRetention, ReasonOther}
}

// Archived is the log's record that a document left the log: into an archive, or for good. It is
// the payload of gouji.<p>.archived.<doc> and is written before anything is removed. A document
// that came back and went again has another one.
type Archived struct {
	// Archive is the SHA-256 of the archive's file in hex, Year the year that it is of. Both are
	// empty where Erased says why the document was erased.
	Archive string `json:"archive,omitempty"`
	Year    string `json:"year,omitempty"`
	Erased  Reason `json:"erased,omitempty"`
	// By is who removed the document, At when.
	By string    `json:"by"`
	At time.Time `json:"at"`
	// Removed are the sequences of the log that were removed, in their order, and Kept is how
	// many of them are of kinds that never leave the log else. There may be none of a document
	// that was in an archive already when it was erased.
	Removed []uint64 `json:"removed"`
	Kept    uint64   `json:"kept"`
	// Blobs are the names of the blobs that an erasure removes, so that one that was interrupted
	// still knows them: SHA-256, which tell nothing of the bytes.
	Blobs []string `json:"blobs,omitempty"`
}

// DecodeArchived reads the data of an archived message.
func DecodeArchived(data []byte) (rec Archived, err error) {
	env, err := DecodeEnvelope(data)
	if err == nil {
		err = json.Unmarshal(env.Payload, &rec)
	}
	if err != nil {
		return rec, fmt.Errorf("archived record: %w", err)
	}
	return rec, nil
}

// ArchivedMessage is the record as a message of the log. What an audit needs of it stands in
// its headers.
func ArchivedMessage(ctx context.Context, t Topology, doc string, rec Archived) (*nats.Msg, error) {
	if len(rec.Removed) == 0 && rec.Erased == "" || !slices.IsSorted(rec.Removed) {
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
	cause := Cause{Subject: subject, Stream: t.LogStream()}
	if n := len(rec.Removed); n > 0 {
		cause.Sequence = rec.Removed[n-1]
	}
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
	if rec.Erased != "" {
		m.Header.Set(HeaderErased, string(rec.Erased))
	} else {
		m.Header.Set(HeaderArchive, rec.Archive)
	}
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
