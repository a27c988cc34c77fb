package check

import (
	"reflect"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/stages/ingest"
)

// TestPaddedPDF: what makes the PDF of the benchmarks large is nothing that is read.
func TestPaddedPDF(t *testing.T) {
	t.Parallel()
	c := checker(t)
	plain, err := generate.One(generate.Options{Seed: 7, Layout: generate.PDF})
	if err != nil {
		t.Fatal(err)
	}
	padded := generate.PDF400K()
	if len(padded.Data) < 400<<10 || len(plain.Data) >= len(padded.Data) {
		t.Errorf("%d bytes padded, %d without", len(padded.Data), len(plain.Data))
	}
	want, err := c.reader.Read(t.Context(), ingest.Input{Data: plain.Data})
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.reader.Read(t.Context(), ingest.Input{Data: padded.Data})
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Blocks) == 0 || !reflect.DeepEqual(got.Blocks, want.Blocks) {
		t.Errorf("read %v, want %v", got.Blocks, want.Blocks)
	}
}
