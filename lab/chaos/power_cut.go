package chaos

import (
	"context"
	"fmt"
	"path/filepath"
	"time"
)

// powerCutScenario cuts the power of the machine that everything runs on.
func powerCutScenario() Scenario {
	return Scenario{
		Name:  "power-cut",
		Doc:   "the ext4 file system under server and SQL store is shut down without flushing (FS_IOC_SHUTDOWN) at random moments, everything is killed, mounted and started again",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 20_000, Faults: 10}, Bound: 2 * time.Hour,
		run: func(ctx context.Context, l *lab) (Result, error) { return powerCut(ctx, l, false) },
	}
}

// powerCutControlScenario is the same with the server's default sync: it must lose
// something, or the other one proves nothing.
func powerCutControlScenario() Scenario {
	return Scenario{
		Name:  "power-cut-control",
		Doc:   "one power cut under a server with the default sync interval: here acknowledged documents must get lost, or power-cut proves nothing",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 500, Faults: 1}, Bound: 30 * time.Minute,
		run: func(ctx context.Context, l *lab) (Result, error) { return powerCut(ctx, l, true) },
	}
}

func powerCut(ctx context.Context, l *lab, defaultSync bool) (Result, error) {
	disk, err := mountImage(ctx, filepath.Join(l.dir, "disk"), 2<<30+int64(l.Docs)*diskPerDoc)
	if err != nil {
		return Result{}, err
	}
	defer disk.close()
	ahead := l.lead()
	if defaultSync { // all that is acknowledged is at stake
		ahead = 0
	}
	r, err := begin(ctx, l, setup{
		nodes: 1, workers: 1, docs: light(l.Docs, l.Seed), ackWait: l.lease(), ahead: ahead, disk: disk.dir,
		store:  "sqlite:" + filepath.Join(disk.dir, "gouji.db"),
		server: func(c *serverConfig) { c.DefaultSync = defaultSync },
	})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	marks := r.marks(l.Faults, l.Docs)
	if defaultSync { // late, when most is acknowledged
		marks = []uint64{uint64(2 * l.Docs)}
	}
	for _, mark := range marks {
		if err := r.reach(ctx, mark); err != nil {
			return Result{}, err
		}
		if err := powerCycle(ctx, r, disk, mark); err != nil {
			return Result{}, err
		}
	}
	if defaultSync {
		return lossy(ctx, r)
	}
	return r.finish(ctx)
}

// diskPerDoc is room for one document in all its stages; it takes some 60 KB.
const diskPerDoc = 128 << 10

// powerCycle stops the machine between two instructions, drops what is not on the disk,
// and starts everything again.
func powerCycle(ctx context.Context, r *run, disk *mount, mark uint64) error {
	r.fault("power cut at message %d, %d acknowledged", mark, r.ledger.count())
	server, worker := r.broker.nodes[0].proc, r.fleet.at(0)
	_, _ = server.signal(sigStop), worker.signal(sigStop) // can only fail when they have ended
	if err := disk.cutPower(); err != nil {
		return err
	}
	r.fleet.close()
	server.kill()
	if err := disk.unmount(ctx); err != nil {
		return err
	}
	if err := disk.again(); err != nil {
		return err
	}
	if err := r.broker.start(ctx, 0); err != nil {
		return err
	}
	return r.startWorkers(ctx)
}

// lossy judges a control run: it is good when acknowledged documents are missing.
func lossy(ctx context.Context, r *run) (Result, error) {
	r.hasty = true
	out, err := r.finish(ctx)
	if err != nil {
		return out, err
	}
	lost := out.Verdict.Missing
	if out.Failures = nil; lost == 0 {
		out.Failures = []string{"nothing got lost under the default sync: the power cut is none"}
	}
	out.Note = fmt.Sprintf("as it must: %d of %d acknowledged documents lost with the default sync", lost, out.Verdict.Acked)
	return out, nil
}
