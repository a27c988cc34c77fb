// Package system runs the program under test with documents on their way, has faults fall on it,
// waits until it has settled, and has the judge look.
package system

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gouji/gouji/lab/chaos/ledger"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Run is a system under test with documents on their way.
type Run struct {
	*scenario.Lab
	Setup
	// Broker, Fleet, Ledger and Submitter are what has been started.
	Broker    *server.Broker
	Fleet     *process.Fleet
	Ledger    *ledger.Ledger
	Submitter *load.Submitter
	Submitted chan error      // the submitter's end
	Begun     time.Time       // when the run was made
	noting    sync.Mutex      // of faults, replayed and draws
	Injected  int             // faults
	replayed  map[string]bool // documents whose dead letter an operator has put back or dropped
	Revised   map[string]bool // documents that were submitted again with more said of them
	// urgent is set while an acknowledgement is waited for: no document is held back then.
	urgent    atomic.Bool
	allowed   atomic.Int64                       // ahead, as it is now
	asking    atomic.Pointer[context.CancelFunc] // gives up what pace asks the broker
	FirstAcks []time.Duration                    // see AwaitAck
	// Entrance is the address of the HTTP door where a `gouji up` runs, Client who asks it, and Admin
	// the address of its admin endpoints, if that was asked for.
	Entrance, Admin string
	Client          *http.Client
	// Want is the class of the dead letter that each document must end in, "published" for those that
	// it does not name; nil is no matter.
	Want map[string]string
	// Hasty is set where a run need not settle: it has lost what it waits for.
	Hasty bool
}

// Begin starts servers, workers and the submitter. The caller ends the run also when
// Begin fails.
func Begin(ctx context.Context, l *scenario.Lab, s Setup) (*Run, error) {
	r := NewRun(l, s, nil)
	var err error
	if r.Broker, err = r.StartBroker(ctx, r.Disk); err != nil {
		return r, err
	}
	return r, r.beginWork(ctx)
}

// NewRun has nothing started yet, and own as its broker.
func NewRun(l *scenario.Lab, s Setup, own *server.Broker) *Run {
	if s.Stages == "" {
		s.Stages = AllStages
	}
	if s.Disk == "" {
		s.Disk = filepath.Join(l.Dir, "nats")
	}
	if s.Store == "" {
		s.Store = "sqlite:" + filepath.Join(l.Dir, "gouji.db")
	}
	if s.Window == 0 {
		s.Window = 16
	}
	r := &Run{Lab: l, Setup: s, Broker: own, Begun: time.Now(), Submitted: make(chan error, 1), replayed: map[string]bool{}}
	r.allowed.Store(int64(s.Ahead))
	return r
}

// StartBroker starts as many servers as the run has, with their files below dir.
func (r *Run) StartBroker(ctx context.Context, dir string) (*server.Broker, error) {
	return server.Start(ctx, r.Spawn, r.Nodes, dir, r.Dir, r.Server)
}

// beginWork starts the workers and the submitter.
func (r *Run) beginWork(ctx context.Context) (err error) {
	if err = r.StartWorkers(ctx); err != nil {
		return err
	}
	if r.Ledger, err = ledger.New(filepath.Join(r.Dir, "acknowledged")); err != nil {
		return err
	}
	hand := r.hand
	if hand == nil {
		hand = load.NATSDoor(r.Broker.JS)
	}
	r.Submitter = &load.Submitter{Hand: hand, Ledger: r.Ledger, Window: r.Window, Pace: r.pace()}
	r.Submit(ctx, r.Documents)
	return nil
}

// StartWorkers starts a fleet, also anew after the last one has ended, and waits until it has made
// its streams and consumers.
func (r *Run) StartWorkers(ctx context.Context) error {
	url := r.Broker.URLs()
	if r.Through != nil {
		var err error
		if url, err = r.Through(r.Broker); err != nil {
			return err
		}
	}
	var err error
	if r.Commands == nil {
		r.Commands = func(slot int) []string {
			stages := r.Stages
			if r.Each != nil {
				stages = r.Each(slot)
			}
			args := r.workArgs(url, stages)
			if r.More != nil {
				args = append(args, r.More(slot)...)
			}
			return args
		}
	}
	if r.Binary == nil {
		r.Binary = func(int) string { return r.Gouji }
	}
	r.Fleet, err = process.StartFleet(r.Spawn, r.Dir, r.Logf, r.Workers, func(slot int) *exec.Cmd {
		cmd := process.Command(r.Prefix, r.Binary(slot), r.Commands(slot)...)
		if r.Env != nil {
			cmd.Env = append(os.Environ(), r.Env(slot)...)
		}
		return cmd
	})
	if err != nil {
		return err
	}
	return wait.Until(ctx, "the streams and consumers are there", server.StartWait, r.ready)
}

// Submit submits docs in the background; nil is none.
func (r *Run) Submit(ctx context.Context, docs iter.Seq[load.Submission]) {
	if docs == nil {
		r.Submitted <- nil
		return
	}
	go func() { r.Submitted <- r.Submitter.Run(ctx, docs) }()
}

func (r *Run) ready(ctx context.Context) bool {
	for _, c := range Consumers() {
		if _, err := r.Broker.JS.Consumer(ctx, c.Stream, c.Name); err != nil {
			return false
		}
	}
	return true
}

// End stops what is left; it is called in any case.
func (r *Run) End() {
	if r == nil {
		return
	}
	if r.Fleet != nil {
		r.Fleet.Close()
	}
	if r.Client != nil {
		r.Client.CloseIdleConnections()
	}
	if r.Broker != nil {
		r.Broker.Close()
	}
	if r.Ledger != nil {
		_ = r.Ledger.Close() // every line of it is fsynced
	}
}

// Marks draws n moments between the first message of the log and the last, as numbers of
// messages: faults then fall on work, however fast the machine is.
func (r *Run) Marks(n, docs int) []uint64 {
	const hops = 5 // accepted, ingested, parsed, validated, receipt
	var out []uint64
	for range n {
		out = append(out, uint64(r.Rand.IntN(max(1, docs*hops*9/10))))
	}
	slices.Sort(out)
	return out
}

// Draw is a random number in [0,n). It is safe for concurrent use.
func (r *Run) Draw(n int) int {
	r.noting.Lock()
	defer r.noting.Unlock()
	return r.Rand.IntN(n)
}

// NotePutBack says that an operator has put the dead letter of a document back, or dropped it.
func (r *Run) NotePutBack(doc string) {
	r.noting.Lock()
	defer r.noting.Unlock()
	r.replayed[doc] = true
}

// WasPutBack reports whether that was said.
func (r *Run) WasPutBack(doc string) bool {
	r.noting.Lock()
	defer r.noting.Unlock()
	return r.replayed[doc]
}

// Fault notes one injected fault.
func (r *Run) Fault(format string, a ...any) {
	r.noting.Lock()
	defer r.noting.Unlock()
	r.Injected++
	r.Logf("fault %d: %s", r.Injected, fmt.Sprintf(format, a...))
}
