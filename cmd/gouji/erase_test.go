package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/generate"
	"github.com/gouji/gouji/pipeline"
	"github.com/gouji/gouji/stages/report"
)

// canary stands nowhere but in the texts and file names of the documents that are erased.
const canary = "qzjxvkw"

// TestErase: two documents, one published and one dead, leave nothing behind in any stream or in
// the store; every door says that they were erased, and both audits are green.
func TestErase(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := startUp(t, data, "--log-deletable")
	nats := []string{"--data", data, "--nats-url", up.where.NATS, "--lang", "en"}
	with := func(args ...string) []string { return append(args, nats...) }
	folder := samples(t, 1, 7)
	sample, err := generate.One(generate.Options{Seed: 7, Layout: generate.HTMLClean})
	if err != nil {
		t.Fatal(err)
	}
	published := bytes.Replace(sample.Data, []byte("</body>"), []byte("<p>"+canary+"</p></body>"), 1)
	texts := map[string][]byte{canary + "-report.html": published, canary + "-notice.txt": []byte(canary + " 关于召开会议的通知\n请各单位准时参加。\n")}
	files := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(files, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mustCommand(t, with("submit", "--wait", folder)...)
	command(t, with("submit", "--wait", files)...)
	settled(t, up.where.NATS)
	if n := len(canaries(t, up.where.NATS)); n < 4 {
		t.Fatalf("the canary stands in %d messages before", n)
	}
	if found := inFiles(t, data); len(found) == 0 {
		t.Fatal("the canary stands in no file before")
	}
	for _, text := range texts {
		id := report.DocumentID(text)
		if code, _, errs := command(t, with("erase", id)...); code != exitUsage || !strings.Contains(errs, "--yes") {
			t.Errorf("without --yes: exit %d: %s", code, errs)
		}
		if code, _, errs := command(t, with("erase", id, "--yes", "--reason", "a text of mine")...); code != exitUsage || !strings.Contains(errs, "personal") {
			t.Errorf("with a text as the reason: exit %d: %s", code, errs)
		}
		out := lines[erased](t, mustCommand(t, with("erase", id, "--yes", "--reason", "personal", "--format", "json")...))[0]
		if out.Log.Messages == 0 || out.Log.Again || out.State != pipeline.StateErased {
			t.Errorf("erased %+v", out)
		}
		if again := lines[erased](t, mustCommand(t, with("erase", id, "--yes", "--format", "json")...))[0]; !again.Log.Again || again.Log.Messages != 0 {
			t.Errorf("erased again %+v", again)
		}
		// Every door.
		if out := mustCommand(t, with("show", id)...); !strings.Contains(out, "erased") {
			t.Errorf("show: %s", out)
		}
		if out := mustCommand(t, with("show", "--format", "json", id)...); !strings.Contains(out, `"state":"erased"`) {
			t.Errorf("show: %s", out)
		}
		if out := got(t, "http://"+up.where.HTTP+"/v1/reports/"+id); !strings.Contains(out, `"state":"erased"`) {
			t.Errorf("the HTTP door: %s", out)
		}
		if code, _, errs := command(t, with("dead", "show", id)...); code == exitOK || !strings.Contains(errs, "erased") {
			t.Errorf("dead show: exit %d: %s", code, errs)
		}
		again, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+up.where.HTTP+"/v1/reports", bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if code, body := answered(t, again); code != http.StatusGone || !strings.Contains(body, `"class":"erased"`) {
			t.Errorf("submitted to the HTTP door again: %d %s", code, body)
		}
	}
	if code, _, errs := command(t, with("submit", "--wait", files)...); code == exitOK || strings.Count(errs, "was erased") != len(texts) {
		t.Errorf("submitted again: exit %d: %s", code, errs)
	}
	if code, _, _ := command(t, with("erase", report.DocumentID([]byte("nobody")), "--yes")...); code != exitUnknown {
		t.Errorf("a document that nobody knows: exit %d", code)
	}
	until(t, "the audit is clean", func() bool {
		code, _, _ := command(t, with("audit")...)
		return code == exitOK
	})
	if s := settled(t, up.where.NATS); s.Erased != len(texts) || s.Archived != 0 || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	if found := canaries(t, up.where.NATS); len(found) > 0 {
		t.Errorf("the canary stands in %v", found)
	}
	for _, path := range inFiles(t, data) {
		// What the server frees when it likes is named in docs/backup.md.
		if !strings.Contains(path, "GOUJI_SUBMIT") && !strings.Contains(path, "KV_gouji-ledger") {
			t.Errorf("the canary stands in %s", path)
		}
	}
}

// TestEraseWithoutDeletion: nothing is touched where nobody may delete, and it says what to do.
func TestEraseWithoutDeletion(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	up := startUp(t, data)
	nats := []string{"--data", data, "--nats-url", up.where.NATS, "--lang", "en"}
	ids := lines[submitted](t, mustCommand(t, append([]string{"submit", "--wait", "--format", "json", samples(t, 1, 3)}, nats...)...))
	settled(t, up.where.NATS)
	before := mustCommand(t, append([]string{"show", "--format", "json", ids[0].ID}, nats...)...)
	if code, _, errs := command(t, append([]string{"erase", ids[0].ID, "--yes"}, nats...)...); code != exitUsage || !strings.Contains(errs, "--log-deletable") {
		t.Errorf("exit %d: %s", code, errs)
	}
	if after := mustCommand(t, append([]string{"show", "--format", "json", ids[0].ID}, nats...)...); after != before {
		t.Errorf("it is now\n%.400s\nand was\n%.400s", after, before)
	}
}

// canaries are the subjects of the messages that have the canary, in any stream.
func canaries(t *testing.T, url string) (found []string) {
	t.Helper()
	conn := client(t, url)
	names := conn.JS.StreamNames(t.Context())
	for name := range names.Name() {
		s, err := conn.JS.Stream(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		for seq := uint64(1); seq <= s.CachedInfo().State.LastSeq; seq++ {
			m, err := s.GetMsg(t.Context(), seq)
			if err != nil {
				continue
			}
			header, err := json.Marshal(m.Header)
			if err != nil {
				t.Fatal(err)
			}
			// Packed bytes keep what stands nowhere else as it is.
			if bytes.Contains(append(header, m.Data...), []byte(canary)) {
				found = append(found, m.Subject)
			}
		}
	}
	if err := names.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// inFiles are the files below a folder that have the canary.
func inFiles(t *testing.T, folder string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(canary)) {
			found = append(found, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return found
}
