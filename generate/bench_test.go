package generate

import (
	"encoding/json"
	"testing"
)

func BenchmarkOne(b *testing.B) {
	for _, l := range []Layout{Pipes, Glued, HTMLWord, DOCX, PDF} {
		b.Run(string(l), func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				if _, err := One(Options{Seed: uint64(i), Layout: l}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// FuzzTruth reads any bytes as a truth file: what is read can be written, and read again
// it is the same.
func FuzzTruth(f *testing.F) {
	for s := range Many(12, 1) {
		b, err := s.TruthJSON()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(`{"table2":{"fees":{"change":-15},"procurement":{"purchase_amount":"73802895.90元"}}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var tr Truth
		if json.Unmarshal(b, &tr) != nil {
			return
		}
		out, err := json.Marshal(tr)
		if err != nil {
			t.Fatal(err)
		}
		var back Truth
		if err := json.Unmarshal(out, &back); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
	})
}
