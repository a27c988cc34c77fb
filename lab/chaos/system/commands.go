package system

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Operate runs a command of a program against the servers, which must succeed.
func (r *Run) Operate(ctx context.Context, program string, args ...string) error {
	text, err := exec.CommandContext(ctx, program, append(slices.Clone(args), "--lang", "en", "--nats-url", r.Broker.URLs())...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("gouji %s: %w: %.600s", args[0], err, text)
	}
	return nil
}

// ResultsPart is the part of gouji that tells producers what became of their documents.
const ResultsPart = "results"

// workArgs is the command line of `gouji work` for stages, for ResultsPart, or for a part that is
// given as its flag, against url.
func (r *Run) workArgs(url, stages string) []string {
	part := []string{"work", "--stages", stages}
	switch {
	case stages == ResultsPart:
		part = []string{"work", "--results"}
	case strings.HasPrefix(stages, "--"):
		part = []string{"work", stages}
	}
	args := append(part, "--nats-url", url, "--admin", "127.0.0.1:0", "--data", filepath.Join(r.Dir, "data"),
		"--store", r.Store, "--replicas", strconv.Itoa(r.Nodes), "--log-format", "json", "--log-level", "warn")
	return append(args, r.LeaseArgs()...)
}

// LeaseArgs sets AckWait where the run has its own.
func (r *Run) LeaseArgs() []string {
	if r.AckWait == 0 {
		return nil
	}
	return []string{"--ack-wait", r.AckWait.String()}
}

// UpArgs is the command line of `gouji up` on loopback; admin is an address.
func (r *Run) UpArgs(data string, nats, http int, admin string) []string {
	args := []string{"up", "--data", data, "--nats-listen", fmt.Sprintf("127.0.0.1:%d", nats), "--http", fmt.Sprintf("127.0.0.1:%d", http),
		"--admin", admin, "--log-format", "json", "--log-level", "warn"}
	return append(args, r.LeaseArgs()...)
}
