package chaos

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"path/filepath"
	"time"
)

// upSetup is what a run of one `gouji up` starts with.
type upSetup struct {
	// data is its folder, default one in the laboratory's.
	data string
	// docs are submitted at its HTTP door in the background.
	docs iter.Seq[submission]
	// ackWait and ahead are those of setup.
	ackWait time.Duration
	ahead   int
	// admin has the admin endpoints be served at run.admin; else they are where nobody looks.
	admin bool
	// more is added to its command line.
	more []string
}

// beginUp starts a `gouji up` with its store in its folder, and a submitter at its HTTP door. The
// caller ends the run also when beginUp fails.
func beginUp(ctx context.Context, l *lab, s upSetup) (*run, error) {
	ports, err := freePorts(3)
	if err != nil {
		return nil, err
	}
	if s.data == "" {
		s.data = filepath.Join(l.dir, "data")
	}
	own, err := ofUp("", s.data, ports[0])
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	entrance := fmt.Sprintf("http://127.0.0.1:%d/v1/reports", ports[1])
	r := newRun(l, setup{nodes: 1, workers: 1, docs: s.docs, hand: httpDoor(client, entrance), ackWait: s.ackWait, ahead: s.ahead, window: 8,
		store: "sqlite:" + filepath.Join(s.data, "gouji.db")}, own)
	r.client, r.entrance, r.admin = client, entrance, anyPort
	if s.admin {
		r.admin = fmt.Sprintf("127.0.0.1:%d", ports[2])
	}
	r.commands = func(int) []string { return append(r.upArgs(s.data, ports[0], ports[1], r.admin), s.more...) }
	return r, r.beginConnected(ctx)
}

// beginConnected connects to the server that is part of the program, which is not started before,
// and starts the workers and the submitter.
func (r *run) beginConnected(ctx context.Context) error {
	if err := r.broker.connect(); err != nil {
		return err
	}
	return r.beginWork(ctx)
}

// killedUp has a `gouji up` be killed at random moments, as often as there are faults, while
// documents come through its HTTP door; more is added to its command line. The run is to be ended
// also after an error.
func killedUp(ctx context.Context, l *lab, docs iter.Seq[submission], more ...string) (*run, error) {
	r, err := beginUp(ctx, l, upSetup{docs: docs, ackWait: l.lease(), ahead: l.lead(), more: more})
	if err != nil {
		return r, err
	}
	return r, r.atMarks(ctx, func(_ int, mark uint64) error {
		r.fault("SIGKILL to gouji up at message %d", mark)
		return r.awaitAck(ctx, func() { r.fleet.kill(0) }, func() error { return nil })
	})
}

// anyPort is an address on loopback that nobody asks.
const anyPort = "127.0.0.1:0"

// upArgs is the command line of `gouji up` on loopback; admin is an address.
func (r *run) upArgs(data string, nats, http int, admin string) []string {
	args := []string{"up", "--data", data, "--nats-listen", fmt.Sprintf("127.0.0.1:%d", nats), "--http", fmt.Sprintf("127.0.0.1:%d", http),
		"--admin", admin, "--log-format", "json", "--log-level", "warn"}
	return append(args, r.leaseArgs()...)
}
