package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// What a producer waits for is said once, and not again with each figure that moves.
func TestReasonIsSaidOnce(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	p := &patient{app: &app{program: program{Stderr: &said}}}
	for _, line := range []string{"refused: disk 97 % full", "refused: disk 100 % full", "refused: parse is 50123 messages behind", "refused: parse is 49000 messages behind", "no answer", "no answer"} {
		p.say(line)
	}
	if got := strings.Count(said.String(), "\n"); got != 3 {
		t.Errorf("%d lines:\n%s", got, &said)
	}
}

// A connection whose server has gone says so at once; the document is handed over when it is back.
func TestASubmissionOutlivesItsServer(t *testing.T) {
	t.Parallel()
	data, at := t.TempDir(), freeAddress(t)
	serve := func() *pipeline.Server {
		t.Helper()
		s, err := pipeline.StartServer(pipeline.ServerOptions{Dir: data, Listen: at})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := serve()
	conn := client(t, first.URL())
	if err := pipeline.Ensure(t.Context(), conn, pipeline.Topology{}); err != nil {
		t.Fatal(err)
	}
	gone := conn.NC.StatusChanged(nats.RECONNECTING)
	first.Shutdown()
	await(t, gone, "the connection to see that its server has gone")
	var said lockedBuffer
	p := &patient{app: &app{program: program{Stderr: &said}, conf: config{Lang: "en"}}}
	ended := make(chan error, 1)
	text := []byte("any text")
	go func() {
		_, err := p.submit(t.Context(), conn, "cli", report.DocumentID(text), text, nil)
		ended <- err
	}()
	until(t, "it says what it waits for", func() bool { return strings.Contains(said.String(), "does not answer") })
	second := serve()
	t.Cleanup(second.Shutdown)
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("it gave up: %v", err)
		}
	case <-time.After(patience):
		t.Error("it was never handed over")
	}
}
