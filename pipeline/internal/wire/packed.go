package wire

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/s2"

	"github.com/gouji/gouji/pipeline/fault"
)

// packedHeader is the first line of an envelope of PackedSchema.
type packedHeader struct {
	Schema string `json:"schema"`
	Doc    string `json:"doc"`
	Cause  Cause  `json:"cause"`
	Digest string `json:"digest"`
	Size   int64  `json:"size"`
	// Packing is packingS2 where the body is an s2 block, "" where it is the payload itself.
	Packing string `json:"packing,omitempty"`
	Ref     string `json:"ref,omitempty"`
}

const packingS2 = "s2"

// maxUnpacked is the most bytes that a body may say it unpacks to. Where more than
// InlineLimit would travel the payload goes by reference; s2 makes text up to some 20 times
// smaller, and a body that says more than this was written by nobody of ours.
const maxUnpacked = 256 * InlineLimit

// packJSONFrom is the size in bytes from which JSON travels packed as well: the check objects,
// which were half of the log. Smaller ones stay as anybody can read them.
const packJSONFrom = 2 << 10

// pack is a payload as it travels: an s2 block, unless that would be larger. Of JSON it is one
// that every library for Snappy unpacks, for a fortieth more of bytes.
func pack(payload []byte, marked bool) []byte {
	if len(payload) > maxUnpacked {
		return payload
	}
	block := s2.EncodeBetter
	if !marked {
		block = s2.EncodeSnappyBetter
	}
	if p := block(nil, payload); len(p) < len(payload) {
		return p
	}
	return payload
}

func (e Envelope) encodePacked() ([]byte, error) {
	h := packedHeader{Schema: PackedSchema, Doc: e.Doc, Cause: e.Cause, Digest: e.Digest, Size: e.Size, Ref: e.Ref}
	if e.Ref == "" && int64(len(e.packed)) < e.Size {
		h.Packing = packingS2
	}
	head, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode envelope: %w", err)
	}
	return append(append(head, '\n'), e.packed...), nil
}

// splitPacked divides a message whose header is a line by itself, of whatever version but
// the first, which has no line feed in it.
func splitPacked(data []byte) (head, body []byte, packed bool) {
	const begin = `{"schema":"gouji.envelope/v`
	if !bytes.HasPrefix(data, []byte(begin)) || bytes.HasPrefix(data, []byte(`{"schema":"`+EnvelopeSchema+`"`)) {
		return nil, nil, false
	}
	head, body, _ = bytes.Cut(data, []byte("\n"))
	return head, body, true
}

// decodePacked reads a message in two parts. The header is as strict as an envelope of the
// first version; the body is unpacked and held against the digest.
func decodePacked(head, body []byte) (Envelope, error) {
	if h, ok := packedLine(head); ok {
		return withBody(Envelope{Doc: h.Doc, Cause: h.Cause, Digest: h.Digest, Size: h.Size}, h.Packing, body)
	}
	fields, err := objectFields(head)
	if err != nil {
		return Envelope{}, err
	}
	var schema, packing string
	if err := takeField(fields, "schema", &schema); err != nil {
		return Envelope{}, err
	}
	switch schema {
	case PackedSchema:
	case BesideSchema:
		return decodeBeside(fields, body)
	default:
		return Envelope{}, fault.Poisonf(fault.SchemaVersion, "schema %.60q, want %s, %s or %s: this program is older than the one that wrote the message", schema, EnvelopeSchema, PackedSchema, BesideSchema)
	}
	if _, ok := fields["packing"]; ok {
		if err := takeField(fields, "packing", &packing); err != nil {
			return Envelope{}, err
		}
	}
	if _, ok := fields["payload"]; ok {
		return Envelope{}, fmt.Errorf("unknown field %q", "payload")
	}
	e, err := decodeFields(fields)
	if err != nil {
		return Envelope{}, err
	}
	return withBody(e, packing, body)
}

// withBody is the envelope of a header with what stands behind it, held against the digest.
func withBody(e Envelope, packing string, body []byte) (_ Envelope, err error) {
	if e.Ref != "" {
		e.reference = true
		if len(body) > 0 || packing != "" {
			return Envelope{}, fmt.Errorf("a payload beside its reference")
		}
		return e, e.check()
	}
	e.packed = body
	switch packing {
	case "":
		e.Payload = body
	case packingS2:
		if e.Payload, err = unpack(body, e.Size); err != nil {
			return Envelope{}, err
		}
	default:
		return Envelope{}, fault.Poisonf(fault.SchemaVersion, "packing %.20q, want %s", packing, packingS2)
	}
	return e, e.check()
}

// unpack undoes pack. The size is that of the header, so that a damaged body makes nobody
// take up memory for what it says of itself.
func unpack(body []byte, size int64) ([]byte, error) {
	n, err := s2.DecodedLen(body)
	if err == nil && (int64(n) != size || n > maxUnpacked) {
		return nil, fault.Poisonf(fault.DigestMismatch, "the body unpacks to %d bytes, the header says %d", n, size)
	}
	var out []byte
	if err == nil {
		out, err = s2.Decode(nil, body)
	}
	if err != nil {
		return nil, fault.Poison(fault.DigestMismatch, fmt.Errorf("unpack: %w", err))
	}
	return out, nil
}
