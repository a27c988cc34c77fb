package wire

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestBothWaysReadAHeaderAlike: what the short way takes, the long way reads the same, however a
// header is damaged; and what we write takes the short way.
func TestBothWaysReadAHeaderAlike(t *testing.T) {
	_, data := packed(t, marked(t, strings.Repeat("公开", 2_000)))
	whole, body, _ := bytes.Cut(data, []byte("\n"))
	if _, ok := packedLine(whole); !ok {
		t.Fatalf("not read the short way: %s", whole)
	}
	rapid.Check(t, func(t *rapid.T) {
		head := bytes.Clone(whole)
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			at := rapid.IntRange(0, len(head)-1).Draw(t, "at")
			with := rapid.SampledFrom([]string{"", "0", "1", `"`, `\`, " ", "}", ",", "公", "\x00", `"x":1,`}).Draw(t, "with")
			head = bytes.Join([][]byte{head[:at], []byte(with), head[at+rapid.IntRange(0, 1).Draw(t, "gone"):]}, nil)
		}
		short, ok := packedLine(head)
		if !ok {
			return
		}
		fields, err := objectFields(head)
		if err != nil {
			t.Fatalf("the long way refuses %s: %v", head, err)
		}
		for _, name := range []string{"schema", "packing"} {
			delete(fields, name)
		}
		long, err := decodeFields(fields)
		if err != nil || long.Doc != short.Doc || long.Cause != short.Cause || long.Digest != short.Digest || long.Size != short.Size {
			t.Fatalf("%s: %+v and %+v, %v", head, short, long, err)
		}
	})
	if e, err := DecodeEnvelope(append(append(bytes.Clone(whole), '\n'), body...)); err != nil || e.Doc != "doc" {
		t.Errorf("%+v, %v", e, err)
	}
}
