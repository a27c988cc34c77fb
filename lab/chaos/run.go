package chaos

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// allStages is what a worker process runs unless a scenario says otherwise.
const allStages = "ingest,parse,validate,publish"

// setup is what a scenario starts with.
type setup struct {
	nodes, workers int
	// docs are submitted in the background as soon as the system runs.
	docs iter.Seq[submission]
	// hand is the door that they are handed in at, default NATS.
	hand door
	// stages of the workers, default all; each, where set, is those of one slot.
	stages string
	each   func(slot int) string
	// ackWait is the lease on messages that workers are started with, 0 for the program's 30 s.
	ackWait time.Duration
	// disk is where the servers keep their files, default below the laboratory's folder.
	disk string
	// through is the address workers connect to instead of the broker's own.
	through func(*broker) (string, error)
	// store is the SQL store, default an SQLite file.
	store string
	// commands is the command line of each worker, default `gouji work`, of binary, default
	// the one under test, and env what is added to its environment.
	commands func(slot int) []string
	binary   func(slot int) string
	env      func(slot int) []string
	// prefix is put before the command line of each worker, as serverConfig.Prefix is.
	prefix []string
	// more is added to the command line of `gouji work`.
	more func(slot int) []string
	// server changes the configuration of each server.
	server func(*serverConfig)
	// window is how many submissions wait for an acknowledgement at once, default 16.
	window int
	// ahead is how many messages may wait for work before the producer pauses, 0 for any
	// number: so documents are on their way as long as the run lasts.
	ahead int
}

// run is a system under test with documents on their way.
type run struct {
	*lab
	setup
	broker    *broker
	fleet     *fleet
	ledger    *ledger
	submitter *submitter
	submitted chan error // the submitter's end
	begun     time.Time
	noting    sync.Mutex // of faults, replayed and draws
	faults    int
	replayed  map[string]bool // documents whose dead letter an operator has put back or dropped
	revised   map[string]bool // documents that were submitted again with more said of them
	// urgent is set while an acknowledgement is waited for: no document is held back then.
	urgent    atomic.Bool
	allowed   atomic.Int64                       // ahead, as it is now
	asking    atomic.Pointer[context.CancelFunc] // gives up what pace asks the broker
	firstAcks []time.Duration
	// entrance is the address of the HTTP door where a `gouji up` runs, client who asks it, and admin
	// the address of its admin endpoints, if that was asked for.
	entrance, admin string
	client          *http.Client
	// hasty is set where a run need not settle: it has lost what it waits for.
	hasty bool
}

// begin starts servers, workers and the submitter. The caller ends the run also when
// begin fails.
func begin(ctx context.Context, l *lab, s setup) (*run, error) {
	r := newRun(l, s, nil)
	var err error
	if r.broker, err = r.startBroker(ctx, r.disk); err != nil {
		return r, err
	}
	return r, r.beginWork(ctx)
}

// newRun has nothing started yet, and own as its broker.
func newRun(l *lab, s setup, own *broker) *run {
	if s.stages == "" {
		s.stages = allStages
	}
	if s.disk == "" {
		s.disk = filepath.Join(l.dir, "nats")
	}
	if s.store == "" {
		s.store = "sqlite:" + filepath.Join(l.dir, "gouji.db")
	}
	if s.window == 0 {
		s.window = 16
	}
	r := &run{lab: l, setup: s, broker: own, begun: time.Now(), submitted: make(chan error, 1), replayed: map[string]bool{}}
	r.allowed.Store(int64(s.ahead))
	return r
}

// startBroker starts as many servers as the run has, with their files below dir.
func (r *run) startBroker(ctx context.Context, dir string) (*broker, error) {
	return startBroker(ctx, r.spawn, r.nodes, dir, r.dir, r.server)
}

// beginWork starts the workers and the submitter.
func (r *run) beginWork(ctx context.Context) (err error) {
	if err = r.startWorkers(ctx); err != nil {
		return err
	}
	if r.ledger, err = newLedger(filepath.Join(r.dir, "acknowledged")); err != nil {
		return err
	}
	hand := r.hand
	if hand == nil {
		hand = natsDoor(r.broker.js)
	}
	r.submitter = &submitter{hand: hand, ledger: r.ledger, window: r.window, pace: r.pace()}
	r.submit(ctx, r.docs)
	return nil
}

func (r *run) startWorkers(ctx context.Context) error {
	url := r.broker.urls()
	if r.through != nil {
		var err error
		if url, err = r.through(r.broker); err != nil {
			return err
		}
	}
	var err error
	if r.commands == nil {
		r.commands = func(slot int) []string {
			stages := r.stages
			if r.each != nil {
				stages = r.each(slot)
			}
			args := r.workArgs(url, stages)
			if r.more != nil {
				args = append(args, r.more(slot)...)
			}
			return args
		}
	}
	if r.binary == nil {
		r.binary = func(int) string { return r.Gouji }
	}
	r.fleet, err = startFleet(r.spawn, r.dir, r.logf, r.workers, func(slot int) *exec.Cmd {
		cmd := command(r.prefix, r.binary(slot), r.commands(slot)...)
		if r.env != nil {
			cmd.Env = append(os.Environ(), r.env(slot)...)
		}
		return cmd
	})
	if err != nil {
		return err
	}
	return until(ctx, "the streams and consumers are there", startWait, r.ready)
}

