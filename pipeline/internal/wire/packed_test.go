package wire

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/pipeline/fault"
)

func marked(t testing.TB, v any) []byte {
	t.Helper()
	b, err := codec.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func packed(t testing.TB, payload []byte) (Envelope, []byte) {
	t.Helper()
	e, _, err := NewEnvelope("doc", testCause, payload)
	if err != nil {
		t.Fatal(err)
	}
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return e, data
}

func TestPackedEnvelopeComesBack(t *testing.T) {
	for name, payload := range map[string][]byte{
		"repeats itself": marked(t, strings.Repeat("政府信息公开", 20_000)),
		"short":          marked(t, "a\nb"),
	} {
		e, data := packed(t, payload)
		got, err := DecodeEnvelope(data)
		if err != nil || !bytes.Equal(got.Payload, payload) || got.Digest != e.Digest || got.Cause != testCause || got.Doc != "doc" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		again, err := got.Encode() // as a replay puts it back
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: written again it has other bytes, %v", name, err)
		}
	}
}

// TestPackedByReference: what is too large as it travels is stored as it is, and read back
// by the digest of what it is.
func TestPackedByReference(t *testing.T) {
	var noise []string
	for _, p := range [][]byte{[]byte("a"), []byte("b")} {
		for i := range 4000 {
			noise = append(noise, DigestOf(append(p, byte(i), byte(i>>8))))
		}
	}
	payload := marked(t, noise)
	e, blob, err := NewEnvelope("doc", testCause, payload)
	if err != nil || !bytes.Equal(blob, payload) || e.Ref != RefOf(DigestOf(payload)) || e.Payload != nil {
		t.Fatalf("%d bytes in the store, ref %q, %v", len(blob), e.Ref, err)
	}
	data, err := e.Encode()
	if err != nil || len(data) > 1000 {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	got, err := DecodeEnvelope(data)
	if err != nil || got.Ref != e.Ref || got.Size != int64(len(payload)) {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestPackedEnvelopeIsStrict(t *testing.T) {
	_, data := packed(t, marked(t, strings.Repeat("信息", 1000)))
	head, body, _ := bytes.Cut(data, []byte("\n"))
	change := func(old, new string) []byte {
		if !strings.Contains(string(head), old) {
			t.Fatalf("the header has no %q: %s", old, head)
		}
		return append([]byte(strings.Replace(string(head), old, new, 1)+"\n"), body...)
	}
	flipped := bytes.Clone(data)
	flipped[len(flipped)-1] ^= 1
	for name, c := range map[string]struct {
		data  []byte
		class fault.Class
	}{
		"a later version":  {change("envelope/v2", "envelope/v4"), fault.SchemaVersion},
		"a later packing":  {change(`"s2"`, `"s9"`), fault.SchemaVersion},
		"an unknown field": {change(`"doc"`, `"dog":1,"doc"`), fault.SchemaInvalid},
		"another size":     {change(`"size":6`, `"size":7`), fault.DigestMismatch},
		"a flipped bit":    {flipped, fault.DigestMismatch},
		"cut short":        {data[:len(data)-3], fault.DigestMismatch},
		"no body":          {head, fault.DigestMismatch},
		"no packing":       {change(`,"packing":"s2"`, ""), fault.DigestMismatch},
	} {
		_, err := DecodeEnvelope(c.data)
		if got, _ := fault.ClassOf(err); got != c.class {
			t.Errorf("%s: %v, want class %s", name, err, c.class)
		}
	}
}

func FuzzPackedEnvelope(f *testing.F) {
	_, data := packed(f, marked(f, strings.Repeat("信息", 100)))
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := DecodeEnvelope(data)
		if err == nil && e.Ref == "" && DigestOf(e.Payload) != e.Digest {
			t.Fatal("a payload that does not fit its digest is taken")
		}
	})
}
