package chaos

import (
	"context"
	"time"
)

// killServerScenario kills the only server, with producers and workers connected.
func killServerScenario() Scenario {
	return Scenario{
		Name:  "kill-server",
		Doc:   "SIGKILL to the only nats-server at random moments, restarted on the same files",
		Short: Size{Docs: 120, Faults: 2}, Full: Size{Docs: 5000, Faults: 100}, Bound: 2 * time.Hour,
		run: killServer,
	}
}

func killServer(ctx context.Context, l *lab) (Result, error) {
	r, err := begin(ctx, l, setup{nodes: 1, workers: 2, docs: light(l.Docs, l.Seed), ackWait: l.lease(), ahead: l.lead()})
	defer r.end()
	if err != nil {
		return Result{}, err
	}
	err = r.atMarks(ctx, func(_ int, mark uint64) error {
		r.fault("SIGKILL to the server at message %d", mark)
		return killServerAt(ctx, r, 0)
	})
	if err != nil {
		return Result{}, err
	}
	out, err := r.finish(ctx)
	out.Failures = append(out.Failures, r.firstAckFailures(ackBound{p99: restartBound})...)
	out.Note = "first acknowledgement after a kill: " + spreadOf(r.firstAcks).String()
	return out, err
}

// restartBound is how soon after the death of the only server, started again at once, a
// producer must be heard again.
const restartBound = 2500 * time.Millisecond