// resultsPart is the part of gouji that tells producers what became of their documents.
const resultsPart = "results"

// workArgs is the command line of `gouji work` for stages, for resultsPart, or for a part that is
// given as its flag, against url.
func (r *run) workArgs(url, stages string) []string {
	part := []string{"work", "--stages", stages}
	switch {
	case stages == resultsPart:
		part = []string{"work", "--results"}
	case strings.HasPrefix(stages, "--"):
		part = []string{"work", stages}
	}
	args := append(part, "--nats-url", url, "--admin", "127.0.0.1:0", "--data", filepath.Join(r.dir, "data"),
		"--store", r.store, "--replicas", strconv.Itoa(r.nodes), "--log-format", "json", "--log-level", "warn")
	return append(args, r.leaseArgs()...)
}

// leaseArgs sets AckWait where the run has its own.
func (r *run) leaseArgs() []string {
	if r.ackWait == 0 {
		return nil
	}
	return []string{"--ack-wait", r.ackWait.String()}
}

// submit submits docs in the background; nil is none.
func (r *run) submit(ctx context.Context, docs iter.Seq[submission]) {
	if docs == nil {
		r.submitted <- nil
		return
	}
	go func() { r.submitted <- r.submitter.run(ctx, docs) }()
}

func (r *run) ready(ctx context.Context) bool {
	for _, c := range consumers() {
		if _, err := r.broker.js.Consumer(ctx, c.stream, c.name); err != nil {
			return false
		}
	}
	return true
}

// end stops what is left; it is called in any case.
func (r *run) end() {
	if r == nil {
		return
	}
	if r.fleet != nil {
		r.fleet.close()
	}
	if r.client != nil {
		r.client.CloseIdleConnections()
	}
	if r.broker != nil {
		r.broker.close()
	}
	if r.ledger != nil {
		_ = r.ledger.close() // every line of it is fsynced
	}
}

// marks draws n moments between the first message of the log and the last, as numbers of
// messages: faults then fall on work, however fast the machine is.
func (r *run) marks(n, docs int) []uint64 {
	const hops = 6 // accepted, ingested, parsed, validated, results, receipt
	var out []uint64
	for range n {
		out = append(out, uint64(r.rand.IntN(max(1, docs*hops*9/10))))
	}
	slices.Sort(out)
	return out
}

// finish waits until everything is through and judges it.
func (r *run) finish(ctx context.Context) (Result, error) {
	settleErr := r.settled(ctx)
	if settleErr != nil && ctx.Err() != nil {
		return Result{}, settleErr
	}
	out, err := r.judge(ctx)
	if err != nil {
		return out, errors.Join(settleErr, err)
	}
	if settleErr != nil {
		out.Failures = append(out.Failures, settleErr.Error())
	}
	return out, nil
}

// judge reads everything back in both ways.
func (r *run) judge(ctx context.Context) (Result, error) {
	out := Result{Faults: r.faults, Took: time.Since(r.begun)}
	if r.fleet != nil {
		out.Crashes = r.fleet.crashed()
	}
	out.Refusals = int(r.submitter.refusals.Load())
	acks, err := r.ledger.readBack()
	if err != nil {
		return out, err
	}
	entries, gaps, err := readStreams(ctx, r.broker.js)
	if err != nil {
		return out, err
	}
	out.Verdict = Judge(acks, r.ledger.sentIDs(), slices.Values(withoutRevised(withoutPutBack(entries, r.replayed), r.revised)))
	if out.Redelivered, err = r.redeliveries(ctx, out.Verdict); err != nil {
		return out, err
	}
	out.Failures = out.Verdict.Failures()
	if gaps > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("%d messages of the log cannot be read", gaps))
	}
	s, err := secondReading(ctx, r.Gouji, r.broker.urls(), r.store)
	if err != nil {
		return out, err
	}
	out.Rows = len(s.rows)
	out.Failures = append(out.Failures, s.disagree(out.Verdict)...)
	return out, nil
}

// draw is a random number in [0,n). It is safe for concurrent use.
func (r *run) draw(n int) int {
	r.noting.Lock()
	defer r.noting.Unlock()
	return r.rand.IntN(n)
}

// notePutBack says that an operator has put the dead letter of a document back, or dropped it.
func (r *run) notePutBack(doc string) {
	r.noting.Lock()
	defer r.noting.Unlock()
	r.replayed[doc] = true
}

// wasPutBack reports whether that was said.
func (r *run) wasPutBack(doc string) bool {
	r.noting.Lock()
	defer r.noting.Unlock()
	return r.replayed[doc]
}

// fault notes one injected fault.
func (r *run) fault(format string, a ...any) {
	r.noting.Lock()
	defer r.noting.Unlock()
	r.faults++
	r.logf("fault %d: %s", r.faults, fmt.Sprintf(format, a...))
}
