package main

import (
	"encoding/json"
	"testing"

	"github.com/spf13/cobra"
)

// TestEveryCommandHasAFormat walks through all commands.
func TestEveryCommandHasAFormat(t *testing.T) {
	t.Parallel()
	seen := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		if !cmd.Runnable() || cmd.Hidden {
			return
		}
		seen++
		if cmd.Flag("format") == nil {
			t.Errorf("%s has no --format", cmd.CommandPath())
		}
		if cmd.Flag("json") != nil {
			t.Errorf("%s has --json beside --format", cmd.CommandPath())
		}
	}
	walk(newRoot(&app{}))
	if seen < 20 {
		t.Errorf("only %d commands were looked at", seen)
	}
}

// TestResultsAsJSON: what the commands print that need no running system is JSON, an object
// a line.
func TestResultsAsJSON(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"version"}, {"config", "show"}, {"rules", "list"}, {"rules", "show", "T3-01"},
		{"generate", "--out", t.TempDir()}, {"bench", "parse", "--rounds", "1", "--round", "5ms"},
	} {
		out := lines[map[string]any](t, mustCommand(t, append(args, "--format", "json")...))
		if len(out) == 0 || len(out[0]) == 0 {
			b, _ := json.Marshal(out)
			t.Errorf("%v prints %s", args, b)
		}
		if code, _, _ := command(t, append(args, "--format", "moon")...); code != exitUsage {
			t.Errorf("%v in a format that there is not: exit %d", args, code)
		}
	}
}
