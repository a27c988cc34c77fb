package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gouji/gouji/pipeline/fault"
)

// EnvelopeSchema is the schema of every hop's message.
const EnvelopeSchema = "gouji.envelope/v1"

// InlineLimit is the largest payload that travels inside its envelope; hop throughput
// falls 5 to 14 times from 1 KB to 100 KB, so anything larger goes by reference.
const InlineLimit = 64 << 10

// Cause names the message that an envelope results from.
type Cause struct {
	Subject  string `json:"subject"`
	Stream   string `json:"stream"`
	Sequence uint64 `json:"sequence"`
}

// Envelope is what every hop's message holds: the payload, inline or by reference, its
// digest, and where it comes from.
type Envelope struct {
	Doc   string
	Cause Cause
	// Digest is the SHA-256 of the payload in hex, Size its length in bytes.
	Digest string
	Size   int64
	// Payload is the payload as compact JSON, nil when it went by reference.
	Payload json.RawMessage
	// Ref is the payload's name in the object store, empty when it is inline.
	Ref string
}

// wireEnvelope is the order of the fields on the wire.
type wireEnvelope struct {
	Schema  string          `json:"schema"`
	Doc     string          `json:"doc"`
	Cause   Cause           `json:"cause"`
	Digest  string          `json:"digest"`
	Size    int64           `json:"size"`
	Payload json.RawMessage `json:"payload,omitempty"`
	Ref     string          `json:"ref,omitempty"`
}

// NewEnvelope wraps payload, which must be JSON; it is kept in compact form and digested
// so. A payload above InlineLimit leaves Ref set and Payload nil: blob is what to put into
// the object store under Ref.
func NewEnvelope(doc string, cause Cause, payload []byte) (e Envelope, blob []byte, err error) {
	var b bytes.Buffer
	if err := json.Compact(&b, payload); err != nil {
		return Envelope{}, nil, fault.Poison(fault.SchemaInvalid, fmt.Errorf("a stage's effect is no JSON: %w", err))
	}
	sum := sha256.Sum256(b.Bytes())
	e = Envelope{Doc: doc, Cause: cause, Digest: hex.EncodeToString(sum[:]), Size: int64(b.Len())}
	if b.Len() > InlineLimit {
		e.Ref = RefOf(e.Digest)
		return e, b.Bytes(), nil
	}
	e.Payload = b.Bytes()
	return e, nil, nil
}

// Encode writes the envelope. The same envelope gives the same bytes.
func (e Envelope) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the payload's digest is over its bytes
	err := enc.Encode(wireEnvelope{EnvelopeSchema, e.Doc, e.Cause, e.Digest, e.Size, e.Payload, e.Ref})
	if err != nil {
		return nil, fmt.Errorf("encode envelope: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// DecodeEnvelope reads an envelope strictly. Bytes that are no JSON are poison of class
// malformed, another version schema_version, anything missing, unknown, doubled or at odds
// with itself schema_invalid, an inline payload that does not match its digest
// digest_mismatch.
func DecodeEnvelope(data []byte) (Envelope, error) {
	e, err := decodeEnvelope(data)
	if err != nil {
		var p *fault.PoisonError
		if errors.As(err, &p) {
			return Envelope{}, fault.Poison(p.Class, fmt.Errorf("envelope: %w", p.Err))
		}
		return Envelope{}, fault.Poison(fault.SchemaInvalid, fmt.Errorf("envelope: %w", err))
	}
	return e, nil
}

func decodeEnvelope(data []byte) (Envelope, error) {
	fields, err := objectFields(data)
	if err != nil {
		return Envelope{}, err
	}
	var e Envelope
	var schema string
	if err := takeField(fields, "schema", &schema); err != nil {
		return Envelope{}, err
	}
	if schema != EnvelopeSchema {
		return Envelope{}, fault.Poisonf(fault.SchemaVersion, "schema %.60q, want %s", schema, EnvelopeSchema)
	}
	var cause json.RawMessage
	err = errors.Join(takeField(fields, "doc", &e.Doc), takeField(fields, "cause", &cause),
		takeField(fields, "digest", &e.Digest), takeField(fields, "size", &e.Size))
	if err != nil {
		return Envelope{}, err
	}
	if e.Cause, err = decodeCause(cause); err != nil {
		return Envelope{}, err
	}
	if p, ok := fields["payload"]; ok {
		e.Payload = p
		delete(fields, "payload")
	}
	if _, ok := fields["ref"]; ok {
		if err := takeField(fields, "ref", &e.Ref); err != nil {
			return Envelope{}, err
		}
	}
	for name := range fields {
		return Envelope{}, fmt.Errorf("unknown field %.40q", name)
	}
	return e, e.check()
}

func decodeCause(data []byte) (Cause, error) {
	fields, err := objectFields(data)
	if err != nil {
		return Cause{}, fmt.Errorf("cause: %w", err)
	}
	var c Cause
	err = errors.Join(takeField(fields, "subject", &c.Subject), takeField(fields, "stream", &c.Stream),
		takeField(fields, "sequence", &c.Sequence))
	if err == nil && (len(fields) > 0 || c.Stream == "" || c.Sequence == 0) {
		err = errors.New("unknown field, or no stream and sequence")
	}
	if err != nil {
		return Cause{}, fmt.Errorf("cause: %w", err)
	}
	return c, nil
}

// takeField decodes one member and removes it from fields. null counts as missing.
func takeField(fields map[string]json.RawMessage, name string, into any) error {
	v, ok := fields[name]
	if !ok || string(v) == "null" {
		return fmt.Errorf("field %q is missing", name)
	}
	delete(fields, name)
	if err := json.Unmarshal(v, into); err != nil {
		return fmt.Errorf("field %q: %w", name, err)
	}
	return nil
}

// check sees to it that the fields agree with each other.
func (e Envelope) check() error {
	switch {
	case !ValidToken(e.Doc):
		return fmt.Errorf("doc %.40q is no token", e.Doc)
	case !ValidDigest(e.Digest):
		return fmt.Errorf("digest %.80q is no SHA-256 in hex", e.Digest)
	case e.Size < 0:
		return fmt.Errorf("size %d", e.Size)
	case (e.Payload == nil) == (e.Ref == ""):
		return errors.New("neither or both of payload and ref")
	case e.Ref != "" && e.Ref != RefOf(e.Digest):
		return errors.New("ref does not name the digest")
	case e.Ref != "":
		return nil
	case int64(len(e.Payload)) != e.Size || DigestOf(e.Payload) != e.Digest:
		return fault.Poisonf(fault.DigestMismatch, "the inline payload does not match its digest or size")
	}
	return nil
}

func DigestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func ValidDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && strings.ToLower(s) == s
}

func RefOf(digest string) string { return "sha256/" + digest }
