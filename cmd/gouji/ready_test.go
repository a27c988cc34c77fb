package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadySaysWhatWaits: a stage that nobody works on leaves the others ready, and is named.
func TestReadySaysWhatWaits(t *testing.T) {
	t.Parallel()
	broker := startBroker(t)
	ingest := start(t, "work", "--stages", "ingest", "--nats-url", broker.URL(), "--admin", "127.0.0.1:0", "--assume-durable")
	waits := func() []string {
		t.Helper()
		var said readyAnswer
		if err := json.Unmarshal([]byte(mustCommand(t, "ready", "--admin", ingest.where.Admin, "--format", "json")), &said); err != nil || !said.Ready {
			t.Fatalf("%v: %+v", err, said)
		}
		return said.Waits
	}
	if w := waits(); len(w) != 0 {
		t.Errorf("nothing was submitted, and %q waits", w)
	}
	mustCommand(t, "submit", samples(t, 3, 9), "--nats-url", broker.URL())
	until(t, "the stage without a worker", func() bool {
		w := waits()
		return len(w) == 1 && strings.HasPrefix(w[0], "stage parse: no worker asks for its 3 messages")
	})
	if out := mustCommand(t, "ready", "--admin", ingest.where.Admin); !strings.Contains(out, "stage parse: no worker") {
		t.Errorf("ready says %q", out)
	}
	startWork(t, broker.URL(), "sqlite:"+filepath.Join(t.TempDir(), "g.db"), "parse,validate,publish")
	until(t, "nothing that waits", func() bool { return len(waits()) == 0 })
}
