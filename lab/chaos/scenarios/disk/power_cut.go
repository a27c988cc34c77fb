package disk

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/lab/chaos/fault"
	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/server"
	"github.com/gouji/gouji/lab/chaos/system"
)

// PowerCut cuts the power of the machine that everything runs on.
func PowerCut() scenario.Scenario {
	return scenario.Scenario{
		Name:  "power-cut",
		Doc:   "the ext4 file system under server and SQL store is shut down without flushing (FS_IOC_SHUTDOWN) at random moments, everything is killed, mounted and started again",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 20_000, Faults: 10}, Bound: 2 * time.Hour,
		Do: func(ctx context.Context, l *scenario.Lab) (scenario.Result, error) { return powerCut(ctx, l, false) },
	}
}

// PowerCutControl is the same with the server's default sync: it must lose
// something, or the other one proves nothing.
func PowerCutControl() scenario.Scenario {
	return scenario.Scenario{
		Name:  "power-cut-control",
		Doc:   "one power cut under a server with the default sync interval: here acknowledged documents must get lost, or power-cut proves nothing",
		Short: scenario.Size{Docs: 60, Faults: 1}, Full: scenario.Size{Docs: 500, Faults: 1}, Bound: 30 * time.Minute,
		Do: func(ctx context.Context, l *scenario.Lab) (scenario.Result, error) { return powerCut(ctx, l, true) },
	}
}

func powerCut(ctx context.Context, l *scenario.Lab, defaultSync bool) (scenario.Result, error) {
	disk, err := fault.MountImage(ctx, filepath.Join(l.Dir, "disk"), 2<<30+int64(l.Docs)*diskPerDoc)
	if err != nil {
		return scenario.Result{}, err
	}
	defer disk.Close()
	ahead := l.Lead()
	if defaultSync { // all that is acknowledged is at stake
		ahead = 0
	}
	r, err := system.Begin(ctx, l, system.Setup{
		Nodes: 1, Workers: 1, Documents: load.Light(l.Docs, l.Seed), AckWait: l.Lease(), Ahead: ahead, Disk: disk.Dir,
		Store:  "sqlite:" + filepath.Join(disk.Dir, "gouji.db"),
		Server: func(c *server.Config) { c.DefaultSync = defaultSync },
	})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	marks := r.Marks(l.Faults, l.Docs)
	if defaultSync { // late, when most is acknowledged
		marks = []uint64{uint64(2 * l.Docs)}
	}
	for _, mark := range marks {
		if err := r.Reach(ctx, mark); err != nil {
			return scenario.Result{}, err
		}
		if err := powerCycle(ctx, r, disk, mark); err != nil {
			return scenario.Result{}, err
		}
	}
	if defaultSync {
		return lossy(ctx, r)
	}
	return r.Finish(ctx)
}

// diskPerDoc is room for one document in all its stages; it takes some 60 KB.
const diskPerDoc = 128 << 10

// powerCycle stops the machine between two instructions, drops what is not on the disk,
// and starts everything again.
func powerCycle(ctx context.Context, r *system.Run, disk *fault.Mount, mark uint64) error {
	r.Fault("power cut at message %d, %d acknowledged", mark, r.Ledger.Count())
	server, worker := r.Broker.Nodes[0].Proc, r.Fleet.At(0)
	_, _ = server.Signal(process.SigStop), worker.Signal(process.SigStop) // can only fail when they have ended
	if err := disk.CutPower(); err != nil {
		return err
	}
	r.Fleet.Close()
	server.Kill()
	if err := disk.Unmount(ctx); err != nil {
		return err
	}
	if err := disk.Remount(); err != nil {
		return err
	}
	if err := r.Broker.Start(ctx, 0); err != nil {
		return err
	}
	return r.StartWorkers(ctx)
}

// lossy judges a control run: it is good when acknowledged documents are missing.
func lossy(ctx context.Context, r *system.Run) (scenario.Result, error) {
	r.Hasty = true
	out, err := r.Finish(ctx)
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
