package wire

import (
	"bytes"
	"context"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline/fault"
	"pgregory.net/rapid"
)

func acceptedData(t testing.TB, rec Accepted, raw []byte) []byte {
	t.Helper()
	m, err := AcceptedMessage(context.Background(), Topology{}.WithDefaults(), "doc", testCause, rec, raw)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Header.Get(HeaderBeside), DigestOf(raw); GoesBeside(raw) && got != want || !GoesBeside(raw) && got != "" {
		t.Errorf("of %d bytes the header says %q", len(raw), got)
	}
	return m.Data
}

// TestDocumentBesideItsRecord: whatever the bytes are, they come back as they were, and are
// written again as they stood there.
func TestDocumentBesideItsRecord(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(rt, "raw")
		raw = bytes.Repeat(raw, rapid.IntRange(1, 300).Draw(rt, "times"))
		file := rapid.String().Draw(rt, "file")
		rec := Accepted{Digest: DigestOf(raw), Size: int64(len(raw)), Producer: "p", Header: map[string]string{"Gouji-Filename": file + "<&\n"}}
		data := acceptedData(t, rec, raw)
		got, beside, err := DecodeAccepted(data)
		if err != nil || got.Digest != rec.Digest || got.Header["Gouji-Filename"] != strings.ToValidUTF8(rec.Header["Gouji-Filename"], "\uFFFD") {
			rt.Fatalf("%+v, %v", got, err)
		}
		if (beside != nil) != GoesBeside(raw) || beside != nil && !bytes.Equal(beside, raw) {
			rt.Fatalf("%d bytes beside the record of %d", len(beside), len(raw))
		}
		env, err := DecodeEnvelope(data)
		if err != nil {
			rt.Fatal(err)
		}
		if again, err := env.Encode(); err != nil || !bytes.Equal(again, data) {
			rt.Fatalf("written again it has other bytes, %v", err)
		}
	})
}

// TestRecordOfAnEarlierVersion has nothing beside it, and says so.
func TestRecordOfAnEarlierVersion(t *testing.T) {
	e, _, err := NewEnvelope("doc", testCause, []byte(`{"digest":"`+DigestOf(nil)+`","size":0,"producer":"p","received":"2026-01-01T00:00:00Z"}`))
	if err != nil {
		t.Fatal(err)
	}
	data, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	rec, raw, err := DecodeAccepted(data)
	if err != nil || raw != nil || rec.Producer != "p" {
		t.Errorf("%+v, %q, %v", rec, raw, err)
	}
}

func TestBesideIsStrict(t *testing.T) {
	raw := []byte(strings.Repeat("政府信息公开", 200))
	data := acceptedData(t, Accepted{Digest: DigestOf(raw), Size: int64(len(raw)), Producer: "p"}, raw)
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
		"a later version":        {change("envelope/v3", "envelope/v4"), fault.SchemaVersion},
		"a later packing":        {change(`"s2"`, `"s9"`), fault.SchemaVersion},
		"an unknown field":       {change(`"doc"`, `"dog":1,"doc"`), fault.SchemaInvalid},
		"an unknown field in it": {change(`"beside":{`, `"beside":{"dog":1,`), fault.SchemaInvalid},
		"nothing beside it":      {change(`"beside"`, `"besides"`), fault.SchemaInvalid},
		"another size":           {change(`"size":3600`, `"size":3601`), fault.DigestMismatch},
		"too large":              {change(`"beside":{"digest":"`+DigestOf(raw)+`","size":3600`, `"beside":{"digest":"`+DigestOf(raw)+`","size":65537`), fault.SchemaInvalid},
		"another payload":        {change(`"producer":"p"`, `"producer":"q"`), fault.DigestMismatch},
		"a flipped bit":          {flipped, fault.DigestMismatch},
		"cut short":              {data[:len(data)-3], fault.DigestMismatch},
		"no body":                {head, fault.DigestMismatch},
	} {
		_, _, err := DecodeAccepted(c.data)
		if got, _ := fault.ClassOf(err); got != c.class {
			t.Errorf("%s: %v, want class %s", name, err, c.class)
		}
	}
	other := acceptedData(t, Accepted{Digest: DigestOf([]byte("another")), Size: 7, Producer: "p"}, raw)
	if _, _, err := DecodeAccepted(other); err == nil {
		t.Error("the record of another document is taken for that of the bytes beside it")
	}
}

func FuzzBeside(f *testing.F) {
	raw := []byte(strings.Repeat("信息", 100))
	f.Add(acceptedData(f, Accepted{Digest: DigestOf(raw), Size: int64(len(raw))}, raw))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := DecodeEnvelope(data)
		if err == nil && len(e.Beside) > BesideLimit {
			t.Fatalf("%d bytes travel beside a payload", len(e.Beside))
		}
		rec, raw, err := DecodeAccepted(data)
		if err == nil && raw != nil && DigestOf(raw) != rec.Digest {
			t.Fatal("another document beside the record is taken")
		}
	})
}

// TestResultsBesideAReceipt: what an effect has beside its payload comes back, in a block that
// libraries for Snappy unpack; what cannot go beside is refused.
func TestResultsBesideAReceipt(t *testing.T) {
	results := []byte(`{"findings":[` + strings.Repeat(`{"rule":"T4-01"},`, 3000) + `{}]}`)
	env, blob, err := Effect{Payload: []byte(`{"sha256":"x"}`), Beside: results}.Envelope("doc", testCause)
	if err != nil || blob != nil {
		t.Fatal(len(blob), err)
	}
	data := mustEncode(t, env)
	got, err := DecodeEnvelope(data)
	if err != nil || string(got.Payload) != `{"sha256":"x"}` || !bytes.Equal(got.Beside, results) {
		t.Errorf("%d bytes beside %s, %v", len(got.Beside), got.Payload, err)
	}
	_, block, _ := bytes.Cut(data, []byte("\n"))
	if len(block) > len(results)/4 || repeats(block) {
		t.Errorf("the block of %d bytes has what Snappy does not know", len(block))
	}
	if env = env.With([]byte("<html>" + string(results))); !repeats(mustEncode(t, env)) {
		t.Error("a document is packed for libraries that need not read it")
	}
	for name, e := range map[string]Effect{
		"too large":          {Payload: []byte(`{}`), Beside: make([]byte, BesideLimit+1)},
		"beside a reference": {Payload: []byte(`"` + noise(3*InlineLimit) + `"`), Beside: results},
		"beside CBOR":        {Payload: marked(t, "a"), Beside: results},
	} {
		if _, _, err := e.Envelope("doc", testCause); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// repeats reports whether a block, behind the line before it if there is one, copies from an offset
// of nought: s2 says so that it is the one before, and Snappy has no such thing.
func repeats(block []byte) bool {
	if head, body, ok := bytes.Cut(block, []byte("\n")); ok && bytes.HasPrefix(head, []byte("{")) {
		block = body
	}
	_, n := binary.Uvarint(block)
	for block = block[n:]; len(block) > 0; {
		tag := block[0]
		size := 1
		switch tag & 3 {
		case 0:
			length := int(tag >> 2)
			if extra := length - 59; extra > 0 {
				length = 0
				for i := extra; i > 0; i-- {
					length = length<<8 | int(block[i])
				}
				size += extra
			}
			size += length + 1
		case 1:
			if tag>>5 == 0 && block[1] == 0 {
				return true
			}
			size = 2
		case 2:
			size = 3
		case 3:
			size = 5
		}
		block = block[size:]
	}
	return false
}
