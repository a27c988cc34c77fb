package wire

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
)

// Accepted is the log's record of a document that was taken in, the payload of
// gouji.<p>.accepted.<doc>.
type Accepted struct {
	// Digest is the SHA-256 of the raw bytes in hex, under which they are in the object
	// store, Size their length.
	Digest   string `json:"digest"`
	Size     int64  `json:"size"`
	Producer string `json:"producer"`
	// Header holds the producer's Gouji-* headers and Content-Type.
	Header map[string]string `json:"header,omitempty"`
	// Received is when the submission reached the log.
	Received time.Time `json:"received"`
}

// AcceptedMessage is the accepted record of a document as a message of the log.
func AcceptedMessage(ctx context.Context, t Topology, doc string, cause Cause, rec Accepted) (*nats.Msg, error) {
	payload, err := json.Marshal(rec)
	if err != nil {
		return nil, fmt.Errorf("accepted record: %w", err)
	}
	env, _, err := NewEnvelope(doc, cause, payload) // bounded by maxHeaders, so always inline
	if err != nil {
		return nil, err
	}
	subject, err := t.Accepted(doc)
	if err != nil {
		return nil, err
	}
	return HopMessage(ctx, subject, env)
}
