package chaos

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// diskFullScenario lets the server's disk run full.
func diskFullScenario() Scenario {
	return Scenario{
		Name:  "disk-full",
		Doc:   "the server's disk (a small tmpfs) is filled by somebody else; producers must be refused, nothing acknowledged may be lost, and all goes on when there is room",
		Short: Size{Docs: 60, Faults: 1}, Full: Size{Docs: 600, Faults: 5}, Bound: time.Hour,
		run: diskFull,
	}
}

func diskFull(ctx context.Context, l *lab) (Result, error) {
	disk, err := mountTmpfs(filepath.Join(l.dir, "small"), 256<<20)
	if err != nil {
		return Result{}, err
	}
	defer disk.close()
	r, err := l.begin(ctx, setup{nodes: 1, workers: 2, ackWait: l.lease(), disk: disk.dir})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	batch := max(1, l.Docs/(2*l.Faults))
	refused, restarts := "", 0
	for i := range l.Faults {
		seed := l.Seed + uint64(2*i)
		r.submit(ctx, samples(batch, seed))
		if err := <-r.submitted; err != nil {
			return Result{}, err
		}
		full, err := disk.fill()
		if err != nil {
			return Result{}, err
		}
		r.fault("disk full, %d acknowledged", r.ledger.count())
		if refused, err = r.refusal(ctx); err != nil {
			return Result{}, err
		}
		r.submit(ctx, samples(batch, seed+1)) // they wait
		before := r.ledger.count()
		pass(ctx, 2*time.Second)
		r.logf("%d acknowledged while the disk was full; a producer hears %q", r.ledger.count()-before, refused)
		if err := os.Remove(full); err != nil {
			return Result{}, err
		}
		restarted, err := r.recover(ctx)
		if err != nil {
			return Result{}, err
		}
		restarts += restarted
		if err := <-r.submitted; err != nil {
			return Result{}, err
		}
	}
	r.submitted <- nil
	out, err := r.finish(ctx)
	out.Note = fmt.Sprintf("while full a producer hears %q; %d restarts of the server were needed", refused, restarts)
	return out, err
}

// refusal hands one more document over with the public command and returns what a
// producer hears. That it is taken all the same is a failure of the fault, not of gouji.
func (r *run) refusal(ctx context.Context) (string, error) {
	path := filepath.Join(r.lab.dir, "refused.txt")
	for s := range samples(1, r.Seed+1<<32) {
		r.ledger.send(s.id)
		if err := os.WriteFile(path, s.data, 0o600); err != nil {
			return "", err
		}
	}
	wait := 20 * time.Second
	if r.Short {
		wait = 5 * time.Second
	}
	cctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	cmd := exec.CommandContext(cctx, r.gouji, "submit", "--format", "json", "--nats-url", r.broker.urls(), path)
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "accepted: " + string(out), nil
	case cctx.Err() != nil:
		return fmt.Sprintf("nothing: gouji submit still waits after %s", wait), nil
	case errors.As(err, &exit):
		return fmt.Sprintf("exit %d: %.200s", exit.ExitCode(), exit.Stderr), nil
	}
	return "", err
}

// recover waits until a producer is heard again. Where that takes longer than 6 s the
// server is stuck, which is known of it, and is restarted as an operator would.
func (r *run) recover(ctx context.Context) (restarts int, err error) {
	before := r.ledger.count()
	heard := func(context.Context) bool { return r.ledger.count() > before }
	if until(ctx, "a producer is heard", 6*time.Second, heard) == nil {
		return 0, nil
	}
	r.logf("the server is stuck after the disk was full; restarting it")
	if err := r.broker.nodes[0].proc.stop(); err != nil {
		return 0, err
	}
	if err := r.broker.start(ctx, 0); err != nil {
		return 1, err
	}
	return 1, until(ctx, "a producer is heard after a restart", stallBound, heard)
}
