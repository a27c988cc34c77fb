package main

import (
	"strings"
	"testing"
)

// TestReparsePassesOverItsOwn: what this version has read is not read again. That another
// version reads everything is tested in internal/flow.
func TestReparsePassesOverItsOwn(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	mustCommand(t, "submit", "--wait", "--nats-url", up.where.NATS, samples(t, 3, 9))
	code, out, errs := command(t, "reparse", "--publish", "--lang", "en", "--nats-url", up.where.NATS)
	if code != exitOK || !strings.Contains(errs, "0 documents read again") {
		t.Errorf("exit %d, %s%s", code, out, errs)
	}
	if code, _, errs := command(t, "reparse", "--rate", "-1", "--nats-url", up.where.NATS); code != exitUsage {
		t.Errorf("exit %d, %s", code, errs)
	}
}
