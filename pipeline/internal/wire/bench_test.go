package wire

import (
	"fmt"
	"testing"
)

// BenchmarkDecodeEnvelope measures the strict decoding of an envelope of 1 KB.
func BenchmarkDecodeEnvelope(b *testing.B) {
	e, _, err := NewEnvelope("doc", testCause, fmt.Appendf(nil, `{"text":"%01000d"}`, 1))
	if err != nil {
		b.Fatal(err)
	}
	data := mustEncode(b, e)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := DecodeEnvelope(data); err != nil {
			b.Fatal(err)
		}
	}
}
