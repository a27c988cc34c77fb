package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
)

// The schemas of a hop's message. EnvelopeSchema has its payload inside as JSON: short records,
// and all messages of earlier versions. PackedSchema is a header of one line and, behind the
// line feed, the payload as it is or in an s2 block: what stages leave for each other (package
// codec), and JSON that is not short. BesideSchema has its payload in the header, and behind the
// line feed other bytes that travel beside it: a document beside its accepted record, a check
// object beside its receipt.
const (
	EnvelopeSchema = "gouji.envelope/v1"
	PackedSchema   = "gouji.envelope/v2"
	BesideSchema   = "gouji.envelope/v3"
)

// InlineLimit is the largest payload, as it travels, inside its envelope; hop throughput
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
	// Payload is the payload as compact JSON or marked CBOR, nil when it went by reference.
	Payload []byte
	// Ref is the payload's name in the object store, empty when it is inline.
	Ref string
	// Beside are bytes that travel beside the payload, nil for none.
	Beside []byte
	// besideSum is the digest of Beside once somebody asked for it.
	besideSum string
	// packed is Payload as it travels, nil for JSON below packJSONFrom.
	packed []byte
	// reference is set where the payload behind Ref is marked CBOR.
	reference bool
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

// NewEnvelope wraps payload, which is JSON or what codec.Marshal writes; JSON is kept in
// compact form and digested so. A payload above InlineLimit leaves Ref set and Payload nil:
// blob is what to put into the object store under Ref.
func NewEnvelope(doc string, cause Cause, payload []byte) (e Envelope, blob []byte, err error) {
	marked := codec.Marked(payload)
	if !marked {
		var b bytes.Buffer
		if err := json.Compact(&b, payload); err != nil {
			return Envelope{}, nil, fault.Poison(fault.SchemaInvalid, fmt.Errorf("a stage's effect is no JSON: %w", err))
		}
		payload = b.Bytes()
	}
	e = Envelope{Doc: doc, Cause: cause, Digest: DigestOf(payload), Size: int64(len(payload))}
	packed := marked || len(payload) >= packJSONFrom
	travels := payload
	if packed {
		travels = pack(payload, marked)
	}
	if len(travels) > InlineLimit {
		e.Ref, e.reference = RefOf(e.Digest), marked
		return e, payload, nil
	}
	e.Payload = payload
	if packed {
		e.packed = travels
	}
	return e, nil, nil
}

// Encode writes the envelope. The same envelope gives the same bytes.
func (e Envelope) Encode() ([]byte, error) {
	if e.Beside != nil {
		return e.encodeBeside()
	}
	if e.packed != nil || e.reference {
		return e.encodePacked()
	}
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
	if head, body, packed := splitPacked(data); packed {
		return decodePacked(head, body)
	}
	fields, err := objectFields(data)
	if err != nil {
		return Envelope{}, err
	}
	var schema string
	if err := takeField(fields, "schema", &schema); err != nil {
		return Envelope{}, err
	}
	if schema != EnvelopeSchema {
		return Envelope{}, fault.Poisonf(fault.SchemaVersion, "schema %.60q, want %s, %s or %s", schema, EnvelopeSchema, PackedSchema, BesideSchema)
	}
	e, err := decodeFields(fields)
	if err != nil {
		return Envelope{}, err
	}
	return e, e.check()
}

// decodeFields takes what the header and a whole envelope have in common.
func decodeFields(fields map[string]json.RawMessage) (e Envelope, err error) {
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
	return e, nil
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

// DigestOf is the SHA-256 of data in hex.
func DigestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// ValidDigest reports whether s can be what DigestOf returns.
func ValidDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && strings.ToLower(s) == s
}

// RefOf is the name in the object store of the bytes with a digest.
func RefOf(digest string) string { return "sha256/" + digest }
