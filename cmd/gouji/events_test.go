package main

import (
	"bufio"
	"net/http"
	"strings"
	"syscall"
	"testing"
)

// TestUpTellsOfResults: a listener hears of what is submitted behind it, and its stream ends as
// a whole when the process is asked to end.
func TestUpTellsOfResults(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+up.where.HTTP+"/v1/events?producer=cli", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	want := map[string]bool{}
	for _, s := range lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, samples(t, 3, 5))) {
		want[s.ID] = true
	}
	stream := bufio.NewScanner(res.Body)
	for len(want) > 0 && stream.Scan() {
		if data, ok := strings.CutPrefix(stream.Text(), "data: "); ok {
			delete(want, lines[struct{ ID string }](t, data)[0].ID)
		}
	}
	if len(want) > 0 {
		t.Fatalf("not told of %v: %v", want, stream.Err())
	}
	if err := up.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for stream.Scan() {
		if strings.HasPrefix(stream.Text(), "data: ") {
			t.Errorf("told of more: %s", stream.Text())
		}
	}
	if err := stream.Err(); err != nil {
		t.Errorf("the stream was cut: %v", err)
	}
	await(t, up.ended, "the process to end")
}
