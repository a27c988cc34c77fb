package flow_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/internal/check"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/pipeline/client"
	"github.com/gouji/gouji/pipeline/codec"
	"github.com/gouji/gouji/stages/ingest"
	"github.com/gouji/gouji/stages/publish"
	"github.com/gouji/gouji/stages/report"
)

// TestAVerdictRefersToItsReport: the report stands in the log once, and what is published is
// what a check of the file says; a verdict of an earlier version, which has its report inside,
// is published as well.
func TestAVerdictRefersToItsReport(t *testing.T) {
	t.Parallel()
	conn := running(t)
	s, err := generate.One(generate.Options{Seed: 3, Layout: generate.Pipes})
	if err != nil {
		t.Fatal(err)
	}
	id := report.DocumentID(s.Data)
	if _, err := pipeline.Submit(t.Context(), conn, "test", id, s.Data, nil); err != nil {
		t.Fatal(err)
	}
	wait(t, conn, []string{id})

	payload, hop := message(t, conn, pipeline.KindValidated, id)
	var m struct {
		At     string         `json:"at"`
		Report map[string]any `json:"report"`
	}
	if err := codec.Peek(payload, &m); err != nil || m.At == "" || m.Report != nil {
		t.Errorf("the verdict refers to %q and has %d fields of a report, %v", m.At, len(m.Report), err)
	}
	parsed, at := message(t, conn, pipeline.KindParsed, id)
	if subject, err := at.Subject(); err != nil || subject != m.At {
		t.Errorf("it refers to %s, the report is at %s (%v)", m.At, subject, err)
	}
	c, err := check.New(check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	want, err := c.Check(t.Context(), ingest.Input{Data: s.Data, Source: report.Source{Producer: "test"}}, "")
	if err != nil {
		t.Fatal(err)
	}
	sameCheck(t, result(t, conn, hop), want)

	// The same verdict as an earlier version writes it, under another rule set.
	var old report.Verdict
	if err := codec.Peek(payload, &old); err != nil {
		t.Fatal(err)
	}
	if old.Report, err = codec.Unmarshal[report.Report](parsed); err != nil {
		t.Fatal(err)
	}
	old.Rules.Set, hop.RuleSet = "2020.1", "2020_1"
	leave(t, conn, hop, old)
	want.Rules.Set = "2020.1"
	sameCheck(t, result(t, conn, hop), want)
}

// message is the one message of a kind on a document.
func message(t *testing.T, conn *pipeline.Conn, k pipeline.Kind, doc string) (payload []byte, hop pipeline.Hop) {
	t.Helper()
	n := 0
	err := client.ScanLog(t.Context(), conn, pipeline.Hop{Kind: k, Doc: doc}, func(m client.Message) (err error) {
		n++
		hop = m.Hop
		payload, err = m.Payload(t.Context())
		return err
	})
	if err != nil || n != 1 {
		t.Fatalf("%d messages %s of %s, %v", n, k, doc, err)
	}
	return payload, hop
}

// leave writes a verdict into the log as a validate stage of an earlier version does.
func leave(t *testing.T, conn *pipeline.Conn, hop pipeline.Hop, v report.Verdict) {
	t.Helper()
	payload, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	subject, err := hop.Subject()
	if err != nil {
		t.Fatal(err)
	}
	env, blob, err := pipeline.NewEnvelope(hop.Doc, pipeline.Cause{Subject: subject, Stream: "GOUJI_P0", Sequence: 1}, payload)
	if err != nil || blob != nil {
		t.Fatal(err, len(blob))
	}
	data, err := env.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.JS.Publish(t.Context(), subject, data); err != nil {
		t.Fatal(err)
	}
}

// result waits for the check object that follows from a verdict.
func result(t *testing.T, conn *pipeline.Conn, hop pipeline.Hop) report.Check {
	t.Helper()
	hop.Kind = pipeline.KindReceipt
	subject, err := hop.Subject()
	if err != nil {
		t.Fatal(err)
	}
	stream, err := conn.JS.Stream(t.Context(), "GOUJI_P0")
	if err != nil {
		t.Fatal(err)
	}
	cons, err := stream.OrderedConsumer(t.Context(), jetstream.OrderedConsumerConfig{FilterSubjects: []string{subject}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cons.Next(jetstream.FetchMaxWait(patience)); err != nil {
		t.Fatalf("no receipt %s: %v", subject, err)
	}
	receipt, _, err := client.LastMessage(t.Context(), conn, subject)
	if err != nil {
		t.Fatal(err)
	}
	payload, err := receipt.Results(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var c report.Check
	if err := json.Unmarshal(payload, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func sameCheck(t *testing.T, got, want report.Check) {
	t.Helper()
	a, err := publish.Encode(got)
	if err != nil {
		t.Fatal(err)
	}
	b, err := publish.Encode(want)
	if err != nil || !bytes.Equal(a, report.MaskJSON(b)) {
		t.Errorf("published %s\nchecked %s, %v", a, b, err)
	}
}
