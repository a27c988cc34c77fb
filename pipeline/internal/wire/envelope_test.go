package wire

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/pipeline/fault"
)

var testCause = Cause{Subject: "gouji.submit.a", Stream: SubmitStream, Sequence: 7}

func mustEncode(t testing.TB, e Envelope) []byte {
	t.Helper()
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// noise is n bytes of which a packing makes few less.
func noise(n int) string {
	r := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, n)
	for i := range b {
		b[i] = ' ' + 1 + byte(r.IntN(90)) // no quote, no control character
		if b[i] == '"' || b[i] == '\\' {
			b[i] = 'x'
		}
	}
	return string(b)
}

func TestEnvelopeKeepsThePayloadsBytes(t *testing.T) {
	t.Parallel()
	for _, payload := range []string{`{"a":"<&>\u2028年报"}`, `96171.60`, `null`, ` { "a" : [ 1 , 2 ] } `, `"` + strings.Repeat("x", InlineLimit-2) + `"`, `"` + strings.Repeat("x", 3*InlineLimit) + `"`,
		`"` + noise(InlineLimit-2) + `"`, `"` + strings.Repeat("x", packJSONFrom-2) + `"`, `"` + strings.Repeat("x", packJSONFrom-3) + `"`} {
		e, blob, err := NewEnvelope("doc", testCause, []byte(payload))
		if err != nil || blob != nil {
			t.Fatalf("%.40s: blob of %d bytes, %v", payload, len(blob), err)
		}
		got, err := DecodeEnvelope(mustEncode(t, e))
		if err != nil {
			t.Fatalf("%.40s: %v", payload, err)
		}
		if v2 := bytes.HasPrefix(mustEncode(t, e), []byte(`{"schema":"`+PackedSchema)); v2 != (len(got.Payload) >= packJSONFrom) {
			t.Errorf("%.40s of %d bytes: packed %v", payload, len(got.Payload), v2)
		}
		if d := cmp.Diff(e, got, cmp.AllowUnexported(Envelope{})); d != "" {
			t.Errorf("%.40s: %s", payload, d)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, []byte(payload)); err != nil || compact.String() != string(got.Payload) {
			t.Errorf("%.40s became %.40s", payload, got.Payload)
		}
	}
	e, blob, err := NewEnvelope("doc", testCause, []byte(`"`+noise(2*InlineLimit)+`"`))
	if err != nil || len(blob) != 2*InlineLimit+2 || e.Payload != nil || e.Ref != "sha256/"+DigestOf(blob) {
		t.Errorf("large: %d bytes, %+v, %v", len(blob), e.Ref, err)
	}
	if got, err := DecodeEnvelope(mustEncode(t, e)); err != nil || cmp.Diff(e, got, cmp.AllowUnexported(Envelope{})) != "" {
		t.Errorf("large: %+v, %v", got, err)
	}
	if _, _, err := NewEnvelope("doc", testCause, []byte(`{`)); wireClass(err) != fault.SchemaInvalid {
		t.Errorf("no JSON: %v", err)
	}
}

func TestEnvelopeIsDecodedStrictly(t *testing.T) {
	t.Parallel()
	e, _, err := NewEnvelope("doc", testCause, []byte(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	good := string(mustEncode(t, e))
	replace := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s in %s", old, good)
		}
		return strings.Replace(good, old, with, 1)
	}
	for name, c := range map[string]struct {
		data string
		want fault.Class
	}{
		"empty":            {"", fault.Malformed},
		"truncated":        {good[:len(good)-5], fault.Malformed},
		"text":             {"hello", fault.Malformed},
		"array":            {"[]", fault.SchemaInvalid},
		"trailing bytes":   {good + " {}", fault.SchemaInvalid},
		"trailing garbage": {good + "x", fault.SchemaInvalid},
		"no schema":        {replace(`"schema":"gouji.envelope/v1",`, ""), fault.SchemaInvalid},
		"next version":     {replace("envelope/v1", "envelope/v4"), fault.SchemaVersion},
		"no doc":           {replace(`"doc":"doc",`, ""), fault.SchemaInvalid},
		"null doc":         {replace(`"doc":"doc"`, `"doc":null`), fault.SchemaInvalid},
		"doc no token":     {replace(`"doc":"doc"`, `"doc":"a.b"`), fault.SchemaInvalid},
		"other case":       {replace(`"doc":`, `"Doc":`), fault.SchemaInvalid},
		"twice":            {replace(`"doc":"doc"`, `"doc":"doc","doc":"doc"`), fault.SchemaInvalid},
		"unknown field":    {replace(`"doc":`, `"more":1,"doc":`), fault.SchemaInvalid},
		"unknown in cause": {replace(`"stream":`, `"more":1,"stream":`), fault.SchemaInvalid},
		"no cause":         {replace(`"sequence":7`, `"sequence":0`), fault.SchemaInvalid},
		"wrong type":       {replace(`"size":7`, `"size":"7"`), fault.SchemaInvalid},
		"no payload":       {replace(`,"payload":{"a":1}`, ""), fault.SchemaInvalid},
		"payload and ref":  {replace(`"payload":`, `"ref":"sha256/`+e.Digest+`","payload":`), fault.SchemaInvalid},
		"altered payload":  {replace(`{"a":1}`, `{"a":2}`), fault.DigestMismatch},
		"altered size":     {replace(`"size":7`, `"size":8`), fault.DigestMismatch},
		"bad digest":       {replace(e.Digest, "00"), fault.SchemaInvalid},
		"ref elsewhere":    {replace(`"payload":{"a":1}`, `"ref":"sha256/00"`), fault.SchemaInvalid},
	} {
		if _, err := DecodeEnvelope([]byte(c.data)); wireClass(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// FuzzDecodeEnvelope: whatever comes, the answer is an envelope that encodes to one that
// reads the same, or a poison of a named class.
func FuzzDecodeEnvelope(f *testing.F) {
	for _, payload := range []string{`{"a":1}`, `"` + strings.Repeat("x", InlineLimit) + `"`} {
		e, _, err := NewEnvelope("doc", testCause, []byte(payload))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(mustEncode(f, e))
	}
	f.Add([]byte(`{"schema":"gouji.envelope/v1","doc":"doc"}`))
	f.Add([]byte("\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := DecodeEnvelope(data)
		if err != nil {
			switch wireClass(err) {
			case fault.Malformed, fault.SchemaInvalid, fault.SchemaVersion, fault.DigestMismatch:
				return
			}
			t.Fatalf("no class: %v", err)
		}
		if e.Payload != nil && !json.Valid(e.Payload) {
			t.Fatalf("payload %q", e.Payload)
		}
		again, err := DecodeEnvelope(mustEncode(t, e))
		// A payload with white space is compacted when written, and its digest then differs.
		if err != nil && wireClass(err) != fault.DigestMismatch {
			t.Fatal(err)
		}
		if err == nil {
			if d := cmp.Diff(e, again, cmp.AllowUnexported(Envelope{})); d != "" {
				t.Fatal(d)
			}
		}
	})
}

func wireClass(err error) fault.Class {
	c, _ := fault.ClassOf(err)
	return c
}
