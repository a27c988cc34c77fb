package system

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
)

// UpSetup is what a run of one `gouji up` starts with.
type UpSetup struct {
	// Data is its folder, default one in the laboratory's.
	Data string
	// Documents are submitted at its HTTP door in the background.
	Documents iter.Seq[load.Submission]
	// AckWait and Ahead are those of Setup.
	AckWait time.Duration
	Ahead   int
	// Admin has the admin endpoints be served at run.admin; else they are where nobody looks.
	Admin bool
	// more is added to its command line.
	more []string
}

// BeginUp starts a `gouji up` with its store in its folder, and a submitter at its HTTP door. The
// caller ends the run also when BeginUp fails.
func BeginUp(ctx context.Context, l *scenario.Lab, s UpSetup) (*Run, error) {
	ports, err := machine.FreePorts(3)
	if err != nil {
		return nil, err
	}
	if s.Data == "" {
		s.Data = filepath.Join(l.Dir, "data")
	}
	own, err := server.Embedded("", s.Data, ports[0])
	if err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	entrance := fmt.Sprintf("http://127.0.0.1:%d/v1/reports", ports[1])
	r := NewRun(l, Setup{Nodes: 1, Workers: 1, Documents: s.Documents, hand: load.HTTPDoor(client, entrance), AckWait: s.AckWait, Ahead: s.Ahead, Window: 8,
		Store: "sqlite:" + filepath.Join(s.Data, "gouji.db")}, own)
	r.Client, r.Entrance, r.Admin = client, entrance, machine.AnyPort
	if s.Admin {
		r.Admin = fmt.Sprintf("127.0.0.1:%d", ports[2])
	}
	r.Commands = func(int) []string { return append(r.UpArgs(s.Data, ports[0], ports[1], r.Admin), s.more...) }
	return r, r.BeginConnected(ctx)
}

// BeginConnected connects to the server that is part of the program, which is not started before,
// and starts the workers and the submitter.
func (r *Run) BeginConnected(ctx context.Context) error {
	if err := r.Broker.Connect(); err != nil {
		return err
	}
	return r.beginWork(ctx)
}

// KilledUp has a `gouji up` be killed at random moments, as often as there are faults, while
// documents come through its HTTP door; more is added to its command line. The run is to be ended
// also after an error.
func KilledUp(ctx context.Context, l *scenario.Lab, docs iter.Seq[load.Submission], more ...string) (*Run, error) {
	r, err := BeginUp(ctx, l, UpSetup{Documents: docs, AckWait: l.Lease(), Ahead: l.Lead(), more: more})
	if err != nil {
		return r, err
	}
	return r, r.atMarks(ctx, func(_ int, mark uint64) error {
		r.Fault("SIGKILL to gouji up at message %d", mark)
		return r.AwaitAck(ctx, func() { r.Fleet.Kill(0) }, func() error { return nil })
	})
}
