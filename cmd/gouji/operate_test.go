package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/pipeline"
)

// heardWriter is a writer that tells when a text came.
type heardWriter struct {
	mu sync.Mutex
	bytes.Buffer
	text  string
	heard func()
}

func (u *heardWriter) Write(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	n, err := u.Buffer.Write(p)
	if bytes.Contains(u.Bytes(), []byte(u.text)) {
		u.heard()
	}
	return n, err
}

// Any disk is fuller than one per cent.
func TestFullDiskIsRefusedAtEveryDoor(t *testing.T) {
	t.Parallel()
	up := start(t, "up", "--data", t.TempDir(), "--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--disk-limit", "1")
	var sample generate.Sample
	for s := range generate.Many(1, 5) {
		sample = s
	}
	deadline := time.After(patience)
	for tick := time.NewTicker(50 * time.Millisecond); !strings.Contains(get(t, "http://"+up.where.Admin+"/metrics"), `gouji_refusing{reason="disk"} 1`); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("the disk was not found full")
		}
	}
	res, err := http.Post("http://"+up.where.HTTP+"/v1/reports", "application/octet-stream", bytes.NewReader(sample.Data))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var refusal struct {
		Error struct{ Class, Message string }
	}
	if err := json.Unmarshal(body, &refusal); err != nil || res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" ||
		refusal.Error.Class != "unavailable" || !strings.Contains(refusal.Error.Message, "% full") {
		t.Errorf("%s, Retry-After %q: %s", res.Status, res.Header.Get("Retry-After"), body)
	}
	path := filepath.Join(t.TempDir(), sample.Name)
	if err := os.WriteFile(path, sample.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var out bytes.Buffer
	said := &heardWriter{text: "refused: disk", heard: cancel}
	code := run(ctx, program{Args: []string{"submit", "--lang", "en", "--nats-url", up.where.NATS, path}, Env: noEnv, Stdin: strings.NewReader(""), Stdout: &out, Stderr: said})
	if text := said.String(); code == exitOK || !strings.Contains(text, "refused: disk") {
		t.Errorf("gouji submit says, with exit %d: %s%s", code, &out, text)
	}
	if got := settled(t, up.where.NATS); got.Accepted != 0 {
		t.Errorf("status %+v", got)
	}
}

