package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the command line as its users do: testdata/script/*.txtar.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}

// TestExitCodes pins the codes that scripts of others rely on.
func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want int
		args []string
	}{
		{exitOK, []string{"version"}},
		{exitUsage, []string{"nonsense"}},
		{exitUsage, []string{"check", "--no-such-flag", "x"}},
		{exitUsage, []string{"check", "no-such-file.html"}},
		{exitUsage, []string{"work", "--stages", "weave"}},
		{exitUsage, []string{"up", "--once"}},
		{exitUsage, []string{"dead", "replay"}},
		{exitFound, []string{"status", "--nats-url", "nats://127.0.0.1:1"}},
	} {
		if got, out, errs := command(t, c.args...); got != c.want {
			t.Errorf("gouji %v: exit %d, want %d\n%s%s", c.args, got, c.want, out, errs)
		}
	}
}
