package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/gouji/gouji/internal/flow"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// TestADeadDocumentSaysWhy: the command line and the HTTP door give the class, the reason, the
// time, the file, the producer and the dead letter of a document that was refused.
func TestADeadDocumentSaysWhy(t *testing.T) {
	t.Parallel()
	p := startUp(t, t.TempDir())
	file := filepath.Join(t.TempDir(), "会议通知.txt")
	data := []byte("关于召开会议的通知\n请各单位准时参加。\n")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := command(t, "submit", "--wait", "--nats-url", p.where.NATS, file); code != exitOK && !strings.Contains(errs, "1") {
		t.Fatalf("submit: exit %d\n%s", code, errs)
	}
	id := report.DocumentID(data)
	type answer struct {
		State     string
		Rejection flow.Rejection
	}
	holds := func(door string, b []byte) {
		t.Helper()
		var a answer
		if err := json.Unmarshal(b, &a); err != nil {
			t.Fatalf("%s: %v\n%s", door, err, b)
		}
		if a.State != "dead" || a.Rejection.Class != "not_a_report" || a.Rejection.Message == "" || a.Rejection.At.IsZero() || a.Rejection.Dead == "" ||
			a.Rejection.Producer != "cli" || a.Rejection.File != "会议通知.txt" {
			t.Errorf("%s: %+v", door, a)
		}
	}
	code, out, errs := command(t, "show", "--format", "json", "--nats-url", p.where.NATS, id)
	if code != exitOK {
		t.Fatalf("show: exit %d\n%s", code, errs)
	}
	holds("show", []byte(out))
	res, err := http.Get("http://" + p.where.HTTP + "/v1/reports/" + id)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	holds("GET", body)
	listed(t, p, id)
	if _, out, _ := command(t, "show", "--nats-url", p.where.NATS, id); !strings.Contains(out, "not_a_report") || !strings.Contains(out, "会议通知.txt") {
		t.Errorf("show in words: %s", out)
	}
	letter := dead(t, p, "list", id)
	for _, by := range []string{id, letter} {
		if out := mustCommand(t, "dead", "show", "--format", "json", "--nats-url", p.where.NATS, by); !strings.Contains(out, letter) || !strings.Contains(out, id) {
			t.Errorf("dead show %s: %s", by, out)
		}
	}
	mustCommand(t, "dead", "replay", "--nats-url", p.where.NATS, id)
	mustCommand(t, "submit", "--wait", "--nats-url", p.where.NATS, file)
	if again := dead(t, p, "list", id); again == letter {
		t.Errorf("replayed by its document's id, and the letter is still %s", again)
	}
	mustCommand(t, "dead", "drop", "--yes", "--nats-url", p.where.NATS, id)
	if out := mustCommand(t, "dead", "list", "--format", "json", "--nats-url", p.where.NATS, id); !strings.Contains(out, `"class":"dropped"`) {
		t.Errorf("dropped by its document's id: %s", out)
	}
}

// dead runs `gouji dead` about one document and returns the id of the one letter it names.
func dead(t *testing.T, p *process, args ...string) string {
	t.Helper()
	out := mustCommand(t, append([]string{"dead", "--format", "json", "--nats-url", p.where.NATS}, args...)...)
	var line struct{ ID string }
	if err := json.Unmarshal([]byte(out), &line); err != nil || line.ID == "" {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return line.ID
}

// TestADocumentWithSeveralLetters: which one is meant is for a person to say.
func TestADocumentWithSeveralLetters(t *testing.T) {
	t.Parallel()
	p := startUp(t, t.TempDir())
	conn, err := pipeline.Connect(t.Context(), pipeline.ConnectOptions{URL: p.where.NATS, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	doc := report.DocumentID([]byte("several"))
	for _, at := range []string{"parse.panic.gouji_p0.7", "validate.limit_time.gouji_p0.9"} {
		tokens := strings.Split(at, ".")
		body := fmt.Sprintf(`{"schema":"gouji.dead/v1","id":"gouji_p0-%s","stage":%q,"class":%q,"reason":"x","origin":{"stream":"GOUJI_P0","subject":"s","sequence":%s,"time":"2024-01-31T00:00:00Z"},"doc":%q}`,
			tokens[3], tokens[0], tokens[1], tokens[3], doc)
		if _, err := conn.JS.Publish(t.Context(), "gouji.dead."+at+"."+doc, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if out := mustCommand(t, "dead", "list", "--format", "json", "--nats-url", p.where.NATS, doc); strings.Count(out, "\n") != 2 {
		t.Errorf("list: %s", out)
	}
	code, out, errs := command(t, "dead", "show", "--format", "json", "--nats-url", p.where.NATS, doc)
	if code != exitOK || !strings.Contains(out, `"id":"gouji_p0-9"`) || !strings.Contains(errs, "gouji_p0-7 (parse, panic)") {
		t.Errorf("show: exit %d\n%s\n%s", code, out, errs)
	}
	for _, args := range [][]string{{"replay", doc}, {"drop", "--yes", doc}} {
		code, _, errs := command(t, append([]string{"dead", "--nats-url", p.where.NATS}, args...)...)
		if code != exitFound || !strings.Contains(errs, "gouji_p0-7 (parse, panic), gouji_p0-9 (validate, limit_time)") {
			t.Errorf("%v: exit %d\n%s", args, code, errs)
		}
	}
	if code, _, errs := command(t, "dead", "show", "--nats-url", p.where.NATS, report.DocumentID([]byte("another"))); code != exitUnknown || !strings.Contains(errs, "no such dead letter") {
		t.Errorf("show of none: exit %d\n%s", code, errs)
	}
}

// listed waits until the HTTP door's list of results tells of the death, and asks for it among
// many.
func listed(t *testing.T, p *process, id string) {
	t.Helper()
	until(t, "the death is told", func() bool {
		var got struct{ Results []flow.Outcome }
		if err := json.Unmarshal([]byte(asked(t, "http://"+p.where.HTTP+"/v1/reports?producer=cli&state=dead&since=2024-01-31", http.StatusOK)), &got); err != nil {
			t.Fatal(err)
		}
		return len(got.Results) == 1 && got.Results[0].ID == id && got.Results[0].Class == "not_a_report" && got.Results[0].File == "会议通知.txt"
	})
	res, err := http.Post("http://"+p.where.HTTP+"/v1/status", "application/json", strings.NewReader(`{"ids":["`+id+`"]}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(body), `"state":"dead","class":"not_a_report"`) {
		t.Errorf("status: %s %s, %v", res.Status, body, err)
	}
}
