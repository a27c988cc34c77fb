package flow_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/report"
	"github.com/gouji/gouji/stages/validate"
)

// TestMessagesAreTheSameInBothForms: documents, reports and verdicts of every layout say the
// same, as JSON, after they have gone as CBOR, and those of an earlier version, which are
// JSON, are read as well.
func TestMessagesAreTheSameInBothForms(t *testing.T) {
	t.Parallel()
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	seen := 0
	for s := range generate.Many(80, 11) {
		doc, err := c.Document(t.Context(), ingest.Input{Data: s.Data, Source: report.Source{Filename: s.Name, Year: 2024}})
		if err != nil {
			continue // refused, and nothing is handed on
		}
		seen++
		same(t, s.Name, doc)
		rep, err := c.Parse(t.Context(), doc)
		if err != nil {
			continue
		}
		same(t, s.Name, rep)
		v, err := c.Rules.Now().Validate(t.Context(), validate.Input{Report: rep})
		if err != nil {
			t.Fatal(err)
		}
		same(t, s.Name, v)
	}
	if seen < 60 {
		t.Fatalf("only %d documents were read", seen)
	}
}

// same writes a value in both forms, reads both, and compares what they say as JSON.
func same[T any](t *testing.T, name string, v T) {
	t.Helper()
	old, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := codec.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range [][]byte{old, packed} {
		got, err := codec.Unmarshal[T](form)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again, err := json.Marshal(got); err != nil || !bytes.Equal(again, old) {
			t.Errorf("%s, %T: written as JSON again it differs, %v", name, v, err)
		}
	}
}
