package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheDoorRefusesWhileTheStartWaits: a producer of a process that waits for its broker, its store
// or room on its disk hears a refusal with a class, and not a port on which nobody answers.
func TestTheDoorRefusesWhileTheStartWaits(t *testing.T) {
	t.Parallel()
	door := freeAddress(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, program{Env: noEnv, Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
			Args: []string{"work", "--door", "--nats-url", "nats://user:S3cret@" + freeAddress(t), "--http", door, "--admin", freeAddress(t),
				"--store", "sqlite:" + filepath.Join(t.TempDir(), "g.db"), "--log-format", "json"}})
	}()
	var res *http.Response
	until(t, "somebody answers", func() bool {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+door+"/v1/reports", strings.NewReader("x"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Language", "en")
		res, err = http.DefaultClient.Do(req)
		return err == nil
	})
	defer res.Body.Close()
	var p struct{ Class, Detail string }
	body, err := io.ReadAll(res.Body)
	if err != nil || json.Unmarshal(body, &p) != nil {
		t.Fatalf("%v %s", err, body)
	}
	if res.StatusCode != http.StatusServiceUnavailable || p.Class != "unavailable" || res.Header.Get("Retry-After") == "" || !strings.Contains(p.Detail, "starting") || strings.Contains(string(body), "S3cret") {
		t.Errorf("%s, again after %q: %s", res.Status, res.Header.Get("Retry-After"), body)
	}
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("ended with %d", code)
	}
}
