package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline/fault"
)

// Accepted is the log's record of a document that was taken in, the payload of
// gouji.<p>.accepted.<doc>.
type Accepted struct {
	// Digest is the SHA-256 of the raw bytes in hex, Size their length. Up to BesideLimit they
	// travel beside the record, otherwise they are in the object store under the digest. Of a
	// record of an earlier version they are always there.
	Digest   string `json:"digest"`
	Size     int64  `json:"size"`
	Producer string `json:"producer"`
	// Header holds the producer's Gouji-* headers and Content-Type.
	Header map[string]string `json:"header,omitempty"`
	// Revision is how often Header was added to by later submissions of the same bytes.
	Revision int `json:"revision,omitempty"`
	// Received is when the submission reached the log.
	Received time.Time `json:"received"`
}

// AcceptedMessage is the accepted record of a document as a message of the log, with the raw
// bytes beside it where they are not too many.
func AcceptedMessage(ctx context.Context, t Topology, doc string, cause Cause, rec Accepted, raw []byte) (*nats.Msg, error) {
	payload, err := json.Marshal(rec)
	if err != nil {
		return nil, fmt.Errorf("accepted record: %w", err)
	}
	env, _, err := NewEnvelope(doc, cause, payload) // bounded by maxHeaders, so always inline
	if err != nil {
		return nil, err
	}
	if GoesBeside(raw) {
		env = env.With(raw)
	}
	subject, err := t.Accepted(doc)
	if err != nil {
		return nil, err
	}
	return HopMessage(ctx, subject, env)
}

// DecodeAccepted reads the data of an accepted message. raw is the document where it travels
// beside its record and is the one that the record names, else nil.
func DecodeAccepted(data []byte) (rec Accepted, raw []byte, err error) {
	env, err := DecodeEnvelope(data)
	if err != nil {
		return Accepted{}, nil, err
	}
	if err := json.Unmarshal(env.Payload, &rec); err != nil {
		return Accepted{}, nil, fault.Poison(fault.SchemaInvalid, fmt.Errorf("accepted record: %w", err))
	}
	if env.Beside != nil && env.besideDigest() != rec.Digest {
		return rec, nil, fault.Poisonf(fault.DigestMismatch, "the document beside its accepted record is another one")
	}
	return rec, env.Beside, nil
}
