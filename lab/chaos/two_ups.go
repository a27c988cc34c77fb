package chaos

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// twoUpsScenario starts a second program on a data folder in use, again and again.
func twoUpsScenario() Scenario {
	return Scenario{
		Name:  "two-ups",
		Doc:   "a second `gouji up` on a data folder in use, by its path and by a link to it, while documents come; it must end by itself within a second and harm nothing",
		Short: Size{Docs: 60, Faults: 4}, Full: Size{Docs: 1000, Faults: 40}, Bound: 30 * time.Minute,
		run: twoUps,
	}
}

// secondBound is how long the second may take to be refused. A start of the program alone
// takes 0.1 s, and up to 0.6 s beside a busy pipeline on two cores.
const secondBound = 2 * time.Second

func twoUps(ctx context.Context, l *lab) (Result, error) {
	data, link := filepath.Join(l.dir, "data"), filepath.Join(l.dir, "link")
	if err := os.Symlink(data, link); err != nil {
		return Result{}, err
	}
	r, err := beginUp(ctx, l, upSetup{docs: light(l.Docs, l.Seed), ackWait: l.lease(), ahead: l.lead()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	var failures []string
	err = r.atMarks(ctx, func(i int, mark uint64) error {
		folder := []string{data, link}[i%2]
		r.fault("a second gouji up on %s at message %d", filepath.Base(folder), mark)
		why, err := refusedUp(ctx, r, r.upArgs(folder, 0, 0, anyPort), i)
		if why != "" {
			failures = append(failures, why)
		}
		return err
	})
	if err != nil {
		return Result{}, err
	}
	out, err := r.finish(ctx)
	out.Failures = append(out.Failures, failures...)
	return out, err
}

// second runs a program that must be refused, and says what was wrong about its end.
func refusedUp(ctx context.Context, r *run, args []string, n int) (string, error) {
	log := filepath.Join(r.dir, fmt.Sprintf("second-%d.log", n))
	begun := time.Now()
	p, err := r.spawn.start(command(nil, r.Gouji, args...), log)
	if err != nil {
		return "", err
	}
	bound, cancel := context.WithTimeout(ctx, 10*secondBound)
	defer cancel()
	select {
	case <-p.done:
	case <-bound.Done():
		p.kill()
		return "a second gouji up ran on a folder in use", ctx.Err()
	}
	took := time.Since(begun)
	said, err := os.ReadFile(log)
	if err != nil {
		return "", err
	}
	owner := fmt.Sprint(r.fleet.at(0).cmd.Process.Pid)
	switch code := p.cmd.ProcessState.ExitCode(); {
	case code != 2:
		return fmt.Sprintf("a second gouji up ended with %d, not 2: %.300s", code, said), nil
	case !bytes.Contains(said, []byte(owner)):
		return fmt.Sprintf("a second gouji up did not name process %s: %.300s", owner, said), nil
	case took > secondBound:
		return fmt.Sprintf("a second gouji up was refused after %s", took.Round(time.Millisecond)), nil
	}
	return "", nil
}
