package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTwoUpsOnOneFolder: the second is refused within a second, by any path to the folder,
// names the first, and leaves it in peace.
func TestTwoUpsOnOneFolder(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := startUp(t, data)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	anyPort := []string{"--nats-listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--admin", "127.0.0.1:0"}
	for _, args := range [][]string{
		append([]string{"up", "--data", data}, anyPort...),
		append([]string{"up", "--data", link}, anyPort...),
		{"work", "--stages", "publish", "--data", data, "--admin", "127.0.0.1:0", "--nats-url", first.announced},
	} {
		begun := time.Now()
		code, _, errs := command(t, args...)
		// It takes some 50 ms. The bound only tells a refusal from waiting for the lock: other
		// tests want the processors, too.
		if took := time.Since(begun); took > patience/2 {
			t.Errorf("%v: refused after %s", args, took)
		}
		if code != exitUsage {
			t.Errorf("%v: exit %d, want %d", args, code, exitUsage)
		}
		for _, want := range []string{fmt.Sprint(first.cmd.Process.Pid), first.announced, first.where.HTTP, "gouji status --nats-url " + first.announced + " --data "} {
			if !strings.Contains(errs, want) {
				t.Errorf("%v does not name %s:\n%s", args, want, errs)
			}
		}
	}
	if code, out, errs := command(t, "status", "--nats-url", first.announced, "--data", data); code != exitOK {
		t.Errorf("the first: exit %d\n%s%s", code, out, errs)
	}
}
