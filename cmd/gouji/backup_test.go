package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/pipeline"
)

// TestBackUpDestroyRestore is the drill of docs/backup.md: a running system is backed up,
// destroyed with its folder, and brought back in a new one. Every document has the answer that
// it had, and the audit is clean.
func TestBackUpDestroyRestore(t *testing.T) {
	t.Parallel()
	data, saved := t.TempDir(), filepath.Join(t.TempDir(), "backup")
	up := startUp(t, data)
	ids := lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, samples(t, 6, 4)))
	settled(t, up.where.NATS)
	answers := map[string]string{}
	for _, s := range ids {
		answers[s.ID] = mustCommand(t, "show", "--format", "json", "--nats-url", up.where.NATS, s.ID)
	}
	out := mustCommand(t, "backup", "--nats-url", up.where.NATS, "--format", "json", saved)
	if m := lines[pipeline.BackupManifest](t, out); len(m) != 1 || len(m[0].Streams) < 6 {
		t.Fatalf("manifest %s", out)
	}
	if code, _, errs := command(t, "backup", "--lang", "en", "--nats-url", up.where.NATS, saved); code != exitUsage || !strings.Contains(errs, "name another folder") {
		t.Errorf("a second backup: exit %d: %s", code, errs)
	}
	if code, _, errs := command(t, "restore", "--lang", "en", "--nats-url", up.where.NATS, saved); code != exitUsage || !strings.Contains(errs, "nothing was restored") {
		t.Errorf("a restore over what is there: exit %d: %s", code, errs)
	}
	if code, _, errs := command(t, "restore", "--data", data, saved); code != exitUsage || !strings.Contains(errs, data) {
		t.Errorf("a restore into a folder in use: exit %d: %s", code, errs)
	}
	up.kill(t)
	if err := os.RemoveAll(data); err != nil {
		t.Fatal(err)
	}

	fresh := t.TempDir()
	mustCommand(t, "restore", "--data", fresh, saved)
	up = startUp(t, fresh)
	nats := []string{"--nats-url", up.where.NATS}
	mustCommand(t, append([]string{"store", "rebuild", "--store", "sqlite:" + filepath.Join(fresh, "gouji.db")}, nats...)...)
	mustCommand(t, append([]string{"ledger", "rebuild"}, nats...)...)
	// The rows were missing when the standing audit looked first: it is red until it looks again.
	until(t, "the audit is clean", func() bool {
		code, _, _ := command(t, append([]string{"audit", "--repair"}, nats...)...)
		return code == exitOK
	})
	if s := settled(t, up.where.NATS); s.Accepted != len(ids) || s.Published+s.Dead != len(ids) || s.Unaccounted != 0 {
		t.Errorf("status %+v", s)
	}
	for id, want := range answers {
		if got := mustCommand(t, "show", "--format", "json", "--nats-url", up.where.NATS, id); got != want {
			t.Errorf("%s answers\n%.400s\nand before\n%.400s", id, got, want)
		}
	}
	if code, _, errs := command(t, "restore", "--data", t.TempDir(), t.TempDir()); code != exitUsage {
		t.Errorf("a restore of nothing: exit %d: %s", code, errs)
	}
}
