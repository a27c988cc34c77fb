package check_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
)

func encode(t *rapid.T, doc report.Document) []byte {
	b, err := ingest.Encode(doc)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestReadHereAsApart: generated reports of every layout, damaged anywhere, are read in this
// process as they are read in a child, or not at all.
func TestReadHereAsApart(t *testing.T) {
	reader := ingest.New(ingest.Options{})
	i := ingest.NewIsolated(reader, []string{"/nonexistent/child"}, false)
	rapid.Check(t, func(rt *rapid.T) {
		s, err := generate.One(generate.Options{Seed: rapid.Uint64Range(1, 1<<20).Draw(rt, "seed"), Layout: rapid.SampledFrom(generate.Layouts()).Draw(rt, "layout")})
		if err != nil {
			rt.Fatal(err)
		}
		data := slices.Clone(s.Data)
		for range rapid.IntRange(0, 4).Draw(rt, "damages") {
			at := rapid.IntRange(0, len(data)).Draw(rt, "at")
			data = slices.Insert(data, at, []byte(rapid.SampledFrom([]string{"<p>", "</td>", "{", "\x00", "\f", "&#25919;", "base64,", "\xff", "+---+\n"}).Draw(rt, "put"))...)
		}
		got, err := i.Read(rt.Context(), ingest.Input{Data: data})
		if err != nil {
			return // to be read apart
		}
		doc, err := reader.Read(rt.Context(), ingest.Input{Data: data})
		if err != nil {
			rt.Fatalf("read here; elsewhere refused: %v", err)
		}
		if want := encode(rt, doc); !bytes.Equal(got, want) {
			rt.Fatalf("read here as %q, elsewhere as %q", got, want)
		}
	})
}

// TestEncodeIsWhatTheCodecReads: a document comes back as it was, whatever it is made of.
func TestEncodeIsWhatTheCodecReads(t *testing.T) {
	reader := ingest.New(ingest.Options{})
	rapid.Check(t, func(rt *rapid.T) {
		s, err := generate.One(generate.Options{Seed: rapid.Uint64Range(1, 1<<20).Draw(rt, "seed"), Layout: rapid.SampledFrom(generate.Layouts()).Draw(rt, "layout")})
		if err != nil {
			rt.Fatal(err)
		}
		doc, err := reader.Read(rt.Context(), ingest.Input{Data: s.Data, Source: report.Source{Producer: "p"}})
		if err != nil {
			rt.Skip(err)
		}
		back, err := codec.Unmarshal[report.Document](encode(rt, doc))
		if err != nil {
			rt.Fatal(err)
		}
		was, err := codec.Marshal(doc)
		if err != nil {
			rt.Fatal(err)
		}
		is, err := codec.Marshal(back)
		if err != nil || !bytes.Equal(is, was) {
			rt.Fatalf("%s: came back as %q, %v; was %q", doc.Format, is, err, was)
		}
	})
}
