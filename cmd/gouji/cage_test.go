package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/stages/ingest/child"
)

// TestWhoReadsDocumentsSaysItsCage: /readyz and `gouji version` name each wall as held or
// missing, and say the same; a process that reads no documents says that.
func TestWhoReadsDocumentsSaysItsCage(t *testing.T) {
	t.Parallel()
	var v struct{ Cage *child.Cage }
	if err := json.Unmarshal([]byte(mustCommand(t, "version", "--format", "json")), &v); err != nil || v.Cage == nil {
		t.Fatalf("gouji version has no cage: %v", err)
	}
	said := fmt.Sprint(*v.Cage)
	for _, wall := range []string{"no_new_privs", "seccomp", "no network", "no capabilities", "rlimits"} {
		if said != "none" && strings.Count(said, wall) != 1 {
			t.Errorf("%q does not name %s once", said, wall)
		}
	}
	if text := mustCommand(t, "version", "--lang", "en"); !strings.Contains(text, said) {
		t.Errorf("version says %q, its JSON %q", text, said)
	}
	up, broker := startUp(t, t.TempDir()), startBroker(t)
	until(t, "readiness names the cage", func() bool {
		return strings.Contains(get(t, "http://"+up.where.Admin+"/readyz"), "\ncage: "+said+"\n")
	})
	w := startWork(t, broker.URL(), "", "parse")
	until(t, "a process that reads no documents says so", func() bool {
		return strings.Contains(get(t, "http://"+w.where.Admin+"/readyz"), "cage: this process reads no documents")
	})
}
