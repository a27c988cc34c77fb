package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/flow"
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
	if _, out, _ := command(t, "show", "--nats-url", p.where.NATS, id); !strings.Contains(out, "not_a_report") || !strings.Contains(out, "会议通知.txt") {
		t.Errorf("show in words: %s", out)
	}
}
