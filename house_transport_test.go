package gouji_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// transport is the rooms of the pipeline, from the lowest to the facade. Each row lists all
// that the room may import, so an arrow up is one that is not listed. The rooms' tests are
// outside packages and run on the rig of pipelinetest, which knows every room.
func transport() []room {
	const in = "pipeline/internal/"
	row := func(dir string, own ...string) room {
		return room{dir: dir, own: append(own, dir, "pipeline/fault"), foreign: []string{anything},
			tests: []string{module + "pipeline/internal", module + "pipeline/client", module + "pipeline/pipelinetest", module + "metrics"}}
	}
	wire, broker, topology, admission := in+"wire", in+"broker", in+"topology", in+"admission"
	history, dead, worker, audit := in+"history", in+"dead", in+"worker", in+"audit"
	witness, outcome := in+"witness", in+"outcome"
	const client, backup = "pipeline/client", in + "backup"
	return []room{
		{dir: "pipeline/fault", own: []string{"pipeline/fault"}},
		{dir: "pipeline/codec", own: []string{"pipeline/codec", "pipeline/fault"}, foreign: []string{"github.com/fxamacker/cbor"}, tests: []string{"pgregory.net/rapid"}},
		row(wire, "pipeline/codec"),
		row(broker, wire),
		row(topology, wire, broker),
		row(admission, wire, broker, topology, "metrics"),
		row(backup, wire, broker),
		row(history, wire, broker, "metrics"),
		row(dead, wire, broker, topology, history),
		row(client, wire, broker, topology, admission, history, dead),
		row(worker, wire, "pipeline/codec", broker, topology, admission, history, dead, "metrics"),
		row(witness, wire, broker),
		row(audit, wire, broker, topology, history, dead, client, worker, witness, "metrics"),
		row(in+"archive", wire, broker, dead, audit),
		row(outcome, wire, broker, dead),
		row(in+"status", wire, broker, topology, worker, audit),
		// The facade names what others use.
		row("pipeline", wire, broker, topology, admission, backup, in+"archive", dead, client, worker, audit, witness, outcome, in+"status"),
		row("pipeline/pipelinetest", "pipeline", "metrics"),
		// gouji's own state stands on the transport's client. Its tests run real stages.
		{dir: "internal/state", own: []string{"internal/state", client, "pipeline/fault", "stages/neighbour"}, foreign: []string{anything},
			never: []string{"github.com/nats-io"}, tests: []string{module + "pipeline"}},
	}
}

func TestTheTransportHasNoArrowUp(t *testing.T) {
	for _, c := range []struct{ dir, imports string }{
		{"pipeline/internal/wire", "pipeline/internal/broker"},
		{"pipeline/internal/dead", "pipeline/internal/worker"},
		{"pipeline/internal/worker", "pipeline/client"},
		{"pipeline/client", "pipeline/internal/worker"},
		{"pipeline/internal/audit", "internal/state"},
		{"pipeline/internal/witness", "pipeline/internal/audit"},
		{"pipeline/internal/witness", "stages/publish/sqlstore"},
		{"internal/state", "pipeline/internal/wire"},
		{"internal/state", "pipeline"},
	} {
		if roomOf(c.dir).refuses(module+c.imports) == "" {
			t.Errorf("%s may import %s, and should not", c.dir, c.imports)
		}
	}
}

// TestNoPackageIsCrowded: a room of more than 20 files is cut. The command layer and the
// generator are lists of like things.
func TestNoPackageIsCrowded(t *testing.T) {
	files := map[string]int{}
	walkGo(t, func(path string) {
		if !strings.HasSuffix(path, "_test.go") {
			files[filepath.ToSlash(filepath.Dir(path))]++
		}
	})
	for dir, n := range files {
		if n > 20 && !slices.Contains([]string{"cmd/gouji", "generate"}, dir) {
			t.Errorf("%s has %d files, at most 20", dir, n)
		}
	}
}
