package operation

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/lab/chaos/load"
	"github.com/gouji/gouji/lab/chaos/machine"
	"github.com/gouji/gouji/lab/chaos/process"
	"github.com/gouji/gouji/lab/chaos/scenario"
	"github.com/gouji/gouji/lab/chaos/system"
)

// TwoUps starts a second program on a data folder in use, again and again.
func TwoUps() scenario.Scenario {
	return scenario.Scenario{
		Name:  "two-ups",
		Doc:   "a second `gouji up` on a data folder in use, by its path and by a link to it, while documents come; it must end by itself within a second and harm nothing",
		Short: scenario.Size{Docs: 60, Faults: 4}, Full: scenario.Size{Docs: 1000, Faults: 40}, Bound: 30 * time.Minute,
		Do: twoUps,
	}
}

// secondBound is how long the second may take to be refused. A start of the program alone
// takes 0.1 s, and up to 0.6 s beside a busy pipeline on two cores.
const secondBound = 2 * time.Second

func twoUps(ctx context.Context, l *scenario.Lab) (scenario.Result, error) {
	data, link := filepath.Join(l.Dir, "data"), filepath.Join(l.Dir, "link")
	if err := os.Symlink(data, link); err != nil {
		return scenario.Result{}, err
	}
	r, err := system.BeginUp(ctx, l, system.UpSetup{Documents: load.Light(l.Docs, l.Seed), AckWait: l.Lease(), Ahead: l.Lead()})
	defer r.End()
	if err != nil {
		return scenario.Result{}, err
	}
	var failures []string
	out, err := r.FinishAfter(ctx, func(i int, mark uint64) error {
		folder := []string{data, link}[i%2]
		r.Fault("a second gouji up on %s at message %d", filepath.Base(folder), mark)
		why, err := refusedUp(ctx, r, r.UpArgs(folder, 0, 0, machine.AnyPort), i)
		if why != "" {
			failures = append(failures, why)
		}
		return err
	})
	out.Failures = append(out.Failures, failures...)
	return out, err
}

// second runs a program that must be refused, and says what was wrong about its end.
func refusedUp(ctx context.Context, r *system.Run, args []string, n int) (string, error) {
	log := filepath.Join(r.Dir, fmt.Sprintf("second-%d.log", n))
	begun := time.Now()
	p, err := r.Spawn.Start(process.Command(nil, r.Gouji, args...), log)
	if err != nil {
		return "", err
	}
	bound, cancel := context.WithTimeout(ctx, 10*secondBound)
	defer cancel()
	select {
	case <-p.Done:
	case <-bound.Done():
		p.Kill()
		return "a second gouji up ran on a folder in use", ctx.Err()
	}
	took := time.Since(begun)
	said, err := os.ReadFile(log)
	if err != nil {
		return "", err
	}
	owner := fmt.Sprint(r.Fleet.At(0).Cmd.Process.Pid)
	switch code := p.Cmd.ProcessState.ExitCode(); {
	case code != 2:
		return fmt.Sprintf("a second gouji up ended with %d, not 2: %.300s", code, said), nil
	case !bytes.Contains(said, []byte(owner)):
		return fmt.Sprintf("a second gouji up did not name process %s: %.300s", owner, said), nil
	case took > secondBound:
		return fmt.Sprintf("a second gouji up was refused after %s", took.Round(time.Millisecond)), nil
	}
	return "", nil
}
