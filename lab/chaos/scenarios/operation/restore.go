// Package operation has the scenarios of what operators do and undergo: backup and restore, rolling
// upgrades, a second start, losses by their own hand.
package operation

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
	"github.com/gouji/gouji/lab/chaos/wait"
)

// Restore is the drill of docs/backup.md with a server of one's own.
func Restore() scenario.Scenario {
	return scenario.Scenario{
		Name:  "restore",
		Doc:   "a system on an external server is backed up while documents come, and destroyed with its server's files and its store; the backup is restored on an empty server, store and ledger are rebuilt; what was acknowledged before the backup must be there and the audit clean, and when all is handed in again all of it",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 3000, Faults: 1}, Bound: 30 * time.Minute,
		Do: restoreDrill,
	}
}

func restoreDrill(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	r, err := system.Begin(ctx, l, system.Setup{Nodes: 1, Workers: 2, Documents: load.Light(l.Docs, l.Seed), AckWait: l.Lease(), Ahead: l.Lead()})
	defer func() { r.End() }()
	if err != nil {
		return scenario.Result{}, err
	}
	if err := r.Reach(ctx, uint64(3*l.Docs)); err != nil {
		return scenario.Result{}, err
	}
	sure, saved := r.Ledger.IDs(), filepath.Join(l.Dir, "backup")
	if err := r.Operate(ctx, r.Gouji, "backup", saved); err != nil {
		return scenario.Result{}, err
	}
	if err := <-r.Submitted; err != nil {
		return scenario.Result{}, err
	}
	if err := destroy(r); err != nil {
		return scenario.Result{}, err
	}
	if err := bringBack(ctx, r, saved); err != nil {
		return scenario.Result{}, err
	}
	rows, err := r.RowsNow(ctx)
	if err != nil {
		return scenario.Result{}, err
	}
	there := map[string]bool{}
	for k := range rows {
		there[k.Doc] = true
	}
	lost := slices.DeleteFunc(slices.Clone(sure), func(id string) bool { return there[id] })
	r.Submitter.Hand = load.NATSDoor(r.Broker.JS)
	r.Submit(ctx, load.Light(l.Docs, l.Seed))
	out, err := r.Finish(ctx)
	if err != nil {
		return out, err
	}
	if len(lost) > 0 {
		out.Failures = append(out.Failures, fmt.Sprintf("%d of %d documents that were acknowledged before the backup have no result after the restore", len(lost), len(sure)))
	}
	out.Note = fmt.Sprintf("%d documents were acknowledged before the backup, %d had results after the restore", len(sure), len(there))
	return out, nil
}

// destroy ends everything at once and removes what it left on the disk.
func destroy(r *system.Run) error {
	r.Fault("all processes killed, the server's files and the store removed")
	r.Fleet.Close()
	r.Broker.Close()
	path, _ := strings.CutPrefix(r.Store, "sqlite:")
	return errors.Join(os.RemoveAll(r.Disk), os.Remove(path), os.RemoveAll(path+"-wal"), os.RemoveAll(path+"-shm"))
}

// restore brings a backup back on an empty server, by the steps of docs/backup.md.
func bringBack(ctx context.Context, r *system.Run, saved string) error {
	var err error
	if r.Broker, err = r.StartBroker(ctx, filepath.Join(r.Dir, "nats-restored")); err != nil {
		return err
	}
	if err := r.Operate(ctx, r.Gouji, "restore", saved); err != nil {
		return err
	}
	r.Commands, r.Store = nil, "sqlite:"+filepath.Join(r.Dir, "restored.db")
	if err := r.StartWorkers(ctx); err != nil {
		return err
	}
	if err := r.Rest(ctx, system.Consumers()); err != nil {
		return err
	}
	if err := r.Operate(ctx, r.Gouji, "store", "rebuild", "--store", r.Store); err != nil {
		return err
	}
	if err := r.Operate(ctx, r.Gouji, "ledger", "rebuild"); err != nil {
		return err
	}
	// The standing audit has found the store empty, and says so until it looks again.
	var said error
	late := wait.Until(ctx, "the audit is clean", system.StallBound, func(context.Context) bool {
		said = r.Operate(ctx, r.Gouji, "audit")
		return said == nil
	})
	if late != nil {
		return errors.Join(late, said)
	}
	return nil
}
