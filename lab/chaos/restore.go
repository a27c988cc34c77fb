package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// restoreScenario is the drill of docs/backup.md with a server of one's own.
func restoreScenario() Scenario {
	return Scenario{
		Name:  "restore",
		Doc:   "a system on an external server is backed up while documents come, and destroyed with its server's files and its store; the backup is restored on an empty server, store and ledger are rebuilt; what was acknowledged before the backup must be there and the audit clean, and when all is handed in again all of it",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 3000, Faults: 1}, Bound: 30 * time.Minute,
		run: restoreDrill,
	}
}

func restoreDrill(ctx context.Context, l *lab) (Result, error) {
	r, err := begin(ctx, l, setup{nodes: 1, workers: 2, docs: light(l.Docs, l.Seed), ackWait: l.lease(), ahead: l.lead()})
	defer func() { r.end() }()
	if err != nil {
		return Result{}, err
	}
	if err := r.reach(ctx, uint64(3*l.Docs)); err != nil {
		return Result{}, err
	}
	sure, saved := r.ledger.ids(), filepath.Join(l.dir, "backup")
	if err := r.operate(ctx, r.Gouji, "backup", saved); err != nil {
		return Result{}, err
	}
	if err := <-r.submitted; err != nil {
		return Result{}, err
	}
	if err := destroy(r); err != nil {
		return Result{}, err
	}
	if err := bringBack(ctx, r, saved); err != nil {
		return Result{}, err
	}
	rows, err := r.rowsNow(ctx)
	if err != nil {
		return Result{}, err
	}
	there := map[string]bool{}
	for k := range rows {
		there[k.Doc] = true
	}
	lost := slices.DeleteFunc(slices.Clone(sure), func(id string) bool { return there[id] })
	r.submitter.hand = natsDoor(r.broker.js)
	r.submit(ctx, light(l.Docs, l.Seed))
	out, err := r.finish(ctx)
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
func destroy(r *run) error {
	r.fault("all processes killed, the server's files and the store removed")
	r.fleet.close()
	r.broker.close()
	path, _ := strings.CutPrefix(r.store, "sqlite:")
	return errors.Join(os.RemoveAll(r.disk), os.Remove(path), os.RemoveAll(path+"-wal"), os.RemoveAll(path+"-shm"))
}

// restore brings a backup back on an empty server, by the steps of docs/backup.md.
func bringBack(ctx context.Context, r *run, saved string) error {
	var err error
	if r.broker, err = r.startBroker(ctx, filepath.Join(r.dir, "nats-restored")); err != nil {
		return err
	}
	if err := r.operate(ctx, r.Gouji, "restore", saved); err != nil {
		return err
	}
	r.commands, r.store = nil, "sqlite:"+filepath.Join(r.dir, "restored.db")
	if err := r.startWorkers(ctx); err != nil {
		return err
	}
	if err := r.rest(ctx, consumers()); err != nil {
		return err
	}
	if err := r.operate(ctx, r.Gouji, "store", "rebuild", "--store", r.store); err != nil {
		return err
	}
	if err := r.operate(ctx, r.Gouji, "ledger", "rebuild"); err != nil {
		return err
	}
	// The standing audit has found the store empty, and says so until it looks again.
	var said error
	late := until(ctx, "the audit is clean", stallBound, func(context.Context) bool {
		said = r.operate(ctx, r.Gouji, "audit")
		return said == nil
	})
	if late != nil {
		return errors.Join(late, said)
	}
	return nil
}

// operate runs a command of a program against the servers, which must succeed.
func (r *run) operate(ctx context.Context, program string, args ...string) error {
	text, err := exec.CommandContext(ctx, program, append(slices.Clone(args), "--lang", "en", "--nats-url", r.broker.urls())...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("gouji %s: %w: %.600s", args[0], err, text)
	}
	return nil
}
