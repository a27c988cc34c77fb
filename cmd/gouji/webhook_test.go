package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/webhook"
)

// TestUpPostsToWebhooks: what is submitted is posted to its producer's address; what the
// address refuses is listed, and posted again by hand.
func TestUpPostsToWebhooks(t *testing.T) {
	t.Parallel()
	type come struct{ id, body string }
	came, refuse := make(chan come, 64), make(chan bool, 1)
	refuse <- false
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		no := <-refuse
		refuse <- no
		if no {
			w.WriteHeader(http.StatusGone)
			return
		}
		came <- come{r.Header.Get("webhook-id"), string(b)}
	}))
	defer hook.Close()
	file := filepath.Join(t.TempDir(), "webhooks")
	if err := os.WriteFile(file, []byte("cli "+hook.URL+"/in whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := webhook.Read(file); err != nil || len(all) != 1 {
		t.Fatal(err)
	}
	listen := []string{"up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0"}
	up := start(t, append(listen, "--webhooks", file, "--webhook-private")...)
	submit := func(seed uint64) string {
		return lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, samples(t, 1, seed)))[0].ID
	}
	id := submit(5)
	if got := <-came; !strings.Contains(got.body, `"type":"document.published"`) || !strings.Contains(got.body, `"id":"`+id+`"`) {
		t.Errorf("posted %+v", got)
	}
	set := func(no bool) { <-refuse; refuse <- no }
	set(true)
	id = submit(6)
	list := func() []undeliveredLine {
		return lines[undeliveredLine](t, mustCommand(t, "webhook", "list", "--format", "json", "--nats-url", up.where.NATS))
	}
	until(t, "it is given up", func() bool { return len(list()) == 1 })
	given := list()[0]
	if given.Doc != id || given.Producer != "cli" || given.Attempts != 5 || !strings.Contains(given.Reason, "410") {
		t.Errorf("given up: %+v", given)
	}
	replay := []string{"webhook", "replay", "--nats-url", up.where.NATS, "--webhooks", file, "--webhook-private"}
	if code, _, errs := command(t, append(replay, "--all")...); code != exitFound || !strings.Contains(errs, "410") || len(list()) != 1 {
		t.Errorf("replayed while it is refused: %d %s", code, errs)
	}
	set(false)
	mustCommand(t, append(replay, given.ID)...)
	if got := <-came; !strings.Contains(got.body, id) || len(list()) != 0 {
		t.Errorf("posted %+v, still given up: %v", got, list())
	}
	if code, _, errs := command(t, append(replay, given.ID)...); code != exitFound || !strings.Contains(errs, "was not given up") {
		t.Errorf("replayed twice: %d %s", code, errs)
	}
}
