package scenario

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/lab/chaos/process"
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

// Lab is what all scenarios of one run share.
type Lab struct {
	Options
	// Dir is of its own, removed at the end.
	Dir string
	// Spawn starts its processes, Rand chooses by the seed.
	Spawn *process.Spawner
	Rand  *rand.Rand
}

// NewLab makes the folder; Close removes it.
func NewLab(o Options) (*Lab, error) {
	dir, err := os.MkdirTemp("", "gouji-chaos-")
	if err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
	return &Lab{Options: o, Dir: dir, Spawn: process.NewSpawner(), Rand: rand.New(rand.NewPCG(o.Seed, 0x90071))}, nil
}

func (l *Lab) close() error {
	l.Spawn.Close()
	if l.Keep {
		l.Logf("kept %s", l.Dir)
		return nil
	}
	return os.RemoveAll(l.Dir)
}

// Logf writes one line with the time of day.
func (l *Lab) Logf(format string, a ...any) {
	fmt.Fprintf(l.Log, "%s %s\n", time.Now().Format("15:04:05.000"), fmt.Sprintf(format, a...))
}

// Below is a laboratory of its own in a folder inside.
func (l *Lab) Below(name string) (*Lab, error) {
	sub := *l
	sub.Dir = filepath.Join(l.Dir, name)
	return &sub, os.Mkdir(sub.Dir, 0o700)
}

// Lead is how far ahead of the work a producer may be, so that documents are still on
// their way at the last fault.
func (l *Lab) Lead() int { return min(100, max(5, l.Docs/8)) }

// Share is the i-th of n nearly equal parts of a whole.
func Share(whole, n, i int) int { return whole*(i+1)/n - whole*i/n }

// Lease is the AckWait that workers are started with where a scenario waits for
// redelivery after each fault: with the program's own 30 s most of a run would be waiting.
func (l *Lab) Lease() time.Duration {
	if l.Short {
		return 2 * time.Second
	}
	return 5 * time.Second
}
