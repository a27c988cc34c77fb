package main

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline"
)

// TestArchiveDeleteRestore is the drill of docs/backup.md: a year of a running system goes into
// a file and out of the log, and comes back. In between every door says where the documents
// are; afterwards each gives the answer that it gave before.
func TestArchiveDeleteRestore(t *testing.T) {
	t.Parallel()
	data, file := t.TempDir(), filepath.Join(t.TempDir(), "year.tar.zst")
	up := startUp(t, data, "--log-deletable")
	nats := []string{"--data", data, "--nats-url", up.where.NATS, "--lang", "en"}
	ids := lines[submitted](t, mustCommand(t, append([]string{"submit", "--wait", "--format", "json", samples(t, 6, 4)}, nats...)...))
	settled(t, up.where.NATS)
	answers := func() map[string]string {
		out := map[string]string{}
		for _, s := range ids {
			_, shown, _ := command(t, append([]string{"show", "--format", "json", s.ID}, nats...)...)
			out[s.ID] = shown + got(t, "http://"+up.where.HTTP+"/v1/reports/"+s.ID)
		}
		return out
	}
	before := answers()
	year := ""
	for _, s := range ids {
		var c struct{ Report struct{ Year int } }
		if err := json.Unmarshal([]byte(mustCommand(t, append([]string{"show", "--format", "json", s.ID}, nats...)...)), &c); err == nil && c.Report.Year > 0 {
			year = jsonOf(t, c.Report.Year)
		}
	}
	if year == "" {
		t.Fatal("no sample has a year")
	}
	w := lines[archived](t, mustCommand(t, append([]string{"archive", "--year", year, "--out", file, "--format", "json"}, nats...)...))[0]
	if w.Documents == 0 || w.Left != 0 || !w.Decisions || w.Year != year {
		t.Fatalf("archive %+v", w)
	}
	if v := lines[archived](t, mustCommand(t, "audit", "--archive", file, "--format", "json"))[0]; v != w {
		t.Errorf("the audit reads %+v, and %+v was written", v, w)
	}
	if code, _, errs := command(t, append([]string{"archive", "--year", year, "--out", file}, nats...)...); code != exitUsage || !strings.Contains(errs, "name another file") {
		t.Errorf("a second archive: exit %d: %s", code, errs)
	}
	if code, _, errs := command(t, append([]string{"archive", "--year", year, "--delete", file}, nats...)...); code != exitUsage || !strings.Contains(errs, "--delete FILE") {
		t.Errorf("both at once: exit %d: %s", code, errs)
	}
	r := lines[pipeline.ArchiveRemoved](t, mustCommand(t, append([]string{"archive", "--delete", file, "--format", "json"}, nats...)...))[0]
	if r.Documents != w.Documents || len(r.Kept) != 0 || r.Messages == 0 {
		t.Fatalf("removed %+v of %+v", r, w)
	}
	// The standing audit, which reads on, and a new one agree that nothing is lost.
	until(t, "the audit is clean after the removal", func() bool {
		code, _, _ := command(t, append([]string{"audit"}, nats...)...)
		return code == exitOK
	})
	if s := settled(t, up.where.NATS); s.Archived != w.Documents || s.Accepted != len(ids)-w.Documents || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	gone := 0
	for _, now := range answers() {
		if strings.Count(now, `"state":"archived"`) == 2 {
			gone++
		}
	}
	if gone != w.Documents {
		t.Errorf("%d of %d documents are archived at both doors", gone, w.Documents)
	}

	back := lines[restored](t, mustCommand(t, append([]string{"restore", file, "--format", "json"}, nats...)...))[0]
	if back.Documents != w.Documents || len(back.Differs) != 0 || back.Messages == 0 {
		t.Fatalf("restored %+v", back)
	}
	if s := settled(t, up.where.NATS); s.Archived != 0 || s.Accepted != len(ids) || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	until(t, "the audit is clean after the restore", func() bool {
		code, _, _ := command(t, append([]string{"audit"}, nats...)...)
		return code == exitOK
	})
	for id, now := range answers() {
		if now != before[id] {
			t.Errorf("%s answers\n%.400s\nand before\n%.400s", id, now, before[id])
		}
	}
	mustCommand(t, append([]string{"store", "rebuild", "--store", "sqlite:" + filepath.Join(data, "gouji.db")}, nats...)...)
}

// got is what a door answers.
func got(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
