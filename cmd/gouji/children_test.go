package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// readers are the children of a process that read documents which are no PDF.
func readers(t *testing.T, parent int) []int {
	t.Helper()
	paths, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if len(paths) == 0 {
		t.Skip("skipped: the system does not list children")
	}
	var pids []int
	for _, path := range paths {
		list, _ := os.ReadFile(path)
		for _, f := range strings.Fields(string(list)) {
			line, _ := os.ReadFile("/proc/" + f + "/cmdline")
			if pid, err := strconv.Atoi(f); err == nil && bytes.HasSuffix(line, []byte("\x00"+extract+"\x00")) {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// TestTheWorkerSurvivesItsChildren kills the children that read for a running system, which
// reads on with others.
func TestTheWorkerSurvivesItsChildren(t *testing.T) {
	t.Parallel()
	up := startUp(t, t.TempDir())
	for seed := range uint64(2) {
		dir := childSamples(t, 6, 70+seed)
		all := lines[submitted](t, mustCommand(t, "submit", "--wait", "--format", "json", "--nats-url", up.where.NATS, dir))
		for _, s := range all {
			if shown := mustCommand(t, "show", s.ID, "--format", "json", "--nats-url", up.where.NATS); !strings.Contains(shown, `"state":"published"`) {
				t.Errorf("%s: %.200s", s.File, shown)
			}
		}
		pids := readers(t, up.cmd.Process.Pid)
		if len(pids) == 0 {
			t.Fatal("no child reads for the worker")
		}
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}
