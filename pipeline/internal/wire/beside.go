package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gouji/gouji/pipeline/fault"
)

// BesideLimit is the most bytes that travel beside a payload. What is larger is a message or a
// blob of its own, or every lookup of the record would read it.
const BesideLimit = InlineLimit

// GoesBeside reports whether bytes travel beside a payload: a document beside its accepted
// record, a check object beside its receipt.
func GoesBeside(raw []byte) bool { return len(raw) <= BesideLimit }

// besideHeader is the first line of an envelope of BesideSchema: that of an envelope of the
// first version, and what the bytes behind it are.
type besideHeader struct {
	Schema  string          `json:"schema"`
	Doc     string          `json:"doc"`
	Cause   Cause           `json:"cause"`
	Digest  string          `json:"digest"`
	Size    int64           `json:"size"`
	Payload json.RawMessage `json:"payload"`
	Beside  besideBytes     `json:"beside"`
}

// besideBytes says what the bytes behind the header are before they are packed.
type besideBytes struct {
	Digest  string `json:"digest"`
	Size    int64  `json:"size"`
	Packing string `json:"packing,omitempty"`
}

// With returns the envelope with bytes, also none, beside its payload, which is inline JSON.
func (e Envelope) With(beside []byte) Envelope {
	if e.Beside = beside; beside == nil {
		e.Beside = []byte{}
	}
	e.besideSum = DigestOf(e.Beside)
	return e
}

// besideDigest is the SHA-256 of what travels beside the payload, in hex.
func (e Envelope) besideDigest() string {
	if e.besideSum != "" {
		return e.besideSum
	}
	return DigestOf(e.Beside)
}

func (e Envelope) encodeBeside() ([]byte, error) {
	if e.Payload == nil {
		return nil, errors.New("encode envelope: bytes beside a reference")
	}
	// A check object is read by others, whose libraries may know Snappy alone, as in pack. A
	// document that begins like one is packed a little less.
	packed := pack(e.Beside, !bytes.HasPrefix(e.Beside, []byte("{")))
	b := besideBytes{Digest: e.besideDigest(), Size: int64(len(e.Beside))}
	if len(packed) < len(e.Beside) {
		b.Packing = packingS2
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out) // it ends the line
	enc.SetEscapeHTML(false)     // the payload's digest is over its bytes
	if err := enc.Encode(besideHeader{BesideSchema, e.Doc, e.Cause, e.Digest, e.Size, e.Payload, b}); err != nil {
		return nil, fmt.Errorf("encode envelope: %w", err)
	}
	out.Write(packed)
	return out.Bytes(), nil
}

// decodeBeside reads what follows the schema in the header, and the body. Both the payload and
// what travels beside it are held against their digests.
func decodeBeside(fields map[string]json.RawMessage, body []byte) (Envelope, error) {
	b, err := takeBeside(fields)
	if err != nil {
		return Envelope{}, fmt.Errorf("beside: %w", err)
	}
	e, err := decodeFields(fields)
	if err != nil {
		return Envelope{}, err
	}
	if err := e.check(); err != nil {
		return Envelope{}, err
	}
	if e.Ref != "" {
		return Envelope{}, errors.New("bytes beside a reference")
	}
	if b.Size < 0 || b.Size > BesideLimit {
		return Envelope{}, fmt.Errorf("%d bytes beside the payload, at most %d", b.Size, BesideLimit)
	}
	switch b.Packing {
	case "":
		e.Beside = append([]byte{}, body...)
	case packingS2:
		if e.Beside, err = unpack(body, b.Size); err != nil {
			return Envelope{}, err
		}
	default:
		return Envelope{}, fault.Poisonf(fault.SchemaVersion, "packing %.20q, want %s", b.Packing, packingS2)
	}
	e.besideSum = DigestOf(e.Beside)
	if int64(len(e.Beside)) != b.Size || e.besideSum != b.Digest {
		return Envelope{}, fault.Poisonf(fault.DigestMismatch, "what travels beside the payload does not match its digest or size")
	}
	return e, nil
}

func takeBeside(fields map[string]json.RawMessage) (b besideBytes, err error) {
	var data json.RawMessage
	if err := takeField(fields, "beside", &data); err != nil {
		return b, err
	}
	inner, err := objectFields(data)
	if err != nil {
		return b, err
	}
	err = errors.Join(takeField(inner, "digest", &b.Digest), takeField(inner, "size", &b.Size))
	if _, ok := inner["packing"]; ok && err == nil {
		err = takeField(inner, "packing", &b.Packing)
	}
	if err == nil && len(inner) > 0 {
		err = errors.New("unknown field")
	}
	return b, err
}
