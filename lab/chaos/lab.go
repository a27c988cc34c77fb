package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// Options configures a laboratory.
type Options struct {
	// Docs and Faults are how many documents are submitted and how many faults injected; 0
	// is the scenario's own number.
	Docs, Faults int
	// Replicas is how many servers kill-all has, each with all streams; 0 is one.
	Replicas int
	// Seed chooses documents, victims and moments.
	Seed uint64
	// Short makes the scenario's own numbers small: all scenarios in five minutes on two cores.
	Short bool
	// Gouji is the binary to test; empty builds it from the module around.
	Gouji string
	// Log takes a line for each fault. Nil discards them.
	Log io.Writer
	// Keep leaves the temporary folder, for looking at logs.
	Keep bool
}

// lab is what all scenarios of one run share.
type lab struct {
	Options
	// dir is of its own, removed at the end.
	dir   string
	spawn *spawner
	rand  *rand.Rand
}

func newLab(o Options) (*lab, error) {
	dir, err := os.MkdirTemp("", "gouji-chaos-")
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	return &lab{Options: o, dir: dir, spawn: newSpawner(), rand: rand.New(rand.NewPCG(o.Seed, 0x90071))}, nil
}

func (l *lab) close() error {
	l.spawn.close()
	if l.Keep {
		l.logf("kept %s", l.dir)
		return nil
	}
	return os.RemoveAll(l.dir)
}

// logf writes one line with the time of day.
func (l *lab) logf(format string, a ...any) {
	fmt.Fprintf(l.Log, "%s %s\n", time.Now().Format("15:04:05.000"), fmt.Sprintf(format, a...))
}

// Versions names what was tested: gouji, nats-server and nats.go.
func Versions(ctx context.Context, gouji string) string {
	text, err := exec.CommandContext(ctx, gouji, "version").Output()
	out := strings.TrimSpace(string(text))
	if err != nil {
		out = "gouji ?"
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return out
	}
	for _, m := range info.Deps {
		switch m.Path {
		case "github.com/nats-io/nats-server/v2", "github.com/nats-io/nats.go":
			out += ", " + filepath.Base(strings.TrimSuffix(m.Path, "/v2")) + " " + m.Version
		}
	}
	return out
}

// ErrSkipped says that this machine cannot do a scenario, and why.
var ErrSkipped = errors.New("skipped")

func skipf(format string, a ...any) error {
	return fmt.Errorf("%w: %s", ErrSkipped, fmt.Sprintf(format, a...))
}