func TestDeadLettersAreReplayedAndDropped(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	dir := t.TempDir()
	for name, data := range map[string]string{"picture.png": "\x89PNG\r\n\x1a\n\x00\x00", "empty.txt": "", "blank.txt": "  \n\t\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	nats := []string{"--lang", "en", "--nats-url", up.where.NATS}
	dead := func(args ...string) (int, string, string) {
		return command(t, append(append([]string{"dead"}, args...), nats...)...)
	}
	list := func(args ...string) []pipeline.Dead {
		t.Helper()
		code, out, errs := dead(append([]string{"list", "--format", "json"}, args...)...)
		if code != exitOK {
			t.Fatalf("exit %d: %s", code, errs)
		}
		return lines[pipeline.Dead](t, out)
	}
	mustCommand(t, append([]string{"submit", "--wait", dir}, nats...)...)
	all := list()
	if len(all) != 3 || len(list("--since", "1h")) != 3 || len(list("--until", "1h")) != 0 || len(list("--since", "2024-01-31", "--stage", "ingest", "--class", "empty")) != 1 {
		t.Fatalf("%d dead letters", len(all))
	}
	for _, bad := range [][]string{{"drop", all[0].ID}, {"drop", "--yes"}, {"drop", "--yes", "--all", all[0].ID}, {"replay"}, {"list", "--since", "yesterday"}} {
		if code, _, _ := dead(bad...); code != exitUsage {
			t.Errorf("gouji dead %v: exit %d", bad, code)
		}
	}
	if code, _, errs := dead("replay", "--all", "--class", "empty"); code != exitOK || !strings.Contains(errs, "1 replayed, 0 failed") {
		t.Errorf("replay: exit %d: %s", code, errs)
	}
	settled(t, up.where.NATS)
	if again := list(); len(again) != 3 { // it failed again
		t.Errorf("%d dead letters after the replay", len(again))
	}
	if code, _, errs := dead("drop", "--yes", "--all", "--class", "unsupported_type"); code != exitOK || !strings.Contains(errs, "1 dropped, 0 failed") {
		t.Errorf("drop: exit %d: %s", code, errs)
	}
	if code, _, errs := dead("drop", "--yes", "gouji_p0-77"); code != exitFound || !strings.Contains(errs, "0 dropped, 1 failed") {
		t.Errorf("drop of nothing: exit %d: %s", code, errs)
	}
	if got := list(); len(got) != 2 {
		t.Errorf("%d dead letters are left", len(got))
	}
	if got := list("--class", "dropped"); len(got) != 1 || got[0].Was != "unsupported_type" || got[0].Data != nil {
		t.Errorf("dropped %+v", got)
	}
	if got := settled(t, up.where.NATS); got.Accepted != 3 || got.Dead != 3 || got.Unaccounted != 0 {
		t.Errorf("status %+v", got)
	}
}

func TestAuditNamesDamageAndRepairs(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	dir := samples(t, 3, 9)
	// A text that is too large to travel beside its record is in the object store.
	s, err := generate.One(generate.Options{Seed: 9, Layout: generate.Pipes, Year: 2023})
	if err != nil {
		t.Fatal(err)
	}
	large := append(s.Data, bytes.Repeat([]byte("\n"), 64<<10)...)
	if err := os.WriteFile(filepath.Join(dir, "large.txt"), large, 0o600); err != nil {
		t.Fatal(err)
	}
	nats := []string{"--lang", "en", "--nats-url", up.where.NATS}
	audit := func(args ...string) (int, string) {
		code, out, errs := command(t, append(append([]string{"audit"}, args...), nats...)...)
		return code, out + errs
	}
	mustCommand(t, append([]string{"submit", "--wait", "--format", "json", dir}, nats...)...)
	settled(t, up.where.NATS)
	code, text := audit("--format", "json")
	var r pipeline.AuditReport
	if err := json.Unmarshal([]byte(text), &r); err != nil || code != exitOK || r.Schema != pipeline.AuditSchema || r.Accepted != 4 || r.Published != 4 || !r.Clean() {
		t.Fatalf("exit %d: %s", code, text)
	}
	conn := client(t, up.where.NATS)
	ref, err := conn.Blobs.Put(t.Context(), large)
	if err != nil {
		t.Fatal(err)
	}
	// A record that names other bytes, as a role that may write blobs could leave it.
	sum := sha256.Sum256([]byte("other bytes"))
	record := fmt.Sprintf(`{"name":%q,"bucket":"gouji-blobs","nuid":"other","size":11,"chunks":1,"digest":"SHA-256=%s"}`, ref, base64.URLEncoding.EncodeToString(sum[:]))
	for subject, data := range map[string]string{"C.other": "other bytes", "M." + base64.URLEncoding.EncodeToString([]byte(ref)): record} {
		if _, err := conn.JS.Publish(t.Context(), "$O.gouji-blobs."+subject, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if code, text := audit(); code != exitFound || !strings.Contains(text, "damaged: "+ref) || !strings.Contains(text, "accepted 4 = published 4") {
		t.Errorf("exit %d: %s", code, text)
	}
	if code, text := audit("--repair"); code != exitFound || !strings.Contains(text, "1 overwritten records of blobs put right") {
		t.Errorf("exit %d: %s", code, text)
	}
	if code, text := audit(); code != exitOK {
		t.Errorf("exit %d: %s", code, text)
	}
	for _, bad := range [][]string{{"--collect", "1m"}, {"--collect", "2h", "--repair"}, {"--format", "xml"}, {"more"}} {
		if code, _ := audit(bad...); code != exitUsage {
			t.Errorf("gouji audit %v: exit %d", bad, code)
		}
	}
	if code, text := audit("--collect", "1h"); code != exitOK || !strings.Contains(text, "0 orphan blobs removed") {
		t.Errorf("exit %d: %s", code, text)
	}
}
